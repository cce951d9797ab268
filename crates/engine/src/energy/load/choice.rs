//! What did best on a load's past, kept for the forecasts of the days that follow: trying everything again
//! takes many times as long as a forecast, and a week changes little.

use chrono::{DateTime, Datelike, NaiveTime, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::ahead::{Ahead, Tried, USUAL_DAY_SHARES, best_share, horizon_hours};
use super::air::Air;
use super::band::{BandBasis, Errors, LoadBand};
use super::forecast::{DAYS_FULL, HORIZON_HOURS, LoadMethod};
use super::in_weather::{InWeather, WithoutTemperature};
use super::measured::Past;
use super::naive;
use crate::energy::steps::Width;
use crate::forecasting::{self, ForecastError, Member, Options};

/// Earlier days that a fine forecast is made from again for its band, and the fewest that make one.
const ORIGINS_MAX: usize = 21;
const ORIGINS_MIN: usize = 5;
/// Days a choice stands, and while fewer than so many days are known, when each says much that is new.
const STANDS_DAYS: i64 = 7;
const STANDS_DAYS_EARLY: i64 = 1;
const EARLY_DAYS: f64 = 28.0;

/// The methods of a load, their shares and the band that their errors make.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LoadChoice {
    /// End of the measurements it was made from: it knows nothing that came later.
    pub until: DateTime<Utc>,
    /// Measurements that end then or later are to be chosen for anew.
    pub stands_until: DateTime<Utc>,
    width: Width,
    time_zone: String,
    members: Vec<Member>,
    usual_day_share: f64,
    /// By step of a day that begins at the time on the clock that `until` has.
    half_widths: Vec<Option<f64>>,
    band: Option<LoadBand>,
    /// What became of trying the same methods with temperatures; `None` where too few were known to try.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) in_weather: Option<TriedInWeather>,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub(super) enum TriedInWeather {
    Better(Box<InWeather>),
    NotUsed { why: WithoutTemperature },
}

/// What was chosen without temperatures.
pub(super) struct Plain {
    pub(super) choice: LoadChoice,
    pub(super) values: Vec<f64>,
    /// What it was off on each of the last days, oldest first; `None` where that is still to be found out.
    by_origin: Option<ByOrigin>,
}

impl LoadChoice {
    /// Has a choice for a week end at an hour of the week from Monday 00:00 UTC, so that loads which were
    /// chosen for together are not chosen for together again. One for a day stands as it is.
    #[must_use]
    pub fn ending_at_hour_of_week(mut self, hour: u32) -> Self {
        if self.stands_until - self.until == TimeDelta::days(STANDS_DAYS) {
            let days = i64::from(self.until.weekday().num_days_from_monday());
            let begun = TimeDelta::days(days) + (self.until.time() - NaiveTime::MIN);
            let to_go = TimeDelta::hours(hour.into()) - begun;
            let is_over = to_go <= TimeDelta::zero();
            let next_week = TimeDelta::days(if is_over { STANDS_DAYS } else { 0 });
            self.stands_until = self.until + to_go + next_week;
        }
        self
    }

    /// Whether temperatures made it better on the load's past.
    #[must_use]
    pub fn uses_temperature(&self) -> bool {
        matches!(self.in_weather, Some(TriedInWeather::Better(_)))
    }

    /// Tries the methods on a past, and what they say of the next 24 hours.
    pub(super) fn make(past: &Past) -> Result<Plain, ForecastError> {
        match past.width {
            Width::Hour => by_hour(past),
            Width::QuarterHour | Width::HalfHour => by_parts(past),
        }
    }

    /// The next 24 hours by what was chosen.
    pub(super) fn apply(&self, past: &Past) -> Result<Vec<f64>, ForecastError> {
        let series = past.hourly()?;
        match past.width {
            Width::Hour => forecasting::forecast_by(&series, HORIZON_HOURS, &self.members),
            Width::QuarterHour | Width::HalfHour => {
                let hours = forecasting::forecast_by(&series, HORIZON_HOURS + 1, &self.members)?;
                Ok(Ahead::of(past, &hours).mixed(self.usual_day_share))
            }
        }
    }

    /// Whether it was made for such a load, from no more than is known, and lately.
    pub(super) fn stands(&self, past: &Past) -> bool {
        let end = past.at(past.kwh.len());
        self.width == past.width
            && self.time_zone == past.zone.name()
            && (self.until..self.stands_until).contains(&end)
    }

    /// The half-widths of the steps after a past, by the time on the clock.
    pub(super) fn half_widths(&self, past: &Past) -> Vec<Option<f64>> {
        self.placed(&self.half_widths, past)
    }

    /// The same of half-widths found together with these.
    pub(super) fn placed(&self, half_widths: &[Option<f64>], past: &Past) -> Vec<Option<f64>> {
        let day = half_widths.len();
        let first = past.at(past.kwh.len());
        let of_day = |at: DateTime<Utc>| step_of_day(past.zone, past.width, at);
        let begin = (day + of_day(first) - of_day(self.until)) % day;
        let places = (begin..begin + day).map(|place| place % day);
        places.map(|place| half_widths[place]).collect()
    }

    pub(super) fn method(&self) -> LoadMethod {
        LoadMethod::Panel {
            members: self.members.clone(),
            usual_day_share: self.usual_day_share,
        }
    }

    pub(super) fn band(&self) -> Option<LoadBand> {
        self.band
    }

    fn new(past: &Past, members: Vec<Member>, usual_day_share: f64) -> Self {
        let until = past.at(past.kwh.len());
        let days = if past.days() < EARLY_DAYS {
            STANDS_DAYS_EARLY
        } else {
            STANDS_DAYS
        };
        Self {
            until,
            stands_until: until + TimeDelta::days(days),
            width: past.width,
            time_zone: past.zone.name().to_owned(),
            members,
            usual_day_share,
            half_widths: vec![None; past.width.per_day()],
            band: None,
            in_weather: None,
        }
    }
}

impl Plain {
    /// Tries the same methods with temperatures, of which enough are known. Where that is better, it is what forecasts.
    pub(super) fn beside_weather(mut self, past: &Past, air: &Air) -> Self {
        let by_origin = match self.by_origin.take() {
            Some(errors) => errors,
            None => earlier_errors(past, &self.choice.members),
        };
        let tried = InWeather::make(past, air, &by_origin);
        self.choice.in_weather = Some(match tried {
            Ok((better, values)) => {
                self.values = values;
                TriedInWeather::Better(Box::new(better))
            }
            Err(why) => TriedInWeather::NotUsed { why },
        });
        self
    }
}

/// What methods by the hour were off on each of the last days, as far back as what was known then is enough for them.
fn earlier_errors(past: &Past, members: &[Member]) -> ByOrigin {
    let day = past.width.per_day();
    let most = (past.days() - DAYS_FULL) as usize;
    let errors = |days: usize| {
        let earlier = past.earlier(days * day);
        let series = earlier.hourly().ok()?;
        let values = forecasting::forecast_by(&series, HORIZON_HOURS, members).ok()?;
        let came = past.kwh[earlier.kwh.len()..].iter().zip(values);
        Some(came.map(|(kwh, value)| Some((*kwh)? - value)).collect())
    };
    let mut all: ByOrigin = (1..=most.min(ORIGINS_MAX)).map_while(errors).collect();
    all.reverse();
    all
}

fn step_of_day(zone: Tz, width: Width, at: DateTime<Utc>) -> usize {
    let local = at.with_timezone(&zone);
    ((60 * local.hour() + local.minute()) / width.minutes()) as usize
}

/// Hours are what the panel forecasts, band and all.
fn by_hour(past: &Past) -> Result<Plain, ForecastError> {
    let made = forecasting::forecast(&past.hourly()?, panel(HORIZON_HOURS))?;
    let half_widths = made
        .points
        .iter()
        .map(|point| Some(point.high? - point.value));
    let band = made.band.map(|band| LoadBand {
        nominal: band.nominal,
        basis: match band.basis {
            forecasting::BandBasis::BackTest => BandBasis::BackTest,
            forecasting::BandBasis::DayPairs => BandBasis::DayPairs,
        },
        errors: band.residuals,
        coverage: band.coverage,
    });
    let choice = LoadChoice {
        half_widths: half_widths.collect(),
        band,
        ..LoadChoice::new(past, made.members, 0.0)
    };
    let values = made.points.iter().map(|point| point.value);
    Ok(Plain {
        choice,
        values: values.collect(),
        by_origin: None,
    })
}

/// Hours, shared out, and the usual day, in the shares that did best on earlier days. What they were off
/// there makes the band.
fn by_parts(past: &Past) -> Result<Plain, ForecastError> {
    let day = past.width.per_day();
    let made = forecasting::forecast(&past.hourly()?, panel(horizon_hours(past)))?;
    let hours: Vec<f64> = made.points.iter().map(|point| point.value).collect();
    let ahead = Ahead::of(past, &hours);
    let most = (past.days() - DAYS_FULL) as usize;
    let (days, tried): (Vec<usize>, Vec<Tried<'_>>) = (1..=most.min(ORIGINS_MAX))
        .rev()
        .filter_map(|days| {
            let earlier = past.earlier(days * day);
            let series = earlier.hourly().ok()?;
            let hours = forecasting::forecast_by(&series, HORIZON_HOURS + 1, &made.members).ok()?;
            let begin = earlier.kwh.len();
            let ahead = Ahead::of(&earlier, &hours);
            Some((days, (ahead, &past.kwh[begin..begin + day])))
        })
        .collect();
    let (usual_day_share, by_origin) = if tried.len() >= ORIGINS_MIN {
        best_share(&tried, &USUAL_DAY_SHARES)
    } else {
        (0.0, Vec::new())
    };
    // Those of the days up to the last one, without a gap.
    let latest = days.iter().rev().zip(1..);
    let latest = latest.take_while(|(day, place)| *day == place).count();
    let errors_of_days = by_origin[by_origin.len().saturating_sub(latest)..].to_vec();
    let (by_origin, basis) = if by_origin.is_empty() {
        (naive::day_pairs(past, day), BandBasis::DayPairs)
    } else {
        (by_origin, BandBasis::BackTest)
    };
    let errors = Errors::new(by_origin, basis, past.width.minutes());
    let choice = LoadChoice {
        half_widths: errors.half_widths(day),
        band: Some(errors.band()),
        ..LoadChoice::new(past, made.members, usual_day_share)
    };
    Ok(Plain {
        values: ahead.mixed(usual_day_share),
        choice,
        by_origin: Some(errors_of_days),
    })
}

/// Errors by forecast and step; `None` where nothing was measured.
pub(super) type ByOrigin = Vec<Vec<Option<f64>>>;

fn panel(horizon: usize) -> Options {
    Options {
        horizon,
        method: None,
    }
}
