//! How much was done, in which unit: what savings are related to, and what root causes count.

use chrono::{DateTime, Utc};
use model::ingest::{Activity, EventType};
use model::recommendations::ActivityUnit;

use super::tally::TypeFacts;
use crate::vocabulary;

/// Share of events that must state a unit for it to be used.
const KNOWN_SHARE: f64 = 0.95;

/// How much of `unit` an event did; `None` where it does not say. In [`ActivityUnit::Days`] no event
/// counts: a day is one, whatever happened in it.
#[must_use]
pub fn units_of(
    unit: ActivityUnit,
    activity: &Activity,
    occurred_at: DateTime<Utc>,
    ends_at: Option<DateTime<Utc>>,
) -> Option<f64> {
    let units = match unit {
        ActivityUnit::TonneKm => activity.distance_km? * tonnes(activity)?,
        ActivityUnit::Km => activity.distance_km?,
        ActivityUnit::Tonnes => tonnes(activity)?,
        ActivityUnit::Trips => activity.distance_km.map(|_| 1.0)?,
        ActivityUnit::Parcels => activity.parcels?,
        ActivityUnit::Stops => activity.stops?,
        ActivityUnit::OutputUnits => activity.output_units?,
        ActivityUnit::MachineHours => activity.machine_hours?,
        ActivityUnit::ThroughputTonnes => activity.throughput_t?,
        ActivityUnit::SquareMetreDays => {
            let days = (ends_at? - occurred_at).num_milliseconds() as f64 / 86_400_000.0;
            activity.floor_area_m2? * days
        }
        ActivityUnit::Kwh => activity.electricity_kwh?,
        ActivityUnit::Days => return None,
    };
    (units.is_finite() && units >= 0.0).then_some(units)
}

/// Tonnes on the loaded distance: as stated, else by load factor and the class's payload.
pub(in crate::recommendations) fn tonnes(activity: &Activity) -> Option<f64> {
    let by_load_factor = || {
        let payload_kg = vocabulary::payload_kg(activity.vehicle_class.as_deref()?)?;
        Some(activity.load_factor? * payload_kg)
    };
    Some(activity.load_kg.or_else(by_load_factor)? / 1000.0)
}

/// The units events of a type are related to, best first. Energy is none of them: it is what most
/// actions change.
pub(in crate::recommendations) fn candidates(event_type: EventType) -> &'static [ActivityUnit] {
    match event_type {
        EventType::Logistics => &[
            ActivityUnit::TonneKm,
            ActivityUnit::Km,
            ActivityUnit::Tonnes,
        ],
        EventType::Delivery => &[ActivityUnit::Parcels, ActivityUnit::Stops, ActivityUnit::Km],
        EventType::Factory => &[ActivityUnit::OutputUnits, ActivityUnit::MachineHours],
        EventType::Warehouse => &[
            ActivityUnit::ThroughputTonnes,
            ActivityUnit::SquareMetreDays,
        ],
    }
}

/// The unit a saving of these events is verified in: the first that nearly every event states, else
/// days.
#[must_use]
pub fn activity_unit(facts: &TypeFacts) -> ActivityUnit {
    candidates(facts.event_type)
        .iter()
        .copied()
        .find(|unit| {
            let known = facts.units(*unit);
            known.sum() > 0.0 && known.n() as f64 >= KNOWN_SHARE * facts.events as f64
        })
        .unwrap_or(ActivityUnit::Days)
}
