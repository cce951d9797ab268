//! Rows to learn from, in the order of their times, and how they are split.

use std::ops::Range;

use chrono::{DateTime, Utc};

use super::error::LearningError;
use super::features::{Features, Table};
use super::predict::AMOUNT_MAX;
use super::trained::Predicts;

/// Fewest metered events that are learned from; below, the prior stands alone.
pub const EVENTS_MIN: usize = 200;
/// Fewest rows to learn from, and to judge.
const LEARN_ROWS_MIN: usize = 120;
const HOLDOUT_ROWS_MIN: usize = 20;
/// Largest target of a residual: ten times the prior, beyond which an event says more about its
/// record than about emission. Such targets are cut and counted.
pub(super) const RESIDUAL_MAX: f64 = 9.0;

/// Metered events as rows: measured ones only; which those are, see `is_trainable`.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainingSet {
    features: Features,
    rows: Table,
    at: Vec<DateTime<Utc>>,
    /// Metered amount: kg, or the activity's own unit.
    actual: Vec<f64>,
    /// The prior of each row, in kg; empty for an activity.
    prior_kg: Vec<f64>,
}

impl TrainingSet {
    /// An empty set for rows of `features`.
    #[must_use]
    pub fn new(features: Features) -> Self {
        Self {
            rows: Table::new(&features),
            features,
            at: Vec::new(),
            actual: Vec::new(),
            prior_kg: Vec::new(),
        }
    }

    /// Appends a metered event; `prior_kg` for a residual model, on every row or on none.
    ///
    /// # Errors
    /// The row does not fit, is earlier than the last, or an amount is out of range.
    pub fn push(
        &mut self,
        at: DateTime<Utc>,
        row: &[f64],
        actual: f64,
        prior_kg: Option<f64>,
    ) -> Result<(), LearningError> {
        let index = self.len();
        let bad = |what, value, must| LearningError::BadValue {
            what,
            row: index,
            value,
            must,
        };
        if !(0.0..=AMOUNT_MAX).contains(&actual) {
            return Err(bad("actual", actual, "between 0 and 1e12"));
        }
        if let Some(kg) = prior_kg
            && !(1e-6..=AMOUNT_MAX).contains(&kg)
        {
            return Err(bad("prior_kg", kg, "between 1e-6 and 1e12"));
        }
        if self.at.last().is_some_and(|last| *last > at) {
            return Err(LearningError::OutOfOrder { row: index });
        }
        let priors = self.prior_kg.len();
        if priors != if prior_kg.is_some() { index } else { 0 } {
            return Err(LearningError::WrongLength {
                what: "prior_kg",
                have: priors,
                need: index,
            });
        }
        self.rows.push(&self.features, row)?;
        self.at.push(at);
        self.actual.push(actual);
        self.prior_kg.extend(prior_kg);
        Ok(())
    }

    /// Rows in it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.at.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.at.is_empty()
    }

    /// The columns.
    #[must_use]
    pub fn features(&self) -> &Features {
        &self.features
    }

    /// When each row began, ascending.
    #[must_use]
    pub fn times(&self) -> &[DateTime<Utc>] {
        &self.at
    }

    /// The metered amount of each row.
    #[must_use]
    pub fn actual(&self) -> &[f64] {
        &self.actual
    }

    /// The rows.
    #[must_use]
    pub fn rows(&self) -> &Table {
        &self.rows
    }

    /// The prior of each row; empty for an activity.
    #[must_use]
    pub fn prior_kg(&self) -> &[f64] {
        &self.prior_kg
    }

    pub(super) fn predicts(&self) -> Predicts {
        if self.prior_kg.is_empty() {
            Predicts::Activity
        } else {
            Predicts::Residual
        }
    }

    /// The prior of a row, 1 for an activity.
    pub(super) fn scale(&self, row: usize) -> f64 {
        self.prior_kg.get(row).copied().unwrap_or(1.0)
    }

    /// What a learner is to say about a row.
    pub(super) fn target(&self, row: usize) -> f64 {
        self.actual[row] / self.scale(row) - self.predicts().offset()
    }
}

/// Which rows are learned from and which judge: the judgement is always about a later time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    pub learn: Range<usize>,
    pub holdout: Range<usize>,
}

impl Split {
    /// The last fifth judges; rows of one time stay together.
    ///
    /// # Errors
    /// [`LearningError::TooLittle`], or a part that is too small.
    pub fn by_share(set: &TrainingSet) -> Result<Self, LearningError> {
        match set.at.get(set.len() * 4 / 5) {
            Some(holdout) => Self::at(set, *holdout),
            None => Err(LearningError::TooLittle {
                have: set.len(),
                need: EVENTS_MIN,
            }),
        }
    }

    /// Rows from `holdout_from` judge.
    ///
    /// # Errors
    /// As [`Self::by_share`].
    pub fn at(set: &TrainingSet, holdout_from: DateTime<Utc>) -> Result<Self, LearningError> {
        if set.len() < EVENTS_MIN {
            return Err(LearningError::TooLittle {
                have: set.len(),
                need: EVENTS_MIN,
            });
        }
        let holdout = set.at.partition_point(|at| *at < holdout_from);
        let split = Self {
            learn: 0..holdout,
            holdout: holdout..set.len(),
        };
        let parts = [
            ("learn", &split.learn, LEARN_ROWS_MIN),
            ("holdout", &split.holdout, HOLDOUT_ROWS_MIN),
        ];
        for (part, rows, need) in parts {
            if rows.len() < need {
                return Err(LearningError::PartTooSmall {
                    part,
                    have: rows.len(),
                    need,
                });
            }
        }
        Ok(split)
    }
}
