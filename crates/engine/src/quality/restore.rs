//! One way of restoring a hidden value, and how far off it is.

use serde::{Deserialize, Serialize};

use super::clues::error_clues;
use super::fill::FillMethod;
use super::mask::Examples;
use super::regression::{Linear, Rows};
use crate::statistics::{conformal_bound, median};

/// Share of real values an interval holds.
const COVERAGE: f64 = 0.9;
/// Hours to the nearest known value up to which errors are of one kind; beyond the last is one more.
const DEPTHS_H: [usize; 3] = [1, 3, 6];
/// Fewest restored values that make a bound of their own for a depth; with fewer, that of all is
/// taken.
const SAMPLES_MIN: usize = 100;
/// An expected error is never below this share of the median one: a series at rest looks restorable
/// without any.
const ERROR_MIN: f64 = 0.1;

/// A method with what it learned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Restorer {
    pub(super) method: FillMethod,
    estimator: Estimator,
    /// Expected absolute error, from clues.
    error: Option<Linear>,
    /// Least expected error.
    error_min: f64,
    /// Multiples of the expected error that nine of ten real errors stay below, by depth.
    bounds: Vec<f64>,
    /// Mean absolute error on what it had not seen.
    pub(super) mean_error: f64,
    /// Values it was tried on.
    pub(super) samples: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Estimator {
    Regression(Linear),
    /// One of the clues as it is.
    Clue(usize),
}

impl Restorer {
    /// By regression on all clues; `None` where they are too few.
    pub(super) fn regression(
        method: FillMethod,
        learn: &Examples,
        test: &Examples,
    ) -> Option<Self> {
        let fit = Linear::fit(&learn.rows)?;
        Self::tried(method, Estimator::Regression(fit), learn, test)
    }

    /// By one clue.
    pub(super) fn column(
        method: FillMethod,
        clue: usize,
        learn: &Examples,
        test: &Examples,
    ) -> Option<Self> {
        Self::tried(method, Estimator::Clue(clue), learn, test)
    }

    fn tried(
        method: FillMethod,
        estimator: Estimator,
        learn: &Examples,
        test: &Examples,
    ) -> Option<Self> {
        let mut errors = Rows::new(error_clues(&[], 0.0).len());
        for (row, target) in learn.rows.iter() {
            let estimate = estimator.estimate(row);
            errors.push(&error_clues(row, estimate), (target - estimate).abs());
        }
        let error_min = ERROR_MIN * median(&mut errors.targets.clone())?;
        let mut restorer = Self {
            method,
            estimator,
            error: Linear::fit(&errors),
            // A series that is restored exactly still needs something to divide by.
            error_min: error_min.max(f64::MIN_POSITIVE),
            bounds: Vec::new(),
            mean_error: f64::NAN,
            samples: test.rows.len(),
        };
        restorer.measure(test)?;
        Some(restorer)
    }

    /// Measures errors, and their bounds by depth, on what was not learned from.
    fn measure(&mut self, test: &Examples) -> Option<()> {
        let mut all = Vec::with_capacity(test.rows.len());
        let mut by_depth = vec![Vec::new(); DEPTHS_H.len() + 1];
        let mut sum = 0.0;
        for ((row, target), depth_h) in test.rows.iter().zip(&test.depths_h) {
            let estimate = self.estimator.estimate(row);
            let error = (target - estimate).abs();
            let ratio = error / self.expected_error(row, estimate);
            sum += error;
            all.push(ratio);
            by_depth[bucket(*depth_h)].push(ratio);
        }
        self.mean_error = sum / all.len().max(1) as f64;
        let of_all = conformal_bound(&mut all, COVERAGE)?;
        self.bounds = (by_depth.iter_mut())
            .map(|ratios| {
                let own = (ratios.len() >= SAMPLES_MIN).then(|| conformal_bound(ratios, COVERAGE));
                own.flatten().unwrap_or(of_all)
            })
            .collect();
        (self.mean_error.is_finite() && self.bounds.iter().all(|bound| bound.is_finite()))
            .then_some(())
    }

    fn expected_error(&self, row: &[f64], estimate: f64) -> f64 {
        let clues = error_clues(row, estimate);
        let expected = (self.error.as_ref()).map_or(0.0, |error| error.predict(&clues));
        expected.max(self.error_min)
    }

    /// The value and half the width of its interval.
    pub(super) fn restore(&self, row: &[f64], depth_h: usize) -> (f64, f64) {
        let estimate = self.estimator.estimate(row);
        let bound = self
            .bounds
            .get(bucket(depth_h))
            .copied()
            .unwrap_or_default();
        (estimate, bound * self.expected_error(row, estimate))
    }
}

impl Estimator {
    fn estimate(&self, row: &[f64]) -> f64 {
        match self {
            Self::Regression(fit) => fit.predict(row),
            Self::Clue(clue) => row.get(*clue).copied().unwrap_or_default(),
        }
    }
}

fn bucket(depth_h: usize) -> usize {
    DEPTHS_H.partition_point(|most| *most < depth_h)
}
