//! The methods by name.

use serde::{Deserialize, Serialize};

use super::series::Bucket;
use super::{decomposition, naive, prophet, regression, smoothing};

/// A way to forecast. The names are stable: they are stored and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// The last day again; of a daily series the last value.
    NaiveDay,
    /// The last week again.
    NaiveWeek,
    /// The mean of these two.
    NaiveBlend,
    /// The mean of the same step of the week over the last four weeks.
    WeeksMean,
    /// Yesterday and last week, the longer ahead the more of last week, beginning where the series ends.
    AnchoredBlend,
    /// The last week, moved to the level of the last day.
    LevelledWeek,
    /// Regression on the values an hour, a day and a week before.
    Regression,
    /// The mean week, and a regression of what remains on its own past.
    WeeklyProfile,
    /// Exponential smoothing with two seasons and an autoregressive error.
    Smoothing,
    /// Seasons taken off by loess, the rest smoothed exponentially (MSTL).
    Mstl,
    /// Prophet's additive model. On request only: it is rarely best and takes longest.
    Prophet,
    /// A weighted mean of those that did well.
    Ensemble,
}

/// The lengths of the cycles in steps; a day of one step is no cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cycles {
    pub(super) day: usize,
    pub(super) week: usize,
}

impl Cycles {
    pub(super) fn of(bucket: Bucket) -> Self {
        match bucket {
            Bucket::Hour => Self { day: 24, week: 168 },
            Bucket::Day => Self { day: 1, week: 7 },
        }
    }

    /// The shortest cycle.
    pub(super) fn shortest(self) -> usize {
        if self.day > 1 { self.day } else { self.week }
    }
}

impl Method {
    /// The yardsticks.
    pub const NAIVE: [Self; 4] = [
        Self::NaiveDay,
        Self::NaiveWeek,
        Self::NaiveBlend,
        Self::WeeksMean,
    ];

    /// What is tried on every series.
    pub const PANEL: [Self; 10] = [
        Self::NaiveDay,
        Self::NaiveWeek,
        Self::NaiveBlend,
        Self::WeeksMean,
        Self::AnchoredBlend,
        Self::LevelledWeek,
        Self::Regression,
        Self::WeeklyProfile,
        Self::Smoothing,
        Self::Mstl,
    ];

    /// The name that is stored and shown.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NaiveDay => "naive_day",
            Self::NaiveWeek => "naive_week",
            Self::NaiveBlend => "naive_blend",
            Self::WeeksMean => "weeks_mean",
            Self::AnchoredBlend => "anchored_blend",
            Self::LevelledWeek => "levelled_week",
            Self::Regression => "regression",
            Self::WeeklyProfile => "weekly_profile",
            Self::Smoothing => "smoothing",
            Self::Mstl => "mstl",
            Self::Prophet => "prophet",
            Self::Ensemble => "ensemble",
        }
    }

    /// Whether it only repeats the past.
    #[must_use]
    pub fn is_naive(self) -> bool {
        Self::NAIVE.contains(&self)
    }

    /// Whether it has parameters that are fitted to the series.
    pub(super) fn is_fitted(self) -> bool {
        matches!(
            self,
            Self::Regression | Self::WeeklyProfile | Self::Smoothing | Self::Mstl | Self::Prophet
        )
    }

    /// Forecasts `horizon` steps. `None` where the history is too short, or where the forecast runs
    /// away; an ensemble is made elsewhere.
    pub(super) fn predict(
        self,
        values: &[f64],
        cycles: Cycles,
        horizon: usize,
    ) -> Option<Vec<f64>> {
        let Cycles { day, week } = cycles;
        let forecast = match self {
            Self::NaiveDay => naive::repeat(values, day, horizon),
            Self::NaiveWeek => naive::repeat(values, week, horizon),
            Self::NaiveBlend => repeats(values, cycles, horizon)
                .map(|(yesterday, last_week)| naive::blend(&yesterday, &last_week)),
            Self::WeeksMean => naive::weeks_mean(values, week, horizon),
            Self::AnchoredBlend => repeats(values, cycles, horizon)
                .map(|(yesterday, last_week)| naive::anchored(values, day, &yesterday, &last_week)),
            Self::LevelledWeek => naive::levelled(values, day, week, horizon),
            Self::Prophet => prophet::predict(values, day, week, horizon),
            Self::Regression | Self::WeeklyProfile | Self::Smoothing | Self::Mstl => {
                if is_proportional(values) {
                    let logs: Vec<f64> = values.iter().map(|value| value.ln()).collect();
                    let forecast = self.fit(&logs, cycles, horizon)?;
                    Some(forecast.into_iter().map(f64::exp).collect())
                } else {
                    self.fit(values, cycles, horizon)
                }
            }
            Self::Ensemble => None,
        }?;
        stays_near(&forecast, values).then_some(forecast)
    }

    /// Fits a method to values or to their logarithms.
    fn fit(self, values: &[f64], cycles: Cycles, horizon: usize) -> Option<Vec<f64>> {
        let Cycles { day, week } = cycles;
        match self {
            Self::Regression if day > 1 => {
                let lags = [1, day, day + 1, week, week + 1];
                regression::autoregress(values, &lags, horizon)
            }
            Self::Regression => regression::autoregress(values, &[1, week, week + 1], horizon),
            Self::WeeklyProfile if day > 1 => {
                regression::profile(values, week, &[1, day, day + 1], horizon)
            }
            Self::WeeklyProfile => regression::profile(values, week, &[1, 2], horizon),
            Self::Smoothing => smoothing::predict(values, day, week, cycles.shortest(), horizon),
            Self::Mstl => decomposition::predict(values, [day, week], horizon),
            _ => None,
        }
    }
}

/// Whether what moves the series multiplies it rather than adds to it, so that its logarithms are the
/// better thing to fit: no value is far below the mean.
fn is_proportional(values: &[f64]) -> bool {
    const LEAST: f64 = 0.2;
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    mean > 0.0 && values.iter().all(|value| *value >= LEAST * mean)
}

impl std::fmt::Display for Method {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str(self.name())
    }
}

/// Yesterday and last week again.
fn repeats(values: &[f64], cycles: Cycles, horizon: usize) -> Option<(Vec<f64>, Vec<f64>)> {
    let yesterday = naive::repeat(values, cycles.day, horizon)?;
    let last_week = naive::repeat(values, cycles.week, horizon)?;
    Some((yesterday, last_week))
}

/// A forecast further outside of the history than three times its range is a model that ran away.
fn stays_near(forecast: &[f64], values: &[f64]) -> bool {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let room = 3.0 * (most - least) + 1e-6 * most.abs().max(least.abs());
    forecast
        .iter()
        .all(|value| (least - room..=most + room).contains(value))
}
