//! The demo is repeatable, plausible, and its hotspot is one.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use model::emissions::MethodTier;
use model::ingest::{EventDraft, EventType, SupplierRef};

use super::*;
use crate::emissions::{Catalogue, Estimate, EstimateInput, estimate};
use crate::ingest::parse_event;

fn day(day: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, day, 0, 0, 0).unwrap()
}

fn estimated(draft: &EventDraft) -> Estimate {
    let input = EstimateInput {
        event_type: draft.event_type,
        occurred_at: draft.occurred_at,
        ends_at: draft.ends_at,
        activity: &draft.activity,
        grid_region_fallback: None,
        pinned: None,
    };
    estimate(&Catalogue::published(), &input).unwrap_or_else(|error| panic!("{error}: {draft:?}"))
}

fn supplier(draft: &EventDraft) -> &str {
    match &draft.supplier {
        SupplierRef::Name(name) => name,
        SupplierRef::Id(_) => panic!("the demo names its suppliers"),
    }
}

fn kg(events: &[EventDraft], name: &str) -> f64 {
    events
        .iter()
        .filter(|draft| supplier(draft) == name)
        .map(|draft| estimated(draft).co2e.kg())
        .sum()
}

#[test]
fn a_quarter_has_tens_of_thousands_of_events_of_all_types() {
    let (from, to) = (day(1) - TimeDelta::days(90), day(1));
    let mut types = BTreeMap::new();
    let mut tiers = BTreeMap::new();
    let mut ids = BTreeSet::new();
    let (mut last, mut count) = (from, 0u32);
    for draft in history(SEED, from, to, None) {
        let due =
            if draft.event_type == EventType::Factory || draft.event_type == EventType::Warehouse {
                draft.ends_at.unwrap()
            } else {
                draft.occurred_at
            };
        assert!(due >= last && due < to, "in the order they become known");
        last = due;
        count += 1;
        assert!(
            ids.insert(draft.external_id.clone()),
            "{:?} occurs twice",
            draft.external_id
        );
        *types.entry(draft.event_type).or_insert(0) += 1;
        *tiers.entry(estimated(&draft).method).or_insert(0) += 1;
    }
    assert!((25_000..40_000).contains(&count), "{count}");
    assert_eq!(types.len(), 4);
    assert!(types.values().all(|events| *events > 2_000), "{types:?}");
    for tier in [
        MethodTier::Metered,
        MethodTier::Activity,
        MethodTier::Modelled,
    ] {
        assert!(tiers[&tier] > 2_000, "{tiers:?}");
    }
}

#[test]
fn any_cut_gives_the_same_events() {
    let (from, to) = (day(3), day(4));
    for pace in [1, 60] {
        let plan = HotspotPlan::starting(from + TimeDelta::minutes(617));
        let whole = live(SEED, from, to, pace, Some(&plan));
        let mut cut = Vec::new();
        let mut at = from;
        while at < to {
            let next = (at + TimeDelta::seconds(997)).min(to);
            cut.extend(live(SEED, at, next, pace, Some(&plan)));
            at = next;
        }
        assert_eq!(whole, cut);
    }
    let past: Vec<_> = history(SEED, from, to, None).collect();
    assert_eq!(past, live(SEED, from, to, 1, None));
    let other: Vec<_> = history(SEED + 1, from, to, None).collect();
    assert_ne!(past, other);
    assert!(live(SEED, to, from, 1, None).is_empty());
    assert_eq!(history(SEED, to, from, None).count(), 0);
}

#[test]
fn every_event_could_have_been_posted() {
    for draft in live(
        SEED,
        day(2),
        day(3),
        4,
        Some(&HotspotPlan::starting(day(2))),
    ) {
        let posted = parse_event(draft.raw.as_bytes(), day(20))
            .unwrap_or_else(|errors| panic!("{errors:?}: {}", draft.raw));
        assert_eq!(posted.activity, draft.activity);
        assert_eq!(posted.source_key, draft.source_key);
        assert_eq!(
            (posted.occurred_at, posted.ends_at),
            (draft.occurred_at, draft.ends_at)
        );
        assert_eq!((posted.lat, posted.lon), (draft.lat, draft.lon));
        assert_eq!(
            (&posted.origin, &posted.destination),
            (&draft.origin, &draft.destination)
        );
        assert_eq!(
            (&posted.site, &posted.vehicle),
            (&draft.site, &draft.vehicle)
        );
    }
}

#[test]
fn a_faster_pace_has_more_events_and_the_same_kilograms() {
    let (from, to) = (day(2), day(7));
    let (slow, fast) = (
        live(SEED, from, to, 1, None),
        live(SEED, from, to, 30, None),
    );
    assert!(
        fast.len() > 25 * slow.len(),
        "{} and {}",
        slow.len(),
        fast.len()
    );
    for supplier in suppliers() {
        let (slow, fast) = (kg(&slow, supplier.name), kg(&fast, supplier.name));
        assert!(
            (fast / slow - 1.0).abs() < 0.3,
            "{}: {slow} and {fast}",
            supplier.name
        );
    }
}

#[test]
fn the_hotspot_is_one_whenever_it_starts() {
    for hour in [3, 11, 20] {
        // A Sunday, the quietest day.
        let start = day(8) + TimeDelta::hours(hour);
        let plan = HotspotPlan::starting(start);
        let of_route = |events: Vec<EventDraft>| -> Vec<EventDraft> {
            let (from, to) = HotspotPlan::ROUTE;
            let named = |place: &Option<model::ingest::Place>, name: &str| {
                place.as_ref().is_some_and(|place| place.name == name)
            };
            events
                .into_iter()
                .filter(|draft| named(&draft.origin, from) && named(&draft.destination, to))
                .collect()
        };
        let hours = TimeDelta::hours(2);
        let usual = of_route(live(SEED, start, start + hours, 60, None));
        let hot = of_route(live(SEED, start, start + hours, 60, Some(&plan)));
        let name = HotspotPlan::SUPPLIER;
        let times = kg(&hot, name) / kg(&usual, name);
        assert!(times > 2.5, "{times} at {hour}");
        // Nothing before it starts and nothing elsewhere is touched.
        let before = start - hours;
        assert_eq!(
            live(SEED, before, start, 60, None),
            live(SEED, before, start, 60, Some(&plan))
        );
        // The rate of the last hour passes 1.8 times the usual within ten minutes.
        let ten = start + TimeDelta::minutes(10);
        let window = |plan: Option<&HotspotPlan>| {
            kg(
                &of_route(live(SEED, ten - TimeDelta::hours(1), ten, 60, plan)),
                name,
            )
        };
        let rise = window(Some(&plan)) / window(None);
        assert!(rise > 1.8, "{rise} at {hour}");
    }
}

#[test]
fn a_hotspot_that_began_before_is_part_of_the_history() {
    let now = day(8) + TimeDelta::hours(16);
    let began = now - TimeDelta::hours(1);
    let plan = HotspotPlan::starting(began);
    let last_hour = |plan| {
        let events: Vec<_> = history(SEED, began, now, plan).collect();
        kg(&events, HotspotPlan::SUPPLIER)
    };
    let times = last_hour(Some(plan)) / last_hour(None);
    assert!(times > 2.5, "{times} times the usual");
}

#[test]
fn a_hotspot_ends_when_it_should() {
    let start = day(4);
    let plan = HotspotPlan {
        ends_at: Some(start + TimeDelta::hours(1)),
        ..HotspotPlan::starting(start)
    };
    let (from, to) = (start + TimeDelta::hours(1), start + TimeDelta::hours(3));
    assert_eq!(
        live(SEED, from, to, 60, Some(&plan)),
        live(SEED, from, to, 60, None)
    );
}

#[test]
fn names_say_that_they_are_of_a_demo() {
    assert!(sites().iter().all(|site| site.name.starts_with("Demo ")));
    assert!(
        suppliers()
            .iter()
            .all(|supplier| supplier.name.starts_with("Demo "))
    );
    let known: BTreeSet<&str> = suppliers().iter().map(|supplier| supplier.name).collect();
    let seen: Vec<EventDraft> = live(SEED, day(2), day(3), 1, None);
    assert!(seen.iter().all(|draft| known.contains(supplier(draft))));
    assert_eq!(known.len(), suppliers().len());
}

#[test]
fn there_are_gaps_and_outliers() {
    let events: Vec<_> = history(SEED, day(1) - TimeDelta::days(30), day(1), None).collect();
    let power: Vec<f64> = events
        .iter()
        .filter(|draft| draft.event_type == EventType::Factory)
        .filter_map(|draft| draft.activity.electricity_kwh)
        .collect();
    assert!(power.len() < 2 * 24 * 30, "no reading is missing");
    assert!(
        power.len() > 2 * 24 * 27,
        "too many are missing: {}",
        power.len()
    );
    assert!(power.iter().any(|kwh| *kwh > 2_000.0), "no outlier");
}
