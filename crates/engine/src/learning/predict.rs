//! One prediction: an amount, its interval, and where it comes from.

use serde::{Deserialize, Serialize};

use super::conformal::COVERAGE;
use super::error::LearningError;
use super::features::FEATURES_MAX;
use super::trained::{Model, Predicts};
use crate::emissions::confidence;

/// Largest prior and largest amount, in kg or kWh.
pub(super) const AMOUNT_MAX: f64 = 1e12;

/// A named part of a prior, in kg.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PriorPart<'a> {
    pub name: &'a str,
    pub kg: f64,
}

/// An amount and its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    pub value: f64,
    /// Never below 0, never above `value`.
    pub low: f64,
    pub high: f64,
}

/// One term of a prediction, in its unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Contributed<'a> {
    pub name: &'a str,
    pub amount: f64,
}

/// Name of the term for what is usual: the mean of what was learned.
pub const USUAL: &str = "usual";
/// Name of the term that keeps a prediction above its floor; only there when it is needed.
pub const CLAMP: &str = "clamp";

/// A prediction with its reasons.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Prediction<'a> {
    /// kg over a prior, else the activity's own unit.
    pub value: f64,
    pub low: f64,
    pub high: f64,
    /// Share of new rows that the interval is made to hold; the model's card says what was measured.
    pub coverage: f64,
    /// 0 to 1; see [`confidence`].
    pub confidence: f64,
    /// The prior's parts, what is usual, then the Shapley value of each feature; they add up to
    /// `value`.
    pub contributions: Vec<Contributed<'a>>,
    /// Features with a value that training did not see the like of. The interval promises nothing
    /// there.
    pub outside: Vec<&'a str>,
}

impl Prediction<'_> {
    /// The same in another unit: kWh as kilograms by the grid's factor, in kg per kWh. The
    /// factor's own uncertainty is not in the interval.
    #[must_use]
    pub fn times(mut self, factor: f64) -> Self {
        self.value *= factor;
        self.low *= factor;
        self.high *= factor;
        for part in &mut self.contributions {
            part.amount *= factor;
        }
        self
    }
}

impl Model {
    /// Predicts a row. A residual model needs its prior's parts, an activity model none.
    ///
    /// # Errors
    /// The row does not fit the features, or the prior is negative, no number or of the wrong kind.
    pub fn predict<'a>(
        &'a self,
        prior: &[PriorPart<'a>],
        row: &[f64],
    ) -> Result<Prediction<'a>, LearningError> {
        let parts = self.parts();
        let scale = self.scale(prior)?;
        parts.features.check(row)?;
        let (learned, clamp) = parts.learned(row);
        let point = self.around(scale, learned);
        let mut shapley = [0.0; FEATURES_MAX];
        let usual = parts.regressor.explain(row, &mut shapley);
        let specs = parts.features.specs();
        let mut contributions = Vec::with_capacity(prior.len() + specs.len() + 2);
        contributions.extend(prior.iter().map(|part| Contributed {
            name: part.name,
            amount: part.kg,
        }));
        let mut push = |name: &'a str, share: f64| {
            contributions.push(Contributed {
                name,
                amount: scale * share,
            });
        };
        push(USUAL, usual);
        for (spec, share) in specs.iter().zip(shapley) {
            push(&spec.name, share);
        }
        if clamp > 0.0 {
            push(CLAMP, clamp);
        }
        Ok(Prediction {
            value: point.value,
            low: point.low,
            high: point.high,
            coverage: COVERAGE,
            confidence: confidence(point.value, point.low, point.high),
            contributions,
            outside: parts.outside(row),
        })
    }

    /// Predicts a row without reasons, for many rows at once. `prior_kg` is there for a residual
    /// model and not for an activity model.
    ///
    /// # Errors
    /// As [`Self::predict`].
    pub fn point(&self, prior_kg: Option<f64>, row: &[f64]) -> Result<Point, LearningError> {
        let part = prior_kg.map(|kg| PriorPart { name: "", kg });
        let scale = self.scale(part.as_slice())?;
        self.parts().features.check(row)?;
        Ok(self.around(scale, self.parts().learned(row).0))
    }

    /// The prior of a residual model, 1 for an activity.
    fn scale(&self, prior: &[PriorPart<'_>]) -> Result<f64, LearningError> {
        let predicts = self.card().predicts;
        match (predicts, prior) {
            (Predicts::Activity, []) => Ok(1.0),
            (Predicts::Activity, _) => Err(LearningError::WrongKind {
                predicts: predicts.as_str(),
                wanted: Predicts::Residual.as_str(),
            }),
            (Predicts::Residual, []) => Err(LearningError::WrongKind {
                predicts: predicts.as_str(),
                wanted: Predicts::Activity.as_str(),
            }),
            (Predicts::Residual, parts) => {
                let prior_kg: f64 = parts.iter().map(|part| part.kg).sum();
                let is_prior = (0.0..=AMOUNT_MAX).contains(&prior_kg);
                is_prior.then_some(prior_kg).ok_or(LearningError::BadValue {
                    what: "prior_kg",
                    row: 0,
                    value: prior_kg,
                    must: "between 0 and 1e12 kg",
                })
            }
        }
    }

    /// The amount and its interval from what was learned.
    pub(super) fn around(&self, scale: f64, learned: f64) -> Point {
        let offset = self.card().predicts.offset();
        let value = scale * (offset + learned);
        let group = self.calibration().group(value);
        Point {
            value,
            low: (scale * (offset + learned + group.low)).max(0.0),
            high: scale * (offset + learned + group.high),
        }
    }
}
