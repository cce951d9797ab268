//! When things happen: hours of the day, days of the week, seasons, gaps.
//!
//! Departures of an hour are spread by systematic sampling: at a rate of 3.4 per hour there are
//! three or four, evenly apart from a random phase. Real timetables look like that more than like
//! a Poisson process, and hourly baselines settle within weeks.

use chrono::{DateTime, Datelike, TimeDelta, Utc, Weekday};

use super::draw::{Address, Purpose};
use super::world::{Kind, Rhythm, Source};

const SECONDS_PER_HOUR: f64 = 3_600.0;
/// The demo's places keep Central European winter time.
const LOCAL_OFFSET_HOURS: i64 = 1;
/// Chance that a meter is silent for some hours of a day.
const GAP_PER_DAY: f64 = 0.06;

/// Hours since 1970.
pub(super) fn hour_of(at: DateTime<Utc>) -> i64 {
    at.timestamp().div_euclid(3_600)
}

/// Start of an hour; `None` beyond the calendar.
pub(super) fn start_of(hour: i64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(hour.checked_mul(3_600)?, 0)
}

/// How busy a source is in an hour, against its average weekday hour.
pub(super) fn busy(rhythm: Rhythm, hour: i64) -> f64 {
    let local = hour + LOCAL_OFFSET_HOURS;
    let Some(start) = start_of(local) else {
        return 0.0;
    };
    let of_day = local.rem_euclid(24);
    let weekday = start.weekday();
    match rhythm {
        Rhythm::Always => {
            let of_hour = if (6..22).contains(&of_day) { 1.1 } else { 0.8 };
            of_hour * if weekday == Weekday::Sun { 0.8 } else { 1.0 }
        }
        Rhythm::Daytime => {
            let of_hour = match of_day {
                7..12 => 2.4,
                12..14 => 1.8,
                14..19 => 1.6,
                19..22 => 0.3,
                _ => 0.0,
            };
            of_hour
                * match weekday {
                    Weekday::Sat => 0.4,
                    Weekday::Sun => 0.1,
                    Weekday::Mon | Weekday::Tue | Weekday::Wed | Weekday::Thu | Weekday::Fri => 1.0,
                }
        }
        Rhythm::Shifts => {
            let works = (6..22).contains(&of_day) && weekday != Weekday::Sun;
            let short = weekday == Weekday::Sat && of_day >= 14;
            if works && !short { 1.3 } else { 0.35 }
        }
    }
}

/// How cold it is: 1 in mid-January, -1 in mid-July.
pub(super) fn coldness(hour: i64) -> f64 {
    let Some(start) = start_of(hour) else {
        return 0.0;
    };
    let days = f64::from(start.ordinal0()) - 14.0;
    (days / 365.25 * std::f64::consts::TAU).cos()
}

/// Departures of an hour: their numbers and times, in order. `times` multiplies the rate.
pub(super) fn departures(
    source: &Source,
    place: Address,
    times: f64,
) -> impl Iterator<Item = (u32, DateTime<Utc>)> {
    let rate = source.per_day / 24.0 * busy(source.rhythm, place.hour) * f64::from(place.pace);
    let rate = rate * times;
    let phase = place.chance(Purpose::Phase, 0).share();
    let start = start_of(place.hour);
    let count = if rate > 0.0 {
        (rate + phase).floor()
    } else {
        0.0
    };
    // Rates are at most some thousands an hour, so the count fits.
    (1..=count as u32).filter_map(move |number| {
        let seconds = (f64::from(number) - phase) / rate * SECONDS_PER_HOUR;
        let at = start? + TimeDelta::milliseconds((seconds * 1_000.0) as i64);
        (seconds < SECONDS_PER_HOUR).then_some((number, at))
    })
}

/// A period of a meter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Period {
    pub(super) number: u32,
    pub(super) start: DateTime<Utc>,
    pub(super) end: DateTime<Utc>,
}

/// The periods of a meter that begin in an hour: one, or more at a faster pace, down to a minute.
/// A warehouse without a meter reports by the hour.
/// Hours in which the meter is silent have none.
pub(super) fn periods(source: &Source, place: Address) -> Vec<Period> {
    let Some(start) = start_of(place.hour) else {
        return Vec::new();
    };
    if matches!(source.kind, Kind::FloorArea { .. }) {
        return vec![Period {
            number: 0,
            start,
            end: start + TimeDelta::hours(1),
        }];
    }
    if is_silent(place) {
        return Vec::new();
    }
    let minutes = [60, 30, 20, 15, 12, 10, 6, 5, 4, 3, 2, 1]
        .into_iter()
        .find(|minutes| 60 / minutes >= place.pace)
        .unwrap_or(1);
    (0..60 / minutes)
        .map(|number| {
            let at = |number| start + TimeDelta::minutes(i64::from(number * minutes));
            Period {
                number,
                start: at(number),
                end: at(number + 1),
            }
        })
        .collect()
}

/// Whether a meter is silent: on some days, from a random hour on, for two to six hours.
fn is_silent(place: Address) -> bool {
    let mut chance = place.day().chance(Purpose::Gap, 0);
    if !chance.happens(GAP_PER_DAY) {
        return false;
    }
    let first = chance.share() * 18.0;
    let length = 2.0 + chance.share() * 4.0;
    let of_day = place.hour.rem_euclid(24) as f64;
    (first..first + length).contains(&of_day)
}
