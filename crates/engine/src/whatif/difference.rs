//! How sure the difference of both sides is.
//!
//! The published factors are uncertain, but not by chance from event to event: the factor of a
//! lorry class is wrong by the same share for every trip, before and after. So errors are summed
//! by their source, the scenario's less the baseline's, and only what is left of each source makes
//! the difference uncertain. Ten trips fewer by the same lorry are uncertain by that lorry's share
//! of ten trips; a set-point two degrees lower by two points of the rule. Subtracting the bounds
//! of two intervals instead would leave a difference of nothing uncertain by twice the interval.
//!
//! Different sources are not known to be independent, so what is left of them is added: the
//! interval holds whichever way they are correlated. It is never wider than both sides' own
//! half-widths together.

use crate::emissions::levers::{Account, Source};

/// Signed half-widths of the difference, in kg, by source.
#[derive(Debug, Default)]
pub(super) struct Difference {
    /// By the index of a factor.
    factors: Vec<f64>,
    others: Vec<(Source, f64)>,
}

impl Difference {
    pub(super) fn add(&mut self, before: &Account, after: &Account) {
        for (sign, account) in [(-1.0, before), (1.0, after)] {
            for (source, kg) in &account.errors {
                *self.of(*source) += sign * kg;
            }
        }
    }

    fn of(&mut self, source: Source) -> &mut f64 {
        if let Source::Factor(index) = source {
            let at = index.0 as usize;
            if self.factors.len() <= at {
                self.factors.resize(at + 1, 0.0);
            }
            return &mut self.factors[at];
        }
        let at = match self.others.iter().position(|one| one.0 == source) {
            Some(at) => at,
            None => {
                self.others.push((source, 0.0));
                self.others.len() - 1
            }
        };
        &mut self.others[at].1
    }

    /// The 90 % half-width of the difference in kg.
    pub(super) fn half_width_kg(&self) -> f64 {
        let others = self.others.iter().map(|one| one.1);
        self.factors
            .iter()
            .copied()
            .chain(others)
            .map(f64::abs)
            .sum()
    }
}
