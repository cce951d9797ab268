//! A ridge regression on heating and cooling degrees, without an intercept: deviations have a mean near zero.

use super::super::air::{Bases, Degrees};

/// The share of the mean square that the ridge penalises by: little is learned of degrees that hardly moved.
const RIDGE: f64 = 0.01;

/// How an hour differs from what was usual.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// The hour, from 1970, and its class.
    pub(super) hour: i64,
    pub(super) class: usize,
    pub(super) kwh: f64,
    pub(super) degrees: Degrees,
}

/// The sums of a regression on two columns without an intercept.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums {
    pub(super) kwh: f64,
    pub(super) heating: f64,
    pub(super) cooling: f64,
    pub(super) both: f64,
    pub(super) heating_kwh: f64,
    pub(super) cooling_kwh: f64,
}

impl Row {
    /// Without degrees that there is no base for.
    pub(super) fn of(self, bases: Bases) -> Self {
        let kept = |base: Option<f64>, degrees: f64| base.map_or(0.0, |_| degrees);
        Self {
            degrees: Degrees {
                heating: kept(bases.heating_c, self.degrees.heating),
                cooling: kept(bases.cooling_c, self.degrees.cooling),
            },
            ..self
        }
    }
}

impl Sums {
    pub(super) fn of(rows: &[Row]) -> Self {
        let mut sums = Self::default();
        for row in rows {
            sums.add(row);
        }
        sums
    }

    pub(super) fn add(&mut self, row: &Row) {
        let Degrees { heating, cooling } = row.degrees;
        self.kwh += row.kwh * row.kwh;
        self.heating += heating * heating;
        self.cooling += cooling * cooling;
        self.both += heating * cooling;
        self.heating_kwh += heating * row.kwh;
        self.cooling_kwh += cooling * row.kwh;
    }

    /// The penalty of a regression of these rows.
    pub(super) fn ridge(&self) -> f64 {
        RIDGE * self.mean_square()
    }

    /// The mean of both columns' squares.
    pub(super) fn mean_square(&self) -> f64 {
        f64::midpoint(self.heating, self.cooling)
    }

    /// What a degree takes by least squares with a ridge penalty, kWh per K. Neither is below zero: more
    /// heating where it is warmer is chance, not heating.
    pub(super) fn slopes(&self, ridge: f64) -> Degrees {
        self.slopes_near(Degrees::default(), ridge)
    }

    /// The same, drawn towards other slopes instead of zero.
    pub(super) fn slopes_near(&self, near: Degrees, ridge: f64) -> Degrees {
        let (h, c) = (self.heating + ridge, self.cooling + ridge);
        let heating = self.heating_kwh + ridge * near.heating;
        let cooling = self.cooling_kwh + ridge * near.cooling;
        let alone = |sum: f64, square: f64| {
            let slope = sum / square;
            if square > 0.0 && slope > 0.0 {
                slope
            } else {
                0.0
            }
        };
        let determinant = h * c - self.both * self.both;
        if determinant > 0.0 {
            let both = Degrees {
                heating: (c * heating - self.both * cooling) / determinant,
                cooling: (h * cooling - self.both * heating) / determinant,
            };
            if both.heating >= 0.0 && both.cooling >= 0.0 {
                return both;
            }
        }
        let only_heating = Degrees {
            heating: alone(heating, h),
            cooling: 0.0,
        };
        let only_cooling = Degrees {
            heating: 0.0,
            cooling: alone(cooling, c),
        };
        if only_heating.heating * heating >= only_cooling.cooling * cooling {
            only_heating
        } else {
            only_cooling
        }
    }

    /// The share of the squares that slopes explain, at most 1.
    pub(super) fn explained(&self, slopes: Degrees) -> f64 {
        let Degrees { heating, cooling } = slopes;
        let moved = heating * heating * self.heating
            + cooling * cooling * self.cooling
            + 2.0 * heating * cooling * self.both;
        let met = 2.0 * (heating * self.heating_kwh + cooling * self.cooling_kwh);
        let share = (met - moved) / self.kwh;
        if self.kwh > 0.0 && share.is_finite() {
            share
        } else {
            0.0
        }
    }
}
