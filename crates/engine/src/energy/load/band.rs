//! Bands that hold nine of ten values, from errors of forecasts made earlier
//! ([`crate::forecasting::conformal`]).

use serde::{Deserialize, Serialize};

use crate::forecasting::conformal::{AbsoluteErrors, NOMINAL};

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

/// Errors by forecast, and what they are of.
#[derive(Debug)]
pub(super) struct Errors {
    errors: AbsoluteErrors,
    basis: BandBasis,
}

impl Errors {
    /// Of forecasts, oldest first, by step; `None` where nothing was measured.
    pub(super) fn new(
        by_origin: Vec<Vec<Option<f64>>>,
        basis: BandBasis,
        step_minutes: u32,
    ) -> Self {
        let absolute = |error: Option<f64>| error.map(f64::abs);
        let by_origin = by_origin
            .into_iter()
            .map(|errors| errors.into_iter().map(absolute).collect());
        Self {
            errors: AbsoluteErrors {
                by_origin: by_origin.collect(),
                neighbours: (NEIGHBOUR_MINUTES / step_minutes) as usize,
                half_life: match basis {
                    BandBasis::BackTest => Some(HALF_LIFE),
                    BandBasis::DayPairs | BandBasis::Spread => None,
                },
            },
            basis,
        }
    }

    /// The half-width of each step, where there is any error to take it from.
    pub(super) fn half_widths(&self, steps: usize) -> Vec<Option<f64>> {
        let half_width = |step| self.errors.half_width(step, None).map(|(width, _)| width);
        (0..steps).map(half_width).collect()
    }

    pub(super) fn band(&self) -> LoadBand {
        LoadBand {
            nominal: NOMINAL,
            basis: self.basis,
            errors: self.errors.count(),
            coverage: match self.basis {
                BandBasis::BackTest => self.errors.coverage(),
                BandBasis::DayPairs | BandBasis::Spread => None,
            },
        }
    }
}
