//! From an event to its lines of arithmetic: which factors, which amounts, which choices.
//!
//! One plan serves the estimate and its explanation. It lives on the stack: an estimate allocates
//! nothing. Choices are only kept when an explanation asks for them.

use chrono::Datelike;
use model::emissions::{ContributionKind, MethodTier};
use model::ingest::{Activity, EventType};
use smallvec::SmallVec;

use super::catalogue::{Catalogue, FactorIndex};
use super::choice::Choice;
use super::estimate::EstimateInput;
use super::formula::Formula;
use super::no_factor::NoFactor;
use super::tables::{Parts, Series};
use super::uncertainty::{Base, Spread};
use super::{energy, freight, vehicle};

/// Most lines an event can have: a refrigerated trip by load factor has twelve, one that reports
/// fuel, power, gas, heat and a leak has thirteen.
const MOST_TERMS: usize = 16;

/// Which total a line counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    TankToWheel,
    WellToTank,
}

/// One line of arithmetic and how well it is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Term {
    pub(super) kind: ContributionKind,
    pub(super) part: Part,
    pub(super) formula: Formula,
    pub(super) spread: Spread,
    pub(super) kg: f64,
}

/// What the event is about, for the headline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Subject {
    MeteredCo2e,
    MeteredEnergy,
    Leak,
    Load {
        class: &'static str,
        km: f64,
        load_factor: f64,
    },
    Shipment {
        class: &'static str,
        km: f64,
        load_kg: f64,
    },
    Trip {
        class: &'static str,
        km: f64,
    },
    FloorArea {
        area_m2: f64,
        hours: f64,
    },
}

/// The lines of an event.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) terms: SmallVec<[Term; MOST_TERMS]>,
    pub(super) method: MethodTier,
    pub(super) subject: Subject,
    /// `None` when nobody reads them.
    pub(super) choices: Option<Vec<Choice>>,
}

impl Plan {
    /// Nothing yet.
    pub(super) fn new(keep_choices: bool) -> Self {
        Self {
            terms: SmallVec::new(),
            method: MethodTier::Metered,
            subject: Subject::MeteredEnergy,
            choices: keep_choices.then(Vec::new),
        }
    }
}

/// A factor that was selected.
#[derive(Debug, Clone, Copy)]
pub(super) struct Picked {
    pub(super) index: FactorIndex,
    /// Years between the event and the factor.
    pub(super) years: u32,
}

/// Marks that widen every line of a group.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Marks {
    pub(super) zone_by_country: bool,
    pub(super) class_assumed: bool,
    pub(super) loads_disagree: bool,
}

/// A plan being written.
pub(super) struct Ledger<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) activity: &'a Activity,
    pub(super) event_type: EventType,
    pub(super) fallback: Option<&'a str>,
    pub(super) pinned: Option<&'a [FactorIndex]>,
    /// Hours of the event's period; `None` without a positive one.
    pub(super) hours: Option<f64>,
    pub(super) year: i32,
    pub(super) plan: &'a mut Plan,
}

impl<'a> Ledger<'a> {
    fn new(catalogue: &'a Catalogue, input: &EstimateInput<'a>, plan: &'a mut Plan) -> Self {
        let hours = input
            .ends_at
            .map(|end| (end - input.occurred_at).num_milliseconds() as f64 / 3_600_000.0)
            .filter(|hours| *hours > 0.0);
        Self {
            catalogue,
            activity: input.activity,
            event_type: input.event_type,
            fallback: input.grid_region_fallback,
            pinned: input.pinned,
            hours,
            year: input.occurred_at.year(),
            plan,
        }
    }

    /// Notes a choice, once.
    pub(super) fn choose(&mut self, choice: Choice) {
        if let Some(choices) = &mut self.plan.choices
            && !choices.contains(&choice)
        {
            choices.push(choice);
        }
    }

    /// Lowers the method to `method` if that is the weaker one.
    pub(super) fn weaken(&mut self, method: MethodTier) {
        self.plan.method = self.plan.method.max(method);
    }

    /// The factor of a series for this event, if the series has one.
    pub(super) fn pick(&mut self, series: &Series) -> Option<Picked> {
        let index = match self.pinned {
            Some(pinned) => series.among(pinned)?,
            None => series.nearest(self.year)?,
        };
        let factor = self.catalogue.fact(index);
        let years = factor.year.abs_diff(self.year);
        if self.plan.choices.is_some() {
            if years > 0 {
                self.choose(Choice::FactorYear {
                    published: factor.year,
                    year: self.year,
                });
            }
            if !factor.is_official {
                self.choose(Choice::Quality { factor: index });
            }
        }
        Some(Picked { index, years })
    }

    /// The factor of a series that must have one.
    pub(super) fn must_pick(&mut self, series: &Series) -> Result<Picked, NoFactor> {
        let missing = if self.pinned.is_some() {
            NoFactor::StoredFactorMissing
        } else {
            NoFactor::NotPublished
        };
        self.pick(series).ok_or(missing)
    }

    /// How well a line with this factor is known.
    pub(super) fn spread(&self, base: Base, picked: Picked, marks: Marks) -> Spread {
        Spread {
            transcribed: !self.catalogue.fact(picked.index).is_official,
            years: picked.years,
            zone_by_country: marks.zone_by_country,
            class_assumed: marks.class_assumed,
            loads_disagree: marks.loads_disagree,
            ..Spread::of(base)
        }
    }

    /// Adds a line.
    pub(super) fn add(
        &mut self,
        kind: ContributionKind,
        part: Part,
        formula: Formula,
        spread: Spread,
    ) {
        let kg = formula.kg(self.catalogue);
        self.plan.terms.push(Term {
            kind,
            part,
            formula,
            spread,
            kg,
        });
    }

    /// Adds the lines of an activity with published parts: tank-to-wheel, well-to-tank where
    /// published, and network losses under `losses`.
    pub(super) fn add_parts(
        &mut self,
        kinds: Kinds,
        parts: &Parts,
        base: Base,
        marks: Marks,
        formula: impl Fn(FactorIndex) -> Formula,
    ) -> Result<(), NoFactor> {
        let burnt = self.must_pick(&parts.ttw)?;
        let upstream = self.pick(&parts.wtt);
        let spread = Spread {
            upstream_missing: upstream.is_none() && !kinds.upstream_inside,
            ..self.spread(base, burnt, marks)
        };
        self.add(kinds.main, Part::TankToWheel, formula(burnt.index), spread);
        match upstream {
            Some(upstream) => {
                let spread = self.spread(Base::Upstream, upstream, marks);
                self.add(
                    kinds.main,
                    Part::WellToTank,
                    formula(upstream.index),
                    spread,
                );
            }
            None if kinds.upstream_inside => self.choose(Choice::UpstreamInside),
            None => self.choose(Choice::NoUpstream),
        }
        for series in [&parts.losses, &parts.losses_wtt] {
            if let Some(lost) = self.pick(series) {
                let spread = self.spread(Base::Upstream, lost, marks);
                self.add(kinds.losses, Part::WellToTank, formula(lost.index), spread);
            }
        }
        Ok(())
    }
}

/// Under which names the lines of an activity appear.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kinds {
    pub(super) main: ContributionKind,
    pub(super) losses: ContributionKind,
    /// The published figure is of the life cycle.
    pub(super) upstream_inside: bool,
}

impl Kinds {
    pub(super) fn of(main: ContributionKind) -> Self {
        Self {
            main,
            losses: main,
            upstream_inside: false,
        }
    }
}

/// Writes the plan of an event into `plan`, which is new: two kilobytes that are not worth moving.
pub(super) fn write_plan(
    catalogue: &Catalogue,
    input: &EstimateInput<'_>,
    plan: &mut Plan,
) -> Result<(), NoFactor> {
    check_quantities(input.activity)?;
    let mut ledger = Ledger::new(catalogue, input, plan);
    if let Some(kg) = input.activity.co2e_kg_metered {
        energy::metered_co2e(&mut ledger, kg);
        return Ok(());
    }
    ledger.choose(Choice::Gwp);
    energy::metered(&mut ledger)?;
    if ledger.plan.terms.is_empty() {
        match input.event_type {
            EventType::Logistics => freight::logistics(&mut ledger)?,
            EventType::Delivery => vehicle::delivery(&mut ledger)?,
            EventType::Warehouse => energy::floor_area(&mut ledger)?,
            EventType::Factory => {}
        }
    } else {
        energy::note_unused(&mut ledger)?;
    }
    energy::leak(&mut ledger)?;
    if ledger.plan.terms.is_empty() {
        return Err(NoFactor::NothingToCount(input.event_type));
    }
    Ok(())
}

/// Quantities must be finite and not negative; shares must fit their bounds.
pub(super) fn check_quantities(activity: &Activity) -> Result<(), NoFactor> {
    let quantities = [
        (activity.co2e_kg_metered, "co2e_kg_metered"),
        (activity.distance_km, "distance_km"),
        (activity.load_kg, "load_kg"),
        (activity.fuel_used_l, "fuel_used_l"),
        (activity.electricity_kwh, "electricity_kwh"),
        (activity.gas_kwh_net, "gas_kwh_net"),
        (activity.gas_kwh_gross, "gas_kwh_gross"),
        (activity.gas_m3, "gas_m3"),
        (activity.heating_kwh_gross, "heating_kwh_gross"),
        (activity.refrigerant_leak_kg, "refrigerant_leak_kg"),
        (activity.floor_area_m2, "floor_area_m2"),
    ];
    for (quantity, field) in quantities {
        if quantity.is_some_and(|value| !(value.is_finite() && value >= 0.0)) {
            return Err(NoFactor::BadQuantity(field));
        }
    }
    if activity
        .load_factor
        .is_some_and(|share| !(share > 0.0 && share <= 1.0))
    {
        return Err(NoFactor::BadQuantity("load_factor"));
    }
    if activity
        .empty_distance_factor
        .is_some_and(|share| !(0.0..1.0).contains(&share))
    {
        return Err(NoFactor::BadQuantity("empty_distance_factor"));
    }
    Ok(())
}
