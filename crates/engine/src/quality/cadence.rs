//! How often a supplier sends a kind of event, and how much of what was due has come.
//!
//! Those who send in most hours of their working week are expected by hours of the week; those who
//! send a day's, a week's or a month's figures, by the interval between them. A silence is told by
//! `monitoring`, from the same hours.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::series::{POINTS_MAX, QualityError};
use crate::calendar::{HOURS_OF_WEEK, hour_of_week};
use crate::statistics::median;

/// Fewest hours with an event that make a cadence.
pub const CADENCE_EVENTS_MIN: usize = 4;
/// Fewest weeks from which hours of the week are learned.
const WEEKS_MIN: i64 = 2;
/// Share of weeks in which an hour must have had an event to be expected again.
const USUAL: f64 = 0.5;
/// Share of the events that must lie in expected hours; else hours say little.
const COVERED: f64 = 0.7;
/// An interval half as long again as the usual one is a missed one.
const LATE: f64 = 1.5;

/// Share of an interval by which a window may be too short for it: February is a month.
const SLACK: f64 = 0.1;

const HOUR_SECONDS: i64 = 3600;
const DAY_SECONDS: f64 = 86_400.0;

/// Figures of more than a day that were due once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// When they came, or should have.
    pub at: DateTime<Utc>,
    pub came: bool,
}

/// When the next events are due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "by")]
pub enum Cadence {
    /// In these hours of the week, 0 to 167, in rising order.
    Hours { hours: Vec<u8> },
    /// So long after the last ones.
    Interval { seconds: i64 },
}

impl Cadence {
    /// Learns from the times of a supplier's events of one type, in time order. `None`: too few to
    /// say, or no regularity.
    ///
    /// # Errors
    /// More than [`POINTS_MAX`] times, or times out of order.
    pub fn learn(zone: Tz, times: &[DateTime<Utc>]) -> Result<Option<Self>, QualityError> {
        if times.len() > POINTS_MAX {
            let have = times.len();
            return Err(QualityError::TooManyPoints { have });
        }
        if let Some(index) = (1..times.len()).find(|index| times[*index] < times[index - 1]) {
            return Err(QualityError::NotInOrder { index });
        }
        let mut hours: Vec<i64> = (times.iter())
            .map(|at| at.timestamp().div_euclid(HOUR_SECONDS))
            .collect();
        hours.dedup();
        if hours.len() < CADENCE_EVENTS_MIN {
            return Ok(None);
        }
        Ok(Self::by_hours(zone, &hours).or_else(|| Self::by_interval(times)))
    }

    /// Hours of the week that had an event in at least half of the weeks.
    fn by_hours(zone: Tz, hours: &[i64]) -> Option<Self> {
        let span = hours.last()? - hours.first()? + 1;
        let week_hours = i64::from(HOURS_OF_WEEK);
        if span < WEEKS_MIN * week_hours - week_hours / 7 {
            return None;
        }
        let weeks = span as f64 / week_hours as f64;
        let mut seen = [0_u32; HOURS_OF_WEEK as usize];
        for hour in hours {
            let at = DateTime::from_timestamp(hour * HOUR_SECONDS, 0)?;
            seen[usize::from(hour_of_week(zone, at))] += 1;
        }
        let is_usual = |count: u32| f64::from(count) >= USUAL * weeks;
        let expected: Vec<u8> = (0..HOURS_OF_WEEK)
            .filter(|hour| is_usual(seen[usize::from(*hour)]))
            .collect();
        let covered: u32 = expected.iter().map(|hour| seen[usize::from(*hour)]).sum();
        (f64::from(covered) >= COVERED * hours.len() as f64)
            .then_some(Self::Hours { hours: expected })
    }

    /// The median interval, when three of four are near it.
    fn by_interval(times: &[DateTime<Utc>]) -> Option<Self> {
        let mut apart: Vec<f64> = (times.windows(2))
            .map(|pair| (pair[1] - pair[0]).num_seconds() as f64)
            .filter(|seconds| *seconds > 0.0)
            .collect();
        let usual = median(&mut apart).filter(|usual| *usual > 0.0)?;
        let near = |seconds: &&f64| **seconds > usual / LATE && **seconds < usual * LATE;
        let is_regular = apart.iter().filter(near).count() * 4 >= apart.len() * 3;
        is_regular.then_some(Self::Interval {
            seconds: usual as i64,
        })
    }

    /// What was due up to `until` from one that sends the figures of more than a day, whose times these are, in order;
    /// `None` of a shorter cadence, which any day tells of. The first is no due one: nothing says when it was.
    #[must_use]
    pub fn dues(&self, times: &[DateTime<Utc>], until: DateTime<Utc>) -> Option<Vec<Due>> {
        let Self::Interval { seconds } = self else {
            return None;
        };
        let apart = *seconds as f64;
        if apart <= (1.0 + SLACK) * DAY_SECONDS {
            return None;
        }
        let interval = TimeDelta::seconds(*seconds);
        let mut dues = Vec::new();
        let mut last = *times.first()?;
        for at in times.iter().filter(|at| **at < until) {
            // What comes together is of one interval.
            let intervals = ((*at - last).num_seconds() as f64 / apart).round() as usize;
            if intervals == 0 {
                continue;
            }
            for _ in 1..intervals.min(POINTS_MAX) {
                last += interval;
                dues.push(Due {
                    at: last,
                    came: false,
                });
            }
            last = *at;
            dues.push(Due {
                at: last,
                came: true,
            });
        }
        // The last one may be a little late.
        let late = TimeDelta::seconds(((LATE - 1.0) * apart) as i64);
        while last + interval + late < until && dues.len() < POINTS_MAX {
            last += interval;
            dues.push(Due {
                at: last,
                came: false,
            });
        }
        Some(dues)
    }

    /// How many are due in `[from, to)`: hours of the window that are among the expected ones, or
    /// intervals that fit into it. 0 of a window shorter than the interval: nothing can be said.
    #[must_use]
    pub fn expected(&self, zone: Tz, from: DateTime<Utc>, to: DateTime<Utc>) -> usize {
        match self {
            Self::Hours { hours } => window_hours(from, to)
                .filter(|at| hours.binary_search(&hour_of_week(zone, *at)).is_ok())
                .count(),
            Self::Interval { seconds } => {
                let fit = (to - from).num_seconds() as f64 / (*seconds).max(1) as f64;
                // `as` makes 0 of what is negative.
                ((fit + SLACK) as usize).min(POINTS_MAX)
            }
        }
    }

    /// How many of those due in `[from, to)` came: expected hours with an event, or events that are
    /// not of one and the same interval.
    #[must_use]
    pub fn seen(
        &self,
        zone: Tz,
        times: &[DateTime<Utc>],
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> usize {
        let inside = times.iter().filter(|at| (from..to).contains(at));
        match self {
            Self::Hours { hours } => {
                let mut found: Vec<i64> = inside
                    .filter(|at| hours.binary_search(&hour_of_week(zone, **at)).is_ok())
                    .map(|at| at.timestamp().div_euclid(HOUR_SECONDS))
                    .collect();
                found.sort_unstable();
                found.dedup();
                found.len()
            }
            Self::Interval { seconds } => {
                let mut last = None;
                inside
                    .filter(|at| {
                        let is_new = last.is_none_or(|last: DateTime<Utc>| {
                            (**at - last).num_seconds() as f64 * LATE > *seconds as f64
                        });
                        if is_new {
                            last = Some(**at);
                        }
                        is_new
                    })
                    .count()
            }
        }
    }
}

/// Beginnings of the hours of a window, at most as many as a series may have.
fn window_hours(from: DateTime<Utc>, to: DateTime<Utc>) -> impl Iterator<Item = DateTime<Utc>> {
    let beyond = from.timestamp().rem_euclid(HOUR_SECONDS);
    let first = from - TimeDelta::seconds(beyond);
    // An hour that the window only touches with its end belongs to the window before.
    let first = if beyond > 0 {
        first + TimeDelta::seconds(HOUR_SECONDS)
    } else {
        first
    };
    (0..POINTS_MAX as i64)
        .map_while(move |hour| first.checked_add_signed(TimeDelta::hours(hour)))
        .take_while(move |at| *at < to)
}

/// Percent of what was due that came, at most 100; `None` where nothing was due, which is neither
/// complete nor incomplete.
#[must_use]
pub fn completeness(expected: u64, seen: u64) -> Option<f64> {
    (expected > 0).then(|| 100.0 * seen.min(expected) as f64 / expected as f64)
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, TimeZone, Utc};
    use chrono_tz::Tz;
    use proptest::prelude::*;

    use super::{Cadence, completeness};

    fn day(day: i64) -> DateTime<Utc> {
        // A Monday.
        let first = Utc.with_ymd_and_hms(2026, 1, 5, 0, 0, 0).single();
        first.expect("a time") + TimeDelta::days(day)
    }

    /// Monday to Friday, eight to sixteen UTC, three events an hour, for so many weeks.
    fn office(weeks: i64) -> Vec<DateTime<Utc>> {
        (0..weeks * 7)
            .filter(|day| day % 7 < 5)
            .flat_map(|date| (8..16).map(move |hour| day(date) + TimeDelta::hours(hour)))
            .flat_map(|hour| [3, 21, 50].map(|minute| hour + TimeDelta::minutes(minute)))
            .collect()
    }

    fn pct(cadence: &Cadence, times: &[DateTime<Utc>], from: i64, to: i64) -> Option<f64> {
        let (from, to) = (day(from), day(to));
        completeness(
            cadence.expected(Tz::UTC, from, to) as u64,
            cadence.seen(Tz::UTC, times, from, to) as u64,
        )
    }

    #[test]
    fn office_hours_are_learned_and_weekends_are_not_missed() {
        let times = office(4);
        let cadence = Cadence::learn(Tz::UTC, &times).expect("in order");
        let cadence = cadence.expect("a cadence");
        let Cadence::Hours { hours } = &cadence else {
            panic!("{cadence:?}");
        };
        assert_eq!(hours.len(), 40);
        assert!(hours.contains(&8) && !hours.contains(&(5 * 24 + 8)));
        assert_eq!(pct(&cadence, &times, 0, 7), Some(100.0));
        assert_eq!(
            pct(&cadence, &times, 5, 7),
            None,
            "nothing is due at a weekend"
        );
        let without_monday: Vec<_> = times.iter().copied().filter(|at| *at >= day(1)).collect();
        assert_eq!(pct(&cadence, &without_monday, 0, 7), Some(80.0));
        assert_eq!(pct(&cadence, &[], 0, 7), Some(0.0));
    }

    #[test]
    fn bills_have_an_interval() {
        let month = |index: u32| Utc.with_ymd_and_hms(2026, 1 + index, 1, 0, 0, 0).single();
        let bills: Vec<_> = (0..8).filter_map(month).collect();
        let cadence = Cadence::learn(Tz::UTC, &bills)
            .expect("in order")
            .expect("monthly");
        assert!(matches!(cadence, Cadence::Interval { .. }), "{cadence:?}");
        let february = (bills[1], bills[2]);
        assert_eq!(cadence.expected(Tz::UTC, february.0, february.1), 1);
        assert_eq!(cadence.seen(Tz::UTC, &bills, february.0, february.1), 1);
        assert_eq!(
            pct(&cadence, &bills, 0, 3),
            None,
            "three days of a monthly reporter"
        );
        let weekly: Vec<_> = (0..9).map(|week| day(7 * week)).collect();
        let cadence = Cadence::learn(Tz::UTC, &weekly)
            .expect("in order")
            .expect("weekly");
        assert_eq!(pct(&cadence, &weekly[..7], 0, 63), Some(100.0 * 7.0 / 9.0));

        // The third week's figures never came, the last ones are not late yet.
        let came = [0, 7, 21, 28].map(day);
        let cadence = Cadence::Interval {
            seconds: 7 * 24 * 3600,
        };
        let dues = |until| cadence.dues(&came, until).expect("weekly");
        let missed: Vec<_> = (dues(day(36)).into_iter().filter(|due| !due.came))
            .map(|due| due.at)
            .collect();
        assert_eq!(missed, [day(14)]);
        assert_eq!(dues(day(36)).len(), 4);
        let late = *dues(day(39)).last().expect("five");
        assert_eq!((late.at, late.came), (day(35), false));
        let hourly = Cadence::Interval { seconds: 3_600 };
        assert_eq!(hourly.dues(&came, day(36)), None);
    }

    #[test]
    fn no_cadence_is_not_complete() {
        let of = |times: &[DateTime<Utc>]| Cadence::learn(Tz::UTC, times).expect("in order");
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[day(0), day(1), day(2)]), None);
        assert_eq!(
            of(&[day(0), day(1), day(9), day(10), day(40), day(90)]),
            None
        );
        assert_eq!(of(&[day(0); 50]), None);
        assert_eq!(completeness(0, 0), None);
    }

    proptest! {
        #[test]
        fn it_is_a_percentage(
            mut seconds in proptest::collection::vec(0_i64..10_000_000, 0..300),
            from in 0_i64..10_000_000,
            length in -10_i64..10_000_000,
        ) {
            seconds.sort_unstable();
            let at = |second: i64| day(0) + TimeDelta::seconds(second);
            let times: Vec<_> = seconds.into_iter().map(at).collect();
            if let Some(cadence) = Cadence::learn(Tz::Europe__Berlin, &times).expect("in order") {
                let (from, to) = (at(from), at(from + length));
                let expected = cadence.expected(Tz::Europe__Berlin, from, to);
                let seen = cadence.seen(Tz::Europe__Berlin, &times, from, to);
                prop_assert!(completeness(expected as u64, seen as u64).is_none_or(|pct| (0.0..=100.0).contains(&pct)));
            }
        }
    }
}
