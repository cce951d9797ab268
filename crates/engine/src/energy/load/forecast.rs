//! From measurements to a forecast with its band.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::band::{BandBasis, Errors, LoadBand};
use super::measured::{LoadError, Measurement, Past};
use super::naive;
use super::shape::Shape;
use super::usual::UsualDay;
use crate::energy::steps::Width;
use crate::forecasting::{self, ForecastError, Member, Options};

/// How far ahead a load is forecast.
pub const HORIZON_HOURS: usize = 24;
/// Days of history from which on more than the last day is looked at.
const DAYS_FULL: f64 = 7.0;
/// Earlier days that a fine forecast is made from again for its band, and the fewest that make one.
const ORIGINS_MAX: usize = 21;
const ORIGINS_MIN: usize = 5;
/// Shares of the usual day that are tried.
const USUAL_DAY_SHARES: [f64; 3] = [0.0, 0.5, 1.0];

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
}

/// Forecasts the 24 hours after the last measured value, in steps as wide as those measured. Days and
/// weeks are those of the site's time zone.
///
/// # Errors
/// Says how many values are missing where there are fewer than 48, and which one is not on the grid,
/// out of order or no energy.
pub fn forecast(
    width: Width,
    zone: Tz,
    measurements: &[Measurement],
) -> Result<LoadForecast, LoadError> {
    let past = Past::new(width, zone, measurements)?;
    if past.days() < DAYS_FULL {
        return Ok(last_day(&past));
    }
    let full = match width {
        Width::Hour => by_hour(&past),
        Width::QuarterHour | Width::HalfHour => by_parts(&past),
    };
    match full {
        // A week of which little was measured is no week.
        Err(ForecastError::TooShort { .. } | ForecastError::MostlyMissing { .. }) => {
            Ok(last_day(&past))
        }
        full => Ok(full?),
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
    assemble(past, LoadMethod::LastDay, &values, Some(&errors))
}

/// Hours are what the panel forecasts, band and all.
fn by_hour(past: &Past) -> Result<LoadForecast, ForecastError> {
    let made = forecasting::forecast(&past.hourly()?, panel(HORIZON_HOURS))?;
    let method = LoadMethod::Panel {
        members: made.members,
        usual_day_share: 0.0,
    };
    let points = made.points.iter().map(|point| LoadPoint {
        at: point.at,
        kwh: point.value,
        low_kwh: point.low,
        high_kwh: point.high,
    });
    let band = made.band.map(|band| LoadBand {
        nominal: band.nominal,
        basis: match band.basis {
            forecasting::BandBasis::BackTest => BandBasis::BackTest,
            forecasting::BandBasis::DayPairs => BandBasis::DayPairs,
        },
        errors: band.residuals,
        coverage: band.coverage,
    });
    Ok(LoadForecast {
        points: points.collect(),
        band,
        ..assemble(past, method, &[], None)
    })
}

/// Hours, shared out, and the usual day, in the shares that did best on earlier days. What they were off
/// there makes the band.
fn by_parts(past: &Past) -> Result<LoadForecast, ForecastError> {
    let day = past.width.per_day();
    // An hour that has begun is forecast whole, and what is over of it left out.
    let made = forecasting::forecast(&past.hourly()?, panel(HORIZON_HOURS + 1))?;
    let hours: Vec<f64> = made.points.iter().map(|point| point.value).collect();
    let ahead = Ahead::of(past, &hours);
    let most = (past.days() - DAYS_FULL) as usize;
    let tried: Vec<(Ahead, &[Option<f64>])> = (1..=most.min(ORIGINS_MAX))
        .rev()
        .filter_map(|days| {
            let earlier = past.earlier(days * day);
            let series = earlier.hourly().ok()?;
            let hours = forecasting::forecast_by(&series, HORIZON_HOURS + 1, &made.members).ok()?;
            let begin = earlier.kwh.len();
            Some((Ahead::of(&earlier, &hours), &past.kwh[begin..begin + day]))
        })
        .collect();
    let (usual_day_share, by_origin) = if tried.len() >= ORIGINS_MIN {
        best_share(&tried)
    } else {
        (0.0, Vec::new())
    };
    let (by_origin, basis) = if by_origin.is_empty() {
        (naive::day_pairs(past, day), BandBasis::DayPairs)
    } else {
        (by_origin, BandBasis::BackTest)
    };
    let errors = Errors::new(by_origin, basis, past.width.minutes());
    let method = LoadMethod::Panel {
        members: made.members,
        usual_day_share,
    };
    let values = ahead.mixed(usual_day_share);
    Ok(assemble(past, method, &values, Some(&errors)))
}

/// Errors by forecast and step; `None` where nothing was measured.
type ByOrigin = Vec<Vec<Option<f64>>>;

/// The share of the usual day with the least mean absolute error, and the errors it leaves.
fn best_share(tried: &[(Ahead, &[Option<f64>])]) -> (f64, ByOrigin) {
    let mut best = (f64::INFINITY, 0.0, Vec::new());
    for share in USUAL_DAY_SHARES {
        let by_origin: ByOrigin = tried
            .iter()
            .map(|(ahead, came)| {
                let errors = came.iter().zip(ahead.mixed(share));
                errors.map(|(kwh, value)| Some((*kwh)? - value)).collect()
            })
            .collect();
        let sum: f64 = by_origin.iter().flatten().flatten().map(|e| e.abs()).sum();
        if sum < best.0 {
            best = (sum, share, by_origin);
        }
    }
    (best.1, best.2)
}

/// Two forecasts of the same steps.
struct Ahead {
    panel: Vec<f64>,
    /// `None` of a time of day that was never measured.
    usual: Vec<Option<f64>>,
}

impl Ahead {
    /// From hours that begin with the last one that is not full.
    fn of(past: &Past, hours: &[f64]) -> Self {
        let (shape, usual) = (Shape::of(past), UsualDay::of(past));
        let end = past.at(past.kwh.len());
        let first_hour = end - TimeDelta::seconds(end.timestamp().rem_euclid(3600));
        let steps = past.kwh.len()..past.kwh.len() + past.width.per_day();
        let steps: Vec<DateTime<Utc>> = steps.map(|step| past.at(step)).collect();
        let panel = steps.iter().map(|at| {
            let hour = usize::try_from((*at - first_hour).num_hours()).unwrap_or_default();
            shape.share(*at) * hours[hour]
        });
        Self {
            panel: panel.collect(),
            usual: steps.iter().map(|at| usual.at(*at)).collect(),
        }
    }

    /// Both, the usual day having a share.
    fn mixed(&self, share: f64) -> Vec<f64> {
        let pairs = self.panel.iter().zip(&self.usual);
        pairs
            .map(|(panel, usual)| panel + share * (usual.unwrap_or(*panel) - panel))
            .collect()
    }
}

fn panel(horizon: usize) -> Options {
    Options {
        horizon,
        method: None,
    }
}

fn assemble(
    past: &Past,
    method: LoadMethod,
    values: &[f64],
    errors: Option<&Errors>,
) -> LoadForecast {
    let half_widths = errors.map(|errors| errors.half_widths(values.len()));
    let points = values.iter().enumerate().map(|(ahead, kwh)| {
        let half = half_widths.as_ref().and_then(|widths| widths[ahead]);
        LoadPoint {
            at: past.at(past.kwh.len() + ahead),
            kwh: *kwh,
            // A load is never below zero.
            low_kwh: half.map(|half| (kwh - half).max(0.0)),
            high_kwh: half.map(|half| kwh + half),
        }
    });
    LoadForecast {
        width: past.width,
        low_history: method == LoadMethod::LastDay,
        method,
        measured: past.kwh.iter().flatten().count(),
        steps: past.kwh.len(),
        points: points.collect(),
        band: errors.map(Errors::band),
    }
}
