//! How far each point is from the habit of its hour, and how far it stands out from its neighbours.
//!
//! Far from the habit alone is no fault: a night shift is, for hours. A fault of a single reading
//! also leaves the readings before and after it behind, both as they were read and less their habits:
//! the first alone would take every regular step of the day for one, the second every step that a
//! holiday leaves out. How far neighbours usually lie apart depends on how much is going on, more than
//! on the hour: quarter-hours of a running mill differ by tens of kWh whenever it runs. So the spread
//! among neighbours is learned by their level.

use chrono_tz::Tz;

use super::habit::{Habit, in_deviations};
use super::series::Point;
use crate::calendar::hour_of_week;
use crate::statistics::{DEVIATIONS_PER_MAD, median};

/// Neighbours looked at on either side.
const REACH: usize = 2;
/// Levels that have a spread of their own.
const LEVELS: usize = 12;

/// A point against its habit and its neighbours.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Residual {
    /// What is usual at its hour of the week.
    pub expected: f64,
    /// Robust standard deviations above (below: negative) what is usual.
    pub from_habit: f64,
    /// Robust standard deviations by which it lies above (below: negative) its neighbours, two on
    /// either side, the outermost left out, as a second fault may stand beside it; 0 among them.
    pub from_neighbours: f64,
}

/// Of points in time order.
#[must_use]
pub fn residuals(zone: Tz, points: &[Point], habit: &Habit) -> Vec<Residual> {
    let slots: Vec<u8> = (points.iter())
        .map(|point| hour_of_week(zone, point.at))
        .collect();
    let expected = |slot: &u8| {
        habit
            .center
            .get(usize::from(*slot))
            .copied()
            .unwrap_or_default()
    };
    let read: Vec<f64> = points.iter().map(|point| point.value).collect();
    let less_habit: Vec<f64> = (read.iter().zip(&slots))
        .map(|(value, slot)| value - expected(slot))
        .collect();
    let as_read: Vec<Around> = (0..read.len()).map(|at| Around::of(&read, at)).collect();
    let as_residual: Vec<Around> = (0..read.len())
        .map(|at| Around::of(&less_habit, at))
        .collect();
    let apart = |at: usize| {
        let by_value = (read[at] - as_read[at].level).abs();
        by_value.min((less_habit[at] - as_residual[at].level).abs())
    };
    let noise = Noise::learn(&as_read, apart);
    (slots.iter().enumerate())
        .map(|(at, slot)| {
            let of_hour = habit
                .scale
                .get(usize::from(*slot))
                .copied()
                .unwrap_or_default();
            let spread = noise.at(as_read[at].level).max(of_hour);
            let excess = smaller(
                as_read[at].excess(read[at]),
                as_residual[at].excess(less_habit[at]),
            );
            Residual {
                expected: expected(slot),
                from_habit: habit.deviations(*slot, read[at]),
                from_neighbours: in_deviations(excess, spread),
            }
        })
        .collect()
}

/// The smaller of two excesses; none when one is up and the other down.
fn smaller(one: f64, other: f64) -> f64 {
    if one * other <= 0.0 {
        0.0
    } else if one.abs() < other.abs() {
        one
    } else {
        other
    }
}

/// What surrounds a point.
#[derive(Debug, Clone, Copy)]
struct Around {
    /// Median of the neighbours.
    level: f64,
    /// Their range without the outermost on either end, where there are more than two.
    low: f64,
    high: f64,
}

impl Around {
    fn of(values: &[f64], at: usize) -> Self {
        let mut near: smallvec::SmallVec<[f64; 2 * REACH]> = (at.saturating_sub(REACH)
            ..(at + REACH + 1).min(values.len()))
            .filter(|other| *other != at)
            .map(|other| values[other])
            .collect();
        near.sort_unstable_by(f64::total_cmp);
        let spared = usize::from(near.len() > 2);
        let place = |from_end: usize| near.get(from_end).copied().unwrap_or(values[at]);
        Self {
            low: place(spared),
            high: place((near.len()).saturating_sub(1 + spared)),
            level: median(&mut near.clone()).unwrap_or(values[at]),
        }
    }

    /// How far a value lies above their range (below: negative).
    fn excess(&self, value: f64) -> f64 {
        if value > self.high {
            value - self.high
        } else if value < self.low {
            value - self.low
        } else {
            0.0
        }
    }
}

/// How far a point usually is from the median of its neighbours, by that median.
struct Noise {
    /// Upper bounds of all levels but the last.
    bounds: Vec<f64>,
    /// Robust standard deviation of each level; it never falls from a level to the next.
    scale: Vec<f64>,
}

impl Noise {
    fn learn(around: &[Around], apart: impl Fn(usize) -> f64) -> Self {
        let mut levels: Vec<f64> = around.iter().map(|one| one.level).collect();
        levels.sort_unstable_by(f64::total_cmp);
        let mut bounds: Vec<f64> = (1..LEVELS)
            .filter_map(|part| levels.get(part * levels.len() / LEVELS).copied())
            .collect();
        bounds.dedup();
        let mut distances = vec![Vec::new(); bounds.len() + 1];
        for (at, one) in around.iter().enumerate() {
            let level = bounds.partition_point(|bound| *bound <= one.level);
            distances[level].push(apart(at));
        }
        let mut most = 0.0_f64;
        let scale = (distances.iter_mut())
            .map(|level| {
                most = most.max(DEVIATIONS_PER_MAD * median(level).unwrap_or_default());
                most
            })
            .collect();
        Self { bounds, scale }
    }

    fn at(&self, level: f64) -> f64 {
        let place = self.bounds.partition_point(|bound| *bound <= level);
        self.scale.get(place).copied().unwrap_or_default()
    }
}
