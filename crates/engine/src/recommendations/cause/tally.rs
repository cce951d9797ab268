//! What the events of a window emitted and did, by vehicle class or energy carrier.

use std::collections::BTreeMap;

use model::emissions::ContributionKind;
use model::ingest::{EventType, Mode};
use model::units::Milligrams;

use super::plus;
use crate::recommendations::facts::{Observed, Window, tonnes};
use crate::vocabulary;

/// Share of events that must state a quantity for it to be a link.
const KNOWN_SHARE: f64 = 0.95;

/// What the events of a window emitted and did, in bounded memory.
#[derive(Debug, Clone)]
pub struct CauseTally {
    pub(super) window: Window,
    pub(super) co2e: Milligrams,
    pub(super) kinds: BTreeMap<ContributionKind, Milligrams>,
    pub(super) groups: BTreeMap<(EventType, &'static str), Amounts>,
    pub(super) whole: BTreeMap<EventType, Amounts>,
}

/// What a group did. `known` counts the events that state a quantity.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Amounts {
    pub(super) events: f64,
    pub(super) kg: f64,
    quantities: [f64; QUANTITIES],
    known: [f64; QUANTITIES],
}

/// What a link of the chain counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quantity {
    Tonnes,
    Trips,
    Km,
    DrivenKm,
    Parcels,
    Stops,
    Output,
    MachineHours,
    Throughput,
    /// Of the group's own carrier: kWh, litres, kg of gas, m2.
    Carrier,
}

const QUANTITIES: usize = 10;

impl CauseTally {
    /// Nothing yet.
    #[must_use]
    pub fn new(window: Window) -> Self {
        Self {
            window,
            co2e: Milligrams::ZERO,
            kinds: BTreeMap::new(),
            groups: BTreeMap::new(),
            whole: BTreeMap::new(),
        }
    }

    /// Takes an event into account, if it counts and began in the window.
    pub fn add(&mut self, event: &Observed<'_>) {
        if !event.counts() || !self.window.contains(event.occurred_at) {
            return;
        }
        self.co2e = plus(self.co2e, event.co2e);
        for part in event.contributions {
            let kind = self.kinds.entry(part.kind).or_default();
            *kind = plus(*kind, plus(part.ttw, part.wtt));
        }
        let whole = Amounts::of(event, event.co2e.kg());
        self.whole.entry(event.event_type).or_default().add(&whole);
        match event.event_type {
            EventType::Logistics | EventType::Delivery => {
                let group = self.groups.entry((event.event_type, vehicle(event)));
                group.or_default().add(&whole);
            }
            EventType::Factory | EventType::Warehouse => self.add_carriers(event),
        }
    }

    /// Groups of sites are energy carriers, each with the output of the whole.
    fn add_carriers(&mut self, event: &Observed<'_>) {
        for part in event.contributions {
            let (carrier, amount) = carrier(event, part.kind);
            let mut amounts = Amounts {
                kg: plus(part.ttw, part.wtt).kg(),
                ..Amounts::default()
            };
            // Losses are kilograms of power already counted.
            if part.kind != ContributionKind::GridLosses {
                amounts.note(Quantity::Carrier, amount);
                amounts.events = 1.0;
            }
            let group = self.groups.entry((event.event_type, carrier));
            group.or_default().add(&amounts);
        }
    }
}

impl Amounts {
    fn of(event: &Observed<'_>, kg: f64) -> Self {
        let activity = event.activity;
        let mut amounts = Self {
            events: 1.0,
            kg,
            ..Self::default()
        };
        let km = activity.distance_km;
        let empty = activity.empty_distance_factor.unwrap_or(0.0);
        amounts.note(Quantity::Tonnes, tonnes(activity));
        amounts.note(Quantity::Trips, Some(1.0));
        amounts.note(Quantity::Km, km);
        amounts.note(Quantity::DrivenKm, km.map(|km| km / (1.0 - empty)));
        amounts.note(Quantity::Parcels, activity.parcels);
        amounts.note(Quantity::Stops, activity.stops);
        amounts.note(Quantity::Output, activity.output_units);
        amounts.note(Quantity::MachineHours, activity.machine_hours);
        amounts.note(Quantity::Throughput, activity.throughput_t);
        amounts
    }

    fn note(&mut self, quantity: Quantity, amount: Option<f64>) {
        if let Some(amount) = amount.filter(|one| one.is_finite() && *one >= 0.0) {
            self.quantities[quantity as usize] += amount;
            self.known[quantity as usize] += 1.0;
        }
    }

    fn add(&mut self, other: &Self) {
        self.events += other.events;
        self.kg += other.kg;
        for place in 0..QUANTITIES {
            self.quantities[place] += other.quantities[place];
            self.known[place] += other.known[place];
        }
    }

    pub(super) fn get(&self, quantity: Quantity) -> f64 {
        self.quantities[quantity as usize]
    }

    /// Whether nearly all events state it.
    pub(super) fn knows(&self, quantity: Quantity) -> bool {
        self.known[quantity as usize] >= KNOWN_SHARE * self.events && self.get(quantity) > 0.0
    }

    /// The same brought to another length of time.
    pub(super) fn times(&self, factor: f64) -> Self {
        let mut scaled = *self;
        scaled.kg *= factor;
        for quantity in &mut scaled.quantities {
            *quantity *= factor;
        }
        scaled
    }
}

/// Class of the vehicle, else the mode.
fn vehicle(event: &Observed<'_>) -> &'static str {
    let class = event.activity.vehicle_class.as_deref();
    let class = class.and_then(vocabulary::vehicle_class_by_word);
    let mode = event.activity.mode.map_or("", Mode::as_str);
    class.map_or(mode, |class| class.word)
}

/// The carrier a contribution belongs to, and how much of it the event used.
fn carrier(event: &Observed<'_>, kind: ContributionKind) -> (&'static str, Option<f64>) {
    let activity = event.activity;
    match kind {
        ContributionKind::Electricity | ContributionKind::GridLosses => {
            ("electricity", activity.electricity_kwh)
        }
        ContributionKind::Gas => {
            let gas = activity.gas_kwh_gross.or(activity.gas_kwh_net);
            ("gas", gas.or(activity.gas_m3))
        }
        ContributionKind::Heat => ("heat", activity.heating_kwh_gross),
        ContributionKind::Fuel => ("fuel", activity.fuel_used_l),
        ContributionKind::RefrigerantLeak => ("refrigerant", activity.refrigerant_leak_kg),
        ContributionKind::FloorArea => ("floor_area", activity.floor_area_m2),
        ContributionKind::MeteredCo2e
        | ContributionKind::Distance
        | ContributionKind::Load
        | ContributionKind::EmptyRunning
        | ContributionKind::Refrigeration
        | ContributionKind::TonneKm => ("other", Some(1.0)),
    }
}
