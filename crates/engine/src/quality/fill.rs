//! What most likely stood in a gap, how sure that is, and how it was found.
//!
//! A filler is trained on one series by hiding stretches of what is known, of the length of the gaps
//! it is for and with the same side or sides known, and learning to restore them. It learns on even
//! weeks; on odd ones it measures how far off each method is. A gap is filled by the first method of
//! the chain that no later one beats there:
//!
//! 1. `related`: regression on all clues and the columns given beside the series;
//! 2. `regression`: regression on the clues of the series itself;
//! 3. `profile`: the habit of the hour of the week;
//! 4. `neighbours`: the straight line between the values on both sides, or the last value;
//! 5. refusal, with its reason.
//!
//! Intervals are split-conformal (Lei et al., 2018): the errors on the odd weeks, each divided by the
//! error expected from its clues, give the factor that nine of ten stay below, by how deep in the gap.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::clues::{CENTER, LINE, View};
use super::gaps::{FILLED_HOURS_MAX, Gap};
use super::habit::Habit;
use super::mask::{Lesson, SIDES, Side, lessons};
use super::restore::Restorer;
use super::series::{QualityError, RELATED_MAX, Series, check_values};
use crate::emissions::confidence;

/// Hours of the longest gap of each class; the last is [`FILLED_HOURS_MAX`].
pub const GAP_HOURS: [usize; 4] = [1, 6, 24, FILLED_HOURS_MAX];

/// How a value was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FillMethod {
    Related,
    Regression,
    Profile,
    Neighbours,
}

impl FillMethod {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Related => "related",
            Self::Regression => "regression",
            Self::Profile => "profile",
            Self::Neighbours => "neighbours",
        }
    }
}

/// A value that stands where none was.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Filled {
    /// Which period of the series.
    pub index: usize,
    pub at: DateTime<Utc>,
    pub value: f64,
    /// The 90 % interval.
    pub low: f64,
    pub high: f64,
    /// 0 to 1, from value and interval.
    pub confidence: f64,
    pub method: FillMethod,
    /// Restored values the interval rests on.
    pub samples: usize,
}

/// Why a gap is not filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refusal {
    #[error("the gap lasts {hours} hours; at most {FILLED_HOURS_MAX} are filled")]
    TooLong { hours: usize },
    #[error("nothing is known before the gap")]
    NothingBefore,
    #[error("too little is known of the series to restore {hours} hours of it")]
    TooLittleHistory { hours: usize },
    #[error("periods {from} to {to} are no gap of this series")]
    NoGap { from: usize, to: usize },
}

/// How a method did on what it had not seen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Trial {
    pub hours: usize,
    pub side: Side,
    pub method: FillMethod,
    /// Mean absolute error, in the unit of the series.
    pub mean_error: f64,
    pub samples: usize,
}

/// A trained filler; it may be stored, and used while the series goes on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Filler {
    habit: Habit,
    means: Vec<f64>,
    related: Vec<Habit>,
    /// The series was never below zero, so what is filled is not.
    is_never_negative: bool,
    classes: Vec<Class>,
}

/// Methods for gaps of one length and side, in the order of the chain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Class {
    hours: usize,
    side: Side,
    methods: Vec<Restorer>,
}

impl Filler {
    /// Trains on a series and columns of the same grid beside it. Outliers are to be left out of both:
    /// give them as `None`.
    ///
    /// # Errors
    /// A series or a column that breaks a limit. Too little history is none: then [`Self::fill`]
    /// refuses what it cannot restore.
    pub fn train(
        series: &Series<'_>,
        related: &[&[Option<f64>]],
        seed: u64,
    ) -> Result<Self, QualityError> {
        check(series, related)?;
        let points = series.points();
        // Without a habit only neighbours say anything, and only over an hour.
        let (habit, longest_h) = match Habit::learn(series.zone, &points) {
            Ok(habit) => (habit, FILLED_HOURS_MAX),
            Err(QualityError::TooLittleHistory { .. }) => (Habit::flat(&points), GAP_HOURS[0]),
            Err(other) => return Err(other),
        };
        let slots = series.slots();
        let related_habits = (related.iter())
            .map(|column| {
                let points = Series {
                    values: column,
                    ..*series
                }
                .points();
                Habit::learn(series.zone, &points).unwrap_or_else(|_| Habit::flat(&points))
            })
            .collect();
        let mut filler = Self {
            means: means(series.values, &slots, &habit),
            is_never_negative: points.iter().all(|point| point.value >= 0.0),
            related: related_habits,
            habit,
            classes: Vec::new(),
        };
        for hours in GAP_HOURS.into_iter().filter(|hours| *hours <= longest_h) {
            for side in SIDES {
                let view = filler.view(series, &slots);
                let beside = Beside {
                    columns: related,
                    habits: &filler.related,
                    slots: &slots,
                };
                if let Some((learn, test)) = lessons(&view, &beside, hours, side, seed) {
                    let methods = methods(&learn, &test, !related.is_empty());
                    filler.classes.push(Class {
                        hours,
                        side,
                        methods,
                    });
                }
            }
        }
        Ok(filler)
    }

    /// Fills one gap of a series that goes on from the one it was trained on.
    ///
    /// # Errors
    /// The [`Refusal`]: the end of the chain.
    pub fn fill(
        &self,
        series: &Series<'_>,
        related: &[&[Option<f64>]],
        gap: &Gap,
    ) -> Result<Vec<Filled>, FillError> {
        check(series, related)?;
        if related.len() != self.related.len() {
            let (trained, have) = (self.related.len(), related.len());
            return Err(QualityError::RelatedCount { trained, have }.into());
        }
        let (from, to) = (gap.from, gap.to);
        let inside = series.values.get(from..to).unwrap_or_default();
        if inside.is_empty() || inside.iter().any(Option::is_some) {
            return Err(Refusal::NoGap { from, to }.into());
        }
        let before = from.checked_sub(1).and_then(|last| series.values[last]);
        if before.is_none() {
            return Err(Refusal::NothingBefore.into());
        }
        let hours = gap.len().div_ceil(series.per_hour());
        if hours > FILLED_HOURS_MAX {
            return Err(Refusal::TooLong { hours }.into());
        }
        let side = Side::of(series.values.get(to).copied().flatten().is_some());
        let class = (self.classes.iter())
            .find(|class| class.side == side && class.hours >= hours && !class.methods.is_empty())
            .ok_or(Refusal::TooLittleHistory { hours })?;
        Ok(self.restore(series, related, gap, class))
    }

    /// How each method did in each class.
    pub fn trials(&self) -> impl Iterator<Item = Trial> {
        self.classes.iter().flat_map(|class| {
            class.methods.iter().map(|method| Trial {
                hours: class.hours,
                side: class.side,
                method: method.method,
                mean_error: method.mean_error,
                samples: method.samples,
            })
        })
    }

    fn view<'a>(&'a self, series: &Series<'a>, slots: &'a [u8]) -> View<'a> {
        View {
            values: series.values,
            slots,
            habit: &self.habit,
            means: &self.means,
            per_hour: series.per_hour(),
            hidden: (0, 0),
        }
    }

    fn restore(
        &self,
        series: &Series<'_>,
        related: &[&[Option<f64>]],
        gap: &Gap,
        class: &Class,
    ) -> Vec<Filled> {
        let slots = series.slots();
        let beside = Beside {
            columns: related,
            habits: &self.related,
            slots: &slots,
        };
        let floor = if self.is_never_negative {
            0.0
        } else {
            f64::NEG_INFINITY
        };
        let mut filled = Vec::with_capacity(gap.len());
        let view = self.view(series, &slots);
        view.rows(gap, gap.from..gap.to, |index, clues| {
            let row = beside.row(index, clues);
            let usable = |one: &&Restorer| one.method != FillMethod::Related || row.is_complete;
            let best = (class.methods.iter().filter(usable))
                .min_by(|a, b| a.mean_error.total_cmp(&b.mean_error));
            let (Some(best), Some(at)) = (best, series.at(index)) else {
                return;
            };
            let depth_h = gap.depth(index).div_ceil(series.per_hour());
            let (value, half_width) = best.restore(&row.cells, depth_h);
            let (value, low, high) = (
                value.max(floor),
                (value - half_width).max(floor),
                (value + half_width).max(floor),
            );
            filled.push(Filled {
                index,
                at,
                value,
                low,
                high,
                confidence: confidence(value, low, high),
                method: best.method,
                samples: best.samples,
            });
        });
        filled
    }
}

/// Why nothing was filled: what was given cannot be judged, or the gap cannot be filled.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum FillError {
    #[error(transparent)]
    Quality(#[from] QualityError),
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// The chain, as far as its links could be trained.
fn methods(learn: &Lesson, test: &Lesson, has_related: bool) -> Vec<Restorer> {
    let related = has_related.then(|| {
        Restorer::regression(FillMethod::Related, &learn.with_related, &test.with_related)
    });
    [
        related.flatten(),
        Restorer::regression(FillMethod::Regression, &learn.own, &test.own),
        Restorer::column(FillMethod::Profile, CENTER, &learn.own, &test.own),
        Restorer::column(FillMethod::Neighbours, LINE, &learn.own, &test.own),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn check(series: &Series<'_>, related: &[&[Option<f64>]]) -> Result<(), QualityError> {
    series.check()?;
    if related.len() > RELATED_MAX {
        let have = related.len();
        return Err(QualityError::TooManyRelated { have });
    }
    for (column, values) in related.iter().enumerate() {
        if values.len() != series.values.len() {
            return Err(QualityError::RelatedLength {
                column,
                have: values.len(),
                need: series.values.len(),
            });
        }
        check_values(values)?;
    }
    Ok(())
}

/// Mean of each hour of the week; its median where there is none.
fn means(values: &[Option<f64>], slots: &[u8], habit: &Habit) -> Vec<f64> {
    let mut sums = vec![(0.0, 0_u32); habit.center.len()];
    for (value, slot) in values.iter().zip(slots) {
        if let (Some(value), Some(sum)) = (value, sums.get_mut(usize::from(*slot))) {
            *sum = (sum.0 + value, sum.1 + 1);
        }
    }
    (sums.iter().zip(&habit.center))
        .map(|((sum, count), center)| {
            if *count > 0 {
                sum / f64::from(*count)
            } else {
                *center
            }
        })
        .collect()
}

/// Columns beside the series.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beside<'a> {
    pub(super) columns: &'a [&'a [Option<f64>]],
    pub(super) habits: &'a [Habit],
    pub(super) slots: &'a [u8],
}

/// Clues of a period, those from related columns at the end.
pub(super) struct Row {
    pub(super) cells: Vec<f64>,
    /// Whether all related columns have a value there.
    pub(super) is_complete: bool,
}

impl Beside<'_> {
    /// Adds each column's value and its residual to the clues.
    pub(super) fn row(&self, index: usize, clues: &[f64]) -> Row {
        let slot = self.slots.get(index).copied().map_or(0, usize::from);
        let mut cells = clues.to_vec();
        let mut is_complete = true;
        for (column, habit) in self.columns.iter().zip(self.habits) {
            let center = habit.center.get(slot).copied().unwrap_or_default();
            let value = column.get(index).copied().flatten();
            is_complete &= value.is_some();
            let value = value.unwrap_or(center);
            cells.extend([value, value - center]);
        }
        Row { cells, is_complete }
    }
}
