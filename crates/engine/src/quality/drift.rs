//! A series that left its habit and stays away: at once (a shift) or little by little (a drift).
//!
//! Days are compared, not readings: the median of a day's standardised residuals, which no spike and
//! no single shift of work moves, then in robust standard deviations of all days. A two-sided
//! cumulative sum (Page, 1954) adds up what goes beyond an allowance, and reports when the sum passes
//! a threshold; the episode began when the sum last left zero and ends where it was highest.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::habit::{Habit, in_deviations};
use super::series::{Point, QualityError, check_points};
use crate::calendar::hour_of_week;
use crate::statistics::{DEVIATIONS_PER_MAD, median};

/// What a day may be off, in robust standard deviations of days, before it adds to the sum: half of
/// the smallest change worth knowing (Montgomery, 2009, chapter 9).
const ALLOWANCE: f64 = 0.75;
/// Sum that makes an episode. Twice the usual 5, because days of a plant are not normally distributed.
const THRESHOLD: f64 = 10.0;
/// A single day counts for no more than this: a holiday is no drift.
const DAY_MAX: f64 = 4.0;
/// Fewest days of an episode.
pub const DRIFT_DAYS_MIN: usize = 5;
/// A ramp explains a drift when it leaves less than this share of the squares a step leaves.
const RAMP: f64 = 0.7;

/// How a series left its habit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DriftKind {
    /// From one day to the next.
    Shift,
    /// Little by little.
    Drift,
}

/// An episode away from the habit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Drift {
    pub kind: DriftKind,
    /// Its first reading, and the end of its last day's readings.
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    /// Median distance of its days from what is usual, in the unit of the series.
    pub size: f64,
    /// The same in robust standard deviations of days.
    pub deviations: f64,
}

/// Episodes in a series, points in time order. A day is that of the zone.
///
/// # Errors
/// Points that break a limit; fewer than make a habit.
pub fn drifts(zone: Tz, points: &[Point]) -> Result<Vec<Drift>, QualityError> {
    check_points(points)?;
    let habit = Habit::learn(zone, points)?;
    let mut days = days(zone, points, &habit);
    let mut medians: Vec<f64> = days.iter().map(|day| day.deviations).collect();
    let usual = median(&mut medians).unwrap_or_default();
    let mut apart: Vec<f64> = days
        .iter()
        .map(|day| (day.deviations - usual).abs())
        .collect();
    let spread = DEVIATIONS_PER_MAD * median(&mut apart).unwrap_or_default();
    for day in &mut days {
        day.deviations = in_deviations(day.deviations - usual, spread).clamp(-DAY_MAX, DAY_MAX);
    }
    let mut found: Vec<Drift> = [1.0, -1.0]
        .into_iter()
        .flat_map(|sign| episodes(&days, sign))
        .map(|(first, last)| describe(&days[first..=last]))
        .collect();
    found.sort_by_key(|drift| drift.from);
    Ok(found)
}

/// A day's readings as one.
struct Day {
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    /// Median residual in the unit of the series.
    residual: f64,
    /// Median standardised residual; later, of days.
    deviations: f64,
}

fn days(zone: Tz, points: &[Point], habit: &Habit) -> Vec<Day> {
    let date = |point: &Point| -> NaiveDate { point.at.with_timezone(&zone).date_naive() };
    points
        .chunk_by(|a, b| date(a) == date(b))
        .filter_map(|readings| {
            let slots = readings.iter().map(|point| hour_of_week(zone, point.at));
            let mut deviations: Vec<f64> = (readings.iter().zip(slots.clone()))
                .map(|(point, slot)| habit.deviations(slot, point.value))
                .collect();
            let mut residuals: Vec<f64> = (readings.iter().zip(slots))
                .map(|(point, slot)| point.value - habit.center[usize::from(slot)])
                .collect();
            Some(Day {
                from: readings.first()?.at,
                to: readings.last()?.at,
                residual: median(&mut residuals)?,
                deviations: median(&mut deviations)?,
            })
        })
        .collect()
}

/// First and last day of each episode above (`sign` -1: below) the habit.
fn episodes(days: &[Day], sign: f64) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let (mut sum, mut first, mut highest) = (0.0, 0, (0.0, 0));
    let mut close = |highest: (f64, usize), first: usize| {
        if highest.0 > THRESHOLD && highest.1 + 1 - first >= DRIFT_DAYS_MIN {
            found.push((first, highest.1));
        }
    };
    for (index, day) in days.iter().enumerate() {
        if sum == 0.0 {
            (first, highest) = (index, (0.0, index));
        }
        // A sum that grows without end would take as long to fall again.
        sum = (sum + sign * day.deviations - ALLOWANCE).clamp(0.0, 2.0 * THRESHOLD);
        if sum >= highest.0 && sum > 0.0 {
            highest = (sum, index);
        }
        if sum == 0.0 {
            close(highest, first);
            highest = (0.0, index);
        }
    }
    close(highest, first);
    found
}

/// `days` are not empty.
fn describe(days: &[Day]) -> Drift {
    let of = |value: fn(&Day) -> f64| -> Vec<f64> { days.iter().map(value).collect() };
    let deviations = of(|day| day.deviations);
    let kind = if is_ramp(&deviations) {
        DriftKind::Drift
    } else {
        DriftKind::Shift
    };
    Drift {
        kind,
        from: days.first().map(|day| day.from).unwrap_or_default(),
        to: days.last().map(|day| day.to).unwrap_or_default(),
        size: median(&mut of(|day| day.residual)).unwrap_or_default(),
        deviations: median(&mut of(|day| day.deviations)).unwrap_or_default(),
    }
}

/// Whether a straight line fits the days much better than one level does.
fn is_ramp(days: &[f64]) -> bool {
    let count = days.len() as f64;
    let middle = (count - 1.0) / 2.0;
    let mean = days.iter().sum::<f64>() / count;
    let (mut squares, mut along, mut spread) = (0.0, 0.0, 0.0);
    for (index, value) in days.iter().enumerate() {
        let x = index as f64 - middle;
        squares += (value - mean).powi(2);
        along += x * (value - mean);
        spread += x * x;
    }
    let explained = if spread > 0.0 {
        along * along / spread
    } else {
        0.0
    };
    squares > 0.0 && squares - explained < RAMP * squares
}
