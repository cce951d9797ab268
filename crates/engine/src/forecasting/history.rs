//! A series as the methods want it: on the clock on the wall, without gaps, not longer than useful.

use super::clock::wall_hour;
use super::method::Cycles;
use super::series::{Bucket, ForecastError, Series};

/// Weeks that methods are fitted to and tried on; what is older describes another plant.
const WEEKS_HOURLY: usize = 10;
const WEEKS_DAILY: usize = 104;

/// The past that forecasts are made from.
#[derive(Debug, Clone)]
pub(super) struct History {
    /// Without gaps.
    pub(super) values: Vec<f64>,
    /// Whether the value was measured, not filled.
    pub(super) measured: Vec<bool>,
    pub(super) cycles: Cycles,
    /// Steps of the series that are used, and those of them without a value.
    pub(super) steps: usize,
    pub(super) missing: usize,
    /// The number of the first value's hour on the wall (of daily series: of its day), from 1970.
    first: i64,
    /// For each step ahead, its place in a forecast that counts hours on the wall.
    pub(super) ahead: Vec<usize>,
}

impl History {
    pub(super) fn of(series: &Series, horizon: usize) -> Result<Self, ForecastError> {
        let (bucket, cycles) = (series.bucket, Cycles::of(series.bucket));
        let weeks = match bucket {
            Bucket::Hour => WEEKS_HOURLY,
            Bucket::Day => WEEKS_DAILY,
        };
        let first = series.values.len().saturating_sub(weeks * cycles.week);
        let used = &series.values[first..];
        let begin = used.iter().position(Option::is_some).unwrap_or(used.len());
        let (first, used) = (first + begin, &used[begin..]);
        let missing = used.iter().filter(|value| value.is_none()).count();
        let have = used.len() - missing;
        if have < bucket.points_min() {
            return Err(ForecastError::TooShort {
                have,
                need: bucket.points_min(),
                bucket,
            });
        }
        if 2 * missing > used.len() {
            return Err(ForecastError::MostlyMissing {
                missing,
                steps: used.len(),
                bucket,
            });
        }
        let hour = wall_hour(series.zone, series.at(first)?);
        let (wall, ahead, first) = match bucket {
            Bucket::Day => (used.to_vec(), (0..horizon).collect(), hour.div_euclid(24)),
            Bucket::Hour => {
                let (wall, ahead) = on_the_wall(series, first, horizon)?;
                (wall, ahead, hour)
            }
        };
        Ok(Self {
            measured: wall.iter().map(Option::is_some).collect(),
            values: fill(&wall, cycles),
            cycles,
            steps: used.len(),
            missing,
            first,
            ahead,
        })
    }

    /// Steps that methods forecast: one more than steps of UTC when the clocks go forward meanwhile.
    pub(super) fn horizon(&self) -> usize {
        self.ahead.last().map_or(1, |last| last + 1)
    }

    /// What a forecast does not fall below: zero, for a series that never did.
    pub(super) fn floor(&self) -> f64 {
        if self.values.iter().all(|value| *value >= 0.0) {
            0.0
        } else {
            f64::NEG_INFINITY
        }
    }

    /// Whether what comes, comes by chance: between two steps with something lie on average 1.32 or more,
    /// counted over the steps of the week at which anything ever came. The bound is that of Syntetos, Boylan and
    /// Croston, "On the categorization of demand patterns", Journal of the Operational Research Society 56, 2005.
    pub(super) fn is_intermittent(&self) -> bool {
        const INTERVAL_MIN: f64 = 1.32;
        let week = self.cycles.week;
        let mut came = vec![0_usize; week];
        for (step, value) in self.values.iter().enumerate() {
            came[step % week] += usize::from(*value != 0.0);
        }
        let open = |step: &usize| came[step % week] > 0;
        let steps = (0..self.values.len()).filter(open).count();
        steps as f64 >= INTERVAL_MIN * came.iter().sum::<usize>() as f64
    }

    /// Whether the `day` steps from `step` on lie mostly on a Saturday or Sunday.
    pub(super) fn is_weekend(&self, step: usize) -> bool {
        let middle = i64::try_from(step + self.cycles.day / 2).unwrap_or_default();
        let per_day = i64::try_from(self.cycles.day).unwrap_or(1);
        // The first of January 1970 was a Thursday.
        let day = (self.first + middle).div_euclid(per_day);
        matches!((day + 3).rem_euclid(7), 5 | 6)
    }
}

/// The values from `first` on by hours of the wall clock, and the places of the hours ahead. An hour
/// that comes twice when clocks go back is the mean of both, and forecast twice alike.
fn on_the_wall(
    series: &Series,
    first: usize,
    horizon: usize,
) -> Result<(Vec<Option<f64>>, Vec<usize>), ForecastError> {
    let begin = wall_hour(series.zone, series.at(first)?);
    let place = |step: usize| -> Result<usize, ForecastError> {
        let hours = wall_hour(series.zone, series.at(step)?) - begin;
        Ok(usize::try_from(hours).unwrap_or_default())
    };
    let mut wall: Vec<Option<f64>> = Vec::with_capacity(series.values.len() - first);
    let mut last = None;
    for (step, value) in series.values.iter().enumerate().skip(first) {
        let hour = place(step)?;
        if last == Some(hour) || hour < wall.len() {
            if let Some(seen) = wall.get_mut(hour) {
                *seen = match (*seen, *value) {
                    (Some(one), Some(other)) => Some(f64::midpoint(one, other)),
                    (one, other) => one.or(other),
                };
            }
        } else {
            wall.resize(hour, None);
            wall.push(*value);
        }
        last = Some(hour);
    }
    let ahead = (0..horizon)
        .map(|k| Ok(place(series.values.len() + k)?.saturating_sub(wall.len())))
        .collect::<Result<_, ForecastError>>()?;
    Ok((wall, ahead))
}

/// Fills gaps from the past alone, so that a back-test sees nothing of what came later: a week
/// before, else a day before, else the value before. The first value is never missing.
fn fill(wall: &[Option<f64>], cycles: Cycles) -> Vec<f64> {
    let mut values: Vec<f64> = Vec::with_capacity(wall.len());
    for (i, value) in wall.iter().enumerate() {
        let before = |back: usize| i.checked_sub(back).map(|at| values[at]);
        let filled = value
            .or_else(|| before(cycles.week))
            .or_else(|| before(cycles.day))
            .or_else(|| before(1))
            .unwrap_or_default();
        values.push(filled);
    }
    values
}
