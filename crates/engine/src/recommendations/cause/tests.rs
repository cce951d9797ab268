//! Known reasons are found, and the parts add up whatever happened.

use chrono::{DateTime, Duration, TimeZone, Utc};
use model::emissions::ContributionKind;
use model::ingest::{Activity, EventType, Mode, QualityStatus};
use model::recommendations::{Cause, Driver};
use model::units::Milligrams;
use proptest::prelude::*;

use super::{CauseTally, root_cause};
use crate::emissions::Contribution;
use crate::recommendations::facts::{Observed, Window};

#[derive(Debug, Clone)]
struct Event {
    event_type: EventType,
    activity: Activity,
    parts: Vec<Contribution>,
}

fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2025, 6, 2, 12, 0, 0)
        .single()
        .expect("a time")
}

fn tally(events: &[Event], hours: i64) -> CauseTally {
    let window = Window::new(noon(), noon() + Duration::hours(hours)).expect("a window");
    let mut tally = CauseTally::new(window);
    for event in events {
        tally.add(&Observed {
            event_type: event.event_type,
            occurred_at: noon(),
            ends_at: None,
            activity: &event.activity,
            quality: QualityStatus::Estimated,
            co2e: event.parts.iter().map(|part| part.ttw + part.wtt).sum(),
            contributions: &event.parts,
            grid_region_fallback: None,
        });
    }
    tally
}

fn part(kind: ContributionKind, kg: f64) -> Contribution {
    Contribution {
        kind,
        ttw: Milligrams::from_kg(kg).expect("fits"),
        wtt: Milligrams::ZERO,
    }
}

/// A trip that emits 1 kg for each driven km.
fn trip(class: &str, km: f64, load_kg: f64, empty: f64) -> Event {
    Event {
        event_type: EventType::Logistics,
        activity: Activity {
            mode: Some(Mode::Road),
            vehicle_class: Some(class.to_owned()),
            distance_km: Some(km),
            load_kg: Some(load_kg),
            empty_distance_factor: Some(empty),
            ..Activity::default()
        },
        parts: vec![part(ContributionKind::Distance, km / (1.0 - empty))],
    }
}

fn of(cause: &Cause, driver: Driver) -> f64 {
    let found = cause.drivers.iter().find(|one| one.driver == driver);
    found.map_or(0.0, |one| one.increase_kg)
}

#[track_caller]
fn assert_all(cause: &Cause, driver: Driver) {
    assert!(
        (of(cause, driver) - cause.increase_kg).abs() < 1e-5 && cause.increase_kg.abs() > 1.0,
        "{driver:?}: {cause:?}"
    );
}

#[test]
fn one_reason_gets_all_of_it() {
    let usual = vec![trip("artic_33_plus", 200.0, 10_000.0, 0.2); 24];
    let cause = |events: &[Event], hours| root_cause(&tally(events, hours), &tally(&usual, 24));
    assert_all(&cause(&usual, 12), Driver::Activity);
    let longer = vec![trip("artic_33_plus", 300.0, 10_000.0, 0.2); 24];
    assert_all(&cause(&longer, 24), Driver::Length);
    let emptier = vec![trip("artic_33_plus", 200.0, 5_000.0, 0.2); 48];
    assert_all(&cause(&emptier, 24), Driver::Load);
    let empty = vec![trip("artic_33_plus", 200.0, 10_000.0, 0.5); 24];
    assert_all(&cause(&empty, 24), Driver::EmptyRunning);
    let mut thirsty = usual.clone();
    for event in &mut thirsty {
        event.parts[0].ttw.0 *= 2;
    }
    assert_all(&cause(&thirsty, 24), Driver::Intensity);
    let unchanged = cause(&usual, 24);
    assert_eq!(unchanged.increase_kg, 0.0);
    assert!(unchanged.drivers.iter().all(|one| one.increase_kg == 0.0));
}

#[test]
fn a_new_class_is_mix_and_a_first_event_is_activity() {
    let usual = vec![trip("artic_33_plus", 200.0, 10_000.0, 0.0); 10];
    let mut other = usual[..5].to_vec();
    other.extend(vec![trip("rigid_7p5_17", 200.0, 10_000.0, 0.0); 5]);
    let cause = root_cause(&tally(&other, 24), &tally(&usual, 24));
    assert!(of(&cause, Driver::Mix).abs() < 1e-5, "the same kilograms");
    let first = root_cause(&tally(&usual, 24), &tally(&[], 24));
    assert_all(&first, Driver::Activity);
}

#[test]
fn a_factory_that_makes_as_much_with_more_energy() {
    let hour = |kwh: f64| Event {
        event_type: EventType::Factory,
        activity: Activity {
            electricity_kwh: Some(kwh),
            output_units: Some(10.0),
            ..Activity::default()
        },
        parts: vec![
            part(ContributionKind::Electricity, 0.2 * kwh),
            part(ContributionKind::GridLosses, 0.02 * kwh),
        ],
    };
    let cause = root_cause(
        &tally(&vec![hour(150.0); 24], 24),
        &tally(&vec![hour(100.0); 48], 48),
    );
    assert_all(&cause, Driver::EnergyUse);
    assert_eq!(cause.kinds[0].kind, ContributionKind::Electricity);
    assert!((cause.kinds[0].increase_kg - 240.0).abs() < 1e-5);
}

prop_compose! {
    fn any_trip()(
        class in prop_oneof![Just("artic_33_plus"), Just("rigid_7p5_17"), Just("van_iii"), Just("")],
        km in 0.0_f64..5_000.0,
        load_kg in 0.0_f64..30_000.0,
        empty in 0.0_f64..0.9,
        kwh in proptest::option::of(0.0_f64..1e5),
        place in 0_usize..4,
    ) -> Event {
        let mut event = trip(class, km, load_kg, empty);
        event.event_type = EventType::ALL[place];
        event.activity.electricity_kwh = kwh;
        if let Some(kwh) = kwh {
            event.parts.push(part(ContributionKind::Electricity, kwh * 0.3));
        }
        event
    }
}

proptest! {
    #[test]
    fn both_lists_add_up_to_the_milligram(
        recent in proptest::collection::vec(any_trip(), 0..30),
        before in proptest::collection::vec(any_trip(), 0..60),
        hours in 1_i64..48,
    ) {
        let cause = root_cause(&tally(&recent, hours), &tally(&before, 28 * 24));
        let mg = |kg: f64| (kg * 1e6).round() as i64;
        let increase = mg(cause.increase_kg);
        prop_assert_eq!(mg(cause.recent_kg) - mg(cause.expected_kg), increase);
        let kinds: i64 = cause.kinds.iter().map(|one| mg(one.increase_kg)).sum();
        let drivers: i64 = cause.drivers.iter().map(|one| mg(one.increase_kg)).sum();
        if !cause.kinds.is_empty() {
            prop_assert_eq!(kinds, increase);
            prop_assert_eq!(drivers, increase);
        }
    }
}
