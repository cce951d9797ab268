//! Intervals that hold what they promise: conformal prediction (Vovk, Gammerman, Shafer 2005; Lei
//! et al. 2018) with signed residuals, in groups of similar size (Mondrian).
//!
//! Rows, each with a prediction of a learner that did not see it, are put in order of their
//! predicted amount and cut into groups of equal count. Of the n residuals (actual - predicted) of a group the (n + 1) x 0.05-th smallest,
//! rounded down, and the (n + 1) x 0.95-th, rounded up, are the ends of the interval. If new rows
//! are like these, at least nine of ten fall into it, for small amounts and large ones alike; if
//! they drift, fewer do, which the holdout shows.

use serde::{Deserialize, Serialize};

use super::error::LearningError;

/// Share of new rows that the interval is made to hold.
pub const COVERAGE: f64 = 0.9;
/// Fewest rows of which a 5 % and a 95 % quantile exist: 1 / 0.05 - 1, on either side.
pub(super) const ROWS_MIN: usize = 40;
/// Rows of a group, at least, where there are several.
const GROUP_ROWS_MIN: usize = 200;
/// Most groups.
const GROUPS_MAX: usize = 10;

/// Rows of similar predicted amount.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// The smallest predicted amount in it; smaller ones belong to the group before.
    pub from_amount: f64,
    /// Distance from the prediction to the ends of the interval, at most 0 and at least 0.
    pub low: f64,
    pub high: f64,
    /// Rows it rests on.
    pub rows: usize,
}

/// What a row of the calibration showed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shown {
    /// Predicted amount, which says what group the row belongs to.
    pub(super) amount: f64,
    /// Actual - predicted, in the unit that the learner predicts.
    pub(super) residual: f64,
}

/// Groups in ascending order; at least one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Calibration(Vec<Group>);

impl Calibration {
    /// # Errors
    /// Fewer than 40 rows.
    pub(super) fn fit(mut shown: Vec<Shown>) -> Result<Self, LearningError> {
        if shown.len() < ROWS_MIN {
            return Err(LearningError::PartTooSmall {
                part: "calibrate",
                have: shown.len(),
                need: ROWS_MIN,
            });
        }
        shown.sort_by(|a, b| a.amount.total_cmp(&b.amount));
        let groups = (shown.len() / GROUP_ROWS_MIN).clamp(1, GROUPS_MAX);
        let chunk = shown.len().div_ceil(groups);
        let mut made: Vec<Group> = Vec::new();
        for (at, rows) in shown.chunks(chunk).enumerate() {
            // A last group that came out too small would widen its interval for nothing.
            if rows.len() < ROWS_MIN {
                break;
            }
            let mut residuals: Vec<f64> = rows.iter().map(|row| row.residual).collect();
            residuals.sort_unstable_by(f64::total_cmp);
            let tail = (residuals.len() + 1) as f64 * (1.0 - COVERAGE) / 2.0;
            // ROWS_MIN keeps it from 0 upwards.
            let rank = (tail.floor() as usize).max(1);
            made.push(Group {
                from_amount: if at == 0 { f64::MIN } else { rows[0].amount },
                // The prediction itself lies within.
                low: residuals[rank - 1].min(0.0),
                high: residuals[residuals.len() - rank].max(0.0),
                rows: rows.len(),
            });
        }
        Ok(Self(made))
    }

    /// The group of a predicted amount.
    pub(super) fn group(&self, amount: f64) -> &Group {
        let after = self.0.partition_point(|group| group.from_amount <= amount);
        &self.0[after.saturating_sub(1)]
    }

    /// The groups, ascending.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.0
    }

    pub(super) fn check(&self) -> Result<(), LearningError> {
        let is_sound = |group: &Group| {
            let all = [group.from_amount, group.low, group.high];
            group.low <= 0.0 && group.high >= 0.0 && all.iter().all(|value| value.is_finite())
        };
        let ascends = self.0.is_sorted_by(|a, b| a.from_amount <= b.from_amount);
        let is_sound = !self.0.is_empty() && ascends && self.0.iter().all(is_sound);
        is_sound
            .then_some(())
            .ok_or_else(|| LearningError::Damaged {
                why: "the calibration is empty or out of order".to_owned(),
            })
    }
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::{COVERAGE, Calibration, Shown};

    /// Errors that grow with the amount and lean to one side.
    fn shown(rows: usize, seed: u64) -> Vec<Shown> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let of = |_| {
            let amount: f64 = random.random_range(1.0..100.0);
            let skewed: f64 = random.random::<f64>().powi(3) * 3.0 - 0.5;
            Shown {
                amount,
                residual: amount * skewed,
            }
        };
        (0..rows).map(of).collect()
    }

    #[test]
    fn nine_of_ten_new_rows_lie_within_whatever_their_size() {
        let calibration = Calibration::fit(shown(3_000, 8)).unwrap();
        let new = shown(20_000, 9);
        for (from, to) in [(0.0, 100.0), (0.0, 30.0), (30.0, 60.0), (60.0, 100.0)] {
            let these: Vec<_> = new
                .iter()
                .filter(|one| (from..to).contains(&one.amount))
                .collect();
            let held = these.iter().filter(|one| {
                let group = calibration.group(one.amount);
                (group.low..=group.high).contains(&one.residual)
            });
            let coverage = held.count() as f64 / these.len() as f64;
            println!(
                "amounts {from} to {to}: {coverage:.4} of n = {}",
                these.len()
            );
            assert!((coverage - COVERAGE).abs() < 0.02, "{coverage}");
        }
    }

    #[test]
    fn forty_rows_are_the_least() {
        assert!(Calibration::fit(shown(39, 1)).is_err());
        let calibration = Calibration::fit(shown(40, 1)).unwrap();
        assert_eq!(calibration.groups().len(), 1);
        assert_eq!(calibration.check(), Ok(()));
    }
}
