//! What a series usually shows in an hour of the week, and how far it usually is from it.
//!
//! Medians, because a few faults must not move what counts as normal. An hour of the week that was
//! seen in few weeks leans on the same hour of all days, that one on the whole series. The spread of
//! an hour is never taken as smaller than the spread of the series: where a machine stands still at
//! night, its idle current is nearly constant, and its smallest flicker would be a marvel.

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::series::{Point, QualityError, check_points};
use crate::calendar::{HOURS_OF_WEEK, hour_of_week};
use crate::statistics::{DEVIATIONS_PER_MAD, median};

/// Fewest points that make a habit, and fewest days between first and last: each hour of the week
/// must have had the chance to come twice.
pub const HABIT_POINTS_MIN: usize = 48;
pub const HABIT_DAYS_MIN: i64 = 13;

/// Weeks after which an hour of the week speaks for itself alone; and days, an hour of the day.
const WEEKS_ALONE: f64 = 4.0;
const DAYS_ALONE: f64 = 8.0;

/// Standard deviations in one mean absolute deviation of normally distributed values.
const DEVIATIONS_PER_MEAN: f64 = 1.2533;

const SLOTS: usize = HOURS_OF_WEEK as usize;
const HOURS: usize = 24;
const DAY_SECONDS: i64 = 86_400;

/// What is usual, by hour of the week in the series' time zone, Monday 00:00 first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Habit {
    /// Median of the values.
    pub center: Vec<f64>,
    /// Robust standard deviation of the values around `center` (1.4826 times the median absolute
    /// deviation), at least `series_scale`.
    pub scale: Vec<f64>,
    /// Robust standard deviation of all residuals; 0 only of a series that never left its habit.
    pub series_scale: f64,
}

impl Habit {
    /// Learns from points in time order.
    ///
    /// # Errors
    /// Fewer than [`HABIT_POINTS_MIN`] points or [`HABIT_DAYS_MIN`] days; points that break a limit.
    pub fn learn(zone: Tz, points: &[Point]) -> Result<Self, QualityError> {
        check_points(points)?;
        let days = match (points.first(), points.last()) {
            (Some(first), Some(last)) => (last.at - first.at).num_days(),
            _ => 0,
        };
        if points.len() < HABIT_POINTS_MIN || days < HABIT_DAYS_MIN {
            return Err(QualityError::TooLittleHistory {
                points: points.len(),
                days,
                points_min: HABIT_POINTS_MIN,
                days_min: HABIT_DAYS_MIN,
            });
        }
        let slots: Vec<usize> = points
            .iter()
            .map(|point| usize::from(hour_of_week(zone, point.at)))
            .collect();
        let history = History::of(&slots, points);
        let values: Vec<f64> = points.iter().map(|point| point.value).collect();
        let center = history.shrunk_medians(&values);
        let distances: Vec<f64> = (values.iter().zip(&slots))
            .map(|(value, slot)| (value - center[*slot]).abs())
            .collect();
        let series_scale = scale_of(&distances);
        let scale = (history.shrunk_medians(&distances).iter())
            .map(|mad| (DEVIATIONS_PER_MAD * mad).max(series_scale))
            .collect();
        Ok(Self {
            center,
            scale,
            series_scale,
        })
    }

    /// The same at every hour: all that can be said of a series too short for a habit.
    pub(super) fn flat(points: &[Point]) -> Self {
        let mut values: Vec<f64> = points.iter().map(|point| point.value).collect();
        let center = median(&mut values).unwrap_or_default();
        let distances: Vec<f64> = values.iter().map(|value| (value - center).abs()).collect();
        let series_scale = scale_of(&distances);
        Self {
            center: vec![center; SLOTS],
            scale: vec![series_scale; SLOTS],
            series_scale,
        }
    }

    /// How many robust standard deviations a value lies above (below: negative) what is usual in an
    /// hour of the week. A series that never left its habit has no spread to measure by: 0 on the
    /// habit, infinite beside it.
    #[must_use]
    pub fn deviations(&self, hour_of_week: u8, value: f64) -> f64 {
        let slot = usize::from(hour_of_week);
        let (Some(center), Some(scale)) = (self.center.get(slot), self.scale.get(slot)) else {
            return 0.0;
        };
        in_deviations(value - center, *scale)
    }
}

/// A distance in standard deviations; in a series without any, 0 or infinite.
pub(super) fn in_deviations(distance: f64, scale: f64) -> f64 {
    if distance == 0.0 {
        0.0
    } else {
        distance / scale
    }
}

/// Robust standard deviation from absolute residuals. Where more than half are exactly zero their
/// median says nothing, and the mean stands in.
fn scale_of(distances: &[f64]) -> f64 {
    let robust = DEVIATIONS_PER_MAD * median(&mut distances.to_vec()).unwrap_or_default();
    if robust > 0.0 {
        return robust;
    }
    DEVIATIONS_PER_MEAN * distances.iter().sum::<f64>() / distances.len().max(1) as f64
}

/// Which points fall into which hour of the week and of the day, and how often those came round.
struct History {
    by_slot: Vec<Vec<usize>>,
    by_hour: Vec<Vec<usize>>,
    weeks: Vec<f64>,
    days: Vec<f64>,
}

impl History {
    fn of(slots: &[usize], points: &[Point]) -> Self {
        let mut history = Self {
            by_slot: vec![Vec::new(); SLOTS],
            by_hour: vec![Vec::new(); HOURS],
            weeks: vec![0.0; SLOTS],
            days: vec![0.0; HOURS],
        };
        let mut last_week = [i64::MIN; SLOTS];
        let mut last_day = [i64::MIN; HOURS];
        for (index, (slot, point)) in slots.iter().zip(points).enumerate() {
            let (slot, hour) = (*slot, slot % HOURS);
            let day = point.at.timestamp().div_euclid(DAY_SECONDS);
            history.by_slot[slot].push(index);
            history.by_hour[hour].push(index);
            if last_week[slot] != day.div_euclid(7) {
                last_week[slot] = day.div_euclid(7);
                history.weeks[slot] += 1.0;
            }
            if last_day[hour] != day {
                last_day[hour] = day;
                history.days[hour] += 1.0;
            }
        }
        history
    }

    /// Median of each hour of the week, leaning on wider ones where it came round too seldom.
    fn shrunk_medians(&self, values: &[f64]) -> Vec<f64> {
        let of = |members: &[usize]| {
            let mut chosen: Vec<f64> = members.iter().map(|index| values[*index]).collect();
            median(&mut chosen)
        };
        let whole = median(&mut values.to_vec()).unwrap_or_default();
        let lean = |own: Option<f64>, times: f64, alone: f64, wider: f64| {
            let weight = (times / alone).min(1.0);
            own.map_or(wider, |own| weight * own + (1.0 - weight) * wider)
        };
        let hours: Vec<f64> = (self.by_hour.iter().zip(&self.days))
            .map(|(members, days)| lean(of(members), *days, DAYS_ALONE, whole))
            .collect();
        (self.by_slot.iter().zip(&self.weeks).enumerate())
            .map(|(slot, (members, weeks))| {
                lean(of(members), *weeks, WEEKS_ALONE, hours[slot % HOURS])
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};
    use chrono_tz::Tz;

    use super::{Habit, Point, QualityError};

    /// Hours from Monday, 5 January 2026, on.
    fn hours(count: i64, value: impl Fn(i64) -> f64) -> Vec<Point> {
        let monday: DateTime<Utc> = DateTime::UNIX_EPOCH + TimeDelta::days(20_458);
        (0..count)
            .map(|hour| Point {
                at: monday + TimeDelta::hours(hour),
                value: value(hour),
            })
            .collect()
    }

    #[test]
    fn an_hour_of_the_week_has_its_own_habit_and_a_fault_does_not_move_it() {
        // 10 in the first hour of a Monday, 2 otherwise; one week's Monday is wild.
        let usual = |hour: i64| {
            if hour % 168 == 0 {
                10.0
            } else {
                2.0 + (hour % 3) as f64 / 10.0
            }
        };
        let points = hours(
            8 * 168,
            |hour| if hour == 168 { 9000.0 } else { usual(hour) },
        );
        let habit = Habit::learn(Tz::UTC, &points).expect("eight weeks");
        assert_eq!(habit.center[0], 10.0);
        assert!((2.0..=2.2).contains(&habit.center[24]));
        assert!(habit.deviations(0, 9000.0) > 1000.0);
        assert!(habit.scale.iter().all(|scale| *scale >= habit.series_scale));
    }

    #[test]
    fn a_young_hour_leans_on_its_time_of_day() {
        // Mondays at midnight 10, every other midnight 2, seen in two weeks only.
        let points = hours(15 * 24, |hour| if hour % 168 == 0 { 10.0 } else { 2.0 });
        let habit = Habit::learn(Tz::UTC, &points).expect("fifteen days");
        assert!(
            (4.0..10.0).contains(&habit.center[0]),
            "{}",
            habit.center[0]
        );
        assert_eq!(habit.center[1], 2.0);
    }

    #[test]
    fn a_constant_has_no_spread_and_a_short_history_no_habit() {
        let flat = Habit::learn(Tz::UTC, &hours(30 * 24, |_| 7.0)).expect("a month");
        assert_eq!(flat.series_scale, 0.0);
        assert_eq!(flat.deviations(5, 7.0), 0.0);
        assert_eq!(flat.deviations(5, 7.1), f64::INFINITY);
        let short = Habit::learn(Tz::UTC, &hours(100, |_| 7.0));
        let words = short.expect_err("four days").to_string();
        assert_eq!(
            words,
            "the series has 100 points over 4 days; a habit needs at least 48 points over 13 days"
        );
        assert!(matches!(
            Habit::learn(Tz::UTC, &[]),
            Err(QualityError::TooLittleHistory { points: 0, .. })
        ));
    }
}
