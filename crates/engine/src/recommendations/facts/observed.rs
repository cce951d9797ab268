//! Events as facts see them, and the window they are of.

use chrono::{DateTime, Duration, Utc};
use model::ingest::{Activity, EventType, QualityStatus};
use model::units::Milligrams;

use crate::emissions::Contribution;

/// Longest window, in days: a quarter.
pub const WINDOW_DAYS_MAX: i64 = 92;

/// A stored event with its estimate.
#[derive(Debug, Clone, Copy)]
pub struct Observed<'a> {
    pub event_type: EventType,
    pub occurred_at: DateTime<Utc>,
    pub ends_at: Option<DateTime<Utc>>,
    pub activity: &'a Activity,
    pub quality: QualityStatus,
    /// Well-to-wheel, as stored.
    pub co2e: Milligrams,
    /// The stored parts, which add up to `co2e`.
    pub contributions: &'a [Contribution],
    /// Grid region of the event's site, else of its organisation; used when the event names none.
    pub grid_region_fallback: Option<&'a str>,
}

impl Observed<'_> {
    /// Whether it may speak: measured and estimated events do; outliers and filled values say
    /// nothing about what an entity does.
    #[must_use]
    pub fn counts(&self) -> bool {
        matches!(
            self.quality,
            QualityStatus::Measured | QualityStatus::Estimated
        ) && self.co2e.0 >= 0
    }
}

/// A half-open span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    from: DateTime<Utc>,
    to: DateTime<Utc>,
}

/// Why a span is no window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WindowError {
    #[error("the window from {from} to {to} is shorter than an hour")]
    TooShort {
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    },
    #[error("the window from {from} to {to} is longer than {WINDOW_DAYS_MAX} days")]
    TooLong {
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    },
}

impl Window {
    /// From an hour to [`WINDOW_DAYS_MAX`] days.
    ///
    /// # Errors
    /// Says which bound was missed.
    pub fn new(from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Self, WindowError> {
        let length = to.signed_duration_since(from);
        if length < Duration::hours(1) {
            return Err(WindowError::TooShort { from, to });
        }
        if length > Duration::days(WINDOW_DAYS_MAX) {
            return Err(WindowError::TooLong { from, to });
        }
        Ok(Self { from, to })
    }

    /// Where it begins.
    #[must_use]
    pub fn from(&self) -> DateTime<Utc> {
        self.from
    }

    /// Where it ends; this moment is no part of it.
    #[must_use]
    pub fn to(&self) -> DateTime<Utc> {
        self.to
    }

    /// Whether `at` is in it.
    #[must_use]
    pub fn contains(&self, at: DateTime<Utc>) -> bool {
        self.from <= at && at < self.to
    }

    /// Its length.
    #[must_use]
    pub fn hours(&self) -> f64 {
        (self.to - self.from).num_milliseconds() as f64 / 3_600_000.0
    }
}
