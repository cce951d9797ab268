//! Facts of one event type, and how events add to them.

use chrono::{Datelike, Duration, Timelike};
use chrono_tz::Tz;
use model::ingest::{EventType, Mode, TemperatureControl};
use model::recommendations::ActivityUnit;
use model::units::Milligrams;

use super::mean::{Mean, Shares, quantile};
use super::observed::Observed;
use super::rhythm::{Hours, Rhythm, is_off, is_weekend};
use super::sample::{Marks, Reservoir, Sampled};
use super::units::units_of;
use super::{MONTH_DAYS, Scope, place};
use crate::vocabulary;

/// Hours of a year, over which norms of floor areas are stated.
const YEAR_HOURS: f64 = 8_766.0;

/// What the events of one type say. A mean without values is of events that do not state it.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeFacts {
    pub event_type: EventType,
    /// Length of the window.
    pub days: f64,
    pub events: u64,
    pub co2e: Milligrams,
    /// Kilograms by mode, vehicle class, fuel, grid region and refrigerant, in canonical words.
    pub by_mode: Shares,
    pub by_class: Shares,
    pub by_fuel: Shares,
    pub by_region: Shares,
    pub by_refrigerant: Shares,
    /// Kilograms by kind of contribution.
    pub by_kind: Shares,
    /// Of refrigerated transport.
    pub refrigerated: Milligrams,
    /// By hour of the day and day of the week (Monday first) the events began in.
    pub by_hour: [Milligrams; 24],
    pub by_weekday: [Milligrams; 7],
    /// Loaded distance of a trip.
    pub distance_km: Mean,
    /// Weighted by what could have been carried how far.
    pub load_factor: Mean,
    /// Weighted by all kilometres.
    pub empty_share: Mean,
    /// Weighted by distance.
    pub speed_kmh: Mean,
    pub temperature_c: Mean,
    pub parcels_per_stop: Mean,
    pub parcels_per_round: Mean,
    pub failed_per_stop: Mean,
    /// Electricity per floor area and year, of events that state both and their period.
    pub kwh_per_m2_year: Mean,
    pub electricity_kwh: Mean,
    /// Gas, purchased heat and steam.
    pub heat_kwh: Mean,
    pub leak_kg: Mean,
    /// Hourly rhythm of electricity, and of gas and heat.
    pub power: Option<Rhythm>,
    pub heat: Option<Rhythm>,
    /// A random sample of the events; all of them where they are few.
    pub sample: Vec<Sampled>,
    units: [Mean; ActivityUnit::ALL.len()],
}

impl TypeFacts {
    /// Kilograms of an average month at the window's rate.
    #[must_use]
    pub fn kg_per_month(&self) -> f64 {
        self.co2e.kg() * MONTH_DAYS / self.days
    }

    /// How much of a unit was done: the sum, and how many events state it.
    #[must_use]
    pub fn units(&self, unit: ActivityUnit) -> Mean {
        self.units[unit as usize]
    }

    /// The share `at` (0 to 1) of the sample's events lies below this value of `of`. The second figure
    /// is how many events state it.
    #[must_use]
    pub fn quantile(&self, at: f64, of: impl Fn(&Sampled) -> Option<f64>) -> Option<(f64, u64)> {
        let values: Vec<f64> = self.sample.iter().filter_map(of).collect();
        let n = values.len() as u64;
        Some((quantile(values, at)?, n))
    }
}

/// Facts of one type while they are gathered.
#[derive(Debug)]
pub(super) struct Tally {
    zone: Tz,
    facts: TypeFacts,
    power: Hours,
    heat: Hours,
    reservoir: Reservoir,
}

impl Tally {
    pub(super) fn new(scope: &Scope, event_type: EventType) -> Self {
        Self {
            zone: scope.zone,
            facts: empty(event_type, scope.window.hours() / 24.0),
            power: Hours::new(&scope.window),
            heat: Hours::new(&scope.window),
            // Types have samples of their own, so that one does not move when another grows.
            reservoir: Reservoir::new(scope.seed.wrapping_add(place(event_type) as u64)),
        }
    }

    pub(super) fn add(&mut self, event: &Observed<'_>) {
        let facts = &mut self.facts;
        facts.events += 1;
        facts.co2e = plus(facts.co2e, event.co2e);
        add_words(facts, event);
        add_times(facts, self.zone, event);
        add_transport(facts, event);
        add_energy(facts, event);
        for (place, unit) in ActivityUnit::ALL.iter().enumerate() {
            let units = units_of(*unit, event.activity, event.occurred_at, event.ends_at);
            if let Some(units) = units {
                facts.units[place].add(units, 1.0);
            }
        }
        let marks = self.marks(event);
        self.add_hours(event, marks);
        self.reservoir.offer(event, marks);
    }

    fn marks(&self, event: &Observed<'_>) -> Marks {
        let is_short = event
            .ends_at
            .is_none_or(|end| end - event.occurred_at <= Duration::hours(1));
        Marks {
            is_short,
            is_off: is_off(self.zone, event.occurred_at) && !is_busy(event),
            is_weekend: is_weekend(self.zone, event.occurred_at),
        }
    }

    fn add_hours(&mut self, event: &Observed<'_>, marks: Marks) {
        if !marks.is_short {
            return;
        }
        let busy = is_busy(event);
        if let Some(kwh) = event.activity.electricity_kwh {
            self.power.add(event.occurred_at, kwh, busy);
        }
        if let Some(kwh) = heat_kwh(event) {
            self.heat.add(event.occurred_at, kwh, busy);
        }
    }

    pub(super) fn finish(self) -> TypeFacts {
        TypeFacts {
            power: self.power.rhythm(self.zone),
            heat: self.heat.rhythm(self.zone),
            sample: self.reservoir.finish(),
            ..self.facts
        }
    }
}

fn add_words(facts: &mut TypeFacts, event: &Observed<'_>) {
    let activity = event.activity;
    let known = |word: Option<&'static str>| word.unwrap_or_default();
    facts
        .by_mode
        .add(known(activity.mode.map(Mode::as_str)), event.co2e);
    let class = activity.vehicle_class.as_deref();
    let class = class.and_then(vocabulary::vehicle_class_by_word);
    facts
        .by_class
        .add(known(class.map(|one| one.word)), event.co2e);
    let fuel = activity.fuel.as_deref().and_then(vocabulary::fuel);
    facts
        .by_fuel
        .add(known(fuel.map(|one| one.word)), event.co2e);
    let region = activity
        .grid_region
        .as_deref()
        .or(event.grid_region_fallback);
    let region = region.and_then(vocabulary::grid_region);
    facts
        .by_region
        .add(known(region.map(|one| one.region.code)), event.co2e);
    for part in event.contributions {
        facts
            .by_kind
            .add(part.kind.as_str(), plus(part.ttw, part.wtt));
    }
    if activity.temperature_control == Some(TemperatureControl::Refrigerated) {
        facts.refrigerated = plus(facts.refrigerated, event.co2e);
    }
}

fn add_times(facts: &mut TypeFacts, zone: Tz, event: &Observed<'_>) {
    let local = event.occurred_at.with_timezone(&zone);
    let hour = &mut facts.by_hour[local.hour() as usize % 24];
    *hour = plus(*hour, event.co2e);
    let weekday = &mut facts.by_weekday[local.weekday().num_days_from_monday() as usize % 7];
    *weekday = plus(*weekday, event.co2e);
}

fn add_transport(facts: &mut TypeFacts, event: &Observed<'_>) {
    let activity = event.activity;
    if let Some(km) = activity.distance_km {
        facts.distance_km.add(km, 1.0);
        let payload_kg = activity
            .vehicle_class
            .as_deref()
            .and_then(vocabulary::payload_kg);
        if let (Some(share), Some(payload_kg)) = (activity.load_factor, payload_kg) {
            facts.load_factor.add(share, km * payload_kg);
        }
        if let Some(share) = activity.empty_distance_factor {
            facts.empty_share.add(share, km / (1.0 - share));
        }
        if let Some(kmh) = activity.speed_kmh {
            facts.speed_kmh.add(kmh, km);
        }
    }
    if let Some(parcels) = activity.parcels {
        facts.parcels_per_round.add(parcels, 1.0);
        if let Some(stops) = activity.stops {
            facts.parcels_per_stop.add_ratio(parcels, stops);
        }
    }
    if let (Some(failed), Some(stops)) = (activity.failed_attempts, activity.stops) {
        facts.failed_per_stop.add_ratio(failed, stops);
    }
}

fn add_energy(facts: &mut TypeFacts, event: &Observed<'_>) {
    let activity = event.activity;
    if let Some(kwh) = activity.electricity_kwh {
        facts.electricity_kwh.add(kwh, 1.0);
        if let (Some(area_m2), Some(end)) = (activity.floor_area_m2, event.ends_at) {
            let hours = (end - event.occurred_at).num_milliseconds() as f64 / 3_600_000.0;
            facts
                .kwh_per_m2_year
                .add_ratio(kwh, area_m2 * hours / YEAR_HOURS);
        }
    }
    if let Some(kwh) = heat_kwh(event) {
        facts.heat_kwh.add(kwh, 1.0);
    }
    if let Some(celsius) = activity.temperature_c {
        facts.temperature_c.add(celsius, 1.0);
    }
    if let Some(kg) = activity.refrigerant_leak_kg.filter(|kg| *kg > 0.0) {
        facts.leak_kg.add(kg, 1.0);
        let gas = activity
            .refrigerant
            .as_deref()
            .and_then(vocabulary::refrigerant);
        let leaked: Milligrams = event
            .contributions
            .iter()
            .filter(|part| part.kind == model::emissions::ContributionKind::RefrigerantLeak)
            .map(|part| plus(part.ttw, part.wtt))
            .sum();
        facts
            .by_refrigerant
            .add(gas.map_or("", |one| one.word), leaked);
    }
}

/// Gas and purchased heat; several figures for gas are the same gas.
fn heat_kwh(event: &Observed<'_>) -> Option<f64> {
    let activity = event.activity;
    let gas = activity.gas_kwh_gross.or(activity.gas_kwh_net);
    match (gas, activity.heating_kwh_gross) {
        (None, None) => None,
        (gas, heat) => Some(gas.unwrap_or(0.0) + heat.unwrap_or(0.0)),
    }
}

/// Whether the event reports that something was made or moved.
fn is_busy(event: &Observed<'_>) -> bool {
    let activity = event.activity;
    [
        activity.output_units,
        activity.machine_hours,
        activity.throughput_t,
    ]
    .iter()
    .any(|done| done.is_some_and(|amount| amount > 0.0))
}

fn plus(one: Milligrams, other: Milligrams) -> Milligrams {
    Milligrams(one.0.saturating_add(other.0))
}

fn empty(event_type: EventType, days: f64) -> TypeFacts {
    TypeFacts {
        event_type,
        days,
        events: 0,
        co2e: Milligrams::ZERO,
        by_mode: Shares::default(),
        by_class: Shares::default(),
        by_fuel: Shares::default(),
        by_region: Shares::default(),
        by_refrigerant: Shares::default(),
        by_kind: Shares::default(),
        refrigerated: Milligrams::ZERO,
        by_hour: [Milligrams::ZERO; 24],
        by_weekday: [Milligrams::ZERO; 7],
        distance_km: Mean::default(),
        load_factor: Mean::default(),
        empty_share: Mean::default(),
        speed_kmh: Mean::default(),
        temperature_c: Mean::default(),
        parcels_per_stop: Mean::default(),
        parcels_per_round: Mean::default(),
        failed_per_stop: Mean::default(),
        kwh_per_m2_year: Mean::default(),
        electricity_kwh: Mean::default(),
        heat_kwh: Mean::default(),
        leak_kg: Mean::default(),
        power: None,
        heat: None,
        sample: Vec::new(),
        units: [Mean::default(); ActivityUnit::ALL.len()],
    }
}
