//! How an activity changes when somebody does something differently.
//!
//! [`Setting::read`] understands a change, [`apply`] answers with the changed event, and
//! [`Changed::estimate`] with its kilograms. Every rule rests on figures of the catalogue or on a
//! publication named in its [`Note`]; where there is none, the lever is [`NotApplicable`] and says
//! why. Setting a lever to the value an event has changes nothing, to the milligram.
//!
//! A changed event is not stored and not reported: it answers "what if". Estimates of both sides
//! are made with today's choice of factors; factors pinned to an earlier estimate are not used.

mod account;
mod amount;
mod energy;
mod fuel;
mod hours;
mod load;
mod reason;
mod setting;
mod speed;
#[cfg(test)]
mod tests;
mod vehicle;

use model::emissions::ContributionKind;
use model::ingest::{Activity, EventType};
use smallvec::SmallVec;

pub use account::{Account, Source};
pub use hours::{GridHours, HourlyGrids};
pub use reason::{NotApplicable, Note};
pub use setting::Setting;

use super::catalogue::{Catalogue, FactorIndex};
use super::estimate::{EstimateInput, settle};
use super::no_factor::NoFactor;
use super::plan::{Part, Plan, check_quantities, write_plan};
use crate::vocabulary::{self, VehicleClass};

/// An event after changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Changed {
    /// One trip, shipment or period as it would be.
    pub activity: Activity,
    /// How many of it stand for the event as it was; 1 unless a load is split otherwise.
    pub trips: f64,
    /// Share of its electricity under contracts with generation that emits nothing (market-based).
    pub renewable_share: f64,
    /// Hours it happens later than it did; below zero, earlier.
    pub later_h: i64,
    /// Intensity of its grid in the hours it moved to, over that of its own hours.
    hour_ratio: f64,
    /// What it rests on beyond its factors, each once.
    pub notes: SmallVec<[Note; 4]>,
    doubts: SmallVec<[Doubt; 2]>,
}

/// What a derivation adds to the uncertainty of some parts.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Doubt {
    /// The parts it is of.
    kinds: &'static [ContributionKind],
    /// Relative 90 % half-width of the parts; below zero when they fall where the source's
    /// kilograms rise.
    half_width: f64,
    source: Source,
}

impl Changed {
    /// An event as it is.
    #[must_use]
    pub fn of(activity: Activity) -> Self {
        Self {
            activity,
            trips: 1.0,
            renewable_share: 0.0,
            later_h: 0,
            hour_ratio: 1.0,
            notes: SmallVec::new(),
            doubts: SmallVec::new(),
        }
    }

    /// Applies a setting on top; `None` when the event has that value already. The frame is
    /// `input` without its activity.
    ///
    /// # Errors
    /// Says why the setting says nothing about this event.
    pub fn then(
        &self,
        catalogue: &Catalogue,
        input: &EstimateInput<'_>,
        setting: &Setting,
    ) -> Result<Option<Self>, NotApplicable> {
        let frame = Frame::of(catalogue, input);
        let after = self.set(&frame, setting)?;
        if let Some(after) = &after {
            let plan = after.plan(&frame)?;
            settle(&plan)?;
        }
        Ok(after)
    }

    /// As [`Self::then`], without asking whether the changed event has an estimate.
    pub(crate) fn set(
        &self,
        frame: &Frame<'_>,
        setting: &Setting,
    ) -> Result<Option<Self>, NotApplicable> {
        check_quantities(&self.activity)?;
        match *setting {
            Setting::Mode(mode) => vehicle::mode(frame, self, mode),
            Setting::VehicleClass(class) => vehicle::class(frame, self, class),
            Setting::LoadFactor(share) => load::load_factor(frame, self, share),
            Setting::EmptyDistanceFactor(share) => load::empty_share(frame, self, share),
            Setting::Speed(kmh) => speed::speed(frame, self, kmh),
            Setting::Fuel(fuel) => fuel::fuel(frame, self, fuel),
            Setting::Temperature(degrees) => energy::temperature(self, degrees),
            Setting::Distance(percent) => amount::distance(frame, self, percent),
            Setting::Throughput(percent) => amount::throughput(frame, self, percent),
            Setting::GridRegion(region) => energy::grid_region(frame, self, region),
            Setting::RenewableShare(share) => energy::renewable_share(frame, self, share),
            Setting::Schedule(hours) => hours::schedule(frame, self, hours),
        }
    }

    /// The lines of all its trips, at the contracted share.
    fn plan(&self, frame: &Frame<'_>) -> Result<Plan, NoFactor> {
        let mut plan = frame.plan(&self.activity)?;
        if self.trips != 1.0 || self.renewable_share > 0.0 || self.hour_ratio != 1.0 {
            for term in &mut plan.terms {
                term.kg *= self.trips;
                let is_power = matches!(
                    term.kind,
                    ContributionKind::Electricity | ContributionKind::FloorArea
                );
                if is_power || term.kind == ContributionKind::GridLosses {
                    term.kg *= self.hour_ratio;
                }
                if is_power && term.part == Part::TankToWheel {
                    term.kg *= 1.0 - self.renewable_share;
                }
            }
        }
        Ok(plan)
    }

    fn note(&mut self, note: Note) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }
}

/// Applies one setting to an event. An event that has the value already comes back as it is.
///
/// # Errors
/// Says why the setting says nothing about this event.
pub fn apply(
    catalogue: &Catalogue,
    input: &EstimateInput<'_>,
    setting: &Setting,
) -> Result<Changed, NotApplicable> {
    let before = Changed::of(input.activity.clone());
    let after = before.then(catalogue, input, setting)?;
    Ok(after.unwrap_or(before))
}

/// The event without its activity: what a lever looks at and never changes.
pub(crate) struct Frame<'a> {
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) input: &'a EstimateInput<'a>,
    /// The hours of grids, where somebody asks about another hour.
    pub(crate) hours: Option<&'a HourlyGrids>,
}

impl<'a> Frame<'a> {
    fn of(catalogue: &'a Catalogue, input: &'a EstimateInput<'a>) -> Self {
        Self {
            catalogue,
            input,
            hours: None,
        }
    }
}

/// What the published class factors say about an event, whatever was metered.
#[derive(Debug, Clone, Copy)]
struct Modelled {
    ttw_kg: f64,
    /// Relative 90 % half-width of it.
    half_width: f64,
    /// The factor whose error it has.
    source: Option<FactorIndex>,
}

impl Modelled {
    fn error(&self) -> Source {
        self.source.map_or(Source::Metering, Source::Factor)
    }
}

impl Frame<'_> {
    fn plan(&self, activity: &Activity) -> Result<Plan, NoFactor> {
        let input = EstimateInput {
            event_type: self.input.event_type,
            occurred_at: self.input.occurred_at,
            ends_at: self.input.ends_at,
            activity,
            grid_region_fallback: self.input.grid_region_fallback,
            pinned: None,
        };
        let mut plan = Plan::new(false);
        write_plan(self.catalogue, &input, &mut plan)?;
        Ok(plan)
    }

    fn is_transport(&self) -> bool {
        matches!(
            self.input.event_type,
            EventType::Logistics | EventType::Delivery
        )
    }

    /// The vehicle class the event names, or the default of its mode where that is a lorry.
    fn class(&self, activity: &Activity) -> Option<&'static VehicleClass> {
        let event_type = self.input.event_type;
        let word = match activity.vehicle_class.as_deref() {
            Some(word) => word,
            None if activity.mode == Some(model::ingest::Mode::Road) => "hgv_average",
            None => return None,
        };
        vocabulary::vehicle_class(event_type, activity.mode, word)
    }

    /// The kilograms of an event by the published factors of its class.
    fn modelled(&self, activity: &Activity) -> Result<Modelled, NoFactor> {
        let plan = self.plan(&activity.without_meters())?;
        let burnt = || {
            plan.terms
                .iter()
                .filter(|term| term.part == Part::TankToWheel)
        };
        let ttw_kg: f64 = burnt().map(|term| term.kg).sum();
        let doubt_kg: f64 = burnt().map(|term| term.kg * term.spread.relative()).sum();
        Ok(Modelled {
            ttw_kg,
            half_width: if ttw_kg > 0.0 { doubt_kg / ttw_kg } else { 0.0 },
            source: burnt().find_map(|term| term.formula.reference()),
        })
    }
}

/// Whether energy or CO2e of the event's work was metered.
fn is_metered(activity: &Activity) -> bool {
    [
        activity.co2e_kg_metered,
        activity.fuel_used_l,
        activity.electricity_kwh,
        activity.gas_kwh_net,
        activity.gas_kwh_gross,
        activity.gas_m3,
    ]
    .iter()
    .any(Option::is_some)
}

/// Multiplies what was metered of the event's work.
fn scale_metered(activity: &mut Activity, times: f64) {
    for amount in [
        &mut activity.co2e_kg_metered,
        &mut activity.fuel_used_l,
        &mut activity.electricity_kwh,
        &mut activity.gas_kwh_net,
        &mut activity.gas_kwh_gross,
        &mut activity.gas_m3,
    ] {
        scale(amount, times);
    }
}

fn scale(amount: &mut Option<f64>, times: f64) {
    if let Some(amount) = amount {
        *amount *= times;
    }
}

/// The parts that metered work appears in.
const METERED_KINDS: [ContributionKind; 5] = [
    ContributionKind::MeteredCo2e,
    ContributionKind::Fuel,
    ContributionKind::Electricity,
    ContributionKind::GridLosses,
    ContributionKind::Gas,
];
