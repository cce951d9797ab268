//! Bands that hold nine of ten values: the quantile of absolute errors of forecasts made earlier, of the
//! same step and its neighbours, newer ones weighing more (split conformal prediction, as in
//! [`crate::forecasting`]).

use serde::{Deserialize, Serialize};

use crate::forecasting::NOMINAL;

/// Minutes before and after a step whose errors say something about it.
const NEIGHBOUR_MINUTES: u32 = 60;
/// Forecasts back to where an error counts half.
const HALF_LIFE: f64 = 7.0;

/// What a band rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BandBasis {
    /// Errors of forecasts made in the same way from earlier days.
    BackTest,
    /// How far days lie from each other: a stand-in, not calibrated.
    DayPairs,
    /// How far values lie from their mean, where there are no two days: a stand-in, not calibrated.
    Spread,
}

/// How a band was made.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LoadBand {
    /// The share of values it is to hold, 0-1.
    pub nominal: f64,
    pub basis: BandBasis,
    /// Errors it is made from.
    pub errors: usize,
    /// The share of values held on days that had no part in it, 0-1; `None` where not measured.
    pub coverage: Option<f64>,
}

/// Errors by forecast, oldest first, and by step; `None` where nothing was measured.
#[derive(Debug)]
pub(super) struct Errors {
    pub(super) by_origin: Vec<Vec<Option<f64>>>,
    pub(super) basis: BandBasis,
    pub(super) step_minutes: u32,
}

impl Errors {
    /// The half-width at a step from all forecasts but one.
    fn half_width(&self, step: usize, without: Option<usize>) -> Option<f64> {
        let near = (NEIGHBOUR_MINUTES / self.step_minutes) as usize;
        let steps = step.saturating_sub(near)..=step + near;
        let count = self.by_origin.len();
        let mut errors: Vec<(f64, f64)> = Vec::new();
        for (origin, of_origin) in self.by_origin.iter().enumerate() {
            if Some(origin) == without {
                continue;
            }
            let weight = match self.basis {
                BandBasis::BackTest => 0.5_f64.powf((count - 1 - origin) as f64 / HALF_LIFE),
                BandBasis::DayPairs | BandBasis::Spread => 1.0,
            };
            let (from, to) = (*steps.start(), (*steps.end() + 1).min(of_origin.len()));
            let of_steps = of_origin.get(from..to).unwrap_or_default().iter().flatten();
            errors.extend(of_steps.map(|error| (error.abs(), weight)));
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
        Some(found.or(errors.last())?.0)
    }

    /// The half-width of each step, where there is any error to take it from.
    pub(super) fn half_widths(&self, steps: usize) -> Vec<Option<f64>> {
        (0..steps).map(|step| self.half_width(step, None)).collect()
    }

    pub(super) fn band(&self) -> LoadBand {
        LoadBand {
            nominal: NOMINAL,
            basis: self.basis,
            errors: self.by_origin.iter().flatten().flatten().count(),
            coverage: self.coverage(),
        }
    }

    fn coverage(&self) -> Option<f64> {
        if self.basis != BandBasis::BackTest {
            return None;
        }
        let (mut held, mut count) = (0.0, 0.0);
        for (origin, errors) in self.by_origin.iter().enumerate() {
            for (step, error) in errors.iter().enumerate() {
                let half_width = self.half_width(step, Some(origin));
                if let Some((error, half_width)) = error.zip(half_width) {
                    count += 1.0;
                    held += f64::from(u8::from(error.abs() <= half_width));
                }
            }
        }
        (count > 0.0).then_some(held / count)
    }
}
