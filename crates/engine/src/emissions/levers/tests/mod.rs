//! What each lever does, by hand calculation from the published figures, and what must hold for
//! every event.

mod energy;
mod freight;

use model::emissions::{Change, Lever};
use model::ingest::{Activity, EventType, Mode};
use model::units::Milligrams;
use proptest::prelude::*;

use super::*;
use crate::emissions::estimate;
use crate::emissions::tests::{any_event, assert_kg, catalogue, freight, input, road};

fn setting(lever: Lever, value: f64) -> Setting {
    Setting::read(&Change::number(lever, value)).unwrap()
}

fn word(lever: Lever, value: &str) -> Setting {
    Setting::read(&Change::text(lever, value)).unwrap()
}

fn changed(
    event_type: EventType,
    activity: &Activity,
    setting: &Setting,
) -> Result<Changed, NotApplicable> {
    apply(&catalogue(), &input(event_type, activity), setting)
}

/// Tank-to-wheel and well-to-tank kilograms after a setting.
#[track_caller]
fn halves(event_type: EventType, activity: &Activity, setting: &Setting) -> (f64, f64) {
    let frame = input(event_type, activity);
    let after = apply(&catalogue(), &frame, setting).unwrap();
    let estimate = after.estimate(&catalogue(), &frame).unwrap();
    (estimate.ttw.kg(), estimate.wtt.kg())
}

#[track_caller]
fn assert_near((ttw, wtt): (f64, f64), expected: (f64, f64)) {
    let near = |one: f64, two: f64| (one - two).abs() < 1e-5 + 1e-6 * two;
    assert!(
        near(ttw, expected.0) && near(wtt, expected.1),
        "{ttw} + {wtt} instead of {} + {}",
        expected.0,
        expected.1
    );
}

fn loaded(load_factor: f64) -> Activity {
    Activity {
        load_factor: Some(load_factor),
        ..road("artic_33_plus", 100.0)
    }
}

fn power(kwh: f64, region: &str) -> Activity {
    Activity {
        electricity_kwh: Some(kwh),
        grid_region: Some(region.to_owned()),
        ..Activity::default()
    }
}

#[test]
fn metered_co2e_follows_distance_only() {
    let metered = Activity {
        co2e_kg_metered: Some(50.0),
        electricity_kwh: Some(5.0),
        ..power(5.0, "UK")
    };
    let refused = [
        word(Lever::GridRegion, "FR"),
        setting(Lever::RenewableShare, 0.3),
        word(Lever::Fuel, "hvo"),
        setting(Lever::Temperature, 1.0),
    ];
    for setting in refused {
        assert_eq!(
            changed(EventType::Factory, &metered, &setting),
            Err(NotApplicable::MeteredCo2e),
            "{setting:?}"
        );
    }
    let trip = Activity {
        co2e_kg_metered: Some(50.0),
        ..Activity::default()
    };
    assert_near(
        halves(EventType::Delivery, &trip, &setting(Lever::Distance, -10.0)),
        (45.0, 0.0),
    );
}

#[test]
fn impossible_values_name_the_lever_and_what_is_right() {
    let cases = [
        (Change::number(Lever::LoadFactor, 0.0), "out_of_range"),
        (Change::number(Lever::LoadFactor, f64::NAN), "out_of_range"),
        (
            Change::number(Lever::EmptyDistanceFactor, 1.0),
            "out_of_range",
        ),
        (Change::number(Lever::Distance, -100.1), "out_of_range"),
        (Change::number(Lever::Schedule, 1.5), "out_of_range"),
        (Change::text(Lever::Distance, "ten"), "not_a_number"),
        (Change::text(Lever::Mode, "balloon"), "unknown_word"),
        (Change::number(Lever::Fuel, 1.0), "unknown_word"),
    ];
    for (change, code) in cases {
        let error = Setting::read(&change).unwrap_err();
        assert_eq!(
            (error.field.as_str(), error.code.as_str()),
            (change.lever.as_str(), code)
        );
        assert!(
            error.message.starts_with(change.lever.as_str()),
            "{}",
            error.message
        );
    }
}

fn any_setting() -> impl Strategy<Value = Setting> {
    let numbers = prop_oneof![
        (0.01..=1.0).prop_map(|x| (Lever::LoadFactor, x)),
        (0.0..0.95).prop_map(|x| (Lever::EmptyDistanceFactor, x)),
        (1.0..150.0).prop_map(|x| (Lever::Speed, x)),
        (-5.0..=5.0).prop_map(|x| (Lever::Temperature, x)),
        (-100.0..=1000.0).prop_map(|x| (Lever::Distance, x)),
        (-100.0..=1000.0).prop_map(|x| (Lever::Throughput, x)),
        (0.0..=1.0).prop_map(|x| (Lever::RenewableShare, x)),
    ]
    .prop_map(|(lever, value): (Lever, f64)| setting(lever, value));
    let classes: Vec<_> = Mode::ALL
        .iter()
        .flat_map(|mode| vocabulary::known_vehicle_classes(EventType::Logistics, Some(*mode)))
        .map(|class| (Lever::VehicleClass, class.word))
        .collect();
    let modes = Mode::ALL.iter().map(|mode| (Lever::Mode, mode.as_str()));
    let fuels = vocabulary::known_fuels()
        .iter()
        .map(|fuel| (Lever::Fuel, fuel.word));
    let regions = ["UK", "FR", "US-CAMX", "DE", "PL"].map(|code| (Lever::GridRegion, code));
    let others: Vec<_> = modes.chain(fuels).chain(regions).collect();
    prop_oneof![
        numbers,
        prop::sample::select(classes).prop_map(|(lever, text)| word(lever, text)),
        prop::sample::select(others).prop_map(|(lever, text)| word(lever, text)),
    ]
}

fn is_relative(setting: &Setting) -> bool {
    matches!(
        setting,
        Setting::Distance(_) | Setting::Throughput(_) | Setting::Temperature(_)
    )
}

fn kg(changed: &Changed, frame: &EstimateInput<'_>) -> Milligrams {
    changed.estimate(&catalogue(), frame).unwrap().co2e
}

fn lorry_trip() -> impl Strategy<Value = Activity> {
    let classes = [
        "rigid_3p5_7p5",
        "rigid_17_plus",
        "artic_33_plus",
        "hgv_average",
    ];
    (
        prop::sample::select(classes.to_vec()),
        1.0..3000.0f64,
        0.02..1.0f64,
        0.0..0.8f64,
        prop::option::of(1.0..2000.0f64),
    )
        .prop_map(|(class, km, share, empty, litres)| Activity {
            load_factor: Some(share),
            empty_distance_factor: Some(empty),
            fuel_used_l: litres,
            ..road(class, km)
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn nothing_panics_nothing_is_negative_and_twice_is_once(
        (event_type, activity, year, _) in any_event(),
        setting in any_setting(),
    ) {
        let catalogue = catalogue();
        let frame = EstimateInput {
            occurred_at: crate::emissions::tests::june(year),
            grid_region_fallback: Some("FR"),
            ..input(event_type, &activity)
        };
        match apply(&catalogue, &frame, &setting) {
            Err(reason) => prop_assert!(!reason.to_string().is_empty()),
            Ok(once) => {
                let estimate = once.estimate(&catalogue, &frame).map(|one| {
                    assert!(one.co2e.0 >= 0 && one.ttw.0 >= 0 && one.wtt.0 >= 0);
                    assert!(one.interval_low_kg <= one.co2e.kg());
                    assert!(one.co2e.kg() <= one.interval_high_kg);
                    assert!((0.0..=1.0).contains(&one.confidence));
                });
                // Only what changes nothing may have no estimate, because the event has none.
                prop_assert!(estimate.is_ok() || once.activity == activity);
                prop_assert!(once.trips.is_finite() && once.trips > 0.0);
                if !is_relative(&setting) && estimate.is_ok() {
                    prop_assert_eq!(once.then(&catalogue, &frame, &setting), Ok(None));
                }
            }
        }
    }

    #[test]
    fn the_value_an_event_has_changes_nothing(trip in lorry_trip()) {
        let catalogue = catalogue();
        let frame = input(EventType::Logistics, &trip);
        let before = estimate(&catalogue, &frame).unwrap();
        for same in [
            setting(Lever::LoadFactor, trip.load_factor.unwrap()),
            setting(Lever::EmptyDistanceFactor, trip.empty_distance_factor.unwrap()),
            word(Lever::VehicleClass, trip.vehicle_class.as_deref().unwrap()),
            word(Lever::Mode, "road"),
            word(Lever::Fuel, "diesel"),
            setting(Lever::Distance, 0.0),
            setting(Lever::Throughput, 0.0),
        ] {
            let after = apply(&catalogue, &frame, &same).unwrap();
            prop_assert_eq!(after.estimate(&catalogue, &frame), Ok(before.clone()));
        }
    }

    #[test]
    fn fuller_is_never_more_and_emptier_never_less(
        trip in lorry_trip(),
        more in 0.0..0.5f64,
    ) {
        let frame = input(EventType::Logistics, &trip);
        let before = estimate(&catalogue(), &frame).unwrap().co2e;
        let fuller = setting(Lever::LoadFactor, (trip.load_factor.unwrap() + more).min(1.0));
        let fuller = apply(&catalogue(), &frame, &fuller).unwrap();
        prop_assert!(kg(&fuller, &frame) <= before);
        let share = (trip.empty_distance_factor.unwrap() + more).min(0.99);
        let emptier = setting(Lever::EmptyDistanceFactor, share);
        let emptier = apply(&catalogue(), &frame, &emptier).unwrap();
        prop_assert!(kg(&emptier, &frame) >= before);
    }

    #[test]
    fn kilograms_are_linear_in_distance(trip in lorry_trip(), percent in -100.0..500.0f64) {
        let frame = input(EventType::Logistics, &trip);
        let before = estimate(&catalogue(), &frame).unwrap().co2e.kg();
        let after = apply(&catalogue(), &frame, &setting(Lever::Distance, percent)).unwrap();
        let expected = before * (1.0 + percent / 100.0);
        prop_assert!((kg(&after, &frame).kg() - expected).abs() < 1e-5 + 1e-9 * expected);
    }
}
