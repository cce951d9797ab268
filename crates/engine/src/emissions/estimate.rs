//! One event's kilograms: the total, its halves, its parts, its interval, the factors used.
//!
//! Everything is rounded to whole milligrams once: the total is the rounded sum of the lines, and
//! each line is rounded so that they add up to it exactly (largest remainder). Nothing here
//! allocates.

use chrono::{DateTime, Utc};
use model::emissions::{ContributionKind, EstimateSummary, IntervalBasis, MethodTier};
use model::ingest::{Activity, EventType};
use model::units::Milligrams;
use smallvec::SmallVec;

use super::catalogue::{Catalogue, FactorIndex};
use super::no_factor::NoFactor;
use super::plan::{Part, Plan, write_plan};
use super::uncertainty::confidence;

/// What an estimate is made from.
#[derive(Debug, Clone, Copy)]
pub struct EstimateInput<'a> {
    pub event_type: EventType,
    pub occurred_at: DateTime<Utc>,
    /// End of the period; a floor area needs it.
    pub ends_at: Option<DateTime<Utc>>,
    pub activity: &'a Activity,
    /// Grid region of the event's site, else of its organisation; used when the event names none.
    pub grid_region_fallback: Option<&'a str>,
    /// The factors stored with an earlier estimate: choose among exactly these.
    pub pinned: Option<&'a [FactorIndex]>,
}

/// One additive part of an estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contribution {
    pub kind: ContributionKind,
    /// Tank-to-wheel.
    pub ttw: Milligrams,
    /// Well-to-tank.
    pub wtt: Milligrams,
}

/// How many kilograms an event emitted. `ttw + wtt == co2e`, and the contributions add up to both.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// Well-to-wheel total.
    pub co2e: Milligrams,
    pub ttw: Milligrams,
    pub wtt: Milligrams,
    pub method: MethodTier,
    pub interval_low_kg: f64,
    pub interval_high_kg: f64,
    pub basis: IntervalBasis,
    pub confidence: f64,
    pub contributions: SmallVec<[Contribution; 8]>,
    /// Every factor used, once, in the order of the arithmetic.
    pub factors: SmallVec<[FactorIndex; 16]>,
}

impl Estimate {
    /// What a list shows.
    #[must_use]
    pub fn summary(&self) -> EstimateSummary {
        EstimateSummary {
            co2e_kg: self.co2e.kg(),
            ttw_kg: self.ttw.kg(),
            wtt_kg: self.wtt.kg(),
            method: self.method,
            interval_low_kg: self.interval_low_kg,
            interval_high_kg: self.interval_high_kg,
            interval_basis: self.basis,
            confidence: self.confidence,
        }
    }
}

/// Estimates one event.
///
/// # Errors
/// Says why there is no factor, and what would help.
pub fn estimate(catalogue: &Catalogue, input: &EstimateInput<'_>) -> Result<Estimate, NoFactor> {
    let mut plan = Plan::new(false);
    write_plan(catalogue, input, &mut plan)?;
    settle(&plan).map(|(estimate, _)| estimate)
}

/// The milligrams of each line, in order.
pub(super) type Shares = SmallVec<[Milligrams; 16]>;

/// Rounds a plan: the estimate and each line's milligrams.
pub(super) fn settle(plan: &Plan) -> Result<(Estimate, Shares), NoFactor> {
    let total_kg: f64 = plan.terms.iter().map(|term| term.kg).sum();
    let co2e = Milligrams::from_kg(total_kg).ok_or(NoFactor::TooLarge)?;
    let shares = round_lines(plan, co2e);
    let mut contributions: SmallVec<[Contribution; 8]> = SmallVec::new();
    let mut factors: SmallVec<[FactorIndex; 16]> = SmallVec::new();
    let (mut ttw, mut wtt, mut half_width) = (Milligrams::ZERO, Milligrams::ZERO, 0.0);
    for (term, share) in plan.terms.iter().zip(&shares) {
        let (burnt, upstream) = match term.part {
            Part::TankToWheel => (*share, Milligrams::ZERO),
            Part::WellToTank => (Milligrams::ZERO, *share),
        };
        ttw += burnt;
        wtt += upstream;
        match contributions.iter_mut().find(|one| one.kind == term.kind) {
            Some(one) => {
                one.ttw += burnt;
                one.wtt += upstream;
            }
            None => contributions.push(Contribution {
                kind: term.kind,
                ttw: burnt,
                wtt: upstream,
            }),
        }
        half_width += term.kg.abs() * term.spread.relative();
        term.formula.for_each_factor(|index| {
            if !factors.contains(&index) {
                factors.push(index);
            }
        });
    }
    let value = co2e.kg();
    let (low, high) = ((value - half_width).max(0.0), value + half_width);
    let estimate = Estimate {
        co2e,
        ttw,
        wtt,
        method: plan.method,
        interval_low_kg: low,
        interval_high_kg: high,
        basis: IntervalBasis::FactorBased,
        confidence: confidence(value, low, high),
        contributions,
        factors,
    };
    Ok((estimate, shares))
}

/// Rounds each line so that together they are `total`: all down, then one milligram more for the
/// lines that lost most. Beyond 2^53 mg sums of floats are off by more than a milligram per line;
/// what then remains goes to the largest line.
fn round_lines(plan: &Plan, total: Milligrams) -> Shares {
    let mut shares = Shares::new();
    let mut lost: SmallVec<[f64; 16]> = SmallVec::new();
    let mut left = total.0;
    for term in &plan.terms {
        let mg = term.kg * 1e6;
        // `from_kg` accepted the total, so every line fits. Cut down by hand: `floor` is a call.
        let cut = mg as i64;
        let whole = cut - i64::from(cut as f64 > mg);
        shares.push(Milligrams(whole));
        lost.push(mg - whole as f64);
        left -= whole;
    }
    for _ in 0..shares.len() {
        if left <= 0 {
            break;
        }
        let most = lost
            .iter()
            .enumerate()
            .max_by(|a, b| a.1.total_cmp(b.1))
            .map(|(at, _)| at);
        let Some(most) = most else { break };
        shares[most].0 += 1;
        lost[most] = -1.0;
        left -= 1;
    }
    if left != 0
        && let Some(largest) = shares.iter_mut().max_by_key(|share| share.0)
    {
        largest.0 += left;
    }
    shares
}
