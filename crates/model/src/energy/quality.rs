//! Whether a site's measurements can be trusted.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::measurement::{Channel, Measurement};
use crate::ingest::QualityStatus;

/// One interval of one channel, and what it is worth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JudgedMeasurement {
    pub channel: Channel,
    /// Beginning of the interval.
    pub at: DateTime<Utc>,
    /// kWh, or a share for the state of charge.
    pub value: f64,
    /// `measured`, `outlier`, or `gap_filled` where nothing was measured and this most likely stood there.
    pub status: QualityStatus,
    /// Why a review found it odd, also where a person said since that it is right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// A person said that it is right, so it is measured and not flagged again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_approved: bool,
    /// How a filled value was found, in its unit with its 90 % interval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filled: Option<FilledBasis>,
}

impl JudgedMeasurement {
    /// One that nothing is odd about.
    #[must_use]
    pub fn measured(of: Measurement) -> Self {
        Self {
            channel: of.channel,
            at: of.at,
            value: of.value,
            status: QualityStatus::Measured,
            reason: None,
            is_approved: false,
            filled: None,
        }
    }

    /// Its value without what it is worth.
    #[must_use]
    pub fn plain(&self) -> Measurement {
        Measurement {
            channel: self.channel,
            at: self.at,
            value: self.value,
        }
    }
}

/// What a filled value rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FilledBasis {
    /// The 90 % interval, in the unit of the value.
    pub interval_low: f64,
    pub interval_high: f64,
    /// 0 to 1, from value and interval.
    pub confidence: f64,
    /// `related`, `regression`, `profile` or `neighbours`.
    pub method: String,
    /// Restored values the interval rests on.
    pub samples: u32,
}

/// What came of a channel in a window.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChannelWindow {
    pub days: u32,
    /// Intervals that are over, since the channel's first one.
    pub expected: u64,
    /// Those of them that came, outliers among them.
    pub came: u64,
    pub outliers: u64,
    pub filled: u64,
    /// What came of what was expected, 0-100; `None` where nothing was.
    pub completeness_pct: Option<f64>,
}

/// How far a channel can be trusted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChannelQuality {
    pub channel: Channel,
    /// Beginning of the newest interval, as time and as text in the site's zone.
    pub newest_at: DateTime<Utc>,
    pub newest_label: String,
    /// Minutes since the newest interval ended.
    pub age_minutes: u32,
    /// More than two intervals passed since.
    pub is_late: bool,
    pub week: ChannelWindow,
    pub four_weeks: ChannelWindow,
}

/// An outlier for people to look at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FlaggedMeasurement {
    pub channel: Channel,
    pub at: DateTime<Utc>,
    /// Its time in the site's zone.
    pub label: String,
    pub value: f64,
    pub reason: String,
}

/// `GET /energy/sites/{id}/measurements/quality`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MeasurementQuality {
    pub interval_minutes: u32,
    pub time_zone: String,
    /// Those with at least one measurement.
    pub channels: Vec<ChannelQuality>,
    /// The latest outliers of the last 28 days, newest first, at most 20.
    pub flagged: Vec<FlaggedMeasurement>,
    /// Measurements that no review looked at yet.
    pub is_review_due: bool,
}

/// `POST /energy/sites/{id}/measurements/approve`: an outlier is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ApproveMeasurement {
    pub channel: Channel,
    /// Beginning of the interval.
    pub at: DateTime<Utc>,
}
