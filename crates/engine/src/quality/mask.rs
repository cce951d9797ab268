//! Stretches of what is known, hidden so that restoring them can be learned and tried.

use rand::SeedableRng;
use rand::seq::index::sample;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::clues::{PER_RELATED, View, WIDTH};
use super::fill::Beside;
use super::gaps::Gap;
use super::regression::Rows;

/// Periods of one stretch that are restored; of longer ones, so many evenly spread.
const PERIODS_OF_A_STRETCH: usize = 24;
/// Restored periods wanted, and the bounds of how many stretches that takes.
const PERIODS: usize = 6_000;
const STRETCHES_MIN: usize = 40;
const STRETCHES_MAX: usize = 2_500;
/// A stretch must be known to this share.
const KNOWN: f64 = 0.5;

const HOURS_OF_WEEK: usize = 168;

/// What is known around a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Values on both sides.
    Both,
    /// Nothing after it yet: the series ends there.
    Before,
}

pub(super) const SIDES: [Side; 2] = [Side::Both, Side::Before];

impl Side {
    pub(super) fn of(is_closed: bool) -> Self {
        if is_closed { Self::Both } else { Self::Before }
    }
}

/// Clues of hidden periods and what stood there.
pub(super) struct Lesson {
    pub(super) own: Examples,
    /// Those where all related columns have a value, with their clues.
    pub(super) with_related: Examples,
}

pub(super) struct Examples {
    pub(super) rows: Rows,
    /// Whole hours to the nearest known period, rounded up.
    pub(super) depths_h: Vec<usize>,
}

impl Lesson {
    fn new(related: usize) -> Self {
        let examples = |width| Examples {
            rows: Rows::new(width),
            depths_h: Vec::new(),
        };
        Self {
            own: examples(WIDTH),
            with_related: examples(WIDTH + PER_RELATED * related),
        }
    }
}

/// What to learn from, out of even weeks, and what to be tried on, out of odd ones; `None` where the
/// series is too short or too full of gaps.
pub(super) fn lessons(
    view: &View<'_>,
    beside: &Beside<'_>,
    hours: usize,
    side: Side,
    seed: u64,
) -> Option<(Lesson, Lesson)> {
    let length = hours * view.per_hour;
    let starts = starts(view, length);
    let week = HOURS_OF_WEEK * view.per_hour;
    // Long gaps are longer than a week is apart, so the middle decides.
    let is_even = |start: &usize| ((start + length / 2) / week).is_multiple_of(2);
    let (even, odd): (Vec<usize>, Vec<usize>) = starts.into_iter().partition(is_even);
    let mut chance = ChaCha8Rng::seed_from_u64(seed ^ ((hours as u64) << 8) ^ side as u64);
    let mut lesson = |starts: &[usize]| {
        let per_stretch = length.min(PERIODS_OF_A_STRETCH);
        let wanted = (PERIODS / per_stretch).clamp(STRETCHES_MIN, STRETCHES_MAX);
        if starts.len() < STRETCHES_MIN {
            return None;
        }
        let mut lesson = Lesson::new(beside.columns.len());
        for choice in sample(&mut chance, starts.len(), wanted.min(starts.len())) {
            let gap = Gap {
                from: starts[choice],
                to: starts[choice] + length,
                closed: side == Side::Both,
            };
            teach(&mut lesson, view, beside, &gap);
        }
        Some(lesson)
    };
    Some((lesson(&even)?, lesson(&odd)?))
}

/// Where a stretch of this length may begin: known on both ends and mostly within.
fn starts(view: &View<'_>, length: usize) -> Vec<usize> {
    let values = view.values;
    let mut known_before = Vec::with_capacity(values.len() + 1);
    let mut known = 0_usize;
    known_before.push(known);
    for value in values {
        known += usize::from(value.is_some());
        known_before.push(known);
    }
    let last = values.len().saturating_sub(length);
    (1..last)
        .filter(|start| values[start - 1].is_some() && values[start + length].is_some())
        .filter(|start| {
            let inside = known_before[start + length] - known_before[*start];
            inside as f64 >= KNOWN * length as f64
        })
        .collect()
}

fn teach(lesson: &mut Lesson, view: &View<'_>, beside: &Beside<'_>, gap: &Gap) {
    let end = if gap.closed { gap.to } else { usize::MAX };
    let view = View {
        hidden: (gap.from, end),
        ..*view
    };
    let step = gap.len().div_ceil(PERIODS_OF_A_STRETCH).max(1);
    // Another beginning in each gap, so that every depth has its turn.
    let first = gap.from + gap.from % step;
    view.rows(gap, (first..gap.to).step_by(step), |index, clues| {
        let Some(target) = view.values.get(index).copied().flatten() else {
            return;
        };
        let depth_h = gap.depth(index).div_ceil(view.per_hour);
        lesson.own.rows.push(clues, target);
        lesson.own.depths_h.push(depth_h);
        let row = beside.row(index, clues);
        if !beside.columns.is_empty() && row.is_complete {
            lesson.with_related.rows.push(&row.cells, target);
            lesson.with_related.depths_h.push(depth_h);
        }
    });
}
