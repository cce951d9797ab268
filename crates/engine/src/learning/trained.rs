//! A trained model: what it holds, how it predicts, how it is stored.
//!
//! Every prediction is `scale x (1 + r)` over a prior, or `0 + a` for an activity; r is kept above
//! -0.95 and a above 0. What keeping costs is a contribution of its own.

use chrono::{DateTime, Utc};
use model::learning::ModelMetrics;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::conformal::Calibration;
use super::error::LearningError;
use super::features::{FEATURES_MAX, FeatureKind, Features};
use super::loss::Loss;
use super::regressor::{Method, Regressor, RegressorDocument};

/// Format of the documents written here.
const FORMAT: u32 = 1;
/// Largest document, in bytes: 400 trees of 16 leaves take 1 MB.
const BYTES_MAX: usize = 16 << 20;

/// What a model predicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Predicts {
    /// How far metered kilograms are from the prior's, as a share of the prior.
    Residual,
    /// How much is used, such as the kWh of a period, with no prior.
    Activity,
}

impl Predicts {
    /// What stands before anything was learned, in units of the prior.
    pub(super) fn offset(self) -> f64 {
        match self {
            Self::Residual => 1.0,
            Self::Activity => 0.0,
        }
    }

    /// The least that may be learned: a prediction is never negative, and never less than a
    /// twentieth of its prior.
    pub(super) fn floor(self) -> f64 {
        match self {
            Self::Residual => -0.95,
            Self::Activity => 0.0,
        }
    }

    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Residual => "residual",
            Self::Activity => "activity",
        }
    }
}

/// What training saw of a feature.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// Smallest and largest number; `None` for a category or where all was missing.
    pub range: Option<(f64, f64)>,
    /// Whether it was ever missing.
    pub missing: bool,
}

/// How one learner did.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    pub method: Method,
    /// On the holdout.
    pub holdout: ModelMetrics,
}

/// What is known about a model beside its arithmetic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelCard {
    /// Such as `factory` or `logistics`.
    pub name: String,
    pub predicts: Predicts,
    pub loss: Loss,
    /// The better of the candidates.
    pub method: Method,
    /// Trees of a boosted model, else 0.
    pub trees: usize,
    /// Start of the first row trained on and of the last one in the holdout.
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    /// Rows it was fitted on and its interval made from.
    pub learn_rows: usize,
    /// Rows whose target lay beyond ten times the prior and was cut there.
    pub cut_rows: usize,
    /// Every learner tried, on the same holdout.
    pub candidates: Vec<Candidate>,
    /// The prior alone on the same holdout; without an interval.
    pub prior_mae: Option<f64>,
}

impl ModelCard {
    /// How the model did on the holdout.
    #[must_use]
    pub fn holdout(&self) -> Option<&ModelMetrics> {
        let own = self.candidates.iter().find(|one| one.method == self.method);
        own.map(|candidate| &candidate.holdout)
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Document {
    format: u32,
    card: ModelCard,
    features: Features,
    seen: Vec<Seen>,
    regressor: RegressorDocument,
    calibration: Calibration,
}

/// Only the format, read before all else.
#[derive(Deserialize)]
struct Format {
    format: u32,
}

/// What training makes.
#[derive(Debug, Clone)]
pub(super) struct Parts {
    pub(super) card: ModelCard,
    pub(super) features: Features,
    pub(super) seen: Vec<Seen>,
    pub(super) regressor: Regressor,
    pub(super) calibration: Calibration,
}

/// A trained model. It is what its text says: one made by training has gone through its text too,
/// so that a stored model predicts to the last bit what it predicted when it was evaluated.
#[derive(Debug, Clone)]
pub struct Model {
    parts: Parts,
    text: String,
    hash: String,
}

impl Model {
    pub(super) fn new(parts: Parts) -> Result<Self, LearningError> {
        let document = Document {
            format: FORMAT,
            card: parts.card,
            features: parts.features,
            seen: parts.seen,
            regressor: parts.regressor.document(),
            calibration: parts.calibration,
        };
        let damaged = |why: serde_json::Error| LearningError::Damaged {
            why: why.to_string(),
        };
        Self::from_json(&serde_json::to_string(&document).map_err(damaged)?)
    }

    /// Reads a stored model.
    ///
    /// # Errors
    /// The text is of a later format, is no model, or does not hold together.
    pub fn from_json(text: &str) -> Result<Self, LearningError> {
        let damaged = |why: String| LearningError::Damaged { why };
        if text.len() > BYTES_MAX {
            let bytes = text.len();
            return Err(damaged(format!("{bytes} bytes are more than {BYTES_MAX}")));
        }
        let no_model = |why: serde_json::Error| damaged(why.to_string());
        let Format { format } = serde_json::from_str(text).map_err(no_model)?;
        if format > FORMAT {
            return Err(LearningError::FutureFormat {
                found: format,
                known: FORMAT,
            });
        }
        let document: Document = serde_json::from_str(text).map_err(no_model)?;
        document.calibration.check()?;
        if document.seen.len() != document.features.specs().len() {
            return Err(damaged("not every feature has a range".to_owned()));
        }
        let regressor = document.regressor.read(&document.features)?;
        let hash = Sha256::digest(text.as_bytes());
        Ok(Self {
            parts: Parts {
                card: document.card,
                features: document.features,
                seen: document.seen,
                regressor,
                calibration: document.calibration,
            },
            text: text.to_owned(),
            hash: hash
                .iter()
                .take(16)
                .map(|byte| format!("{byte:02x}"))
                .collect(),
        })
    }

    /// The document to store, in JSON.
    #[must_use]
    pub fn as_json(&self) -> &str {
        &self.text
    }

    /// 32 hexadecimal digits of the SHA-256 of the document: equal models have equal ones, so that
    /// predictions can be kept under it.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// What is known about it.
    #[must_use]
    pub fn card(&self) -> &ModelCard {
        &self.parts.card
    }

    /// The columns of its rows.
    #[must_use]
    pub fn features(&self) -> &Features {
        &self.parts.features
    }

    /// What its intervals rest on.
    #[must_use]
    pub fn calibration(&self) -> &Calibration {
        &self.parts.calibration
    }

    pub(super) fn parts(&self) -> &Parts {
        &self.parts
    }
}

impl Parts {
    /// What is learned about a checked row, kept above the floor, and what keeping it there added.
    pub(super) fn learned(&self, row: &[f64]) -> (f64, f64) {
        let free = self.regressor.predict(row);
        let kept = free.max(self.card.predicts.floor());
        (kept, kept - free)
    }

    /// Features of a checked row that training did not see such values of.
    pub(super) fn outside(&self, row: &[f64]) -> Vec<&str> {
        let specs = self.features.specs().iter();
        specs
            .zip(row)
            .zip(&self.seen)
            .filter(|((spec, value), seen)| match (&spec.kind, seen.range) {
                _ if value.is_nan() => !seen.missing,
                (FeatureKind::Number, Some((least, most))) => **value < least || **value > most,
                (FeatureKind::Number, None) => true,
                (FeatureKind::Category { .. }, _) => false,
            })
            .map(|((spec, _), _)| spec.name.as_str())
            .collect()
    }
}

const _: () = assert!(FEATURES_MAX <= u16::MAX as usize);
