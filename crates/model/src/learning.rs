//! Models that learn from metered events: what they predict, how good they are.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ingest::{BatchRejection, EventType, words};

words!(
    /// Where a prediction comes from.
    PredictionMethod {
        /// Energy, fuel or CO2e was given: nothing had to be predicted.
        Metered = "metered",
        /// The published factors and load model alone.
        Prior = "prior",
        /// A model that learned from metered events.
        Learned = "learned",
    }
);
words!(
    /// What a version of a model is for.
    ModelStatus {
        /// It answers.
        Champion = "champion",
        /// It was not better than the champion, or waits to be promoted.
        Challenger = "challenger",
        /// It was champion once.
        Retired = "retired",
    }
);

/// The interval of a prediction.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PredictionInterval {
    pub low_kg: f64,
    pub high_kg: f64,
    /// Share of new events it is made to hold; `None` where it rests on published uncertainty, which
    /// promises no coverage.
    pub coverage: Option<f64>,
}

/// A term of a prediction; all together they are it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PredictedPart {
    /// A part of the prior, `usual`, a feature of the model, or `clamp`.
    pub feature: String,
    pub kg: f64,
}

/// Which model answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ModelRef {
    pub name: EventType,
    pub version: u32,
}

/// An amount that was predicted on the way to the kilograms.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PredictedQuantity {
    /// `electricity_kwh`.
    pub name: String,
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// Answer of `POST /predict/{type}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PredictionAnswer {
    pub co2e_kg: f64,
    pub interval: PredictionInterval,
    /// clamp(1 - (high - low) / (2 x value), 0, 1).
    pub confidence: f64,
    pub method: PredictionMethod,
    pub contributions: Vec<PredictedPart>,
    /// Ids of the factors used.
    pub factors: Vec<String>,
    /// `None`: no model was needed, or there is none yet.
    pub model: Option<ModelRef>,
    pub quantity: Option<PredictedQuantity>,
    /// Features whose values training saw nothing like; the interval promises nothing there.
    pub outside: Vec<String>,
    /// What was assumed, and why there is no model.
    pub notes: Vec<String>,
}

/// One answer of a batch, without its parts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchPrediction {
    /// Place in the batch, from 0.
    pub index: u64,
    pub co2e_kg: f64,
    pub interval_low_kg: f64,
    pub interval_high_kg: f64,
    pub confidence: f64,
    pub method: PredictionMethod,
}

/// Answer to an array of questions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchPredictions {
    /// The model of all learned answers; `None`: there is none yet.
    pub model: Option<ModelRef>,
    pub predictions: Vec<BatchPrediction>,
    pub rejected: Vec<BatchRejection>,
}

/// Errors on rows that were not trained on, in kg, or kWh of a factory.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ModelMetrics {
    pub rows: u64,
    /// Mean absolute error.
    pub mae: f64,
    pub rmse: f64,
    /// Share of the variance explained; `None` when nothing varied.
    pub r2: Option<f64>,
    /// Sum of absolute errors over the sum of the actual values.
    pub wmape: Option<f64>,
    /// Share of rows within their 90 % interval.
    pub interval_coverage: f64,
    /// Mean width of the intervals.
    pub interval_width: f64,
}

/// A learner that was tried.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ModelCandidate {
    /// `ridge` or `boosting`.
    pub method: String,
    pub holdout: ModelMetrics,
}

/// A version of a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ModelVersion {
    pub name: EventType,
    pub version: u32,
    pub status: ModelStatus,
    /// The better of the candidates.
    pub method: String,
    pub trees: u32,
    /// First and last event it was made from.
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub learn_rows: u64,
    /// Events from this time on judged it.
    pub holdout_from: DateTime<Utc>,
    /// `None` in a damaged document.
    pub holdout: Option<ModelMetrics>,
    pub candidates: Vec<ModelCandidate>,
    /// Mean absolute error of the published factors alone on the same events; `None` of a factory,
    /// for which they say nothing.
    pub prior_mae: Option<f64>,
    /// Why it became champion, or did not.
    pub verdict: String,
    pub trained_at: DateTime<Utc>,
    pub trained_at_local: String,
    pub trained_by: String,
    pub promoted_at: Option<DateTime<Utc>>,
}

/// A model with its versions, newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ModelOverview {
    pub name: EventType,
    /// What is learned, in words.
    pub predicts: String,
    /// Unit of the errors: `kg` or `kWh`.
    pub unit: String,
    /// The version that answers.
    pub champion: Option<u32>,
    pub versions: Vec<ModelVersion>,
}

/// `POST /models/{name}/train`; the body may be left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TrainRequest {
    /// Events from this time on judge; without it the last fifth does.
    #[serde(default)]
    pub holdout_from: Option<DateTime<Utc>>,
}

/// `POST /models/{name}/promote`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PromoteRequest {
    pub version: u32,
}
