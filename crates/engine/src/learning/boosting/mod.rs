//! Gradient boosting of regression trees on binned features (Friedman 2001; histograms as in
//! LightGBM, Ke et al. 2017), with exact Shapley contributions.
//!
//! Own code: `perpetual` 2.3 does not build with a stable compiler, and the crates that do explain
//! themselves in `f32`, so that contributions miss the prediction by 1e-6. What is needed here is
//! small: every value is a code of seven bits and every condition of a tree a set of codes in one
//! `u128`, so that numbers, categories and missing values take the same path.

mod bins;
mod fit;
mod grow;
mod histogram;
mod shapley;
mod tree;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::error::LearningError;
use super::features::{FEATURES_MAX, Features};
use bins::Bins;
use shapley::Branches;
use tree::{Tree, TreeDocument};

pub(super) use fit::{fit, fit_watched};

/// Most trees of a model.
const TREES_MAX: usize = 400;

/// A trained sum of trees.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Boosted {
    bins: Bins,
    /// What is predicted before any tree has spoken.
    start: f64,
    trees: Vec<Tree>,
    /// The same trees, for explaining.
    branches: Branches,
}

/// How it is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct BoostedDocument {
    bins: Bins,
    start: f64,
    trees: Vec<TreeDocument>,
}

impl Boosted {
    fn new(bins: Bins, start: f64, trees: Vec<Tree>) -> Self {
        let branches = Branches::of(&trees);
        Self {
            bins,
            start,
            trees,
            branches,
        }
    }

    /// Trees in it.
    pub(super) fn trees(&self) -> usize {
        self.trees.len()
    }

    /// Predicts a checked row.
    pub(super) fn predict(&self, row: &[f64]) -> f64 {
        let mut codes = [0; FEATURES_MAX];
        self.bins.codes(row, &mut codes);
        self.start
            + self
                .trees
                .iter()
                .map(|tree| tree.value(&codes))
                .sum::<f64>()
    }

    /// Adds each feature's contribution to a checked row's prediction, and gives what they start
    /// from: the mean over the training.
    pub(super) fn explain(&self, row: &[f64], into: &mut [f64]) -> f64 {
        let mut codes = [0; FEATURES_MAX];
        self.bins.codes(row, &mut codes);
        self.branches.explain(&codes, into);
        self.start + self.branches.mean
    }

    pub(super) fn document(&self) -> BoostedDocument {
        BoostedDocument {
            bins: self.bins.clone(),
            start: self.start,
            trees: self.trees.iter().map(TreeDocument::from).collect(),
        }
    }
}

impl BoostedDocument {
    /// The model, if everything in it holds together.
    pub(super) fn read(self, features: &Features) -> Result<Boosted, LearningError> {
        let width = features.specs().len();
        self.bins.check(features)?;
        if self.trees.len() > TREES_MAX || !self.start.is_finite() {
            return Err(LearningError::Damaged {
                why: format!("{} trees from {}", self.trees.len(), self.start),
            });
        }
        let trees = self
            .trees
            .iter()
            .map(|tree| tree.read(width))
            .collect::<Result<_, _>>()?;
        Ok(Boosted::new(self.bins, self.start, trees))
    }
}
