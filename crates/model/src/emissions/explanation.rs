//! An estimate in words that a person can check with a pocket calculator.

use serde::{Deserialize, Serialize};

use super::{ContributionKind, EstimateSummary, Factor};
use crate::ids::EventId;

/// One line of arithmetic: quantities times a factor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExplanationStep {
    pub kind: ContributionKind,
    /// `tank-to-wheel` or `well-to-tank`.
    pub part: String,
    /// What is multiplied, in words: `161 tonne-km x 0.07703 kg CO2e per tonne-km`.
    pub arithmetic: String,
    /// The result; the steps add up to the total exactly.
    pub co2e_kg: f64,
    /// The same figure with all six decimals, as it is summed.
    pub co2e_kg_exact: String,
    /// Ids of the factors used.
    pub factor_ids: Vec<String>,
}

/// `GET /events/{id}/explanation`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Explanation {
    pub event_id: EventId,
    /// One sentence: what was done and what came of it.
    pub headline: String,
    /// `None` when no factor was found; `no_factor_reason` says why.
    pub estimate: Option<EstimateSummary>,
    pub no_factor_reason: Option<String>,
    /// Values read from the event, in canonical units, as `name: value unit`.
    pub inputs: Vec<String>,
    pub steps: Vec<ExplanationStep>,
    /// Choices made on the way: factor year, region step, radiative forcing, GWP set, defaults.
    pub choices: Vec<String>,
    /// What the interval rests on, in words.
    pub interval_basis: String,
    /// Every factor used, with publisher, table, year, unit, GWP set and licence.
    pub factors: Vec<Factor>,
}
