//! What did best on a load's past, kept for the forecasts of the days that follow: trying everything again
//! takes many times as long as a forecast, and a week changes little.

use chrono::{DateTime, Datelike, NaiveTime, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::ahead::Ahead;
use super::band::{BandBasis, Errors, LoadBand};
use super::forecast::{DAYS_FULL, HORIZON_HOURS, LoadMethod};
use super::measured::Past;
use super::naive;
use crate::energy::steps::Width;
use crate::forecasting::{self, ForecastError, Member, Options};

/// Earlier days that a fine forecast is made from again for its band, and the fewest that make one.
const ORIGINS_MAX: usize = 21;
const ORIGINS_MIN: usize = 5;
/// Shares of the usual day that are tried.
const USUAL_DAY_SHARES: [f64; 3] = [0.0, 0.5, 1.0];
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

    /// Tries the methods on a past, and what they say of the next 24 hours.
    pub(super) fn make(past: &Past) -> Result<(Self, Vec<f64>), ForecastError> {
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
        let day = self.half_widths.len();
        let first = past.at(past.kwh.len());
        let of_day = |at: DateTime<Utc>| step_of_day(past.zone, past.width, at);
        let begin = (day + of_day(first) - of_day(self.until)) % day;
        let places = (begin..begin + day).map(|place| place % day);
        places.map(|place| self.half_widths[place]).collect()
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
        }
    }
}

fn step_of_day(zone: Tz, width: Width, at: DateTime<Utc>) -> usize {
    let local = at.with_timezone(&zone);
    ((60 * local.hour() + local.minute()) / width.minutes()) as usize
}

/// Hours are what the panel forecasts, band and all.
fn by_hour(past: &Past) -> Result<(LoadChoice, Vec<f64>), ForecastError> {
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
    Ok((choice, values.collect()))
}

/// Hours, shared out, and the usual day, in the shares that did best on earlier days. What they were off
/// there makes the band.
fn by_parts(past: &Past) -> Result<(LoadChoice, Vec<f64>), ForecastError> {
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
    let choice = LoadChoice {
        half_widths: errors.half_widths(day),
        band: Some(errors.band()),
        ..LoadChoice::new(past, made.members, usual_day_share)
    };
    Ok((choice, ahead.mixed(usual_day_share)))
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

fn panel(horizon: usize) -> Options {
    Options {
        horizon,
        method: None,
    }
}
