//! What a rule is, and how what it finds becomes a ranked action.
//!
//! Feasibility is how readily the kind of work is done (a setting 0.9, planning 0.7, a contract 0.5,
//! an investment 0.3: assumptions, stated here alone), times n / (n + 10) for the n events it rests
//! on. Actions are ranked by score = kg saved per month x feasibility x confidence: what can be
//! counted on, soonest.

use model::emissions::Change;
use model::ingest::EventType;
use model::money::Prices;
use model::recommendations::{ActivityUnit, Fact};

use super::cost::{RunningCost, running_cost};
use super::facts::{Facts, activity_unit};
use super::rules;
use super::saving::{Ground, Saving};
use super::text::Figures;
use crate::emissions::{Catalogue, confidence};

/// Fewest events of a type about which anything is advised.
const EVENTS_MIN: u64 = 8;
/// Smallest saving worth advising, as a share of what the entity emits with events of the type.
const SHARE_MIN: f64 = 0.01;
/// Events, or days, that make feasibility half of what the kind of work allows.
pub(crate) const FEASIBILITY_EVENTS: f64 = 10.0;

/// The kind of work an action is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    /// Somebody sets something differently.
    Setting,
    /// Trips, shifts or habits are planned differently.
    Planning,
    /// Somebody else has to agree: a carrier, a supplier of fuel.
    Contract,
    /// Something has to be bought.
    Investment,
}

impl Work {
    /// How readily it is done, 0 to 1.
    pub(crate) fn ease(self) -> f64 {
        match self {
            Self::Setting => 0.9,
            Self::Planning => 0.7,
            Self::Contract => 0.5,
            Self::Investment => 0.3,
        }
    }
}

/// Something that may be advised.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) id: &'static str,
    pub(super) event_type: EventType,
    /// Rules of a group act on the same kilograms: their savings do not add up.
    pub(super) group: &'static str,
    pub(super) work: Work,
    /// Templates: `{name}` is a figure of the draft.
    pub(super) title: &'static str,
    pub(super) body: &'static str,
    /// Publications of every figure that is not the entity's own.
    pub(super) sources: &'static [&'static str],
    /// `None` where it has nothing to say.
    pub(super) act: fn(&Ground<'_>) -> Option<Draft>,
}

/// What a rule found.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) saving: Saving,
    pub(super) figures: Figures,
    /// The same in the words of a what-if; empty where no lever says it.
    pub(super) changes: Vec<Change>,
}

/// kg CO2e saved per month, with the 90 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Impact {
    pub value_kg: f64,
    pub low_kg: f64,
    pub high_kg: f64,
}

/// An advice, before it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    /// Id of the rule.
    pub rule: &'static str,
    pub event_type: EventType,
    /// Actions of a group act on the same kilograms: their savings do not add up.
    pub group: &'static str,
    pub title: String,
    pub body: String,
    pub co2_impact_kg: Impact,
    /// 0 to 1.
    pub feasibility: f64,
    /// 0 to 1: clamp(1 - (high - low) / (2 x value), 0, 1).
    pub confidence: f64,
    /// kg per month x feasibility x confidence.
    pub score: f64,
    /// Every figure of the text.
    pub facts: Vec<Fact>,
    pub sources: Vec<&'static str>,
    pub cost: RunningCost,
    /// Opens it as a what-if, with the events the rule is about as filter.
    pub changes: Vec<Change>,
    /// The unit its saving should be verified in.
    pub unit: ActivityUnit,
}

/// What the rules advise on these facts, best first; ties by the rule's id. With the organisation's
/// prices an action says what it costs to run.
#[must_use]
pub fn recommend(facts: &Facts, catalogue: &Catalogue, prices: Option<&Prices>) -> Vec<Action> {
    let mut actions: Vec<Action> = rules::all()
        .filter_map(|rule| action(rule, facts, catalogue, prices))
        .collect();
    actions.sort_by(|one, other| {
        (other.score.total_cmp(&one.score)).then_with(|| one.rule.cmp(other.rule))
    });
    actions
}

fn action(
    rule: &Rule,
    facts: &Facts,
    catalogue: &Catalogue,
    prices: Option<&Prices>,
) -> Option<Action> {
    let of = facts.of(rule.event_type);
    if of.events < EVENTS_MIN {
        return None;
    }
    let draft = (rule.act)(&Ground { of, catalogue })?;
    let Saving {
        value_kg,
        low_kg,
        high_kg,
        events,
        ..
    } = draft.saving;
    // A saving that may be none is not advised, nor one nobody would notice.
    let is_worth_it = low_kg > 0.0 && value_kg >= SHARE_MIN * of.kg_per_month();
    if !is_worth_it || events == 0 {
        return None;
    }
    let figures = draft
        .figures
        .number("saving", value_kg, "kg")
        .number("saving_low", low_kg, "kg")
        .number("saving_high", high_kg, "kg");
    if !figures.are_readable() {
        return None;
    }
    let n = events as f64;
    let feasibility = rule.work.ease() * n / (n + FEASIBILITY_EVENTS);
    let confidence = confidence(value_kg, low_kg, high_kg);
    Some(Action {
        rule: rule.id,
        event_type: rule.event_type,
        group: rule.group,
        title: figures.fill(rule.title),
        body: figures.fill(rule.body),
        co2_impact_kg: Impact {
            value_kg,
            low_kg,
            high_kg,
        },
        feasibility,
        confidence,
        score: value_kg * feasibility * confidence,
        facts: figures.into_facts(),
        sources: rule.sources.to_vec(),
        cost: running_cost(&draft.saving, prices),
        changes: draft.changes,
        unit: activity_unit(of),
    })
}
