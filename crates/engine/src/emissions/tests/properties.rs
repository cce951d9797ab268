//! What must hold for every event.

use chrono::TimeDelta;
use model::ingest::TemperatureControl;
use proptest::option;
use proptest::prelude::*;

use super::*;
use crate::vocabulary::{
    known_fuels, known_grid_regions, known_refrigerants, known_vehicle_classes,
};

/// Any word of the vocabulary, and one that is not in it.
fn words(list: Vec<&'static str>) -> impl Strategy<Value = Option<String>> {
    let known = prop::sample::select(list).prop_map(str::to_owned);
    option::of(prop_oneof![9 => known, 1 => Just("no such word".to_owned())])
}

/// Plausible, extreme and broken numbers.
fn number() -> impl Strategy<Value = Option<f64>> {
    option::weighted(
        0.4,
        prop_oneof![
            6 => 0.0..50_000.0f64,
            1 => prop::num::f64::ANY,
            1 => Just(0.0),
            1 => Just(f64::MIN_POSITIVE),
        ],
    )
}

fn share() -> impl Strategy<Value = Option<f64>> {
    option::weighted(0.4, prop_oneof![8 => 0.0..1.0f64, 1 => prop::num::f64::ANY])
}

fn classes() -> Vec<&'static str> {
    Mode::ALL
        .iter()
        .flat_map(|mode| known_vehicle_classes(EventType::Logistics, Some(*mode)))
        .map(|class| class.word)
        .collect()
}

prop_compose! {
    fn any_activity()(
        mode in option::of(prop::sample::select(Mode::ALL)),
        vehicle_class in words(classes()),
        fuel in words(known_fuels().iter().map(|fuel| fuel.word).collect()),
        grid_region in words(known_grid_regions().iter().map(|region| region.code).collect()),
        refrigerant in words(known_refrigerants().iter().map(|gas| gas.word).collect()),
        distances in [number(), number(), number(), number(), number(), number()],
        energies in [number(), number(), number(), number(), number(), number()],
        shares in [share(), share()],
        cooled in any::<bool>(),
    ) -> Activity {
        Activity {
            mode, vehicle_class, fuel, grid_region, refrigerant,
            distance_km: distances[0],
            load_kg: distances[1],
            fuel_used_l: distances[2],
            floor_area_m2: distances[3],
            refrigerant_leak_kg: distances[4],
            co2e_kg_metered: distances[5].filter(|kg| *kg < 100.0),
            electricity_kwh: energies[0],
            gas_kwh_net: energies[1],
            gas_kwh_gross: energies[2],
            gas_m3: energies[3],
            heating_kwh_gross: energies[4],
            load_factor: shares[0],
            empty_distance_factor: shares[1],
            temperature_control: cooled.then_some(TemperatureControl::Refrigerated),
            ..Activity::default()
        }
    }
}

pub(in crate::emissions) fn any_event() -> impl Strategy<Value = (EventType, Activity, i32, bool)> {
    (
        prop::sample::select(EventType::ALL),
        any_activity(),
        1990..2060i32,
        any::<bool>(),
    )
}

fn lorry_trip() -> impl Strategy<Value = Activity> {
    let classes: Vec<_> = known_vehicle_classes(EventType::Logistics, Some(Mode::Road))[..8]
        .iter()
        .map(|class| class.word)
        .collect();
    (
        prop::sample::select(classes),
        1.0..3000.0f64,
        0.01..0.99f64,
        0.0..0.8f64,
        any::<bool>(),
    )
        .prop_map(|(class, km, load_factor, empty, cooled)| Activity {
            load_factor: Some(load_factor),
            empty_distance_factor: Some(empty),
            temperature_control: cooled.then_some(TemperatureControl::Refrigerated),
            ..road(class, km)
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn nothing_panics_and_everything_adds_up((event_type, activity, year, period) in any_event()) {
        let catalogue = catalogue();
        let occurred_at = june(year);
        let base = EstimateInput {
            event_type,
            occurred_at,
            ends_at: period.then(|| occurred_at + TimeDelta::hours(5)),
            activity: &activity,
            grid_region_fallback: Some("FR"),
            pinned: None,
        };
        let explained = explain(&catalogue, model::ids::EventId(1), &base, None);
        match estimate(&catalogue, &base) {
            Err(reason) => {
                prop_assert!(!reason.to_string().is_empty());
                prop_assert_eq!(explained.no_factor_reason, Some(reason.to_string()));
            }
            Ok(found) => {
                assert_adds_up(&found);
                prop_assert!(found.co2e.0 >= 0);
                prop_assert!(found.contributions.iter().all(|one| one.ttw.0 >= 0 && one.wtt.0 >= 0));
                prop_assert!(found.interval_low_kg <= found.co2e.kg());
                prop_assert!(found.co2e.kg() <= found.interval_high_kg);
                prop_assert!((0.0..=1.0).contains(&found.confidence));
                prop_assert!(!found.factors.spilled() && !found.contributions.spilled());
                let sum: f64 = explained.steps.iter().map(|step| step.co2e_kg).sum();
                prop_assert!((sum - found.co2e.kg()).abs() <= HALF_MG + 1e-9 * sum);
                // Pinned to its own factors it comes out the same.
                let pinned = EstimateInput { pinned: Some(&found.factors), ..base };
                prop_assert_eq!(estimate(&catalogue, &pinned), Ok(found));
            }
        }
    }

    #[test]
    fn a_trip_rises_with_its_load(trip in lorry_trip(), more in 0.001..0.5f64) {
        let load_factor = trip.load_factor.unwrap();
        let heavier = Activity { load_factor: Some((load_factor + more).min(1.0)), ..trip.clone() };
        prop_assert!(logistics(&heavier).unwrap().co2e > logistics(&trip).unwrap().co2e);
    }

    #[test]
    fn a_tonne_kilometre_falls_with_load_and_rises_with_empty_running(
        trip in lorry_trip(),
        more in 0.005..0.2f64,
    ) {
        let per_tonne = |trip: &Activity| {
            logistics(trip).unwrap().co2e.kg() / trip.load_factor.unwrap()
        };
        let heavier = Activity {
            load_factor: Some((trip.load_factor.unwrap() + more).min(1.0)),
            ..trip.clone()
        };
        prop_assert!(per_tonne(&heavier) < per_tonne(&trip));
        let emptier = Activity {
            empty_distance_factor: Some(trip.empty_distance_factor.unwrap() + more * 0.9),
            ..trip.clone()
        };
        prop_assert!(per_tonne(&emptier) > per_tonne(&trip));
    }

    #[test]
    fn kilograms_are_linear_in_distance(trip in lorry_trip(), times in 2.0..50.0f64) {
        let longer = Activity { distance_km: trip.distance_km.map(|km| km * times), ..trip.clone() };
        let (one, many) = (logistics(&trip).unwrap(), logistics(&longer).unwrap());
        prop_assert!((many.co2e.kg() - one.co2e.kg() * times).abs() < 1e-6 * (times + 1.0));
        // What is relative does not change with the scale.
        prop_assert!((many.confidence - one.confidence).abs() < 1e-3);
        prop_assert_eq!(many.factors, one.factors);
    }

    #[test]
    fn a_shipment_is_linear_in_weight_too(km in 1.0..5000.0f64, kg in 1.0..10_000.0f64) {
        let one = logistics(&freight(Mode::Sea, None, km, kg)).unwrap();
        let two = logistics(&freight(Mode::Sea, None, km, kg * 2.0)).unwrap();
        prop_assert!((two.co2e.kg() - 2.0 * one.co2e.kg()).abs() <= 4.0 * HALF_MG);
    }
}

#[test]
fn an_absurd_amount_is_refused_not_wrapped() {
    let activity = Activity {
        load_kg: Some(1e200),
        ..road("artic_33_plus", 1e100)
    };
    assert_eq!(logistics(&activity), Err(NoFactor::TooLarge));
    // Just below the bound the parts still add up.
    let activity = Activity {
        load_factor: Some(0.7),
        ..road("artic_33_plus", 7e12)
    };
    assert_adds_up(&logistics(&activity).unwrap());
}

#[test]
fn broken_numbers_name_their_field() {
    for bad in [f64::NAN, f64::INFINITY, -1.0] {
        let reason = logistics(&road("artic_33_plus", bad)).unwrap_err();
        assert_eq!(reason, NoFactor::BadQuantity("distance_km"));
    }
    for bad in [0.0, 1.01, f64::NAN] {
        let activity = Activity {
            load_factor: Some(bad),
            ..road("artic_33_plus", 1.0)
        };
        assert_eq!(
            logistics(&activity),
            Err(NoFactor::BadQuantity("load_factor"))
        );
    }
    let activity = Activity {
        empty_distance_factor: Some(1.0),
        ..road("artic_33_plus", 1.0)
    };
    assert_eq!(
        logistics(&activity),
        Err(NoFactor::BadQuantity("empty_distance_factor"))
    );
}

#[test]
fn confidence_follows_its_formula() {
    assert_eq!(confidence(10.0, 8.0, 12.0), 0.8);
    assert_eq!(confidence(10.0, 0.0, 40.0), 0.0);
    assert_eq!(confidence(0.0, 0.0, 0.0), 1.0);
    assert_eq!(confidence(0.0, 0.0, 1.0), 0.0);
    assert_eq!(confidence(1.0, f64::NAN, 1.0), 0.0);
}
