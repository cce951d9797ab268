//! What a change would save: the entity's own events, estimated again with the change.
//!
//! Each event of the sample is estimated as it is and as it would be; the ratio of both, applied to
//! the stored kilograms, is what it saves. The whole window saves the same share of its kilograms as
//! the sample (ratio estimator; Cochran, Sampling Techniques, 1977, chapter 6). Three errors make the
//! 90 % interval, as root of the sum of squares on either side:
//!
//! - sampling: 1.645 standard errors of the ratio estimator, zero where the sample holds every event;
//! - factors: a factor is wrong by the same share in every event and on both sides, so its errors are
//!   summed with their sign and what both sides share cancels; different factors err independently (a
//!   what-if adds them instead, which is the widest they can be together);
//! - target: the saving at the cautious and at the ambitious end of what the source states.

use model::ingest::Activity;
use model::money::Commodity;

use super::facts::{MONTH_DAYS, Sampled, TypeFacts};
use crate::emissions::levers::{self, Account, Changed, Setting, Source};
use crate::emissions::{Catalogue, EstimateInput, estimate};

/// Standard deviations on either side that hold nine of ten values.
const DEVIATIONS_OF_90: f64 = 1.645;

/// What a change does to one event.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Effect {
    /// It becomes another event.
    Changed(Box<Changed>),
    /// Its kilograms are multiplied: it remains the same but for its amount.
    Times(f64),
}

/// A saving in kg CO2e per month.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Saving {
    pub(super) value_kg: f64,
    pub(super) low_kg: f64,
    pub(super) high_kg: f64,
    /// Events of the sample that would change.
    pub(super) events: u64,
    /// What is bought more each month, by commodity; below zero: less.
    pub(super) bought: Bought,
    /// Whether that is all the energy that changes.
    pub(super) is_energy_known: bool,
}

/// Units by commodity.
pub(super) type Bought = [f64; Commodity::ALL.len()];

impl Saving {
    /// The saving when only a share of the freight follows; the bounds are those of the share.
    pub(super) fn of_share(self, low: f64, share: f64, high: f64) -> Self {
        let (below, above) = (self.value_kg - self.low_kg, self.high_kg - self.value_kg);
        let value_kg = self.value_kg * share;
        Self {
            value_kg,
            low_kg: value_kg - f64::hypot(below * share, self.value_kg * (share - low)),
            high_kg: value_kg + f64::hypot(above * share, self.value_kg * (high - share)),
            bought: self.bought.map(|units| units * share),
            ..self
        }
    }
}

/// What a rule stands on: the facts of its event type, and the factors.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) of: &'a TypeFacts,
    pub(super) catalogue: &'a Catalogue,
}

/// One run over the sample, in kg of the sample.
#[derive(Debug, Default)]
struct Run {
    total_kg: f64,
    saved_kg: f64,
    /// Signed half-widths of what is left of each source of error.
    errors: Vec<(Source, f64)>,
    /// What the sampling error needs.
    squares: f64,
    products: f64,
    saved_squares: f64,
    events: u64,
    /// What is bought more, or less below zero, by commodity.
    bought: Bought,
    /// Sides of events whose energy is not known.
    unknown: u64,
}

impl Run {
    fn note_error(&mut self, source: Source, kg: f64) {
        match self.errors.iter_mut().find(|one| one.0 == source) {
            Some(one) => one.1 += kg,
            None => self.errors.push((source, kg)),
        }
    }

    /// Half-width of the factors' error.
    fn factors_kg(&self) -> f64 {
        self.errors
            .iter()
            .map(|one| one.1 * one.1)
            .sum::<f64>()
            .sqrt()
    }
}

impl Ground<'_> {
    /// What an estimate of a sampled event is made from.
    pub(super) fn input<'e>(&self, event: &'e Sampled) -> EstimateInput<'e> {
        EstimateInput {
            event_type: event.event_type,
            occurred_at: event.occurred_at,
            ends_at: event.ends_at,
            activity: &event.activity,
            grid_region_fallback: event.grid_region_fallback.as_deref(),
            pinned: None,
        }
    }

    /// kg of an event as if it were `activity`; `None` where that has no estimate above zero.
    pub(super) fn kg_of(&self, event: &Sampled, activity: &Activity) -> Option<f64> {
        let input = EstimateInput {
            activity,
            ..self.input(event)
        };
        let kg = estimate(self.catalogue, &input).ok()?.co2e.kg();
        (kg > 0.0).then_some(kg)
    }

    /// Share of the sample's kilograms that comes from events that `fits`.
    pub(super) fn kg_share(&self, fits: impl Fn(&Sampled) -> bool) -> f64 {
        let all: f64 = self.of.sample.iter().map(|event| event.kg).sum();
        let some = self.of.sample.iter().filter(|event| fits(event));
        some.map(|event| event.kg).sum::<f64>() / all
    }

    /// The event with a lever set; `None` where the lever says nothing about it.
    pub(super) fn lever(&self, event: &Sampled, setting: &Setting) -> Option<Effect> {
        let changed = levers::apply(self.catalogue, &self.input(event), setting).ok()?;
        Some(Effect::Changed(Box::new(changed)))
    }

    /// The saving of `effect` at the cautious, the expected and the ambitious target. `None` where
    /// nothing is saved.
    pub(super) fn saving(
        &self,
        [cautious, expected, ambitious]: [f64; 3],
        effect: impl Fn(&Sampled, f64) -> Option<Effect>,
    ) -> Option<Saving> {
        let run = self.run(|event| effect(event, expected));
        let month = self.of.co2e.kg() / run.total_kg * MONTH_DAYS / self.of.days;
        let value_kg = run.saved_kg * month;
        if !(value_kg.is_finite() && value_kg > 0.0) {
            return None;
        }
        let at = |target: f64| {
            if target == expected {
                return value_kg;
            }
            self.run(|event| effect(event, target)).saved_kg * month
        };
        let errors = f64::hypot(run.factors_kg(), self.sampling_kg(&run)) * month;
        let below = f64::hypot(errors, (value_kg - at(cautious)).max(0.0));
        let above = f64::hypot(errors, (at(ambitious) - value_kg).max(0.0));
        Some(Saving {
            value_kg,
            low_kg: value_kg - below,
            high_kg: value_kg + above,
            events: run.events,
            bought: run.bought.map(|units| units * month),
            is_energy_known: run.unknown == 0,
        })
    }

    fn run(&self, effect: impl Fn(&Sampled) -> Option<Effect>) -> Run {
        let mut run = Run::default();
        for event in &self.of.sample {
            run.total_kg += event.kg;
            run.squares += event.kg * event.kg;
            if let Some(effect) = effect(event) {
                // An event without an estimate on either side saves nothing.
                let _ = self.add(&mut run, event, &effect);
            }
        }
        run
    }

    /// Adds what an event saves.
    fn add(&self, run: &mut Run, event: &Sampled, effect: &Effect) -> Option<()> {
        let input = self.input(event);
        let as_it_is = Changed::of(event.activity.clone());
        let before = as_it_is.account(self.catalogue, &input).ok()?;
        let before_kg = before.estimate.co2e.kg();
        let after = match effect {
            Effect::Times(times) => multiplied(&before, *times),
            Effect::Changed(changed) => changed.account(self.catalogue, &input).ok()?,
        };
        // What was reported stays as it was: a newer factor changes shares alone.
        let per_kg = event.kg / before_kg;
        let saved_kg = match effect {
            Effect::Times(times) => event.kg * (1.0 - times),
            Effect::Changed(_) => (before_kg - after.estimate.co2e.kg()) * per_kg,
        };
        if !(saved_kg.is_finite() && saved_kg != 0.0) {
            return None;
        }
        run.saved_kg += saved_kg;
        run.products += event.kg * saved_kg;
        run.saved_squares += saved_kg * saved_kg;
        run.events += 1;
        for (sign, account) in [(1.0, &before), (-1.0, &after)] {
            for (source, kg) in &account.errors {
                run.note_error(*source, sign * kg * per_kg);
            }
            for (commodity, units) in &account.purchases {
                run.bought[*commodity as usize] -= sign * units;
            }
            run.unknown += u64::from(!account.is_energy_known);
        }
        Some(())
    }

    /// Half-width of the sampling error, in kg of the sample.
    fn sampling_kg(&self, run: &Run) -> f64 {
        let n = self.of.sample.len() as f64;
        let missed = 1.0 - n / (self.of.events as f64);
        if missed <= 0.0 || n < 2.0 {
            return 0.0;
        }
        let ratio = run.saved_kg / run.total_kg;
        let squares = run.saved_squares - 2.0 * ratio * run.products + ratio * ratio * run.squares;
        DEVIATIONS_OF_90 * (missed * n * squares.max(0.0) / (n - 1.0)).sqrt()
    }
}

/// The account of an event of which everything is multiplied.
fn multiplied(account: &Account, times: f64) -> Account {
    let mut account = account.clone();
    for (_, kg) in &mut account.errors {
        *kg *= times;
    }
    for (_, units) in &mut account.purchases {
        *units *= times;
    }
    account
}
