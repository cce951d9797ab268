//! What may explain that metered kilograms differ from the prior: everything about an event but its
//! size.
//!
//! Distance, load, load factor, empty share, duration and floor area are left out: the prior has
//! them. So a prediction stays linear in distance, kilograms per trip rise with load, and
//! kilograms per tonne-km fall with the load factor and rise with the empty share, exactly as in
//! the published model, whatever was learned.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Timelike, Utc};
use chrono_tz::Tz;
use model::emissions::MethodTier;
use model::ingest::{Activity, DataSource, EventType, QualityStatus};

use super::error::LearningError;
use super::features::{FeatureSpec, Features};

/// Whether an event may train a model: it was metered, by whoever runs the activity, and it is no
/// outlier. Filled, predicted and merely estimated events are never learned from.
#[must_use]
pub fn is_trainable(quality: QualityStatus, source: DataSource, method: MethodTier) -> bool {
    quality == QualityStatus::Measured
        && source != DataSource::GapFill
        && method == MethodTier::Metered
}

type Word = (&'static str, fn(&Activity) -> Option<&str>);
type Number = (&'static str, fn(&Activity) -> Option<f64>);

const MODE: Word = ("mode", |of| of.mode.map(model::ingest::Mode::as_str));
const VEHICLE_CLASS: Word = ("vehicle_class", |of| of.vehicle_class.as_deref());
const FUEL: Word = ("fuel", |of| of.fuel.as_deref());
const COOLING: Word = ("temperature_control", |of| {
    of.temperature_control
        .map(model::ingest::TemperatureControl::as_str)
});
const GRID_REGION: Word = ("grid_region", |of| of.grid_region.as_deref());
const PROCESS: Word = ("process", |of| of.process.as_deref());
const LOAD_TYPE: Word = ("load_type", |of| of.load_type.as_deref());
const REFRIGERANT: Word = ("refrigerant", |of| of.refrigerant.as_deref());
const TRAFFIC: Word = ("traffic", |of| of.traffic.as_deref());
const WEATHER: Word = ("weather", |of| of.weather.as_deref());
const SPEED: Number = ("speed_kmh", |of| of.speed_kmh);
const TEMPERATURE: Number = ("temperature_c", |of| of.temperature_c);
const PARCELS: Number = ("parcels", |of| of.parcels);
const STOPS: Number = ("stops", |of| of.stops);
const FAILED: Number = ("failed_attempts", |of| of.failed_attempts);
const THROUGHPUT: Number = ("throughput_t", |of| of.throughput_t);
const OUTPUT: Number = ("output_units", |of| of.output_units);
const MACHINE_HOURS: Number = ("machine_hours", |of| of.machine_hours);

/// Calendar features, in the organisation's zone.
const HOUR: &str = "hour_of_day";
const WEEKDAY: &str = "day_of_week";
const MONTH: &str = "month";

fn words(event_type: EventType) -> &'static [Word] {
    match event_type {
        EventType::Logistics => &[MODE, VEHICLE_CLASS, FUEL, COOLING],
        EventType::Factory => &[GRID_REGION, PROCESS, LOAD_TYPE],
        EventType::Warehouse => &[GRID_REGION, REFRIGERANT],
        EventType::Delivery => &[VEHICLE_CLASS, FUEL, TRAFFIC, WEATHER],
    }
}

fn numbers(event_type: EventType) -> &'static [Number] {
    match event_type {
        EventType::Logistics => &[SPEED],
        EventType::Factory => &[OUTPUT, MACHINE_HOURS, TEMPERATURE],
        EventType::Warehouse => &[THROUGHPUT, TEMPERATURE],
        EventType::Delivery => &[PARCELS, STOPS, FAILED],
    }
}

/// The features of residuals of an event type: its own fields, the calendar, and the extra numeric
/// columns named in `extra`, for which whoever names them vouches that they do not grow with the
/// distance. Words are those of `activities`.
///
/// # Errors
/// Too many features or words.
pub fn residual_features<'a>(
    event_type: EventType,
    activities: impl Iterator<Item = &'a Activity> + Clone,
    extra: &[&str],
) -> Result<Features, LearningError> {
    let mut specs: Vec<FeatureSpec> = Vec::new();
    for (name, word) in words(event_type) {
        let seen: BTreeSet<&str> = activities.clone().filter_map(word).collect();
        specs.push(FeatureSpec::category(name, seen));
    }
    let numbers = numbers(event_type).iter().map(|(name, _)| *name);
    let all = numbers
        .chain([HOUR, WEEKDAY, MONTH])
        .chain(extra.iter().copied());
    specs.extend(all.map(FeatureSpec::number));
    Features::new(specs)
}

/// The row of an event. What is not given is missing.
#[must_use]
pub fn residual_row(
    features: &Features,
    event_type: EventType,
    activity: &Activity,
    occurred_at: DateTime<Utc>,
    zone: Tz,
) -> Vec<f64> {
    let local = occurred_at.with_timezone(&zone);
    let value = |spec: &FeatureSpec| {
        let name = spec.name.as_str();
        if let Some((_, word)) = words(event_type).iter().find(|(own, _)| *own == name) {
            return spec.level(word(activity));
        }
        if let Some((_, number)) = numbers(event_type).iter().find(|(own, _)| *own == name) {
            return number(activity).unwrap_or(f64::NAN);
        }
        match name {
            HOUR => f64::from(local.hour()),
            WEEKDAY => f64::from(local.weekday().number_from_monday()),
            MONTH => f64::from(local.month()),
            _ => {
                let own = activity.features.iter().find(|(own, _)| own == name);
                own.map_or(f64::NAN, |(_, value)| *value)
            }
        }
    };
    features.specs().iter().map(value).collect()
}
