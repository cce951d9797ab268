//! From measurements to a forecast with its band.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::air::{Air, Bases, Temperature};
use super::band::{BandBasis, Errors, LoadBand};
use super::choice::{LoadChoice, TriedInWeather};
use super::in_weather::{self, InWeather, WithoutTemperature};
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
    /// The same of what heating and cooling degrees leave of the load, and what those of the day ahead take.
    PanelWithTemperature {
        members: Vec<Member>,
        usual_day_share: f64,
    },
}

/// What was made of temperatures.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum TemperatureUse {
    Used {
        bases: Bases,
        /// Hours after which walls have let half of a change through; 0: it is the air that counts.
        half_life_hours: u32,
        /// Earlier days it was tried on, and the mean absolute errors there with and without, kWh per step.
        days: u32,
        mae_kwh: f64,
        plain_mae_kwh: f64,
    },
    NotUsed {
        why: WithoutTemperature,
        /// They were to be used: the methods chosen last did better with them.
        was_chosen: bool,
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
    /// `None` where no temperatures are known and none are missed, or a week of the load is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temperature: Option<TemperatureUse>,
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
    forecast_with_temperature(width, zone, measurements, &[], chosen)
}

/// The same with temperatures outside, of the past and of the day ahead, where they make it better. Without any
/// it is the same to the digit.
///
/// # Errors
/// As [`forecast`]; says which temperature is not of a whole hour, out of order or of no weather.
pub fn forecast_with_temperature(
    width: Width,
    zone: Tz,
    measurements: &[Measurement],
    temperatures: &[Temperature],
    chosen: Option<&LoadChoice>,
) -> Result<LoadForecast, LoadError> {
    let past = Past::new(width, zone, measurements)?;
    let air = Air::new(temperatures)?;
    if past.days() < DAYS_FULL {
        return Ok(last_day(&past));
    }
    // `None`: nobody says anything about the weather.
    let air = air.map(|air| in_weather::check(&past, &air).map(|()| air));
    // What was chosen before there were temperatures enough is chosen again with them.
    let is_of_now = |choice: &LoadChoice| {
        choice.stands(&past) && (choice.in_weather.is_some() || !matches!(air, Some(Ok(_))))
    };
    // It may not fit any more, where much has gone missing since.
    if let Some(choice) = chosen.filter(|choice| is_of_now(choice))
        && let Some(made) = again(&past, choice, air.as_ref())
    {
        return Ok(made);
    }
    let plain = match LoadChoice::make(&past) {
        Ok(plain) => plain,
        // A week of which little was measured is no week.
        Err(ForecastError::TooShort { .. } | ForecastError::MostlyMissing { .. }) => {
            return Ok(last_day(&past));
        }
        Err(fault) => return Err(fault.into()),
    };
    let not_used = |why| TemperatureUse::NotUsed {
        why,
        was_chosen: false,
    };
    match air {
        None => Ok(by(&past, plain.choice, &plain.values, None)),
        Some(Err(why)) => Ok(by(&past, plain.choice, &plain.values, Some(not_used(why)))),
        Some(Ok(air)) => {
            let tried = plain.beside_weather(&past, &air);
            Ok(match &tried.choice.in_weather {
                Some(TriedInWeather::Better(better)) => {
                    with_temperature(&past, &tried.choice, better, &tried.values)
                }
                Some(TriedInWeather::NotUsed { why }) => {
                    let why = not_used(*why);
                    by(&past, tried.choice, &tried.values, Some(why))
                }
                None => by(&past, tried.choice, &tried.values, None),
            })
        }
    }
}

/// By what was chosen: without temperatures where these are missing now, which the answer says.
fn again(
    past: &Past,
    choice: &LoadChoice,
    air: Option<&Result<Air, WithoutTemperature>>,
) -> Option<LoadForecast> {
    let plain = |why: Option<TemperatureUse>| {
        let values = choice.apply(past).ok()?;
        Some(by(past, choice.clone(), &values, why))
    };
    let not_used = |why, was_chosen| Some(TemperatureUse::NotUsed { why, was_chosen });
    match (&choice.in_weather, air) {
        (Some(TriedInWeather::Better(better)), air) => {
            let air = match air {
                Some(air) => air.as_ref().map_err(|why| *why),
                None => Err(WithoutTemperature::NoneKnown),
            };
            match air.and_then(|air| better.apply(past, air)) {
                Ok(values) => Some(with_temperature(past, choice, better, &values)),
                Err(why) => plain(not_used(why, true)),
            }
        }
        (Some(TriedInWeather::NotUsed { why }), Some(Ok(_))) | (_, Some(Err(why))) => {
            plain(not_used(*why, false))
        }
        (_, None | Some(Ok(_))) => plain(None),
    }
}

fn by(
    past: &Past,
    choice: LoadChoice,
    values: &[f64],
    temperature: Option<TemperatureUse>,
) -> LoadForecast {
    let half_widths = choice.half_widths(past);
    LoadForecast {
        choice: Some(choice.clone()),
        temperature,
        ..assemble(past, choice.method(), values, &half_widths, choice.band())
    }
}

fn with_temperature(
    past: &Past,
    choice: &LoadChoice,
    better: &InWeather,
    values: &[f64],
) -> LoadForecast {
    let half_widths = choice.placed(&better.half_widths, past);
    let method = LoadMethod::PanelWithTemperature {
        members: better.members.clone(),
        usual_day_share: better.usual_day_share,
    };
    LoadForecast {
        choice: Some(choice.clone()),
        temperature: Some(TemperatureUse::Used {
            bases: better.response.bases,
            half_life_hours: better.response.half_life_hours,
            days: better.days,
            mae_kwh: better.mae_kwh,
            plain_mae_kwh: better.plain_mae_kwh,
        }),
        ..assemble(past, method, values, &half_widths, Some(better.band))
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
        temperature: None,
    }
}
