//! Linear regression by least absolute deviations.
//!
//! A mill that works or does not has two kinds of hour and hardly any between: the mean of both is
//! never right, the median is one of them. Fitting absolute instead of squared errors aims at the
//! median, and a few faults pull it nowhere. Solved by iteratively reweighted least squares (Schlossmacher,
//! 1973), each step by normal equations and Cholesky, with a small ridge so that columns that say the
//! same do no harm.

use serde::{Deserialize, Serialize};

use crate::statistics::median;

/// Steps of reweighting; the coefficients have settled long before.
const STEPS: usize = 15;
/// Ridge as a share of the mean diagonal, with columns scaled to equal size.
const RIDGE: f64 = 1e-4;
/// Errors below this share of the median error weigh no more than it; a median, or a few large faults
/// would make all other errors small.
const SMALL_ERROR: f64 = 0.05;

/// Rows of equal width and what each should give.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    pub(super) width: usize,
    pub(super) cells: Vec<f64>,
    pub(super) targets: Vec<f64>,
}

impl Rows {
    pub(super) fn new(width: usize) -> Self {
        Self {
            width,
            ..Self::default()
        }
    }

    pub(super) fn push(&mut self, row: &[f64], target: f64) {
        self.cells.extend_from_slice(row);
        self.targets.push(target);
    }

    pub(super) fn len(&self) -> usize {
        self.targets.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&[f64], f64)> {
        (self.cells.chunks_exact(self.width.max(1))).zip(self.targets.iter().copied())
    }
}

/// One coefficient for each column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Linear(Vec<f64>);

impl Linear {
    /// The fit; `None` without rows enough for the columns, or when they cannot be told apart.
    pub(super) fn fit(rows: &Rows) -> Option<Self> {
        let width = rows.width;
        if width == 0 || rows.len() < 2 * width {
            return None;
        }
        // Columns of very different units share one ridge, so each is scaled to a mean square of 1.
        let scales: Vec<f64> = (0..width)
            .map(|column| {
                let squares: f64 = rows.iter().map(|(row, _)| row[column] * row[column]).sum();
                let scale = (squares / rows.len() as f64).sqrt();
                if scale > 0.0 { scale } else { 1.0 }
            })
            .collect();
        let mut weights = vec![1.0; rows.len()];
        let mut best = None;
        for _ in 0..STEPS {
            let coefficients = weighted(rows, &weights, &scales)?;
            let fit = Self(coefficients);
            let errors: Vec<f64> = (rows.iter())
                .map(|(row, target)| (target - fit.predict(row)).abs())
                .collect();
            let mean = errors.iter().sum::<f64>() / errors.len() as f64;
            if !mean.is_finite() {
                return None;
            }
            let usual = median(&mut errors.clone()).filter(|usual| *usual > 0.0);
            let least = SMALL_ERROR * usual.unwrap_or(mean);
            best = Some(fit);
            if least == 0.0 {
                break;
            }
            for (weight, error) in weights.iter_mut().zip(&errors) {
                *weight = mean / error.max(least);
            }
        }
        best
    }

    pub(super) fn predict(&self, row: &[f64]) -> f64 {
        self.0.iter().zip(row).map(|(by, cell)| by * cell).sum()
    }
}

/// Weighted ridge regression.
fn weighted(rows: &Rows, weights: &[f64], scales: &[f64]) -> Option<Vec<f64>> {
    let width = rows.width;
    let mut normal = vec![0.0; width * width];
    let mut right = vec![0.0; width];
    let mut scaled = vec![0.0; width];
    for ((row, target), weight) in rows.iter().zip(weights) {
        for ((cell, raw), scale) in scaled.iter_mut().zip(row).zip(scales) {
            *cell = raw / scale;
        }
        for (i, left) in scaled.iter().enumerate() {
            let weighted = weight * left;
            right[i] += weighted * target;
            for (sum, cell) in normal[i * width..=i * width + i].iter_mut().zip(&scaled) {
                *sum += weighted * cell;
            }
        }
    }
    let trace: f64 = (0..width).map(|i| normal[i * width + i]).sum();
    let ridge = RIDGE * trace / width as f64;
    for i in 0..width {
        normal[i * width + i] += ridge;
    }
    let mut solution = solve(&mut normal, right)?;
    for (one, scale) in solution.iter_mut().zip(scales) {
        *one /= scale;
    }
    Some(solution)
}

/// Solves a symmetric positive definite system, of which the lower half is given, by Cholesky.
fn solve(matrix: &mut [f64], mut right: Vec<f64>) -> Option<Vec<f64>> {
    let width = right.len();
    for i in 0..width {
        for j in 0..=i {
            let known: f64 = (0..j)
                .map(|k| matrix[i * width + k] * matrix[j * width + k])
                .sum();
            let left = matrix[i * width + j] - known;
            if i == j {
                // Also false of NaN.
                if !(left > 0.0 && left.is_finite()) {
                    return None;
                }
                matrix[i * width + i] = left.sqrt();
            } else {
                matrix[i * width + j] = left / matrix[j * width + j];
            }
        }
    }
    for i in 0..width {
        let known: f64 = (0..i).map(|k| matrix[i * width + k] * right[k]).sum();
        right[i] = (right[i] - known) / matrix[i * width + i];
    }
    for i in (0..width).rev() {
        let known: f64 = (i + 1..width)
            .map(|k| matrix[k * width + i] * right[k])
            .sum();
        right[i] = (right[i] - known) / matrix[i * width + i];
    }
    Some(right)
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::{Linear, Rows};

    #[test]
    fn a_line_is_found_among_faults() {
        let mut chance = ChaCha8Rng::seed_from_u64(5);
        let mut rows = Rows::new(2);
        for at in 0..500 {
            let x = f64::from(at) / 50.0;
            let noise = chance.random_range(-0.1..0.1);
            let fault = if at % 10 == 0 { 1000.0 } else { 0.0 };
            rows.push(&[1.0, x], 3.0 + 2.0 * x + noise + fault);
        }
        let line = Linear::fit(&rows).expect("enough rows");
        assert!((line.predict(&[1.0, 0.0]) - 3.0).abs() < 0.1, "{line:?}");
        assert!((line.predict(&[1.0, 5.0]) - 13.0).abs() < 0.1, "{line:?}");
    }

    #[test]
    fn columns_that_say_the_same_do_no_harm() {
        let mut rows = Rows::new(3);
        for at in 0..100 {
            let x = f64::from(at);
            rows.push(&[1.0, x, x], 7.0 * x);
        }
        let line = Linear::fit(&rows).expect("the ridge tells them apart");
        assert!((line.predict(&[1.0, 50.0, 50.0]) - 350.0).abs() < 1.0);
    }

    #[test]
    fn what_cannot_be_fitted_is_none() {
        assert_eq!(Linear::fit(&Rows::new(0)), None);
        let mut few = Rows::new(2);
        few.push(&[1.0, 2.0], 3.0);
        assert_eq!(Linear::fit(&few), None);
        let mut endless = Rows::new(1);
        for _ in 0..10 {
            endless.push(&[f64::INFINITY], 1.0);
        }
        assert_eq!(Linear::fit(&endless), None);
        let mut zero = Rows::new(1);
        for _ in 0..10 {
            zero.push(&[0.0], 1.0);
        }
        assert_eq!(Linear::fit(&zero), None);
    }
}
