//! When to run what can wait.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::plan::{PlanBasis, PlanMode};
use crate::money::Amount;

/// `POST /energy/sites/{id}/shifting`: a run that is not interrupted once it has begun.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ShiftQuery {
    /// What it uses in all, evenly over its time.
    pub kwh: f64,
    /// How long it takes: a whole number of the site's intervals.
    pub minutes: u32,
    /// First moment at which it may begin; the running interval where none is given.
    #[serde(default)]
    pub earliest: Option<DateTime<Utc>>,
    /// Moment at which it must have ended; the end of the forecast where none is given.
    #[serde(default)]
    pub latest_end: Option<DateTime<Utc>>,
    /// What is made least.
    pub mode: PlanMode,
    /// What a kilogram CO2e is worth, in the tariff's currency: with `balanced`, and only there.
    #[serde(default)]
    pub price_per_kg: Option<Amount>,
}

/// Where a run would lie, and what it adds to what the site uses anyway.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShiftPlacement {
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
    /// Their times in the site's zone.
    pub start_label: String,
    pub end_label: String,
    /// What is bought more, and what is fed in and paid for less; `None` without prices.
    pub cost: Option<f64>,
    /// Of what is bought more, kg CO2e; `None` where the intensity is not known.
    pub carbon_kg: Option<f64>,
    /// Energy from own generation that would have been left over.
    pub own_kwh: f64,
}

/// The best start of a run, beside starting as soon as it may.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShiftAnswer {
    pub mode: PlanMode,
    pub price_per_kg: Option<Amount>,
    pub time_zone: String,
    pub best: ShiftPlacement,
    pub soonest: ShiftPlacement,
    pub worst: ShiftPlacement,
    /// Starts that were weighed.
    pub starts: u64,
    pub basis: PlanBasis,
}
