//! What settings of a site have to be.

use std::collections::BTreeSet;

use chrono_tz::Tz;
use engine::energy::{solar, tariff};
use model::energy::{
    BatterySettings, DeferrableLoad, EnergySite, INTERVAL_MUST, Interval, MeteredEvents, PlanMode,
    PlanQuery, SolarArray,
};
use model::ingest::EventType;
use model::problem::FieldError;

use super::plan::mode;
use crate::error::{Error, Result};

/// Largest power of a connection or a battery, kW: more than the largest power station's 22.5 GW.
pub(super) const POWER_KW_MAX: f64 = 2.5e7;
/// Largest capacity, kWh: a day of that power.
pub(super) const CAPACITY_KWH_MAX: f64 = 6e8;
/// Most deferrable loads or offers of a site, and the longest of their names.
const LISTED_MAX: usize = 20;
const NAME_CHARS_MAX: usize = 60;
/// Largest carbon of wear, kg CO2e per kWh.
const WEAR_KG_MAX: f64 = 1e3;

/// Characters of a supplier's name.
const SUPPLIER_CHARS: usize = 200;

/// Refuses settings that cannot be meant, all faults at once.
pub(super) fn settings(settings: &EnergySite) -> Result<()> {
    let mut errors = Vec::new();
    let minutes = settings.interval_minutes;
    if Interval::of_minutes(minutes).is_none() {
        let message = format!("interval_minutes: {minutes} must be {INTERVAL_MUST}");
        errors.push(FieldError::new("interval_minutes", "out_of_range", message));
    }
    if settings.time_zone.parse::<Tz>().is_err() {
        let shown: String = settings.time_zone.chars().take(80).collect();
        let message = format!("time_zone: `{shown}` must be an IANA name such as Europe/Berlin");
        errors.push(FieldError::new("time_zone", "unknown", message));
    }
    if let Some(Err(fault)) = settings.tariff.as_ref().map(tariff::check) {
        errors.push(FieldError::new(
            "tariff",
            "not_meant",
            format!("tariff.{fault}"),
        ));
    }
    for (field, limit) in [
        ("import_limit_kw", settings.import_limit_kw),
        ("export_limit_kw", settings.export_limit_kw),
    ] {
        if let Some(limit) = limit {
            within(&mut errors, field, limit, 0.0, POWER_KW_MAX);
        }
    }
    if let Some(of) = &settings.battery {
        battery(&mut errors, of);
    }
    if let Some(Err(fault)) = settings.solar.as_ref().map(|of| array(of).check()) {
        errors.push(FieldError::new(
            "solar",
            "out_of_range",
            format!("solar.{fault}"),
        ));
    }
    if let Some(Err(fault)) = settings
        .solar
        .as_ref()
        .map(|of| place(of, 0.0, 0.0).check())
    {
        errors.push(FieldError::new(
            "solar",
            "out_of_range",
            format!("solar.{fault}"),
        ));
    }
    if let Some(of) = &settings.events {
        events(&mut errors, of);
    }
    names(
        &mut errors,
        "deferrable_loads",
        settings.deferrable_loads.iter().map(|one| &one.name),
    );
    for (index, load) in settings.deferrable_loads.iter().enumerate() {
        deferrable(
            &mut errors,
            &format!("deferrable_loads[{index}]"),
            load,
            settings.step_minutes(),
        );
    }
    names(
        &mut errors,
        "tariff_offers",
        settings.tariff_offers.iter().map(|one| &one.name),
    );
    for (index, offer) in settings.tariff_offers.iter().enumerate() {
        if let Err(fault) = tariff::check(&offer.tariff) {
            let field = format!("tariff_offers[{index}].tariff");
            let message = format!("{field}.{fault}");
            errors.push(FieldError::new(field, "not_meant", message));
        }
    }
    if let Some(of) = &settings.plan {
        kept_plan(&mut errors, of, settings.tariff.is_some());
    }
    match errors.first() {
        None => Ok(()),
        Some(first) => Err(Error::Invalid {
            detail: first.message.clone(),
            errors,
        }),
    }
}

fn kept_plan(errors: &mut Vec<FieldError>, of: &PlanQuery, has_tariff: bool) {
    if let Err(Error::Invalid { errors: faults, .. }) = mode(of.mode, of.price_per_kg) {
        errors.extend(faults.into_iter().map(|fault| FieldError {
            field: format!("plan.{}", fault.field),
            message: format!("plan.{}", fault.message),
            ..fault
        }));
    }
    if of.mode != PlanMode::Carbon && !has_tariff {
        let mode = of.mode.as_str();
        let message = format!("plan.mode: {mode} needs a tariff; without one choose carbon");
        errors.push(FieldError::new("plan.mode", "no_tariff", message));
    }
}

fn events(errors: &mut Vec<FieldError>, of: &MeteredEvents) {
    if !matches!(of.event_type, EventType::Factory | EventType::Warehouse) {
        let message = format!(
            "events.event_type: {} must be factory or warehouse",
            of.event_type.as_str()
        );
        errors.push(FieldError::new("events.event_type", "unknown", message));
    }
    let letters = of.supplier.trim().chars().count();
    if !(1..=SUPPLIER_CHARS).contains(&letters) {
        let shown: String = of.supplier.chars().take(80).collect();
        let message = format!(
            "events.supplier: `{shown}` must be a supplier's name of 1 to {SUPPLIER_CHARS} characters"
        );
        errors.push(FieldError::new("events.supplier", "length", message));
    }
}

fn battery(errors: &mut Vec<FieldError>, of: &BatterySettings) {
    for (field, value, low, high) in [
        (
            "battery.capacity_kwh",
            of.capacity_kwh,
            1e-3,
            CAPACITY_KWH_MAX,
        ),
        ("battery.charge_kw", of.charge_kw, 0.0, POWER_KW_MAX),
        ("battery.discharge_kw", of.discharge_kw, 0.0, POWER_KW_MAX),
        ("battery.charge_efficiency", of.charge_efficiency, 0.01, 1.0),
        (
            "battery.discharge_efficiency",
            of.discharge_efficiency,
            0.01,
            1.0,
        ),
        ("battery.soc_min", of.soc_min, 0.0, 1.0),
        ("battery.soc_max", of.soc_max, 0.0, 1.0),
        (
            "battery.wear_kg_per_kwh",
            of.wear_kg_per_kwh,
            0.0,
            WEAR_KG_MAX,
        ),
    ] {
        within(errors, field, value, low, high);
    }
    if of.soc_min >= of.soc_max {
        let message = format!(
            "battery.soc_min: {} must be below battery.soc_max, which is {}",
            of.soc_min, of.soc_max
        );
        errors.push(FieldError::new("battery.soc_min", "out_of_range", message));
    }
    if of.wear_per_kwh.micros() < 0 {
        let message = format!(
            "battery.wear_per_kwh: {} must not be below 0",
            of.wear_per_kwh
        );
        errors.push(FieldError::new(
            "battery.wear_per_kwh",
            "out_of_range",
            message,
        ));
    }
}

/// Names are how advice is told apart: each once, and short.
fn names<'a>(
    errors: &mut Vec<FieldError>,
    list: &str,
    names: impl ExactSizeIterator<Item = &'a String>,
) {
    if names.len() > LISTED_MAX {
        let message = format!("{list}: {} are too many; at most {LISTED_MAX}", names.len());
        errors.push(FieldError::new(list, "too_many", message));
        return;
    }
    let mut known = BTreeSet::new();
    for (index, name) in names.enumerate() {
        let field = format!("{list}[{index}].name");
        let is_plain = name.trim() == name && !name.contains(['{', '}']);
        if !(1..=NAME_CHARS_MAX).contains(&name.chars().count())
            || !is_plain
            || name.chars().any(char::is_control)
        {
            let message = format!(
                "{field}: must have 1 to {NAME_CHARS_MAX} characters without braces, and no space around them"
            );
            errors.push(FieldError::new(field, "out_of_range", message));
        } else if !known.insert(name) {
            let message =
                format!("{field}: `{name}` is there already; each needs a name of its own");
            errors.push(FieldError::new(field, "taken", message));
        }
    }
}

fn deferrable(errors: &mut Vec<FieldError>, at: &str, of: &DeferrableLoad, step: u32) {
    let mut refuse = |field: &str, message: String| {
        let field = format!("{at}.{field}");
        let message = format!("{field}: {message}");
        errors.push(FieldError::new(field, "out_of_range", message));
    };
    if !(of.energy_kwh > 0.0 && of.energy_kwh <= CAPACITY_KWH_MAX) {
        let message = format!("{} must be above 0, to {CAPACITY_KWH_MAX}", of.energy_kwh);
        refuse("energy_kwh", message);
    }
    let mut days = of.days.clone();
    days.sort_unstable_by_key(chrono::Weekday::num_days_from_monday);
    days.dedup();
    if days.is_empty() || days.len() < of.days.len() {
        let message = "must name at least one day of the week, and each once";
        refuse("days", message.to_owned());
    }
    let (earliest, usual, end) = of.quarters();
    let is_on_grid = |quarter: usize| (quarter * 15).is_multiple_of(step.max(1) as usize);
    for (field, time, quarter) in [
        ("usual_start", of.usual_start, usual),
        ("earliest", of.earliest, earliest),
        ("latest_end", of.latest_end, end),
    ] {
        if !is_on_grid(quarter) {
            refuse(
                field,
                format!("{time} must begin one of the site's steps of {step} minutes"),
            );
        }
    }
    let room = (end - earliest) * 15;
    let minutes = of.minutes as usize;
    if minutes == 0 || !of.minutes.is_multiple_of(step.max(1)) || minutes > room {
        let message = format!(
            "{minutes} must be a whole number of the site's steps of {step} minutes, at most the {room} from earliest to latest_end"
        );
        refuse("minutes", message);
    } else if usual * 15 + minutes > end * 15 {
        let message = format!(
            "{} must lie from earliest {} on, and the run end by latest_end {}",
            of.usual_start, of.earliest, of.latest_end
        );
        refuse("usual_start", message);
    }
}

fn within(errors: &mut Vec<FieldError>, field: &str, value: f64, low: f64, high: f64) {
    if !(low..=high).contains(&value) {
        let message = format!("{field}: {value} must be {low} to {high}");
        errors.push(FieldError::new(field, "out_of_range", message));
    }
}

/// The array as the engine knows it.
pub(super) fn array(of: &SolarArray) -> solar::Array {
    solar::Array {
        plane: solar::Plane {
            tilt_deg: of.tilt_deg,
            azimuth_deg: of.azimuth_deg,
        },
        dc_kw: of.dc_kw,
        ac_kw: of.ac_kw,
        inverter_efficiency: of.inverter_efficiency,
        gamma_per_c: of.gamma_per_c,
        mounting: of.mounting,
        loss_share: of.loss_share,
        albedo: of.albedo,
    }
}

/// Where it stands.
pub(super) fn place(of: &SolarArray, latitude_deg: f64, longitude_deg: f64) -> solar::Place {
    solar::Place {
        latitude_deg,
        longitude_deg,
        altitude_m: of.altitude_m,
        linke_turbidity: of.linke_turbidity,
    }
}
