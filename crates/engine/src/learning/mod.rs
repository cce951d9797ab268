//! Models that learn from metered events what published factors cannot know.
//!
//! Two uses of one core. A *residual* model learns how far metered kilograms are from the prior of
//! [`estimate()`](crate::emissions::estimate()): prediction = prior x (1 + r). An *activity* model learns how much is used, such as
//! the kWh of a quarter-hour, from what a planner knows. [`train()`] fits ridge regression and
//! gradient boosting on the earlier rows, calibrates an interval on later ones, and keeps what is
//! better on the latest. [`Model`] predicts, explains and is stored; training draws no random
//! numbers, so the same rows give the same model.

mod boosting;
mod conformal;
mod error;
mod features;
mod loss;
mod metrics;

mod planner;
mod predict;
mod regressor;
mod residual;
mod ridge;
mod train;
mod trained;
mod training_set;

#[cfg(test)]
mod tests;

pub use conformal::{COVERAGE, Calibration, Group};
pub use error::LearningError;
pub use features::{
    FEATURES_MAX, FeatureKind, FeatureSpec, Features, LEVELS_MAX, NUMBER_MAX, ROWS_MAX, Table,
};
pub use loss::Loss;
pub use metrics::{MARGIN, Verdict, challenge};
pub use planner::{History, MeteredPeriod, PlannedPeriod, planner_features};
pub use predict::{CLAMP, Contributed, Point, Prediction, PriorPart, USUAL};
pub use regressor::Method;
pub use residual::{is_trainable, residual_features, residual_row};
pub use train::{evaluate, train};
pub use trained::{Candidate, Model, ModelCard, Predicts, Seen};
pub use training_set::{EVENTS_MIN, Split, TrainingSet};
