//! The two learners behind one door.

use serde::{Deserialize, Serialize};

use super::boosting::{Boosted, BoostedDocument};
use super::error::LearningError;
use super::features::Features;
use super::ridge::Ridge;

/// Which learner a model is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Ridge regression.
    Ridge,
    /// Gradient boosting.
    Boosting,
}

impl Method {
    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ridge => "ridge",
            Self::Boosting => "boosting",
        }
    }
}

/// A trained learner.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Regressor {
    Ridge(Ridge),
    Boosted(Boosted),
}

/// How it is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RegressorDocument {
    Ridge(Ridge),
    Boosting(BoostedDocument),
}

impl Regressor {
    pub(super) fn method(&self) -> Method {
        match self {
            Self::Ridge(_) => Method::Ridge,
            Self::Boosted(_) => Method::Boosting,
        }
    }

    /// Predicts a checked row.
    pub(super) fn predict(&self, row: &[f64]) -> f64 {
        match self {
            Self::Ridge(ridge) => ridge.predict(row),
            Self::Boosted(boosted) => boosted.predict(row),
        }
    }

    /// Adds each feature's Shapley value to `into` and gives the mean over the training they
    /// start from: together they are the prediction.
    pub(super) fn explain(&self, row: &[f64], into: &mut [f64]) -> f64 {
        match self {
            Self::Ridge(ridge) => ridge.explain(row, into),
            Self::Boosted(boosted) => boosted.explain(row, into),
        }
    }

    pub(super) fn document(&self) -> RegressorDocument {
        match self {
            Self::Ridge(ridge) => RegressorDocument::Ridge(ridge.clone()),
            Self::Boosted(boosted) => RegressorDocument::Boosting(boosted.document()),
        }
    }
}

impl RegressorDocument {
    pub(super) fn read(self, features: &Features) -> Result<Regressor, LearningError> {
        Ok(match self {
            Self::Ridge(ridge) => {
                ridge.check(features)?;
                Regressor::Ridge(ridge)
            }
            Self::Boosting(boosted) => Regressor::Boosted(boosted.read(features)?),
        })
    }
}
