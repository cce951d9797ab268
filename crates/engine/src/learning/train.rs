//! From rows to a model: both learners are fitted, calibrated and judged, the better one stays.
//!
//! The rows to learn from are cut into six blocks of neighbouring rows, and each but the first is
//! predicted by a learner of the rows before it, as the model will be used. That tells boosting how
//! many trees are best, and what these predictions were off by makes the interval: blocks predicted
//! from both sides (cross-conformal) were off by less than the future is, and a single last block
//! holds one season only. Then the learner is fitted on all rows. The holdout is looked at once, to
//! choose and to say how good it is.

use std::ops::Range;

use model::learning::ModelMetrics;

use super::boosting;
use super::conformal::{Calibration, Shown};
use super::error::LearningError;
use super::features::{FeatureKind, Features, Table};
use super::loss::{Loss, mean};
use super::metrics::{Outcome, metrics};
use super::regressor::{Method, Regressor};
use super::ridge;
use super::trained::{Candidate, Model, ModelCard, Parts, Predicts, Seen};
use super::training_set::{RESIDUAL_MAX, Split, TrainingSet};

/// Trains a model of this name.
///
/// # Errors
/// [`LearningError::TooLittle`] and the other reasons of [`Split`].
pub fn train(
    name: &str,
    set: &TrainingSet,
    split: &Split,
    loss: Loss,
) -> Result<Model, LearningError> {
    let known = split.learn.clone();
    let most = match set.predicts() {
        Predicts::Residual => RESIDUAL_MAX,
        Predicts::Activity => f64::INFINITY,
    };
    let targets: Vec<f64> = known.clone().map(|row| set.target(row).min(most)).collect();
    let cut_rows = known.clone().filter(|row| set.target(*row) > most).count();
    let lesson = Lesson {
        set,
        table: set.rows().part(known),
        targets,
        loss,
    };
    let card = ModelCard {
        name: name.to_owned(),
        predicts: set.predicts(),
        loss,
        method: Method::Ridge,
        trees: 0,
        from: set.times()[split.learn.start],
        to: set.times()[split.holdout.end - 1],
        learn_rows: split.learn.len(),
        cut_rows,
        candidates: Vec::new(),
        prior_mae: prior_mae(set, &split.holdout),
    };
    let mut models = Vec::new();
    if ridge::fits(set.features()) {
        models.push(lesson.model(&card, lesson.ridge())?);
    }
    models.push(lesson.model(&card, lesson.boosted())?);
    let mut candidates = Vec::new();
    for model in &models {
        candidates.push(Candidate {
            method: model.parts().regressor.method(),
            holdout: evaluate(model, set, split.holdout.clone())?,
        });
    }
    let best = (0..models.len())
        .min_by(|a, b| {
            candidates[*a]
                .holdout
                .mae
                .total_cmp(&candidates[*b].holdout.mae)
        })
        .unwrap_or_default();
    let mut parts = models.swap_remove(best).parts().clone();
    parts.card.candidates = candidates;
    Model::new(parts)
}

/// Judges a model on rows of a set; for a fair judgement, on rows it was not trained on.
///
/// # Errors
/// The set's rows do not fit the model, or the range is not in it.
pub fn evaluate(
    model: &Model,
    set: &TrainingSet,
    rows: Range<usize>,
) -> Result<ModelMetrics, LearningError> {
    if rows.end > set.len() || rows.is_empty() {
        return Err(LearningError::PartTooSmall {
            part: "evaluated",
            have: set.len(),
            need: rows.end.max(rows.start + 1),
        });
    }
    let mut outcomes = Vec::with_capacity(rows.len());
    let table = set.rows().rows().enumerate();
    for (at, row) in table.skip(rows.start).take(rows.len()) {
        let point = model.point(set.prior_kg().get(at).copied(), row)?;
        outcomes.push(Outcome {
            actual: set.actual()[at],
            predicted: point.value,
            low: point.low,
            high: point.high,
        });
    }
    Ok(metrics(&outcomes))
}

/// Blocks of neighbouring rows, each of which is predicted by a learner of the rows before it.
const BLOCKS: usize = 6;

/// What both learners are given.
struct Lesson<'a> {
    set: &'a TrainingSet,
    table: Table,
    targets: Vec<f64>,
    loss: Loss,
}

/// A learner, and what its like said about each block but the first, having seen what was before.
struct Learnt {
    regressor: Regressor,
    unseen: Vec<f64>,
}

impl Lesson<'_> {
    fn features(&self) -> &Features {
        self.set.features()
    }

    /// For each block but the first, the rows before it and the block.
    fn folds(&self) -> Vec<[(Table, Vec<f64>); 2]> {
        let rows = self.targets.len();
        let part = |range: Range<usize>| {
            let targets = self.targets[range.clone()].to_vec();
            (self.table.part(range), targets)
        };
        let edge = |block: usize| block * rows / BLOCKS;
        (1..BLOCKS)
            .map(|block| [part(0..edge(block)), part(edge(block)..edge(block + 1))])
            .collect()
    }

    fn ridge(&self) -> Learnt {
        let fit = |table: &Table, targets: &[f64]| ridge::fit(self.features(), table, targets);
        let mut unseen = Vec::with_capacity(self.targets.len());
        for [(table, targets), (block, _)] in self.folds() {
            let ridge = fit(&table, &targets);
            unseen.extend(block.rows().map(|row| ridge.predict(row)));
        }
        Learnt {
            regressor: Regressor::Ridge(fit(&self.table, &self.targets)),
            unseen,
        }
    }

    fn boosted(&self) -> Learnt {
        let folds = self.folds();
        let pairs: Vec<_> = folds
            .iter()
            .map(|[(table, targets), (block, own)]| {
                ((table, targets.as_slice()), (block, own.as_slice()))
            })
            .collect();
        let (fitted, trees) = boosting::fit_watched(self.features(), &pairs, self.loss);
        let blocks = fitted.iter().zip(&folds);
        let unseen = blocks
            .flat_map(|(boosted, [_, (block, _)])| block.rows().map(|row| boosted.predict(row)));
        let unseen = unseen.collect();
        let all = (&self.table, self.targets.as_slice());
        Learnt {
            regressor: Regressor::Boosted(boosting::fit(self.features(), all, self.loss, trees)),
            unseen,
        }
    }

    fn model(&self, card: &ModelCard, learnt: Learnt) -> Result<Model, LearningError> {
        let regressor = learnt.regressor;
        Model::new(Parts {
            card: ModelCard {
                method: regressor.method(),
                trees: match &regressor {
                    Regressor::Ridge(_) => 0,
                    Regressor::Boosted(boosted) => boosted.trees(),
                },
                ..card.clone()
            },
            features: self.features().clone(),
            seen: seen(self.features(), &self.table),
            calibration: Calibration::fit(self.shown(&learnt.unseen))?,
            regressor,
        })
    }

    /// What was said about each row by a learner that had not seen it, beside what was.
    fn shown(&self, unseen: &[f64]) -> Vec<Shown> {
        let predicts = self.set.predicts();
        let of = |(at, said): (usize, &f64)| {
            let learned = said.max(predicts.floor());
            Shown {
                amount: self.set.scale(at) * (predicts.offset() + learned),
                residual: self.set.target(at) - learned,
            }
        };
        let first = self.targets.len() - unseen.len();
        (first..).zip(unseen).map(of).collect()
    }
}

/// What each feature's values were.
fn seen(features: &Features, table: &Table) -> Vec<Seen> {
    let of = |(column, kind): (usize, &FeatureKind)| {
        let values = || table.rows().map(move |row| row[column]);
        let present = || values().filter(|value| !value.is_nan());
        let range = present().fold(None, |range: Option<(f64, f64)>, value| {
            let (least, most) = range.unwrap_or((value, value));
            Some((least.min(value), most.max(value)))
        });
        Seen {
            range: range.filter(|_| *kind == FeatureKind::Number),
            missing: values().any(f64::is_nan),
        }
    };
    let kinds = features.specs().iter().map(|spec| &spec.kind);
    kinds.enumerate().map(of).collect()
}

/// How far the prior alone is off; `None` for an activity, which has none.
fn prior_mae(set: &TrainingSet, rows: &Range<usize>) -> Option<f64> {
    let priors = set.prior_kg().get(rows.clone())?;
    let errors = priors.iter().zip(&set.actual()[rows.clone()]);
    let errors: Vec<f64> = errors
        .map(|(prior, actual)| (prior - actual).abs())
        .collect();
    (!errors.is_empty()).then(|| mean(&errors))
}
