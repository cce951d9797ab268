//! What a learner makes small.

use serde::{Deserialize, Serialize};

/// How wrong a prediction is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Loss {
    /// The square of the error: predicts means, so that totals come out right.
    Squared,
    /// The error itself: predicts medians, which a few extreme rows do not move.
    Absolute,
}

impl Loss {
    /// The constant that fits best. 0 for no values.
    pub(super) fn constant(self, values: &mut [f64]) -> f64 {
        match self {
            Self::Squared => mean(values),
            Self::Absolute => median(values),
        }
    }

    /// Minus half the slope of the loss where the residual (actual - predicted) is `residual`, up
    /// to a constant: the direction in which a prediction gets better.
    pub(super) fn pull(self, residual: f64) -> f64 {
        match self {
            Self::Squared => residual,
            Self::Absolute if residual == 0.0 => 0.0,
            Self::Absolute => residual.signum(),
        }
    }

    /// Mean over residuals.
    pub(super) fn mean_of(self, residuals: impl ExactSizeIterator<Item = f64>) -> f64 {
        let rows = residuals.len().max(1) as f64;
        let of = |residual: f64| match self {
            Self::Squared => residual * residual,
            Self::Absolute => residual.abs(),
        };
        residuals.map(of).sum::<f64>() / rows
    }
}

pub(super) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// The middle value, or the mean of the two middle ones; reorders `values`.
fn median(values: &mut [f64]) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    let middle = values.len() / 2;
    let is_odd = values.len() % 2 == 1;
    let (below, upper, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    match below.iter().copied().max_by(f64::total_cmp) {
        Some(lower) if !is_odd => f64::midpoint(lower, *upper),
        _ => *upper,
    }
}

#[cfg(test)]
mod tests {
    use super::Loss;

    #[test]
    fn the_constant_is_the_mean_or_the_median() {
        assert_eq!(Loss::Squared.constant(&mut [1.0, 2.0, 9.0]), 4.0);
        assert_eq!(Loss::Absolute.constant(&mut [9.0, 1.0, 2.0]), 2.0);
        assert_eq!(Loss::Absolute.constant(&mut [9.0, 1.0, 2.0, 4.0]), 3.0);
        assert_eq!(Loss::Absolute.constant(&mut []), 0.0);
    }
}
