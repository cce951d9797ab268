//! Least squares with a ridge penalty, by the normal equations and Cholesky's factorisation.

/// The sums of a least-squares problem: the lower triangle of X'X, and X'y.
#[derive(Debug, Clone)]
pub(super) struct Normal {
    width: usize,
    gram: Vec<f64>,
    moment: Vec<f64>,
}

impl Normal {
    /// No rows yet, of `width` columns.
    pub(super) fn new(width: usize) -> Self {
        Self {
            width,
            gram: vec![0.0; width * width],
            moment: vec![0.0; width],
        }
    }

    /// Adds one row and what it should give.
    pub(super) fn add(&mut self, row: &[f64], target: f64) {
        for (i, one) in row.iter().enumerate() {
            self.moment[i] += one * target;
            let line = &mut self.gram[i * self.width..=i * self.width + i];
            for (sum, other) in line.iter_mut().zip(row) {
                *sum += one * other;
            }
        }
    }

    /// The weights w that minimise |Xw - y|^2 + sum(penalty x w^2), or `None` where the penalised
    /// matrix is not positive definite.
    pub(super) fn solve(&self, penalty: impl Fn(usize) -> f64) -> Option<Vec<f64>> {
        let mut factor = self.gram.clone();
        for i in 0..self.width {
            factor[i * self.width + i] += penalty(i);
        }
        let mut weights = self.moment.clone();
        cholesky(&mut factor, self.width)?;
        substitute(&factor, &mut weights);
        weights
            .iter()
            .all(|weight| weight.is_finite())
            .then_some(weights)
    }

    /// The weights for a penalty of `share` of the mean diagonal on each: the same whatever the
    /// unit of the columns, where all have one.
    pub(super) fn solve_ridge(&self, share: f64) -> Option<Vec<f64>> {
        let trace: f64 = (0..self.width).map(|i| self.gram[i * self.width + i]).sum();
        let penalty = share * trace / self.width as f64;
        self.solve(|_| penalty)
    }

    /// w'X'Xw - 2w'X'y: the squared residuals of `weights` less the squares of y.
    pub(super) fn quadratic(&self, weights: &[f64]) -> f64 {
        let mut sum = 0.0;
        for i in 0..self.width {
            let line = &self.gram[i * self.width..i * self.width + i];
            let beside: f64 = line.iter().zip(weights).map(|(g, w)| g * w).sum();
            let own = self.gram[i * self.width + i] * weights[i];
            sum += weights[i] * (own + 2.0 * beside - 2.0 * self.moment[i]);
        }
        sum
    }
}

/// Replaces the lower triangle of A by L of A = LL'.
fn cholesky(matrix: &mut [f64], width: usize) -> Option<()> {
    for j in 0..width {
        let (above, below) = matrix.split_at_mut((j + 1) * width);
        let line = &mut above[j * width..];
        let squares: f64 = line[..j].iter().map(|one| one * one).sum();
        let pivot = line[j] - squares;
        // Also refuses a NaN.
        if pivot.is_nan() || pivot <= line[j].abs() * 1e-13 {
            return None;
        }
        let root = pivot.sqrt();
        line[j] = root;
        for other in below.chunks_exact_mut(width) {
            let dot: f64 = other[..j].iter().zip(&line[..j]).map(|(a, b)| a * b).sum();
            other[j] = (other[j] - dot) / root;
        }
    }
    Some(())
}

/// Solves LL'x = b, forwards and backwards, in the place of b.
fn substitute(factor: &[f64], values: &mut [f64]) {
    let width = values.len();
    for i in 0..width {
        let line = &factor[i * width..i * width + i];
        let dot: f64 = line.iter().zip(&values[..i]).map(|(l, v)| l * v).sum();
        values[i] = (values[i] - dot) / factor[i * width + i];
    }
    for i in (0..width).rev() {
        let dot: f64 = (i + 1..width)
            .map(|k| factor[k * width + i] * values[k])
            .sum();
        values[i] = (values[i] - dot) / factor[i * width + i];
    }
}
