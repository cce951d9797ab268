//! What a site measured, added up by the hour, the day and the month of its own zone.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::measurement::Channel;
use crate::emissions::Bucket;

/// `GET /energy/sites/{id}/rollup`. Without a range: the last 48 hours, 31 days or 12 months up to the
/// latest measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RollupQuery {
    /// What is one step: `hour`, `day` or `month`, as the site's zone counts them.
    pub step: Bucket,
    /// First instant inside; with `to`, or neither.
    #[serde(default)]
    pub from: Option<DateTime<Utc>>,
    /// First instant after.
    #[serde(default)]
    pub to: Option<DateTime<Utc>>,
}

/// What was measured, step by step, oldest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnergyRollup {
    pub interval_minutes: u32,
    /// Whose hours and midnights part the steps.
    pub time_zone: String,
    pub step: Bucket,
    /// Intervals that begin in `[from, to)` are added up.
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub steps: Vec<RolledStep>,
}

/// One hour, day or month; the first and the last end where the range does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RolledStep {
    pub from: DateTime<Utc>,
    /// First instant after.
    pub to: DateTime<Utc>,
    /// Its time in the site's zone.
    pub label: String,
    /// Intervals that begin in it: 92 to 100 quarter-hours where clocks change that day.
    pub expected: u64,
    /// Whether it has ended; of one that has not, measurements are still to come.
    pub is_over: bool,
    /// The same channels in every step: those with any measurement of the site.
    pub channels: Vec<RolledChannel>,
}

/// What is known of a channel in a step. Energy is kWh; the state of charge has a mean instead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RolledChannel {
    pub channel: Channel,
    /// The sum of what was measured and is no outlier; `None` where nothing is.
    pub kwh: Option<f64>,
    /// Intervals that `kwh`, `peak_kw` and `mean_soc` rest on.
    pub measured: u64,
    /// Intervals that were left out because they are outliers.
    pub outliers: u64,
    /// Intervals in which nothing was measured and a value was filled in, and their sum, which is no
    /// part of `kwh`.
    pub filled: u64,
    pub filled_kwh: Option<f64>,
    /// The highest mean power of an interval, and the beginning of the first that had it, as time and as
    /// text in the site's zone.
    pub peak_kw: Option<f64>,
    pub peak_at: Option<DateTime<Utc>>,
    pub peak_label: Option<String>,
    /// Mean state of charge, 0-1.
    pub mean_soc: Option<f64>,
}

impl RolledStep {
    /// What is known of a channel; `None` where the site has no measurement of it.
    #[must_use]
    pub fn of(&self, channel: Channel) -> Option<&RolledChannel> {
        self.channels.iter().find(|one| one.channel == channel)
    }
}

impl RolledChannel {
    /// Whether each of so many intervals was measured and is no outlier.
    #[must_use]
    pub fn is_whole(&self, expected: u64) -> bool {
        self.measured == expected
    }
}
