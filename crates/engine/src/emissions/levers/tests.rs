//! What each lever does, by hand calculation from the published figures, and what must hold for
//! every event.

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
fn fuller_lorries_make_fewer_trips() {
    let to = setting(Lever::LoadFactor, 0.8);
    let after = changed(EventType::Logistics, &loaded(0.5), &to).unwrap();
    assert_eq!(
        (after.trips, after.activity.load_factor),
        (0.625, Some(0.8))
    );
    let ef = |empty: f64, full: f64| 62.5 * (empty + (full - empty) * 0.8);
    assert_near(
        halves(EventType::Logistics, &loaded(0.5), &to),
        (ef(0.64734, 1.06921), ef(0.15178, 0.25296)),
    );
}

#[test]
fn metered_fuel_follows_the_load_model() {
    let activity = Activity {
        fuel_used_l: Some(40.0),
        ..loaded(0.5)
    };
    let to = setting(Lever::LoadFactor, 0.8);
    let after = changed(EventType::Logistics, &activity, &to).unwrap();
    let ratio = (0.64734 + 0.42187 * 0.8) / (0.64734 + 0.42187 * 0.5);
    let litres = after.activity.fuel_used_l.unwrap();
    assert!((litres - 40.0 * ratio).abs() < 1e-9, "{litres}");
    assert!(after.notes.contains(&Note::MeteredByLoadModel));
    // What was metered empty is not known without the share.
    let empty = setting(Lever::EmptyDistanceFactor, 0.1);
    assert_eq!(
        changed(EventType::Logistics, &activity, &empty),
        Err(NotApplicable::EmptyShareNotStated)
    );
}

#[test]
fn the_loaded_distance_stays_when_empty_running_changes() {
    let activity = Activity {
        empty_distance_factor: Some(0.2),
        ..loaded(1.0)
    };
    let kg = |full: f64, empty: f64| 100.0 * (full + empty * 0.1 / 0.9);
    assert_near(
        halves(
            EventType::Logistics,
            &activity,
            &setting(Lever::EmptyDistanceFactor, 0.1),
        ),
        (kg(1.06921, 0.64734), kg(0.25296, 0.15178)),
    );
}

#[test]
fn another_mode_keeps_the_tonne_kilometres() {
    let activity = freight(Mode::Road, Some("artic_33_plus"), 500.0, 20_000.0);
    assert_near(
        halves(EventType::Logistics, &activity, &word(Lever::Mode, "rail")),
        (10_000.0 * 0.02779, 10_000.0 * 0.00691),
    );
    // A whole trip carries its load factor of the published payload.
    let tonne_km = 100.0 * 17.86 * 0.5;
    assert_near(
        halves(
            EventType::Logistics,
            &loaded(0.5),
            &word(Lever::Mode, "rail"),
        ),
        (tonne_km * 0.02779, tonne_km * 0.00691),
    );
    assert_eq!(
        changed(
            EventType::Logistics,
            &road("artic_33_plus", 10.0),
            &word(Lever::Mode, "rail")
        ),
        Err(NotApplicable::NoLoad)
    );
    assert_eq!(
        changed(
            EventType::Logistics,
            &activity,
            &word(Lever::Mode, "inland_waterway")
        ),
        Err(NotApplicable::NoFactor(NoFactor::InlandWaterway))
    );
}

#[test]
fn a_smaller_lorry_drives_more_often() {
    let after = changed(
        EventType::Logistics,
        &loaded(0.5),
        &word(Lever::VehicleClass, "rigid_7p5_17"),
    )
    .unwrap();
    assert!((after.trips - 8.93 / 4.75).abs() < 1e-9);
    assert_eq!(after.activity.load_factor, Some(1.0));
    assert!(after.notes.contains(&Note::MoreTrips));
    let fits = changed(
        EventType::Logistics,
        &loaded(0.5),
        &word(Lever::VehicleClass, "artic_3p5_33"),
    )
    .unwrap();
    assert_eq!(fits.trips, 1.0);
    assert!((fits.activity.load_factor.unwrap() - 8.93 / 12.19).abs() < 1e-12);
}

#[test]
fn renewable_diesel_holds_the_same_energy() {
    let litres = |diesel: f64| diesel * (0.61101 / 0.06181) / (0.56439 / 16.445 / 0.0036);
    let metered = Activity {
        fuel: Some("diesel".to_owned()),
        fuel_used_l: Some(100.0),
        ..loaded(0.5)
    };
    let to = word(Lever::Fuel, "hvo");
    assert_near(
        halves(EventType::Logistics, &metered, &to),
        (litres(100.0) * 0.03558, litres(100.0) * 0.56439),
    );
    // Not metered: the diesel that the class's kilograms stand for.
    let burnt = 100.0 * (0.64734 + 0.42187 * 0.5) / 2.57082;
    assert_near(
        halves(EventType::Logistics, &loaded(0.5), &to),
        (litres(burnt) * 0.03558, litres(burnt) * 0.56439),
    );
    assert_eq!(
        changed(EventType::Logistics, &metered, &word(Lever::Fuel, "petrol")),
        Err(NotApplicable::OtherEngine(
            "Diesel, average biofuel blend",
            "Petrol, average biofuel blend"
        ))
    );
}

#[test]
fn an_electric_lorry_draws_a_share_of_the_diesels_energy() {
    let in_france = |activity: Activity| Activity {
        grid_region: Some("FR".to_owned()),
        ..activity
    };
    let electric = word(Lever::Fuel, "electric");
    let kwh_per_litre = 0.61101 / 0.06181;
    let burnt = 100.0 * (0.64734 + 0.42187 * 0.5) / 2.57082;
    for (activity, litres) in [
        (in_france(loaded(0.5)), burnt),
        (
            in_france(Activity {
                fuel: Some("diesel".to_owned()),
                fuel_used_l: Some(40.0),
                ..loaded(0.5)
            }),
            40.0,
        ),
    ] {
        let kwh = litres * kwh_per_litre * 3.0 / 14.0;
        let logistics = EventType::Logistics;
        assert_near(
            halves(logistics, &activity, &electric),
            (kwh * 0.04418, 0.0),
        );
        // Both ends of what was measured are within its interval: 1/7 and 2/7.
        let frame = input(logistics, &activity);
        let after = apply(&catalogue(), &frame, &electric).unwrap();
        let made = after.estimate(&catalogue(), &frame).unwrap();
        assert!(made.interval_low_kg <= kwh * 0.04418 * 2.0 / 3.0);
        assert!(made.interval_high_kg >= kwh * 0.04418 * 4.0 / 3.0);
        assert!(after.notes.contains(&Note::ElectricLorry));
    }
    // Without a grid its power has no factor; gas has no published consumption.
    assert!(matches!(
        changed(EventType::Logistics, &loaded(0.5), &electric),
        Err(NotApplicable::NoFactor(_))
    ));
    assert!(matches!(
        changed(
            EventType::Logistics,
            &loaded(0.5),
            &word(Lever::Fuel, "cng")
        ),
        Err(NotApplicable::NoConsumption(..))
    ));
}

#[test]
fn an_electric_van_draws_from_the_grid_it_stands_on() {
    let van = Activity {
        vehicle_class: Some("van_iii".to_owned()),
        distance_km: Some(100.0),
        fuel: Some("diesel".to_owned()),
        grid_region: Some("FR".to_owned()),
        ..Activity::default()
    };
    let kwh = 100.0 * 0.00721 / 0.01853;
    let electric = word(Lever::Fuel, "electric");
    assert_near(
        halves(EventType::Delivery, &van, &electric),
        (kwh * 0.04418, 0.0),
    );
    // Metered litres: as much power as the class's two rows say.
    let metered = Activity {
        fuel_used_l: Some(12.0),
        ..van.clone()
    };
    let kwh = 12.0 * (0.00721 / 0.01853) / (0.27878 / 2.57082);
    assert_near(
        halves(EventType::Delivery, &metered, &electric),
        (kwh * 0.04418, 0.0),
    );
}

#[test]
fn power_comes_from_another_grid_or_under_contract() {
    let factory = EventType::Factory;
    assert_near(
        halves(
            factory,
            &power(1000.0, "UK"),
            &word(Lever::GridRegion, "FR"),
        ),
        (44.18, 0.0),
    );
    assert_near(
        halves(
            factory,
            &power(1000.0, "UK"),
            &setting(Lever::RenewableShare, 0.5),
        ),
        (88.5, 45.9 + 18.53 + 3.97),
    );
    let after = changed(
        factory,
        &power(1000.0, "FR"),
        &setting(Lever::RenewableShare, 1.0),
    );
    assert!(after.unwrap().notes.contains(&Note::MarketBasedLifeCycle));
    assert_eq!(
        changed(
            EventType::Logistics,
            &loaded(0.5),
            &setting(Lever::RenewableShare, 1.0)
        ),
        Err(NotApplicable::NoElectricity)
    );
    assert_eq!(
        changed(factory, &power(1.0, "UK"), &setting(Lever::Schedule, 3.0)),
        Err(NotApplicable::NoHourlyFactor)
    );
}

#[test]
fn another_hour_counts_as_its_grid_does() {
    let factory = EventType::Factory;
    let activity = power(1000.0, "UK");
    let frame_input = input(factory, &activity);
    let catalogue = catalogue();
    let hour = |later: i64| frame_input.occurred_at + chrono::TimeDelta::hours(later);
    let mut grids = HourlyGrids::default();
    grids.insert("UK", GridHours::new([(hour(0), 0.2), (hour(3), 0.05)]));
    let frame = Frame {
        hours: Some(&grids),
        ..Frame::of(&catalogue, &frame_input)
    };
    let is = Changed::of(activity.clone());
    let later = |hours: f64| is.set(&frame, &setting(Lever::Schedule, hours));
    let moved = later(3.0).unwrap().expect("another hour");
    let kg = |of: &Changed| of.estimate(&catalogue, &frame_input).unwrap().co2e.kg();
    assert!(
        (kg(&moved) - kg(&is) / 4.0).abs() < 1e-5,
        "{} {}",
        kg(&moved),
        kg(&is)
    );
    assert!(moved.notes.contains(&Note::HourOfGrid));
    // What is there already stays, and an hour that nobody knows says nothing.
    assert_eq!(moved.set(&frame, &setting(Lever::Schedule, 3.0)), Ok(None));
    assert_eq!(later(4.0), Err(NotApplicable::NoHourlyFactor));
    // Back to where it was is what it was.
    let back = moved
        .set(&frame, &setting(Lever::Schedule, 0.0))
        .unwrap()
        .expect("back");
    assert_eq!(kg(&back), kg(&is));
}

#[test]
fn a_cooler_hall_needs_less_heat_and_says_how_sure_that_is() {
    let warehouse = Activity {
        heating_kwh_gross: Some(1000.0),
        ..Activity::default()
    };
    let frame = input(EventType::Warehouse, &warehouse);
    let before = estimate(&catalogue(), &frame).unwrap();
    let cooler = changed(
        EventType::Warehouse,
        &warehouse,
        &setting(Lever::Temperature, -1.0),
    );
    let after = cooler.unwrap().estimate(&catalogue(), &frame).unwrap();
    assert_kg(after.co2e, before.co2e.kg() * 0.92);
    // The rule's two points are two points of the old heat.
    let own = (before.interval_high_kg - before.co2e.kg()) * 0.92;
    let rule = before.co2e.kg() * 0.02;
    assert!((after.interval_high_kg - after.co2e.kg() - own - rule).abs() < 1e-4);
    assert!(after.confidence < before.confidence);
}

#[test]
fn slower_is_less_where_that_is_published() {
    let ship = Activity {
        fuel: Some("marine_fuel_oil".to_owned()),
        fuel_used_l: Some(1000.0),
        speed_kmh: Some(40.0),
        ..freight(Mode::Sea, None, 100.0, 1.0)
    };
    let after = changed(EventType::Logistics, &ship, &setting(Lever::Speed, 36.0)).unwrap();
    assert!((after.activity.fuel_used_l.unwrap() - 810.0).abs() < 1e-9);
    let lorry = Activity {
        speed_kmh: Some(104.607_36),
        ..loaded(0.5)
    };
    let (ttw, _) = halves(
        EventType::Logistics,
        &lorry,
        &setting(Lever::Speed, 88.513_92),
    );
    assert!(
        (ttw - 0.8 * 100.0 * (0.64734 + 0.42187 * 0.5)).abs() < 1e-4,
        "{ttw}"
    );
    assert_eq!(
        changed(EventType::Logistics, &lorry, &setting(Lever::Speed, 70.0)),
        Err(NotApplicable::SpeedOutside(88, 105))
    );
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

/// Energy contents that come out of the catalogue, against what is published of them.
#[test]
fn litres_hold_the_energy_they_are_known_for() {
    let activity = Activity::default();
    let frame_input = input(EventType::Factory, &activity);
    let catalogue = catalogue();
    let frame = Frame::of(&catalogue, &frame_input);
    // MJ per litre, lower heating value: Directive (EU) 2018/2001, annex III; marine fuels and
    // burning oil about 36 and 35.
    for (word, mj) in [
        ("diesel_mineral", 36.0),
        ("petrol", 32.0),
        ("hvo", 34.0),
        ("biodiesel", 33.0),
        ("bioethanol", 21.0),
        ("marine_gas_oil", 36.0),
        ("burning_oil", 35.0),
    ] {
        let fuel = vocabulary::fuel(word).unwrap();
        let found = fuel::kwh_per_litre(&frame, fuel).unwrap() * 3.6;
        assert!(
            (found - mj).abs() < 0.03 * mj,
            "{word}: {found} MJ per litre"
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
