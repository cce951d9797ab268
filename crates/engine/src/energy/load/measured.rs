//! Meter readings on an even grid.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::energy::steps::{STEPS_MAX, Steps, StepsError, Width};
use crate::forecasting::{Bucket, ForecastError, Observation, Series};

/// Fewest measured values that are forecast from.
pub const MEASUREMENTS_MIN: usize = 48;
/// Larger values are no meter's.
const KWH_MAX: f64 = 1e12;

/// What a meter counted in a step.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    /// The beginning of the step.
    pub at: DateTime<Utc>,
    /// `None` where nothing was measured, as for steps that are left out.
    pub kwh: Option<f64>,
}

/// Why there is no forecast.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum LoadError {
    #[error(
        "measurements: {have} values, at least {MEASUREMENTS_MIN} are needed ({} more, the newest last)",
        MEASUREMENTS_MIN - have
    )]
    TooFew { have: usize },
    #[error("measurements: {have} steps, at most {STEPS_MAX} are accepted")]
    TooMany { have: usize },
    #[error("measurements[{index}].at: {at} must be a whole multiple of {minutes} minutes of UTC")]
    OffGrid {
        index: usize,
        at: DateTime<Utc>,
        minutes: u32,
    },
    #[error("measurements[{index}].at: {at} must come after the one before it")]
    OutOfOrder { index: usize, at: DateTime<Utc> },
    #[error("measurements[{index}].kwh: {kwh} must be 0 to 1e12")]
    NotEnergy { index: usize, kwh: f64 },
    #[error("temperatures[{index}].at: {at} must be a whole hour of UTC")]
    NotAnHour { index: usize, at: DateTime<Utc> },
    #[error("temperatures[{index}].at: {at} must come after the one before it")]
    AirOutOfOrder { index: usize, at: DateTime<Utc> },
    #[error("temperatures[{index}].celsius: {celsius} must be -90 to 60")]
    NotAir { index: usize, celsius: f64 },
    #[error("temperatures: {have} hours, at most {STEPS_MAX} are accepted")]
    TooMuchAir { have: usize },
    #[error(transparent)]
    Steps(#[from] StepsError),
    #[error(transparent)]
    Series(#[from] ForecastError),
}

/// The past of a load: from its first measured step to its last.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Past {
    pub(super) width: Width,
    pub(super) zone: Tz,
    pub(super) start: DateTime<Utc>,
    pub(super) kwh: Vec<Option<f64>>,
}

impl Past {
    /// Measurements in order of time, placed.
    pub(super) fn new(
        width: Width,
        zone: Tz,
        measurements: &[Measurement],
    ) -> Result<Self, LoadError> {
        let minutes = width.minutes();
        let mut past = Self {
            width,
            zone,
            start: measurements
                .first()
                .map_or(DateTime::UNIX_EPOCH, |one| one.at),
            kwh: Vec::with_capacity(measurements.len()),
        };
        for (index, Measurement { at, kwh }) in measurements.iter().copied().enumerate() {
            Steps::new(at, width, 1).map_err(|_| LoadError::OffGrid { index, at, minutes })?;
            if let Some(kwh) = kwh.filter(|kwh| !(0.0..=KWH_MAX).contains(kwh)) {
                return Err(LoadError::NotEnergy { index, kwh });
            }
            let step = (at - past.start).num_minutes() / i64::from(minutes);
            let step = usize::try_from(step)
                .ok()
                .filter(|step| *step >= past.kwh.len())
                .ok_or(LoadError::OutOfOrder { index, at })?;
            if step >= STEPS_MAX {
                return Err(LoadError::TooMany { have: step + 1 });
            }
            past.kwh.resize(step, None);
            past.kwh.push(kwh);
        }
        // A series begins and ends with what was measured.
        let last = past.kwh.iter().rposition(Option::is_some);
        past.kwh.truncate(last.map_or(0, |last| last + 1));
        let have = past.kwh.iter().flatten().count();
        if have < MEASUREMENTS_MIN {
            return Err(LoadError::TooFew { have });
        }
        let first = past.kwh.iter().position(Option::is_some).unwrap_or(0);
        past.start = past.at(first);
        past.kwh.drain(..first);
        Ok(past)
    }

    /// The beginning of a step.
    pub(super) fn at(&self, step: usize) -> DateTime<Utc> {
        self.start + TimeDelta::minutes(step as i64 * i64::from(self.width.minutes()))
    }

    /// Days from the first step to the last.
    pub(super) fn days(&self) -> f64 {
        self.kwh.len() as f64 / self.width.per_day() as f64
    }

    /// The same past as it was known `steps` steps ago.
    pub(super) fn earlier(&self, steps: usize) -> Self {
        Self {
            kwh: self.kwh[..self.kwh.len() - steps].to_vec(),
            ..self.clone()
        }
    }

    /// The same past without what lies before an hour, counted from 1970.
    pub(super) fn since(&self, hour: i64) -> Self {
        let minutes = 60 * hour - self.start.timestamp().div_euclid(60);
        let steps = minutes.max(0) / i64::from(self.width.minutes());
        let steps = usize::try_from(steps).unwrap_or(usize::MAX);
        let steps = steps.min(self.kwh.len());
        Self {
            start: self.at(steps),
            kwh: self.kwh[steps..].to_vec(),
            ..self.clone()
        }
    }

    /// What was used in whole hours, and the steps before the first of them. Where a part of an hour is missing,
    /// the rest of it stands for all of it.
    pub(super) fn hours(&self) -> (usize, Vec<Option<f64>>) {
        let per_hour = (60 / self.width.minutes()) as usize;
        // The first and the last hour may be cut.
        let cut = self.start.timestamp().rem_euclid(3600) / (60 * i64::from(self.width.minutes()));
        let skipped = (per_hour - cut as usize) % per_hour;
        let hours = self
            .kwh
            .get(skipped..)
            .unwrap_or_default()
            .chunks_exact(per_hour);
        let whole = |parts: &[Option<f64>]| {
            let known = parts.iter().flatten().count();
            let sum: f64 = parts.iter().flatten().sum();
            (known > 0).then(|| sum * per_hour as f64 / known as f64)
        };
        (skipped, hours.map(whole).collect())
    }

    /// The same as a series.
    pub(super) fn hourly(&self) -> Result<Series, ForecastError> {
        let per_hour = (60 / self.width.minutes()) as usize;
        let (skipped, hours) = self.hours();
        let observations: Vec<Observation> = (hours.into_iter().enumerate())
            .map(|(hour, value)| Observation {
                at: self.at(skipped + hour * per_hour),
                value,
            })
            .collect();
        // The panel looks back ten weeks; three years is the most it takes.
        let newest = observations.len().saturating_sub(Bucket::Hour.points_max());
        Series::new(Bucket::Hour, self.zone, &observations[newest..])
    }
}
