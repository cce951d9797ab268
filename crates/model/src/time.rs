//! Time ranges. Everything is UTC; labels in the organisation's zone are made by the server.

use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use serde::{Deserialize, Serialize};

use crate::ingest::words;

/// A half-open range `[from, to)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TimeRange {
    /// First instant inside.
    pub from: DateTime<Utc>,
    /// First instant after.
    pub to: DateTime<Utc>,
}

/// The longest range that may be asked for, in days (a little over ten years).
pub const RANGE_DAYS_MAX: i64 = 3_660;

impl TimeRange {
    /// Whole hours covered, at least zero.
    #[must_use]
    pub fn hours(&self) -> f64 {
        ((self.to - self.from).num_seconds() as f64 / 3600.0).max(0.0)
    }
}

words!(
    /// A range counted back from now.
    RangePreset {
        Hour = "1h",
        Day = "24h",
        Week = "7d",
        Month = "30d",
        Quarter = "90d",
        Year = "12m",
        /// What pages of figures show where nothing is chosen: the latest 30 days with data.
        Latest = "latest",
        /// From the first event to the last.
        All = "all",
    }
);

/// A range as the address of a page states it; turned into instants by the server, which knows
/// the organisation's zone. Days win over a preset; neither means the default range.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RangeChoice {
    #[serde(default)]
    pub preset: Option<RangePreset>,
    /// First day inside, in the organisation's zone.
    #[serde(default)]
    pub first_day: Option<NaiveDate>,
    /// Last day inside.
    #[serde(default)]
    pub last_day: Option<NaiveDate>,
}

/// Truncates to microseconds, the finest step both databases keep.
#[must_use]
pub fn to_micros(at: DateTime<Utc>) -> DateTime<Utc> {
    at.trunc_subsecs(6)
}
