//! Bands that hold nine of ten values: split conformal prediction (Vovk and others, "Algorithmic
//! learning in a random world", 2005) on the errors of the back-test, step by step.
//!
//! A band is the forecast plus and minus the quantile of the absolute errors at that step and its
//! neighbours, newer errors weighing more and the value to come counted as one more of the newest
//! (Barber, Candes, Ramdas and Tibshirani, "Conformal prediction beyond exchangeability", Annals of
//! Statistics 51, 2023). How many values such bands hold is measured on each origin in turn with the
//! errors of all others.

use serde::{Deserialize, Serialize};

use super::backtest::{Run, Trial};
use super::history::History;
use super::method::Method;
use super::naive;

/// The share of values a band is to hold.
pub const NOMINAL: f64 = 0.9;
/// Fewest origins whose errors make a band.
pub(super) const ORIGINS_MIN: usize = 5;
/// Steps before and after that share their errors: the spread of neighbouring hours is alike.
const NEIGHBOURS: usize = 2;

/// Origins back to where an error counts half.
const HALF_LIFE: f64 = 7.0;

/// What a band rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BandBasis {
    /// The errors of the same method in the back-test: calibrated.
    BackTest,
    /// How far the days of a short history lie from each other: a stand-in, not calibrated.
    DayPairs,
}

/// How the band was made, and what it held.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// The share of values it is to hold, 0-1.
    pub nominal: f64,
    pub basis: BandBasis,
    /// Points in time (days, of day pairs) whose errors it is made from.
    pub origins: usize,
    /// Errors in all.
    pub residuals: usize,
    /// The fewest that make the band of one step.
    pub residuals_per_step: usize,
    /// The share of values held on origins that had no part in the band, 0-1. `None` where it was not
    /// measured, as of day pairs.
    pub coverage: Option<f64>,
}

/// Absolute errors: of each origin, by step.
#[derive(Debug)]
pub(super) struct Residuals {
    by_origin: Vec<Vec<Option<f64>>>,
    basis: BandBasis,
}

impl Residuals {
    /// Those of a method in the back-test.
    pub(super) fn of_run(trial: &Trial<'_>, run: &Run) -> Self {
        let forecasts = run.forecasts.iter().enumerate();
        Self {
            by_origin: forecasts
                .map(|(origin, forecast)| {
                    let errors = trial.errors(origin, forecast);
                    errors.map(|error| error.map(f64::abs)).collect()
                })
                .collect(),
            basis: BandBasis::BackTest,
        }
    }

    /// Those of a short history. Each day is forecast from the day before it and, where the method
    /// looks at weeks, from another day of its kind (workday or weekend) in place of the one a week
    /// before, which is not there.
    pub(super) fn of_days(history: &History, method: Method, horizon: usize) -> Self {
        let (day, values) = (history.cycles.day, &history.values);
        let skipped = values.len() % day;
        let starts: Vec<usize> = (skipped..values.len()).step_by(day).collect();
        let mut by_origin = Vec::new();
        for pair in starts.windows(2) {
            let (before, start) = (pair[0], pair[1]);
            let target = &values[start..start + day];
            for other in starts.iter().filter(|other| **other != start) {
                let other_day = &values[*other..other + day];
                let forecast = if method == Method::NaiveDay {
                    other_day.to_vec()
                } else if *other != before
                    && history.is_weekend(*other) == history.is_weekend(start)
                {
                    naive::anchored(&values[..start], day, &values[before..start], other_day)
                } else {
                    continue;
                };
                let errors = target.iter().zip(&forecast).map(|(t, f)| (t - f).abs());
                let cycle: Vec<f64> = errors.collect();
                by_origin.push((0..horizon).map(|k| Some(cycle[k % day])).collect());
            }
        }
        Self {
            by_origin,
            basis: BandBasis::DayPairs,
        }
    }

    /// The half-width of the band at a step without the errors of origin `without`, and the number of
    /// errors it comes from. `None` without any.
    fn half_width(&self, step: usize, without: Option<usize>) -> Option<(f64, usize)> {
        let (from, to) = (step.saturating_sub(NEIGHBOURS), step + NEIGHBOURS + 1);
        let mut errors: Vec<(f64, f64)> = Vec::with_capacity(self.by_origin.len() * (to - from));
        for (origin, of_origin) in self.by_origin.iter().enumerate() {
            if Some(origin) == without {
                continue;
            }
            let weight = self.weight(origin);
            let near = &of_origin[from.min(of_origin.len())..to.min(of_origin.len())];
            errors.extend(near.iter().flatten().map(|error| (*error, weight)));
        }
        errors.sort_unstable_by(|one, other| one.0.total_cmp(&other.0));
        let sum: f64 = errors.iter().map(|(_, weight)| weight).sum();
        // The value to come counts as one more of the newest.
        let needed = NOMINAL * (sum + 1.0);
        let mut reached = 0.0;
        let found = errors.iter().find(|(_, weight)| {
            reached += weight;
            reached >= needed
        });
        let (half_width, _) = found.or(errors.last())?;
        Some((*half_width, errors.len()))
    }

    fn weight(&self, origin: usize) -> f64 {
        match self.basis {
            BandBasis::BackTest => {
                let back = self.by_origin.len() - 1 - origin;
                0.5_f64.powf(back as f64 / HALF_LIFE)
            }
            BandBasis::DayPairs => 1.0,
        }
    }

    /// The half-width at each step, and where they come from. Steps ahead that no origin reached have
    /// none.
    pub(super) fn band(&self, horizon: usize) -> Option<(Vec<Option<f64>>, Band)> {
        let steps: Vec<_> = (0..horizon)
            .map(|step| self.half_width(step, None))
            .collect();
        let band = Band {
            nominal: NOMINAL,
            basis: self.basis,
            origins: self.by_origin.len(),
            residuals: self.by_origin.iter().flatten().flatten().count(),
            residuals_per_step: steps.iter().flatten().map(|step| step.1).min()?,
            coverage: self.coverage(),
        };
        let half_widths = steps.into_iter().map(|step| Some(step?.0));
        Some((half_widths.collect(), band))
    }

    fn coverage(&self) -> Option<f64> {
        if self.basis != BandBasis::BackTest {
            return None;
        }
        let (mut held, mut count) = (0.0, 0.0);
        for (origin, errors) in self.by_origin.iter().enumerate() {
            for (step, error) in errors.iter().enumerate() {
                let Some(error) = error else { continue };
                let Some((half_width, _)) = self.half_width(step, Some(origin)) else {
                    continue;
                };
                count += 1.0;
                held += f64::from(u8::from(*error <= half_width));
            }
        }
        (count > 0.0).then_some(held / count)
    }
}
