//! What points to a missing value: the calendar, what stands before and after the gap, the same hour
//! of other days and weeks, and related columns.
//!
//! A clue that is missing itself is replaced by the habit of its hour, which says nothing new.

use std::ops::Range;

use super::gaps::Gap;
use super::habit::Habit;

/// Columns of a row of clues without related ones.
pub(super) const WIDTH: usize = 20;
/// The columns that are an estimate by themselves.
pub(super) const CENTER: usize = 1;
pub(super) const LINE: usize = 3;
/// Columns added by each related one.
pub(super) const PER_RELATED: usize = 2;

const HOURS_OF_DAY: usize = 24;
/// Hours after which what stood at the gap's edge counts 1/e: of the moment, and of the day.
const FADES_SOON_H: f64 = 2.0;
const FADES_LATE_H: f64 = 8.0;

/// A series as it is seen when some of it is hidden.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) values: &'a [Option<f64>],
    pub(super) slots: &'a [u8],
    pub(super) habit: &'a Habit,
    /// Mean of each hour of the week.
    pub(super) means: &'a [f64],
    pub(super) per_hour: usize,
    /// First hidden period, and the first one after it that is seen again.
    pub(super) hidden: (usize, usize),
}

/// What stands at the two ends of a gap: the nearest value, and the mean residual of the two hours and
/// of the day beyond it.
struct Edge {
    value: Option<f64>,
    hours: f64,
    day: f64,
}

impl View<'_> {
    fn known(&self, index: usize) -> Option<f64> {
        let is_hidden = (self.hidden.0..self.hidden.1).contains(&index);
        if is_hidden {
            return None;
        }
        self.values.get(index).copied().flatten()
    }

    fn center(&self, index: usize) -> f64 {
        (self.slots.get(index))
            .and_then(|slot| self.habit.center.get(usize::from(*slot)))
            .copied()
            .unwrap_or_default()
    }

    fn residual(&self, range: Range<usize>) -> f64 {
        mean(range.filter_map(|index| Some(self.known(index)? - self.center(index)))).unwrap_or(0.0)
    }

    fn before(&self, gap: &Gap) -> Edge {
        let day = HOURS_OF_DAY * self.per_hour;
        Edge {
            value: gap.from.checked_sub(1).and_then(|index| self.known(index)),
            hours: self.residual(gap.from.saturating_sub(2 * self.per_hour)..gap.from),
            day: self.residual(gap.from.saturating_sub(day)..gap.from),
        }
    }

    fn after(&self, gap: &Gap) -> Edge {
        let day = HOURS_OF_DAY * self.per_hour;
        Edge {
            value: self.known(gap.to),
            hours: self.residual(gap.to..gap.to + 2 * self.per_hour),
            day: self.residual(gap.to..gap.to + day),
        }
    }

    /// The mean around the same time so many days away, forwards or backwards.
    fn other_day(&self, index: usize, days: isize) -> Option<f64> {
        let periods = days.checked_mul((HOURS_OF_DAY * self.per_hour) as isize)?;
        let there = index.checked_add_signed(periods)?;
        mean((there.saturating_sub(1)..=there + 1).filter_map(|near| self.known(near)))
    }

    /// Calls `take` with the clues of each chosen period of a gap; the row is reused.
    pub(super) fn rows(
        &self,
        gap: &Gap,
        chosen: impl Iterator<Item = usize>,
        mut take: impl FnMut(usize, &[f64; WIDTH]),
    ) {
        let (before, after) = (self.before(gap), self.after(gap));
        for index in chosen {
            take(index, &self.row(gap, index, &before, &after));
        }
    }

    fn row(&self, gap: &Gap, index: usize, before: &Edge, after: &Edge) -> [f64; WIDTH] {
        let center = self.center(index);
        let slot = self.slots.get(index).copied().map_or(0, usize::from);
        let of_slot = |of: &[f64]| of.get(slot).copied().unwrap_or_default();
        let periods_left = (index + 1).saturating_sub(gap.from) as f64;
        let periods_right = gap.to.saturating_sub(index) as f64;
        let fade = |periods: f64, over_h: f64| (-periods / self.per_hour as f64 / over_h).exp();
        let (left_soon, right_soon) = (
            fade(periods_left, FADES_SOON_H),
            fade(periods_right, FADES_SOON_H),
        );
        let (left_late, right_late) = (
            fade(periods_left, FADES_LATE_H),
            fade(periods_right, FADES_LATE_H),
        );
        let line = match (before.value, after.value) {
            (Some(left), Some(right)) => {
                left + (right - left) * periods_left / (periods_left + periods_right)
            }
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => center,
        };
        let left = before.value.map_or(0.0, |value| value - center);
        let right = after.value.map_or(0.0, |value| value - center);
        let same_week = mean(
            [-14, -7, 7, 14]
                .into_iter()
                .filter_map(|d| self.other_day(index, d)),
        );
        let other = |days| self.other_day(index, days).unwrap_or(center);
        [
            1.0,
            center,
            of_slot(self.means),
            line,
            left_soon * left,
            right_soon * right,
            left_soon * before.hours,
            right_soon * after.hours,
            left_late * before.hours,
            right_late * after.hours,
            before.day,
            after.day,
            left_late * before.day,
            right_late * after.day,
            other(-1),
            other(1),
            other(-7),
            other(7),
            same_week.unwrap_or(center),
            of_slot(&self.habit.scale),
        ]
    }
}

/// Clues to how far an estimate may be off: how much is going on, and how much the clues to the value
/// disagree with it.
pub(super) fn error_clues(row: &[f64], estimate: f64) -> [f64; 9] {
    let apart = |column: usize| (row.get(column).copied().unwrap_or_default() - estimate).abs();
    [
        1.0,
        row.get(WIDTH - 1).copied().unwrap_or_default(),
        estimate.abs(),
        apart(CENTER),
        apart(LINE),
        apart(14),
        apart(15),
        apart(18),
        apart(2),
    ]
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}
