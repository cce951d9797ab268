//! Bands that hold nine of ten values: the forecast plus and minus the quantile of the absolute errors of
//! the back-test at that step and its neighbours ([`super::conformal`]). How many values such bands hold is
//! measured on each origin in turn with the errors of all others.

use serde::{Deserialize, Serialize};

use super::backtest::{Run, Trial};
use super::conformal::{AbsoluteErrors, NOMINAL};
use super::history::History;
use super::method::Method;
use super::naive;

/// Fewest origins whose errors make a band.
pub(super) const ORIGINS_MIN: usize = 5;
/// Steps before and after that share their errors: the spread of neighbouring hours is alike.
const NEIGHBOURS: usize = 2;

/// Origins back to where an error counts half.
const HALF_LIFE: f64 = 7.0;

/// The normal quantile that a band of [`NOMINAL`] is wide: 0.95, for both sides.
const Z: f64 = 1.644_854;

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
    /// The share of values held on origins that had no part in the band, 0-1, before far steps that few
    /// origins reached are widened. `None` where it was not measured, as of day pairs.
    pub coverage: Option<f64>,
}

/// What bands are made from.
#[derive(Debug)]
pub(super) struct Residuals {
    errors: AbsoluteErrors,
    basis: BandBasis,
    /// How much wider than the errors say, because few days said it.
    widened: f64,
    /// Steps of a day; of daily series those of a week.
    cycle: usize,
}

impl Residuals {
    /// Those of a method in the back-test.
    pub(super) fn of_run(trial: &Trial<'_>, run: &Run) -> Self {
        let forecasts = run.forecasts.iter().enumerate();
        let by_origin = forecasts.map(|(origin, forecast)| {
            let errors = trial.errors(origin, forecast);
            errors.map(|error| error.map(f64::abs)).collect()
        });
        Self {
            errors: AbsoluteErrors {
                by_origin: by_origin.collect(),
                neighbours: NEIGHBOURS,
                half_life: Some(HALF_LIFE),
            },
            basis: BandBasis::BackTest,
            widened: 1.0,
            cycle: trial.history.cycles.shortest(),
        }
    }

    /// Those of a short history. Each day is forecast from the day before it and, where the method
    /// looks at weeks, from another day of its kind (workday or weekend) in place of the one a week
    /// before, which is not there. The hours of a day err together, so that days count and not hours: the
    /// band is widened as Student's distribution of so many days is wider than the normal one.
    pub(super) fn of_days(history: &History, method: Method, horizon: usize) -> Self {
        let (day, values) = (history.cycles.day, &history.values);
        let skipped = values.len() % day;
        let starts: Vec<usize> = (skipped..values.len()).step_by(day).collect();
        // Workdays and weekends are each compared with their own, and each takes a degree of freedom.
        let kinds = if method == Method::NaiveDay { 1 } else { 2 };
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
            errors: AbsoluteErrors {
                by_origin,
                neighbours: NEIGHBOURS,
                half_life: None,
            },
            basis: BandBasis::DayPairs,
            widened: student_over_normal(starts.len().saturating_sub(1 + kinds)),
            cycle: history.cycles.shortest(),
        }
    }

    /// The half-width at each step, and where they come from. Steps ahead that no origin reached have
    /// none.
    pub(super) fn band(&self, horizon: usize) -> Option<(Vec<Option<f64>>, Band)> {
        let steps: Vec<_> = (0..horizon)
            .map(|step| self.errors.half_width(step, None))
            .collect();
        let band = Band {
            nominal: NOMINAL,
            basis: self.basis,
            origins: self.errors.by_origin.len(),
            residuals: self.errors.count(),
            residuals_per_step: steps.iter().flatten().map(|step| step.1).min()?,
            coverage: match self.basis {
                BandBasis::BackTest => self.errors.coverage(),
                BandBasis::DayPairs => None,
            },
        };
        // The errors of few origins may all be small by luck: where they make the band, it is no narrower
        // than at that hour of the day before.
        let mut half_widths: Vec<Option<f64>> = Vec::with_capacity(horizon);
        for (step, own) in steps.into_iter().enumerate() {
            let earlier = step.checked_sub(self.cycle).and_then(|at| half_widths[at]);
            let is_known = self.origins_at(step) >= ORIGINS_MIN;
            let own = own.map(|(own, _)| own * self.widened);
            half_widths.push(own.map(|own| match earlier {
                Some(earlier) if !is_known => own.max(earlier),
                _ => own,
            }));
        }
        Some((half_widths, band))
    }

    /// How many origins reached as far as a step.
    fn origins_at(&self, step: usize) -> usize {
        let reached = |of_origin: &&Vec<Option<f64>>| of_origin.len() > step;
        self.errors.by_origin.iter().filter(reached).count()
    }
}

/// How much farther out Student's 0.95 quantile lies than the normal one, by the first terms of its expansion
/// (Abramowitz and Stegun, 26.7.5). With no freedom at all there is nothing to widen by.
fn student_over_normal(freedom: usize) -> f64 {
    if freedom == 0 {
        return 1.0;
    }
    let freedom = freedom as f64;
    let (z2, z4) = (Z * Z, Z.powi(4));
    1.0 + (z2 + 1.0) / (4.0 * freedom) + (5.0 * z4 + 16.0 * z2 + 3.0) / (96.0 * freedom * freedom)
}

#[cfg(test)]
mod tests {
    use super::{Z, student_over_normal};

    /// Quantiles as they are printed: t(0.95) of 3, 5, 10 and 30 degrees of freedom.
    #[test]
    fn few_days_widen_as_students_distribution_does() {
        for (freedom, printed) in [(3, 2.353), (5, 2.015), (10, 1.812), (30, 1.697)] {
            let quantile = Z * student_over_normal(freedom);
            assert!(
                (quantile - printed).abs() < 0.02 * printed,
                "{quantile} {printed}"
            );
        }
    }
}
