//! A series on an even grid, with gaps, and what can be wrong with one.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::clock;
use super::method::Method;

/// The width of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bucket {
    /// Hours of UTC.
    Hour,
    /// Days of the organisation's time zone.
    Day,
}

impl Bucket {
    /// Most steps a series may have: three years.
    #[must_use]
    pub fn points_max(self) -> usize {
        match self {
            Self::Hour => 26_280,
            Self::Day => 1_096,
        }
    }

    /// Fewest measured values that are forecast from.
    #[must_use]
    pub fn points_min(self) -> usize {
        match self {
            Self::Hour => 48,
            Self::Day => 14,
        }
    }

    /// Most steps ahead: seven days.
    #[must_use]
    pub fn horizon_max(self) -> usize {
        match self {
            Self::Hour => 168,
            Self::Day => 7,
        }
    }

    /// Steps of a shorter history are marked `low_history`: seven days of hours, four weeks of days.
    #[must_use]
    pub fn points_low(self) -> usize {
        match self {
            Self::Hour => 168,
            Self::Day => 28,
        }
    }
}

impl std::fmt::Display for Bucket {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str(match self {
            Self::Hour => "hour",
            Self::Day => "day",
        })
    }
}

/// One value of a series.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    /// The beginning of its hour (UTC), or of its day in the organisation's zone.
    pub at: DateTime<Utc>,
    /// `None` where nothing was measured. May be negative (what flows back into a grid).
    pub value: Option<f64>,
}

/// A series on an even grid: `values[i]` belongs to the i-th hour or day from `start`.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    pub(super) bucket: Bucket,
    pub(super) zone: Tz,
    pub(super) start: DateTime<Utc>,
    pub(super) values: Vec<Option<f64>>,
}

/// Why there is no forecast.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum ForecastError {
    #[error(
        "series: {have} measured values, at least {need} {bucket}s are needed ({} more)",
        need - have
    )]
    TooShort {
        have: usize,
        need: usize,
        bucket: Bucket,
    },
    #[error("series: {have} steps, at most {most} {bucket}s are accepted")]
    TooLong {
        have: usize,
        most: usize,
        bucket: Bucket,
    },
    #[error("series[{index}].value: {value} must be a number of magnitude below 1e15")]
    NotANumber { index: usize, value: f64 },
    #[error("series[{index}].at: {at} does not begin a full {bucket} (time zone {zone})")]
    OffGrid {
        index: usize,
        at: DateTime<Utc>,
        bucket: Bucket,
        zone: Tz,
    },
    #[error("series[{index}].at: {at} must come after the value before it")]
    OutOfOrder { index: usize, at: DateTime<Utc> },
    #[error(
        "series: {missing} of the last {steps} {bucket}s have no value, at most half may be missing"
    )]
    MostlyMissing {
        missing: usize,
        steps: usize,
        bucket: Bucket,
    },
    #[error("series: {at} is outside of the calendar")]
    OutsideCalendar { at: DateTime<Utc> },
    #[error("horizon: {horizon} must be 1 to {most} {bucket}s")]
    Horizon {
        horizon: usize,
        most: usize,
        bucket: Bucket,
    },
    #[error(
        "method: {method} cannot be fitted to a history of {have} {bucket}s, choose another or give more"
    )]
    MethodUnfit {
        method: Method,
        have: usize,
        bucket: Bucket,
    },
}

/// Values beyond this overflow when squared and summed.
const MAGNITUDE_MAX: f64 = 1e15;

impl Series {
    /// A series from values in order of time; steps that are not named are missing.
    ///
    /// # Errors
    /// Names the value that is off the grid, out of order or no number, or the series that is too
    /// long.
    pub fn new(
        bucket: Bucket,
        zone: Tz,
        observations: &[Observation],
    ) -> Result<Self, ForecastError> {
        let Some(first) = observations.first() else {
            return Err(ForecastError::TooShort {
                have: 0,
                need: bucket.points_min(),
                bucket,
            });
        };
        let mut series = Self {
            bucket,
            zone,
            start: first.at,
            values: Vec::with_capacity(observations.len()),
        };
        for (index, one) in observations.iter().enumerate() {
            let step = series.step_of(index, one.at)?;
            if step >= bucket.points_max() {
                return Err(ForecastError::TooLong {
                    have: step + 1,
                    most: bucket.points_max(),
                    bucket,
                });
            }
            if step < series.values.len() {
                return Err(ForecastError::OutOfOrder { index, at: one.at });
            }
            if let Some(value) = one
                .value
                .filter(|value| value.is_nan() || value.abs() >= MAGNITUDE_MAX)
            {
                return Err(ForecastError::NotANumber { index, value });
            }
            series.values.resize(step, None);
            series.values.push(one.value);
        }
        Ok(series)
    }

    /// The step that begins at `at`.
    fn step_of(&self, index: usize, at: DateTime<Utc>) -> Result<usize, ForecastError> {
        let (zone, bucket) = (self.zone, self.bucket);
        let off_grid = ForecastError::OffGrid {
            index,
            at,
            bucket,
            zone,
        };
        let steps = match bucket {
            Bucket::Hour => {
                let seconds = (at - self.start).num_seconds();
                if at.timestamp() % 3600 != 0 || at.timestamp_subsec_nanos() != 0 {
                    return Err(off_grid);
                }
                seconds / 3600
            }
            Bucket::Day => {
                let day = at.with_timezone(&zone).date_naive();
                if clock::start_of_day(zone, day) != Some(at) {
                    return Err(off_grid);
                }
                (day - self.first_day()).num_days()
            }
        };
        usize::try_from(steps).map_err(|_| ForecastError::OutOfOrder { index, at })
    }

    /// The day of the zone in which the series begins.
    fn first_day(&self) -> NaiveDate {
        self.start.with_timezone(&self.zone).date_naive()
    }

    /// The beginning of a step, which may lie ahead of the series.
    pub(super) fn at(&self, step: usize) -> Result<DateTime<Utc>, ForecastError> {
        let outside = ForecastError::OutsideCalendar { at: self.start };
        let steps = i64::try_from(step).map_err(|_| outside.clone())?;
        let at = match self.bucket {
            Bucket::Hour => self.start.checked_add_signed(TimeDelta::hours(steps)),
            Bucket::Day => self
                .first_day()
                .checked_add_signed(TimeDelta::days(steps))
                .and_then(|day| clock::start_of_day(self.zone, day)),
        };
        at.ok_or(outside)
    }
}
