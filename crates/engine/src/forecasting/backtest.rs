//! Forecasts from earlier points in time (rolling origins), and their errors against what came.

use serde::{Deserialize, Serialize};

use super::history::History;
use super::method::Method;

/// Most origins, counted back from the end of the series, one for each day.
const ORIGINS_MAX: usize = 21;
/// Fewest origins that say which method is best.
pub(super) const ORIGINS_MIN: usize = 3;
/// A share of the mean below which an actual value makes percentages meaningless.
const NEAR_ZERO: f64 = 0.05;

/// How a method did in the back-test.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Score {
    pub method: Method,
    /// Mean absolute error, in the series' unit.
    pub mae: f64,
    /// Mean absolute percentage error, 0-100. `None` where an actual value is near zero (below a
    /// twentieth of the mean magnitude).
    pub mape_pct: Option<f64>,
    /// `mae` over the mean absolute difference to the same hour of the day before (of daily series:
    /// the same day of the week before). `None` for a series that only repeats itself.
    pub mase: Option<f64>,
    /// Points in time it forecast from.
    pub origins: usize,
    /// Forecast values that were compared with a measured one.
    pub n: usize,
}

/// What a method forecast from each origin, oldest first.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub(super) method: Method,
    pub(super) forecasts: Vec<Vec<f64>>,
}

/// All methods on all origins of a history.
#[derive(Debug)]
pub(super) struct Trial<'a> {
    pub(super) history: &'a History,
    horizon: usize,
    pub(super) origins: Vec<usize>,
    pub(super) runs: Vec<Run>,
}

/// The shortest history from which an origin forecasts: all weekly methods work with it.
fn first_origin(history: &History) -> usize {
    let (day, week) = (history.cycles.day, history.cycles.week);
    let count = history.values.len();
    if count < week + day * (ORIGINS_MIN + 1) {
        return day;
    }
    // Two whole weeks where they leave a week of origins, else as much as the shortest method needs.
    if count >= 3 * week {
        2 * week
    } else {
        week + day
    }
}

impl<'a> Trial<'a> {
    /// Tries `methods`; those that fail at an origin are left out.
    pub(super) fn new(history: &'a History, methods: &[Method], horizon: usize) -> Self {
        let (count, step) = (history.values.len(), history.cycles.day);
        let first = first_origin(history);
        let most = (count.saturating_sub(first) / step).min(ORIGINS_MAX);
        let origins: Vec<usize> = (1..=most).rev().map(|back| count - back * step).collect();
        let runs = methods
            .iter()
            .filter_map(|method| {
                let forecasts = origins
                    .iter()
                    .map(|origin| {
                        let ahead = horizon.min(count - origin);
                        method.predict(&history.values[..*origin], history.cycles, ahead)
                    })
                    .collect::<Option<_>>()?;
                Some(Run {
                    method: *method,
                    forecasts,
                })
            })
            .collect();
        Self {
            history,
            horizon,
            origins,
            runs,
        }
    }

    /// Whether no more is forecast than the next cycle.
    pub(super) fn is_one_day(&self) -> bool {
        self.horizon <= self.history.cycles.shortest()
    }

    /// Whether forecasts from neighbouring origins are of the same steps: their errors are alike then, and say
    /// less than their number.
    pub(super) fn overlaps(&self) -> bool {
        self.horizon > self.history.cycles.day
    }

    /// What was measured less what was forecast from one origin, by step; `None` where nothing was.
    pub(super) fn errors<'b>(
        &'b self,
        origin: usize,
        forecast: &'b [f64],
    ) -> impl Iterator<Item = Option<f64>> + 'b {
        let from = self.origins[origin];
        forecast.iter().enumerate().map(move |(k, value)| {
            self.history.measured[from + k].then(|| self.history.values[from + k] - value)
        })
    }

    /// The score of forecasts from all origins; `None` where nothing was measured.
    pub(super) fn score(&self, run: &Run) -> Option<Score> {
        let (mut sum, mut share, mut size, mut n) = (0.0, 0.0, 0.0, 0_usize);
        let mut least = f64::INFINITY;
        for (origin, forecast) in run.forecasts.iter().enumerate() {
            for (k, error) in self.errors(origin, forecast).enumerate() {
                let Some(error) = error else { continue };
                let actual = self.history.values[self.origins[origin] + k].abs();
                sum += error.abs();
                share += error.abs() / actual;
                size += actual;
                least = least.min(actual);
                n += 1;
            }
        }
        if n == 0 {
            return None;
        }
        let mae = sum / n as f64;
        let is_far = least > 0.0 && least >= NEAR_ZERO * size / n as f64;
        Some(Score {
            method: run.method,
            mae,
            mape_pct: is_far.then(|| 100.0 * share / n as f64),
            mase: self.scale().map(|scale| mae / scale),
            origins: run.forecasts.len(),
            n,
        })
    }

    /// The mean absolute difference to a cycle before.
    fn scale(&self) -> Option<f64> {
        let cycle = self.history.cycles.shortest();
        let values = &self.history.values;
        let later = values.get(cycle..)?;
        let sum: f64 = later.iter().zip(values).map(|(b, a)| (b - a).abs()).sum();
        let scale = sum / later.len() as f64;
        (scale > 0.0).then_some(scale)
    }
}
