//! From measurements to a forecast with its band.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::band::{BandBasis, Errors, LoadBand};
use super::choice::LoadChoice;
use super::measured::{LoadError, Measurement, Past};
use super::naive;
use crate::energy::steps::Width;
use crate::forecasting::{ForecastError, Member};

/// How far ahead a load is forecast.
pub const HORIZON_HOURS: usize = 24;
/// Days of history from which on more than the last day is looked at.
pub(super) const DAYS_FULL: f64 = 7.0;

/// How a load was forecast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LoadMethod {
    /// The last day again.
    LastDay,
    /// A mean of methods, by what each was worth on this load's past, mixed with the usual day.
    Panel {
        members: Vec<Member>,
        /// 0: the methods alone; 1: the median of the same time on days of the same kind alone.
        usual_day_share: f64,
    },
}

/// What is expected of a step.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LoadPoint {
    pub at: DateTime<Utc>,
    pub kwh: f64,
    /// Ends of the band; `None` where no earlier forecast reached so far ahead.
    pub low_kwh: Option<f64>,
    pub high_kwh: Option<f64>,
}

/// The next 24 hours.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LoadForecast {
    pub width: Width,
    pub method: LoadMethod,
    /// Less than seven days are known, or most of them are missing.
    pub low_history: bool,
    /// Measured values it is made from, and steps from the first of them to the last.
    pub measured: usize,
    pub steps: usize,
    pub points: Vec<LoadPoint>,
    /// `None` where there was nothing to take one from.
    pub band: Option<LoadBand>,
    /// What it was forecast by, which later forecasts may go by; `None` for the last day again.
    pub choice: Option<LoadChoice>,
}

/// Forecasts the 24 hours after the last measured value, in steps as wide as those measured. Days and
/// weeks are those of the site's time zone. Goes by what was chosen earlier where that stands; else the
/// methods are tried again.
///
/// # Errors
/// Says how many values are missing where there are fewer than 48, and which one is not on the grid,
/// out of order or no energy.
pub fn forecast(
    width: Width,
    zone: Tz,
    measurements: &[Measurement],
    chosen: Option<&LoadChoice>,
) -> Result<LoadForecast, LoadError> {
    let past = Past::new(width, zone, measurements)?;
    if past.days() < DAYS_FULL {
        return Ok(last_day(&past));
    }
    // What was chosen may not fit any more, where much has gone missing since.
    if let Some(choice) = chosen.filter(|choice| choice.stands(&past))
        && let Ok(values) = choice.apply(&past)
    {
        return Ok(by(&past, choice.clone(), &values));
    }
    match LoadChoice::make(&past) {
        Ok((choice, values)) => Ok(by(&past, choice, &values)),
        // A week of which little was measured is no week.
        Err(ForecastError::TooShort { .. } | ForecastError::MostlyMissing { .. }) => {
            Ok(last_day(&past))
        }
        Err(fault) => Err(fault.into()),
    }
}

fn by(past: &Past, choice: LoadChoice, values: &[f64]) -> LoadForecast {
    let half_widths = choice.half_widths(past);
    LoadForecast {
        choice: Some(choice.clone()),
        ..assemble(past, choice.method(), values, &half_widths, choice.band())
    }
}

fn last_day(past: &Past) -> LoadForecast {
    let steps = past.width.per_day();
    let pairs = naive::day_pairs(past, steps);
    let (by_origin, basis) = if pairs.iter().flatten().flatten().next().is_some() {
        (pairs, BandBasis::DayPairs)
    } else {
        (naive::spread(past, steps), BandBasis::Spread)
    };
    let errors = Errors::new(by_origin, basis, past.width.minutes());
    let values = naive::repeat(past, steps);
    let half_widths = errors.half_widths(steps);
    let band = Some(errors.band());
    assemble(past, LoadMethod::LastDay, &values, &half_widths, band)
}

fn assemble(
    past: &Past,
    method: LoadMethod,
    values: &[f64],
    half_widths: &[Option<f64>],
    band: Option<LoadBand>,
) -> LoadForecast {
    let steps = values.iter().zip(half_widths).enumerate();
    let points = steps.map(|(ahead, (kwh, half))| LoadPoint {
        at: past.at(past.kwh.len() + ahead),
        kwh: *kwh,
        // A load is never below zero.
        low_kwh: half.map(|half| (kwh - half).max(0.0)),
        high_kwh: half.map(|half| kwh + half),
    });
    LoadForecast {
        width: past.width,
        low_history: method == LoadMethod::LastDay,
        method,
        measured: past.kwh.iter().flatten().count(),
        steps: past.kwh.len(),
        points: points.collect(),
        band,
        choice: None,
    }
}
