//! Tests of factors and estimates: the loader's traps, the published tables, properties, and that
//! every explanation can be typed into a calculator.

mod energy;
mod explanations;
mod loader;
mod properties;
mod spread;
mod transport;

use std::sync::Arc;

use chrono::{DateTime, TimeZone, Utc};
use model::emissions::ContributionKind;
use model::ingest::{Activity, EventType, Mode};
use model::units::Milligrams;

use super::*;
pub(super) use properties::any_event;

/// Noon on the first of June of a year.
pub(super) fn june(year: i32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(year, 6, 1, 12, 0, 0).unwrap()
}

pub(super) fn input(event_type: EventType, activity: &Activity) -> EstimateInput<'_> {
    EstimateInput {
        event_type,
        occurred_at: june(2025),
        ends_at: None,
        activity,
        grid_region_fallback: None,
        pinned: None,
    }
}

pub(super) fn catalogue() -> Arc<Catalogue> {
    Catalogue::published()
}

pub(super) fn road(class: &str, km: f64) -> Activity {
    Activity {
        mode: Some(Mode::Road),
        vehicle_class: Some(class.to_owned()),
        distance_km: Some(km),
        fuel: Some("diesel".to_owned()),
        ..Activity::default()
    }
}

pub(super) fn freight(mode: Mode, class: Option<&str>, km: f64, load_kg: f64) -> Activity {
    Activity {
        mode: Some(mode),
        vehicle_class: class.map(str::to_owned),
        distance_km: Some(km),
        load_kg: Some(load_kg),
        ..Activity::default()
    }
}

pub(super) fn logistics(activity: &Activity) -> Result<Estimate, NoFactor> {
    estimate(&catalogue(), &input(EventType::Logistics, activity))
}

pub(super) fn delivery(activity: &Activity) -> Result<Estimate, NoFactor> {
    estimate(&catalogue(), &input(EventType::Delivery, activity))
}

pub(super) fn factory(activity: &Activity) -> Result<Estimate, NoFactor> {
    estimate(&catalogue(), &input(EventType::Factory, activity))
}

/// Half a milligram: what rounding may take from a total.
pub(super) const HALF_MG: f64 = 0.5e-6;

#[track_caller]
pub(super) fn assert_kg(actual: Milligrams, expected_kg: f64) {
    assert!(
        (actual.kg() - expected_kg).abs() <= HALF_MG + 1e-12 * expected_kg.abs(),
        "{actual} kg instead of {expected_kg} kg"
    );
}

#[track_caller]
pub(super) fn assert_halves(estimate: &Estimate, ttw_kg: f64, wtt_kg: f64) {
    // A half is the sum of rounded lines: at most a milligram off for each of them.
    let close = |mass: Milligrams, kg: f64| (mass.kg() - kg).abs() < 8e-6 + 1e-12 * kg;
    assert!(
        close(estimate.ttw, ttw_kg),
        "TTW {} instead of {ttw_kg}",
        estimate.ttw
    );
    assert!(
        close(estimate.wtt, wtt_kg),
        "WTT {} instead of {wtt_kg}",
        estimate.wtt
    );
    assert_kg(estimate.co2e, ttw_kg + wtt_kg);
}

#[track_caller]
pub(super) fn part(estimate: &Estimate, kind: ContributionKind) -> Contribution {
    *estimate
        .contributions
        .iter()
        .find(|one| one.kind == kind)
        .expect("the part is there")
}

#[track_caller]
pub(super) fn assert_adds_up(estimate: &Estimate) {
    let sum = |of: fn(&Contribution) -> Milligrams| estimate.contributions.iter().map(of).sum();
    assert_eq!(estimate.ttw, sum(|one| one.ttw));
    assert_eq!(estimate.wtt, sum(|one| one.wtt));
    assert_eq!(estimate.ttw + estimate.wtt, estimate.co2e);
}
