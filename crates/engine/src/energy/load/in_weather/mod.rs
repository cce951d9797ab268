//! A load in its weather: what degrees outside take is taken off, the methods forecast what is left, and what the
//! degrees of the day ahead take is put on again.
//!
//! The load of an hour is `rest + slope(class) x (degrees - usual degrees)`, with heating degrees
//! `max(0, base - T)` and cooling degrees `max(0, T - base)` (degree days, ASHRAE Guideline 14-2014, by the hour), of
//! the air or of what walls let through of it. Slopes are those of a ridge regression (`deviations`), one for each
//! class of hours (four of a workday or a weekend), drawn towards that of all classes; none is below zero.
//!
//! It is used where it did better than the same methods without it on the load's own past. There the slopes of each
//! day come from before it; bases, half-life, methods and what is usual from all of it, and the temperatures are those
//! that came.

mod deviations;
mod hours;
mod scene;
mod sums;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use self::deviations::Explained;
use self::hours::{CLASSES, Hours};
use self::scene::{Response, Scene, end};
use self::sums::Sums;
use super::ahead::{Tried, USUAL_DAY_SHARES, best_share, first_hour, horizon_hours};
use super::air::{Air, Degrees, hour_of};
use super::band::{BandBasis, Errors, LoadBand};
use super::choice::ByOrigin;
use super::measured::Past;
use crate::energy::steps::Width;
use crate::forecasting::{self, ForecastError, Member};

/// Days of temperatures that are needed, and the most that are looked at: what is older is of another season.
const DAYS_MIN: u32 = 28;
const DAYS_MAX: u32 = 70;
/// Of so many tenths of the hours temperatures must be known.
const KNOWN_TENTHS: u32 = 9;
/// Days before the first that is tried, and the most and the fewest that are.
const DAYS_BEFORE: u32 = 14;
const ORIGINS_MAX: u32 = 21;
const ORIGINS_MIN: usize = 7;
/// The share of the load's deviations that degrees must explain to be tried at all.
const EXPLAINED_MIN: f64 = 0.05;
/// By which share of the error, and by how many standard errors of the days, it must be better: the past is tried
/// with temperatures that came, the day ahead is forecast with expected ones.
const BETTER_SHARE: f64 = 0.03;
const BETTER_ERRORS: f64 = 1.0;
/// A class's own slopes count as much as those of all classes when it knows so many times what a class does.
const OWN_CLASS: f64 = 0.5;

/// Why temperatures are not used, where there are any.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, Error)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum WithoutTemperature {
    #[error("no temperature is known any more")]
    NoneKnown,
    #[error(
        "this load and the temperature are known together for {have} days, and at least {DAYS_MIN} are needed"
    )]
    TooFewDays { have: u32 },
    #[error(
        "temperatures of {known} of the last {hours} hours are known, and nine of ten are needed"
    )]
    Gaps { known: u32, hours: u32 },
    #[error("temperatures of {known} of the {hours} hours ahead are known, and all are needed")]
    NotAhead { known: u32, hours: u32 },
    #[error("they explain less than a twentieth of what moves this load from week to week")]
    NoResponse,
    #[error(
        "on {days} earlier days they made it no better: {mae_kwh:.3} kWh off per interval with them, {plain_mae_kwh:.3} without"
    )]
    NotBetter {
        days: u32,
        mae_kwh: f64,
        plain_mae_kwh: f64,
    },
    #[error(
        "the methods can be tried on {days} earlier days, with and without them, and {ORIGINS_MIN} are needed"
    )]
    FewTried { days: u32 },
    #[error("nothing could be forecast of what they leave of this load")]
    Unfit,
    #[error("what they made of this load lies far beyond all that was measured")]
    RanAway,
}

/// What forecasts a load in its weather, and what it was worth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct InWeather {
    pub(super) response: Response,
    /// Days it was tried on, and its mean absolute error there beside that of the methods without it, kWh per step.
    pub(super) days: u32,
    pub(super) mae_kwh: f64,
    pub(super) plain_mae_kwh: f64,
    pub(super) members: Vec<Member>,
    pub(super) usual_day_share: f64,
    /// By step, as in what was chosen without it.
    pub(super) half_widths: Vec<Option<f64>>,
    pub(super) band: LoadBand,
}

/// Whether enough temperatures are known.
pub(super) fn check(past: &Past, air: &Air) -> Result<(), WithoutTemperature> {
    let (from, now) = (begin(past, air), first_hour(past));
    let whole = |hours: i64| u32::try_from(hours).unwrap_or(0);
    let have = whole((now - from).max(0) / 24);
    if have < DAYS_MIN {
        return Err(WithoutTemperature::TooFewDays { have });
    }
    let count = |from, to| u32::try_from(air.known(from, to)).unwrap_or(0);
    let (known, hours) = (count(from, now), whole(now - from));
    if 10 * known < KNOWN_TENTHS * hours {
        return Err(WithoutTemperature::Gaps { known, hours });
    }
    let end = end(past);
    let (known, hours) = (count(now, end), whole(end - now));
    if known < hours {
        return Err(WithoutTemperature::NotAhead { known, hours });
    }
    Ok(())
}

/// The first hour that is looked at.
fn begin(past: &Past, air: &Air) -> i64 {
    let oldest = first_hour(past) - 24 * i64::from(DAYS_MAX);
    air.first.max(hour_of(past.start)).max(oldest)
}

impl InWeather {
    /// Tries it beside the errors of what was chosen without: of each of the last days, oldest first.
    pub(super) fn make(
        past: &Past,
        air: &Air,
        plain: &[Vec<Option<f64>>],
    ) -> Result<(Self, Vec<f64>), WithoutTemperature> {
        let past = past.since(begin(past, air));
        let hours = Hours::of(&past, horizon_hours(&past));
        let explained = Explained::best(&hours, air);
        let explained = explained
            .filter(|explained| explained.share >= EXPLAINED_MIN)
            .ok_or(WithoutTemperature::NoResponse)?;
        let scene = Scene {
            felt: air.felt(explained.half_life_hours),
            past: &past,
            hours,
        };
        let usual = scene.usual(explained.bases);
        let fit = |until: i64| Response {
            bases: explained.bases,
            half_life_hours: explained.half_life_hours,
            slopes: slopes(&explained, until),
            usual,
        };
        let response = fit(i64::MAX);
        let members = members(&scene.rest(&past, &response))?;
        let day = past.width.per_day();
        let most = (past.days() as u32)
            .saturating_sub(DAYS_BEFORE)
            .min(ORIGINS_MAX);
        let most = plain.len().min(most as usize);
        let (mut tried, mut beside): (Vec<Tried<'_>>, ByOrigin) = (Vec::new(), Vec::new());
        for days in (1..=most).rev() {
            let earlier = past.earlier(days * day);
            let response = fit(first_hour(&earlier));
            if let Ok(ahead) = scene.ahead(&earlier, &response, &members) {
                let begin = earlier.kwh.len();
                tried.push((ahead, &past.kwh[begin..begin + day]));
                beside.push(plain[plain.len() - days].clone());
            }
        }
        let shares: &[f64] = match past.width {
            Width::Hour => &[0.0],
            Width::QuarterHour | Width::HalfHour => &USUAL_DAY_SHARES,
        };
        let (usual_day_share, by_origin) = best_share(&tried, shares);
        let (days, mae_kwh, plain_mae_kwh) = better(&by_origin, &beside)?;
        let errors = Errors::new(by_origin, BandBasis::BackTest, past.width.minutes());
        let made = Self {
            response,
            days,
            mae_kwh,
            plain_mae_kwh,
            members,
            usual_day_share,
            half_widths: errors.half_widths(day),
            band: errors.band(),
        };
        let values = made.values(&scene)?;
        Ok((made, values))
    }

    /// The next 24 hours of a past for whose air [`check`] holds.
    pub(super) fn apply(&self, past: &Past, air: &Air) -> Result<Vec<f64>, WithoutTemperature> {
        let past = past.since(begin(past, air));
        self.values(&Scene {
            felt: air.felt(self.response.half_life_hours),
            hours: Hours::of(&past, horizon_hours(&past)),
            past: &past,
        })
    }

    fn values(&self, scene: &Scene<'_>) -> Result<Vec<f64>, WithoutTemperature> {
        let ahead = scene.ahead(scene.past, &self.response, &self.members)?;
        let values = ahead.mixed(self.usual_day_share);
        let measured = || scene.past.kwh.iter().flatten().copied();
        let (least, most) = (
            measured().fold(f64::INFINITY, f64::min),
            measured().fold(0.0, f64::max),
        );
        // As far as any method of the panel may go.
        let bound = most + 3.0 * (most - least);
        if values.iter().all(|kwh| (0.0..=bound).contains(kwh)) {
            Ok(values)
        } else {
            Err(WithoutTemperature::RanAway)
        }
    }
}

/// What a degree takes in each class, from the rows before an hour.
fn slopes(explained: &Explained, until: i64) -> Vec<Degrees> {
    let (mut all, mut classes) = (Sums::default(), [Sums::default(); CLASSES]);
    for row in explained.rows.iter().filter(|row| row.hour < until) {
        all.add(row);
        classes[row.class].add(row);
    }
    let common = all.slopes(all.ridge());
    let ridge = OWN_CLASS * all.mean_square() / CLASSES as f64;
    let own = classes.iter().map(|sums| sums.slopes_near(common, ridge));
    own.collect()
}

/// The methods that do well on what is left of a load.
fn members(rest: &Past) -> Result<Vec<Member>, WithoutTemperature> {
    let options = forecasting::Options {
        horizon: horizon_hours(rest),
        method: None,
    };
    let made = rest
        .hourly()
        .and_then(|series| forecasting::forecast(&series, options));
    let members = made.map(|made| made.members);
    members.map_err(|_: ForecastError| WithoutTemperature::Unfit)
}

/// Days, and mean absolute errors with and without temperatures on the same steps, where the first is better by enough.
fn better(
    own: &[Vec<Option<f64>>],
    plain: &[Vec<Option<f64>>],
) -> Result<(u32, f64, f64), WithoutTemperature> {
    let (mut steps, mut sums) = (0.0, (0.0, 0.0));
    let mut gains = Vec::with_capacity(own.len());
    for (own, plain) in own.iter().zip(plain) {
        let pairs = own.iter().zip(plain);
        let pairs = pairs.filter_map(|(own, plain)| Some((own.as_ref()?, plain.as_ref()?)));
        let (mut count, mut of_day) = (0.0, (0.0, 0.0));
        for (own, plain) in pairs {
            count += 1.0;
            of_day = (of_day.0 + own.abs(), of_day.1 + plain.abs());
        }
        if count > 0.0 {
            gains.push((of_day.1 - of_day.0) / count);
            steps += count;
            sums = (sums.0 + of_day.0, sums.1 + of_day.1);
        }
    }
    // Days on which nothing was measured are tried in vain.
    if gains.len() < ORIGINS_MIN {
        let days = u32::try_from(gains.len()).unwrap_or(u32::MAX);
        return Err(WithoutTemperature::FewTried { days });
    }
    let days = gains.len() as f64;
    let mean = gains.iter().sum::<f64>() / days;
    let squares: f64 = gains.iter().map(|gain| (gain - mean).powi(2)).sum();
    let standard_error = (squares / (days * (days - 1.0))).sqrt();
    let (mae_kwh, plain_mae_kwh) = (sums.0 / steps, sums.1 / steps);
    let days = u32::try_from(gains.len()).unwrap_or(u32::MAX);
    let enough = mean >= BETTER_SHARE * plain_mae_kwh && mean >= BETTER_ERRORS * standard_error;
    if enough && mean > 0.0 {
        Ok((days, mae_kwh, plain_mae_kwh))
    } else {
        Err(WithoutTemperature::NotBetter {
            days,
            mae_kwh,
            plain_mae_kwh,
        })
    }
}
