//! A goal's period as a line, at most so many points long.

use chrono::{Datelike, NaiveDate};
use engine::goals::{Landing, Projection};
use model::goals::{Goal, GoalPath, Kilograms};

/// Points of a line, about; days between are left out.
const POINTS: usize = 120;

/// A saving that counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Verified {
    pub(super) day: NaiveDate,
    pub(super) saved: Kilograms,
}

/// One day of a line.
#[derive(Debug, Clone, Copy)]
struct Point {
    day: NaiveDate,
    measured: Option<f64>,
    expected: Option<Kilograms>,
}

pub(super) fn of_budget(goal: &Goal, days_kg: &[f64], rest: Option<&Projection>) -> GoalPath {
    let rest = rest.map_or(&[][..], |rest| &rest.path);
    let mut total = 0.0;
    let mut points: Vec<_> = goal
        .from
        .iter_days()
        .zip(days_kg)
        .map(|(day, kg)| {
            total += kg;
            Point {
                day,
                measured: Some(total),
                expected: None,
            }
        })
        .collect();
    // Today is not over: both lines meet at what is booked of it, unless nothing comes after.
    if let (Some(today), Some(first)) = (points.last_mut(), rest.first()) {
        today.expected = Some(if rest.len() == 1 {
            first.total
        } else {
            exactly(total)
        });
    }
    points.extend(rest.iter().skip(1).map(|ahead| Point {
        day: ahead.day,
        measured: None,
        expected: Some(ahead.total),
    }));
    drawn(goal, points)
}

pub(super) fn of_saving(
    goal: &Goal,
    today: NaiveDate,
    verified: &[Verified],
    landing: &Landing,
) -> GoalPath {
    let days_left = goal
        .to
        .signed_duration_since(today.max(goal.from))
        .num_days();
    let points = goal.from.iter_days().take_while(|day| *day < goal.to);
    let points = points.map(|day| {
        let saved = verified.iter().filter(|one| one.day <= day);
        let saved: f64 = saved.map(|one| one.saved.kg).sum();
        let ahead = day.signed_duration_since(today.max(goal.from)).num_days();
        // At the end of the last day everything promised is saved.
        let share = if days_left > 1 {
            ahead as f64 / (days_left - 1) as f64
        } else {
            1.0
        };
        let along = |end: f64| saved + (end - landing.verified.kg) * share;
        Point {
            day,
            measured: (day <= today).then_some(saved),
            expected: (ahead >= 0 && today < goal.to).then(|| Kilograms {
                kg: along(landing.landing.kg),
                low_kg: along(landing.landing.low_kg),
                high_kg: along(landing.landing.high_kg),
            }),
        }
    });
    drawn(goal, points.collect())
}

/// Without an interval: what is known.
pub(super) fn exactly(kg: f64) -> Kilograms {
    Kilograms {
        kg,
        low_kg: kg,
        high_kg: kg,
    }
}

/// Every so many days, the first, the last, and the one where the lines meet.
fn drawn(goal: &Goal, points: Vec<Point>) -> GoalPath {
    let step = points.len().div_ceil(POINTS).max(1);
    let last = points.len().saturating_sub(1);
    let years = goal.from.year() != goal.to.pred_opt().unwrap_or(goal.to).year();
    let format = if years { "%-d %b %Y" } else { "%-d %b" };
    let mut path = GoalPath::default();
    for (place, point) in points.into_iter().enumerate() {
        let is_meeting = point.measured.is_some() && point.expected.is_some();
        if !(last - place).is_multiple_of(step) && place != 0 && !is_meeting {
            continue;
        }
        path.labels.push(point.day.format(format).to_string());
        path.measured_kg.push(point.measured);
        path.expected_kg.push(point.expected.map(|one| one.kg));
        path.low_kg.push(point.expected.map(|one| one.low_kg));
        path.high_kg.push(point.expected.map(|one| one.high_kg));
    }
    path
}
