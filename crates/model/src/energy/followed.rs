//! What was planned for a battery, beside what happened.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::overview::PowerFlow;
use super::plan::PlanMode;

/// A plan that held for some time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MadePlan {
    pub made_at: DateTime<Utc>,
    /// The same in the site's zone.
    pub made_label: String,
    pub mode: PlanMode,
    /// State of charge it began with, 0-1, and whether that was measured.
    pub soc_initial: f64,
    pub is_soc_measured: bool,
}

/// An interval of the past.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FollowedStep {
    /// What was measured; the state of charge is that of its beginning.
    pub measured: PowerFlow,
    /// Mean powers that were planned, and the state of charge at its beginning.
    pub planned_import_kw: f64,
    pub planned_export_kw: f64,
    pub planned_soc: f64,
}

/// Sums of one way things could go, over the same intervals. Energy alone: without wear and without a charge
/// for peaks.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FollowedSide {
    pub import_kwh: f64,
    pub export_kwh: f64,
    /// `None` without prices.
    pub cost: Option<f64>,
    /// Of what is taken from the grid, kg CO2e; `None` where the intensity is not known.
    pub carbon_kg: Option<f64>,
}

/// `GET /energy/sites/{id}/battery/followed`: the last 48 hours as they were planned at the beginning of each
/// of the two days, and as they were measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlanFollowed {
    pub time_zone: String,
    pub interval_minutes: u32,
    /// Of all money; `None` without prices.
    pub currency: Option<String>,
    /// The plans that are shown, the older first.
    pub plans: Vec<MadePlan>,
    /// Intervals that were planned and are over, the oldest first.
    pub steps: Vec<FollowedStep>,
    /// Intervals of them that are summed up: those of which every channel is known.
    pub compared: u32,
    /// Those of the summed up that rest on filled values, and on outliers.
    pub compared_filled: u32,
    pub compared_outliers: u32,
    /// The same in words; `None` where everything was measured and nothing is odd.
    pub rests_on: Option<String>,
    /// All are valued by the prices and intensities the plan knew. `None` where nothing could be summed up.
    pub planned: Option<FollowedSide>,
    pub actual: Option<FollowedSide>,
    /// The measured load and sun, with the battery left alone.
    pub idle: Option<FollowedSide>,
    /// Why there is nothing to see yet.
    pub missing: Option<String>,
}
