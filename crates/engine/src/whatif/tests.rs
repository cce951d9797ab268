//! Scenarios by hand calculation, and what must hold for every mix of events and changes.

#[path = "../../benches/events/mod.rs"]
mod events;

use chrono::{DateTime, TimeZone, Utc};
use model::emissions::{Change, Lever};
use model::ingest::{Activity, EventType, Mode};
use model::money::{Amount, Commodity, Currency, Price, Prices};
use model::whatif::{Outcome, ScenarioKg};
use proptest::prelude::*;

use self::events::{Event, mixed};
use super::{Scenario, ScenarioEvent};
use crate::emissions::levers::{Changed, Setting};
use crate::emissions::{Catalogue, EstimateInput};

fn no_prices() -> Prices {
    Prices {
        currency: Currency::new("EUR").unwrap(),
        prices: Vec::new(),
    }
}

fn prices(list: &[(Commodity, &str)]) -> Prices {
    let price = |(commodity, amount): &(Commodity, &str)| Price {
        commodity: *commodity,
        amount: Amount::parse(amount).unwrap(),
        source: "contract of 2025".to_owned(),
    };
    Prices {
        prices: list.iter().map(price).collect(),
        ..no_prices()
    }
}

fn june() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2025, 6, 1, 12, 0, 0).unwrap()
}

fn run(events: &[Event], changes: &[Change], prices: Prices) -> Outcome {
    let catalogue = Catalogue::published();
    let mut scenario = Scenario::new(&catalogue, changes, prices).unwrap();
    for event in events {
        scenario.add(&ScenarioEvent {
            event_type: event.event_type,
            occurred_at: event.occurred_at,
            ends_at: event.ends_at,
            activity: &event.activity,
            grid_region_fallback: Some("UK"),
        });
    }
    scenario.finish()
}

fn event(event_type: EventType, activity: Activity) -> Event {
    Event {
        event_type,
        occurred_at: june(),
        ends_at: None,
        activity,
    }
}

fn artic(km: f64, load_factor: f64) -> Event {
    let activity = Activity {
        mode: Some(Mode::Road),
        vehicle_class: Some("artic_33_plus".to_owned()),
        distance_km: Some(km),
        load_factor: Some(load_factor),
        ..Activity::default()
    };
    event(EventType::Logistics, activity)
}

fn mg(kg: f64) -> i64 {
    (kg * 1e6).round() as i64
}

#[track_caller]
fn assert_close(found: f64, expected: f64) {
    assert!(
        (found - expected).abs() < 1e-5 * expected.abs().max(1.0),
        "{found} instead of {expected}"
    );
}

#[test]
fn what_if_nothing_changed_is_nothing() {
    let events = mixed(3, 2_000);
    let nothing = ScenarioKg::default();
    for changes in [
        vec![],
        vec![
            Change::number(Lever::Distance, 0.0),
            Change::number(Lever::Throughput, 0.0),
            Change::number(Lever::RenewableShare, 0.0),
            Change::number(Lever::Schedule, 0.0),
        ],
    ] {
        let outcome = run(&events, &changes, no_prices());
        assert_eq!((outcome.events, outcome.events_without_factor), (2_000, 0));
        assert_eq!(outcome.delta, nothing);
        assert_eq!(outcome.baseline, outcome.scenario);
        assert!(outcome.baseline.co2e_kg > 0.0);
        for lever in &outcome.levers {
            assert_eq!((lever.delta_kg, lever.events_changed), (0.0, 0));
        }
    }
}

#[test]
fn a_lever_set_to_the_value_of_the_event_changes_nothing() {
    let events = vec![artic(500.0, 0.6); 3];
    let changes = [
        Change::number(Lever::LoadFactor, 0.6),
        Change::text(Lever::Mode, "road"),
        Change::text(Lever::Fuel, "diesel"),
        Change::text(Lever::VehicleClass, "artic_33_plus"),
    ];
    let outcome = run(&events, &changes, no_prices());
    assert_eq!(outcome.delta, ScenarioKg::default());
    assert!(outcome.levers.iter().all(|lever| lever.events_same == 3));
}

/// 100 km of an articulated lorry at half its load become 62.5 km at 80 %, or HVO.
#[test]
fn interacting_changes_share_what_they_do_together() {
    let diesel = |share: f64| 0.64734 + 0.42187 * share;
    let upstream = |share: f64| 0.15178 + 0.10118 * share;
    let litres =
        |share: f64| diesel(share) / 2.57082 * (0.61101 / 0.06181) / (0.56439 / 16.445 / 0.0036);
    let hvo = |share: f64| litres(share) * (0.03558 + 0.56439);
    let neither = 100.0 * (diesel(0.5) + upstream(0.5));
    let fuller = 62.5 * (diesel(0.8) + upstream(0.8));
    let renewable = 100.0 * hvo(0.5);
    let both = 62.5 * hvo(0.8);
    let changes = [
        Change::text(Lever::Fuel, "hvo"),
        Change::number(Lever::LoadFactor, 0.8),
    ];
    let outcome = run(&[artic(100.0, 0.5)], &changes, no_prices());
    assert_close(outcome.baseline.co2e_kg, neither);
    assert_close(outcome.scenario.co2e_kg, both);
    assert_close(outcome.delta.co2e_kg, both - neither);
    let [load, fuel] = &outcome.levers[..] else {
        panic!("two levers")
    };
    assert_eq!(
        (load.change.lever, fuel.change.lever),
        (Lever::LoadFactor, Lever::Fuel)
    );
    assert_close(
        load.delta_kg,
        ((fuller - neither) + (both - renewable)) / 2.0,
    );
    assert_close(
        fuel.delta_kg,
        ((renewable - neither) + (both - fuller)) / 2.0,
    );
    assert!(fuel.notes.iter().any(|note| note.contains("same energy")));
}

/// The interval of a difference is of what differs.
#[test]
fn what_both_sides_share_cancels() {
    let events = vec![artic(100.0, 0.5); 10];
    let half_width = |kg: &ScenarioKg| (kg.interval_high_kg - kg.interval_low_kg) / 2.0;
    let shorter = run(
        &events,
        &[Change::number(Lever::Distance, -10.0)],
        no_prices(),
    );
    // The same factors on both sides: a tenth of the kilograms, a tenth of the uncertainty.
    assert_close(
        half_width(&shorter.delta),
        half_width(&shorter.baseline) / 10.0,
    );
    // Two different vehicles: whatever both are wrong by, added.
    let by_rail = run(&events, &[Change::text(Lever::Mode, "rail")], no_prices());
    assert_close(
        half_width(&by_rail.delta),
        half_width(&by_rail.baseline) + half_width(&by_rail.scenario),
    );
    // Renewable diesel in the litres of the same load model: tank-to-wheel errors of 15 % cancel
    // as far as the kilograms do, those of upstream are of two fuels.
    let hvo = run(&events, &[Change::text(Lever::Fuel, "hvo")], no_prices());
    assert!(half_width(&hvo.delta) < half_width(&hvo.baseline) + half_width(&hvo.scenario));
}

#[test]
fn cost_is_exact_and_says_what_is_missing() {
    let lorry = Activity {
        fuel: Some("diesel".to_owned()),
        fuel_used_l: Some(100.0),
        ..artic(300.0, 0.5).activity
    };
    let events = [event(EventType::Logistics, lorry)];
    let to_hvo = [Change::text(Lever::Fuel, "hvo")];
    let both = prices(&[(Commodity::DieselL, "1.415"), (Commodity::HvoL, "1.90")]);
    let outcome = run(&events, &to_hvo, both);
    let cost = &outcome.cost;
    assert_eq!(cost.missing, Vec::<String>::new());
    assert_eq!(cost.baseline.unwrap().to_string(), "141.50 EUR");
    let litres = cost.purchases[1].scenario;
    let kwh = |diesel: f64| diesel * (0.61101 / 0.06181) / (0.56439 / 16.445 / 0.0036);
    assert!((litres - kwh(100.0)).abs() < 1e-6, "{litres}");
    let (was, becomes) = (cost.baseline.unwrap(), cost.scenario.unwrap());
    assert_eq!(
        cost.delta.unwrap().amount.micros(),
        becomes.amount.micros() - was.amount.micros()
    );
    // No price of what is bought instead.
    let outcome = run(&events, &to_hvo, prices(&[(Commodity::DieselL, "1.415")]));
    assert_eq!((outcome.cost.scenario, outcome.cost.delta), (None, None));
    assert_eq!(outcome.cost.missing, ["no price is set for HVO"]);
    // A difference needs no price of what does not change, nor energy of what stays.
    let factory = Activity {
        electricity_kwh: Some(10.0),
        grid_region: Some("UK".to_owned()),
        ..Activity::default()
    };
    let metered = Activity {
        co2e_kg_metered: Some(7.0),
        ..Activity::default()
    };
    let more = [
        events[0].clone(),
        event(EventType::Factory, factory),
        event(EventType::Factory, metered),
    ];
    let both = prices(&[(Commodity::DieselL, "1.415"), (Commodity::HvoL, "1.90")]);
    let outcome = run(&more, &to_hvo, both);
    assert_eq!(
        (outcome.cost.baseline, outcome.cost.missing.len()),
        (None, 2)
    );
    assert_eq!(
        outcome.cost.delta.unwrap().amount,
        cost.delta.unwrap().amount
    );
}

#[test]
fn modelled_trips_buy_the_fuel_their_kilograms_stand_for() {
    let van = Activity {
        vehicle_class: Some("van_iii".to_owned()),
        distance_km: Some(100.0),
        ..Activity::default()
    };
    let electric = Activity {
        fuel: Some("electric".to_owned()),
        ..van.clone()
    };
    let gas = Activity {
        gas_kwh_net: Some(100.0),
        ..Activity::default()
    };
    let rail = Activity {
        mode: Some(Mode::Rail),
        distance_km: Some(100.0),
        load_kg: Some(5_000.0),
        ..Activity::default()
    };
    let cases = [
        (
            EventType::Logistics,
            artic(100.0, 0.5).activity,
            Commodity::DieselL,
            85.8275 / 2.57082,
        ),
        (
            EventType::Delivery,
            van,
            Commodity::DieselL,
            27.878 / 2.57082,
        ),
        (
            EventType::Delivery,
            electric,
            Commodity::ElectricityKwh,
            0.721 / 0.01853,
        ),
        (
            EventType::Factory,
            gas,
            Commodity::GasKwhGross,
            100.0 * 0.03347 / 0.03021,
        ),
        (EventType::Logistics, rail, Commodity::RailTonneKm, 500.0),
    ];
    for (event_type, activity, commodity, units) in cases {
        let outcome = run(&[event(event_type, activity)], &[], no_prices());
        let [one] = &outcome.cost.purchases[..] else {
            panic!("one purchase of {commodity:?}: {:?}", outcome.cost)
        };
        assert_eq!(one.commodity, commodity);
        assert_close(one.baseline, units);
    }
}

#[test]
fn reasons_are_counted_where_a_change_says_nothing() {
    let events = [
        artic(100.0, 0.5),
        artic(100.0, 0.8),
        mixed(1, 2).pop().unwrap(),
    ];
    let outcome = run(
        &events,
        &[
            Change::number(Lever::LoadFactor, 0.8),
            Change::number(Lever::Temperature, -1.0),
        ],
        no_prices(),
    );
    let [load, heat] = &outcome.levers[..] else {
        panic!("two levers")
    };
    assert_eq!(
        (
            load.events_changed,
            load.events_same,
            load.events_not_applicable
        ),
        (1, 1, 1)
    );
    assert_eq!(load.reasons[0].reason, "only transport has this lever");
    assert_eq!((heat.events_not_applicable, heat.delta_kg), (3, 0.0));
    assert_eq!(heat.reasons[0].events, 3);
    let hopeless = [event(EventType::Logistics, Activity::default())];
    let outcome = run(
        &hopeless,
        &[Change::number(Lever::Distance, 5.0)],
        no_prices(),
    );
    assert_eq!((outcome.events, outcome.events_without_factor), (0, 1));
}

#[test]
fn contradictions_and_impossible_values_are_refused_together() {
    let catalogue = Catalogue::published();
    let refused = |changes: &[Change], prices: Prices| {
        let errors = Scenario::new(&catalogue, changes, prices).err().unwrap();
        errors
            .into_iter()
            .map(|error| format!("{} {}", error.field, error.code))
            .collect::<Vec<_>>()
    };
    let changes = [
        Change::number(Lever::LoadFactor, 0.8),
        Change::number(Lever::LoadFactor, 0.9),
        Change::number(Lever::Distance, -101.0),
    ];
    assert_eq!(
        refused(&changes, no_prices()),
        [
            "changes[1].lever duplicate",
            "changes[2].value out_of_range"
        ]
    );
    let seven: Vec<_> = Lever::ALL[..7]
        .iter()
        .map(|lever| Change::number(*lever, 0.5))
        .collect();
    assert!(refused(&seven, no_prices()).contains(&"changes too_many".to_owned()));
    let mut bad = prices(&[(Commodity::DieselL, "-1"), (Commodity::DieselL, "1")]);
    bad.prices[1].source.clear();
    assert_eq!(
        refused(&[], bad),
        [
            "prices[0].amount out_of_range",
            "prices[1].commodity duplicate",
            "prices[1].source out_of_range"
        ]
    );
}

fn any_changes() -> impl Strategy<Value = Vec<Change>> {
    let words = |lever, list: &'static [&'static str]| {
        prop::sample::select(list).prop_map(move |word| Change::text(lever, word))
    };
    let number = |lever, range: std::ops::Range<f64>| {
        range.prop_map(move |value| Change::number(lever, value))
    };
    let one_of_each = (
        words(Lever::Mode, &["road", "rail", "sea"]),
        words(
            Lever::VehicleClass,
            &["artic_33_plus", "rigid_17_plus", "van_iii", "cargo_bike"],
        ),
        number(Lever::LoadFactor, 0.1..1.0),
        number(Lever::EmptyDistanceFactor, 0.0..0.5),
        words(Lever::Fuel, &["hvo", "electric", "petrol", "diesel"]),
        number(Lever::Temperature, -5.0..5.0),
        number(Lever::Distance, -100.0..100.0),
        number(Lever::Throughput, -100.0..100.0),
        words(Lever::GridRegion, &["FR", "PL", "UK", "US-CAMX"]),
        number(Lever::RenewableShare, 0.0..1.0),
    )
        .prop_map(|(a, b, c, d, e, f, g, h, i, j)| vec![a, b, c, d, e, f, g, h, i, j]);
    (one_of_each, 0_usize..=6)
        .prop_flat_map(|(all, count)| prop::sample::subsequence(all, count).prop_shuffle())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn everything_adds_up_whatever_the_order(changes in any_changes(), seed in 0_u64..1000) {
        let events = mixed(seed, 40);
        let outcome = run(&events, &changes, no_prices());
        let delta = mg(outcome.delta.co2e_kg);
        prop_assert_eq!(delta, mg(outcome.scenario.co2e_kg) - mg(outcome.baseline.co2e_kg));
        prop_assert_eq!(mg(outcome.delta.ttw_kg) + mg(outcome.delta.wtt_kg), delta);
        let levers: i64 = outcome.levers.iter().map(|lever| mg(lever.delta_kg)).sum();
        prop_assert_eq!(levers, delta);
        let types = outcome.parts.by_event_type.iter().map(|part| mg(part.delta_kg));
        prop_assert_eq!(types.sum::<i64>(), delta);
        let kinds = outcome.parts.by_contribution.iter().map(|part| mg(part.delta_kg));
        prop_assert_eq!(kinds.sum::<i64>(), delta);
        for lever in &outcome.levers {
            let events = lever.events_changed + lever.events_same + lever.events_not_applicable;
            prop_assert_eq!(events, outcome.events);
        }
        // The difference is never less sure than both sides together.
        let width = |kg: &ScenarioKg| kg.interval_high_kg - kg.interval_low_kg;
        let both = width(&outcome.baseline) + width(&outcome.scenario);
        prop_assert!(width(&outcome.delta) <= both * (1.0 + 1e-9) + 1e-6);
        prop_assert!(outcome.scenario.interval_low_kg >= 0.0);
        let mut other_way = changes;
        other_way.reverse();
        prop_assert_eq!(run(&events, &other_way, no_prices()), outcome);
    }

    #[test]
    fn no_change_makes_no_difference(seed in 0_u64..1000, count in 1_usize..60) {
        let same = [
            Change::number(Lever::Distance, 0.0),
            Change::number(Lever::Throughput, 0.0),
            Change::number(Lever::Temperature, 0.0),
        ];
        for changes in [&same[..0], &same[..1], &same] {
            let outcome = run(&mixed(seed, count), changes, no_prices());
            prop_assert_eq!(&outcome.scenario, &outcome.baseline);
            let ScenarioKg { co2e_kg, ttw_kg, wtt_kg, .. } = outcome.delta;
            prop_assert_eq!((co2e_kg, ttw_kg, wtt_kg), (0.0, 0.0, 0.0));
            prop_assert!(outcome.levers.iter().all(|lever| lever.delta_kg == 0.0));
        }
    }

    /// Every set of changes, made from the event anew.
    #[test]
    fn shares_are_those_of_all_combinations(changes in any_changes(), seed in 0_u64..1000) {
        let catalogue = Catalogue::published();
        let events = mixed(seed, 12);
        let outcome = run(&events, &changes, no_prices());
        let settings: Vec<Setting> = outcome
            .levers
            .iter()
            .map(|lever| Setting::read(&lever.change).unwrap())
            .collect();
        let value = |set: usize| -> i128 {
            events
                .iter()
                .map(|event| {
                    let activity = &event.activity;
                    let input = EstimateInput {
                        event_type: event.event_type,
                        occurred_at: event.occurred_at,
                        ends_at: event.ends_at,
                        activity,
                        grid_region_fallback: Some("UK"),
                        pinned: None,
                    };
                    let chosen = settings.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1);
                    let state = chosen.fold(Changed::of(activity.clone()), |state, (_, setting)| {
                        let after = state.then(&catalogue, &input, setting);
                        after.ok().flatten().unwrap_or(state)
                    });
                    i128::from(state.estimate(&catalogue, &input).unwrap().co2e.0)
                })
                .sum()
        };
        let values: Vec<i128> = (0..1 << settings.len()).map(value).collect();
        let expected = super::shapley::shares(settings.len(), &values);
        for (lever, share) in outcome.levers.iter().zip(expected) {
            prop_assert_eq!(i128::from(mg(lever.delta_kg)), share);
        }
    }
}
