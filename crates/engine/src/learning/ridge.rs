//! Ridge regression (Hoerl and Kennard 1970): a line through standardised columns.
//!
//! Own code, not `linfa`: its elastic net descends column by column for each penalty, while here
//! all folds and penalties share one set of sums, and each fit is one Cholesky factorisation. A
//! number is one column of mean 0 and deviation 1 in which a missing value is 0, with a second
//! column that says whether it was missing; a category is one column per level. The contribution
//! of a feature is exact: coefficient x (value - mean of the training), as the features of a line
//! do not interact.

use serde::{Deserialize, Serialize};

use super::error::LearningError;
use super::features::{FeatureKind, FeatureSpec, Features, Table};
use super::loss::mean;

/// Most columns after categories are unfolded.
const COLUMNS_MAX: usize = 256;
/// Blocks of neighbouring rows of which each is predicted from the others.
const FOLDS: usize = 5;
/// Penalties tried, per row.
const PENALTIES: [f64; 8] = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1.0, 10.0];

/// How one feature enters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Term {
    Number {
        mean: f64,
        /// 0 for a constant column, which says nothing.
        deviation: f64,
        slope: f64,
        if_missing: f64,
        /// What the feature adds on average.
        usual: f64,
    },
    Category {
        by_level: Vec<f64>,
        usual: f64,
    },
}

impl Term {
    /// What the feature adds in a row.
    fn value(&self, value: f64) -> f64 {
        match self {
            Self::Number { if_missing, .. } if value.is_nan() => *if_missing,
            Self::Number { deviation: 0.0, .. } => 0.0,
            Self::Number {
                mean,
                deviation,
                slope,
                ..
            } => slope * (value - mean) / deviation,
            Self::Category { .. } if value.is_nan() => 0.0,
            // Checked rows hold whole numbers below the number of levels.
            Self::Category { by_level, .. } => {
                by_level.get(value as usize).copied().unwrap_or_default()
            }
        }
    }

    fn usual(&self) -> f64 {
        match self {
            Self::Number { usual, .. } | Self::Category { usual, .. } => *usual,
        }
    }

    fn columns(&self) -> usize {
        match self {
            Self::Number { .. } => 2,
            Self::Category { by_level, .. } => by_level.len(),
        }
    }

    /// A term that adds nothing yet.
    fn new(spec: &FeatureSpec, values: &[f64]) -> Self {
        if let FeatureKind::Category { levels } = &spec.kind {
            return Self::Category {
                by_level: vec![0.0; levels.len()],
                usual: 0.0,
            };
        }
        let present: Vec<f64> = values
            .iter()
            .copied()
            .filter(|value| !value.is_nan())
            .collect();
        let mean = mean(&present);
        let squares = present.iter().map(|value| (value - mean) * (value - mean));
        let deviation = (squares.sum::<f64>() / present.len().max(1) as f64).sqrt();
        Self::Number {
            mean,
            deviation: if deviation > 1e-9 * (1.0 + mean.abs()) {
                deviation
            } else {
                0.0
            },
            slope: 0.0,
            if_missing: 0.0,
            usual: 0.0,
        }
    }

    /// Calls back with the columns that are not 0, counted from the term's first.
    fn unfold(&self, value: f64, mut each: impl FnMut(usize, f64)) {
        match self {
            Self::Number { .. } if value.is_nan() => each(1, 1.0),
            Self::Number { deviation: 0.0, .. } => {}
            Self::Number {
                mean, deviation, ..
            } => each(0, (value - mean) / deviation),
            Self::Category { .. } if value.is_nan() => {}
            Self::Category { .. } => each(value as usize, 1.0),
        }
    }

    fn take(&mut self, coefficients: &[f64]) {
        match self {
            Self::Number {
                slope, if_missing, ..
            } => (*slope, *if_missing) = (coefficients[0], coefficients[1]),
            Self::Category { by_level, .. } => by_level.copy_from_slice(coefficients),
        }
    }

    fn is_sound(&self, spec: &FeatureSpec) -> bool {
        match (self, &spec.kind) {
            (
                Self::Number {
                    mean,
                    deviation,
                    slope,
                    if_missing,
                    usual,
                },
                FeatureKind::Number,
            ) => {
                let all = [mean, deviation, slope, if_missing, usual];
                *deviation >= 0.0 && all.iter().all(|value| value.is_finite())
            }
            (Self::Category { by_level, usual }, FeatureKind::Category { levels }) => {
                by_level.len() == levels.len()
                    && by_level
                        .iter()
                        .chain([usual])
                        .all(|value| value.is_finite())
            }
            _ => false,
        }
    }
}

/// A trained line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Ridge {
    intercept: f64,
    /// Per row of the training.
    penalty: f64,
    terms: Vec<Term>,
}

/// Whether the unfolded columns of `features` are few enough.
pub(super) fn fits(features: &Features) -> bool {
    let columns = |spec: &FeatureSpec| match &spec.kind {
        FeatureKind::Number => 2,
        FeatureKind::Category { levels } => levels.len(),
    };
    features.specs().iter().map(columns).sum::<usize>() < COLUMNS_MAX
}

/// Trains on rows that were checked, with the penalty that predicts left-out blocks best.
pub(super) fn fit(features: &Features, table: &Table, targets: &[f64]) -> Ridge {
    let column = |at: usize| table.rows().map(|row| row[at]).collect::<Vec<_>>();
    let specs = features.specs().iter().enumerate();
    let mut terms: Vec<Term> = specs
        .map(|(at, spec)| Term::new(spec, &column(at)))
        .collect();
    let rows: Vec<&[f64]> = table.rows().collect();
    let block = rows.len().div_ceil(FOLDS).max(1);
    let folds: Vec<Sums> = rows
        .chunks(block)
        .zip(targets.chunks(block))
        .map(|(rows, targets)| Sums::of(&terms, rows, targets))
        .collect();
    let mut all = Sums::empty(&terms);
    folds.iter().for_each(|fold| all.add(fold, 1.0));
    let error_of = |penalty: &f64| {
        let mut error = 0.0;
        for fold in &folds {
            let mut others = all.clone();
            others.add(fold, -1.0);
            error += fold.squared_error(&others.solve(*penalty));
        }
        error
    };
    let penalty = PENALTIES
        .into_iter()
        .map(|penalty| (penalty, error_of(&penalty)))
        .min_by(|(_, a), (_, b)| a.total_cmp(b))
        .map_or(1.0, |(penalty, _)| penalty);
    let coefficients = all.solve(penalty);
    let mut at = 1;
    for term in &mut terms {
        term.take(&coefficients[at..at + term.columns()]);
        at += term.columns();
    }
    for (column, term) in terms.iter_mut().enumerate() {
        let values: Vec<f64> = rows.iter().map(|row| term.value(row[column])).collect();
        let mean = mean(&values);
        match term {
            Term::Number { usual, .. } | Term::Category { usual, .. } => *usual = mean,
        }
    }
    Ridge {
        intercept: coefficients[0],
        penalty,
        terms,
    }
}

impl Ridge {
    /// Predicts a checked row.
    pub(super) fn predict(&self, row: &[f64]) -> f64 {
        let values = self.terms.iter().zip(row);
        self.intercept + values.map(|(term, value)| term.value(*value)).sum::<f64>()
    }

    /// Adds each feature's contribution to a checked row's prediction, and gives what they start
    /// from: the mean over the training.
    pub(super) fn explain(&self, row: &[f64], into: &mut [f64]) -> f64 {
        for ((term, value), into) in self.terms.iter().zip(row).zip(into) {
            *into += term.value(*value) - term.usual();
        }
        self.intercept + self.terms.iter().map(Term::usual).sum::<f64>()
    }

    pub(super) fn check(&self, features: &Features) -> Result<(), LearningError> {
        let specs = features.specs();
        let is_sound = self.intercept.is_finite()
            && self.terms.len() == specs.len()
            && self
                .terms
                .iter()
                .zip(specs)
                .all(|(term, spec)| term.is_sound(spec));
        is_sound
            .then_some(())
            .ok_or_else(|| LearningError::Damaged {
                why: "the line does not belong to the features".to_owned(),
            })
    }
}

/// The sums of products that a fit needs: of the columns with each other and with the target. The
/// first column is 1.
#[derive(Debug, Clone)]
struct Sums {
    columns: usize,
    products: Vec<f64>,
    with_target: Vec<f64>,
    target_squares: f64,
}

impl Sums {
    fn empty(terms: &[Term]) -> Self {
        let columns = 1 + terms.iter().map(Term::columns).sum::<usize>();
        Self {
            columns,
            products: vec![0.0; columns * columns],
            with_target: vec![0.0; columns],
            target_squares: 0.0,
        }
    }

    /// Only columns that are not 0 cost anything: one per feature.
    fn of(terms: &[Term], rows: &[&[f64]], targets: &[f64]) -> Self {
        let mut sums = Self::empty(terms);
        let mut filled: Vec<(usize, f64)> = Vec::with_capacity(terms.len() + 1);
        for (row, target) in rows.iter().zip(targets) {
            filled.clear();
            filled.push((0, 1.0));
            let mut first = 1;
            for (term, value) in terms.iter().zip(*row) {
                term.unfold(*value, |column, value| filled.push((first + column, value)));
                first += term.columns();
            }
            for (at, (i, a)) in filled.iter().enumerate() {
                sums.with_target[*i] += a * target;
                for (j, b) in &filled[..=at] {
                    sums.products[i * sums.columns + j] += a * b;
                }
            }
            sums.target_squares += target * target;
        }
        sums
    }

    fn add(&mut self, other: &Self, times: f64) {
        let pairs = self.products.iter_mut().zip(&other.products);
        pairs.for_each(|(sum, more)| *sum += times * more);
        let pairs = self.with_target.iter_mut().zip(&other.with_target);
        pairs.for_each(|(sum, more)| *sum += times * more);
        self.target_squares += times * other.target_squares;
    }

    /// Coefficients that make squared error + penalty x rows x squared coefficients least; the
    /// intercept goes without penalty.
    fn solve(&self, penalty: f64) -> Vec<f64> {
        let n = self.columns;
        let rows = self.products[0].max(1.0);
        let mut lower = self.products.clone();
        for at in 1..n {
            lower[at * n + at] += penalty * rows;
        }
        let mut x = self.with_target.clone();
        // Cholesky: lower x lower' = products, in place.
        for j in 0..n {
            for i in j..n {
                let dot: f64 = (0..j).map(|k| lower[i * n + k] * lower[j * n + k]).sum();
                let left = lower[i * n + j] - dot;
                lower[i * n + j] = if i == j {
                    // Positive but for rounding, because of the penalty.
                    left.max(1e-12 * rows).sqrt()
                } else {
                    left / lower[j * n + j]
                };
            }
        }
        for i in 0..n {
            let dot: f64 = (0..i).map(|k| lower[i * n + k] * x[k]).sum();
            x[i] = (x[i] - dot) / lower[i * n + i];
        }
        for i in (0..n).rev() {
            let dot: f64 = (i + 1..n).map(|k| lower[k * n + i] * x[k]).sum();
            x[i] = (x[i] - dot) / lower[i * n + i];
        }
        x
    }

    /// Of coefficients on the rows of these sums.
    fn squared_error(&self, x: &[f64]) -> f64 {
        let mut error = self.target_squares;
        for (i, a) in x.iter().enumerate() {
            error -= 2.0 * a * self.with_target[i];
            for (j, b) in x.iter().enumerate().take(i + 1) {
                let times = if i == j { 1.0 } else { 2.0 };
                error += times * a * b * self.products[i * self.columns + j];
            }
        }
        error
    }
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::super::features::{FeatureSpec, Features, Table};
    use super::fit;

    fn world(rows: usize, noise: f64) -> (Features, Table, Vec<f64>) {
        let features = Features::new(vec![
            FeatureSpec::number("a"),
            FeatureSpec::category("b", ["x", "y"]),
            FeatureSpec::number("constant"),
        ])
        .unwrap();
        let mut random = ChaCha8Rng::seed_from_u64(17);
        let (mut table, mut targets) = (Table::new(&features), Vec::new());
        for at in 0..rows {
            let a: f64 = random.random_range(-3.0..3.0);
            let b = at % 2;
            let hidden = if at % 10 == 0 { f64::NAN } else { a };
            table.push(&features, &[hidden, b as f64, 1e14]).unwrap();
            let known = if hidden.is_nan() { 7.0 } else { 2.0 * a };
            let noise = noise * random.random_range(-1.0..1.0);
            targets.push(100.0 + known + 5.0 * b as f64 + noise);
        }
        (features, table, targets)
    }

    #[test]
    fn it_finds_the_line() {
        let (features, table, targets) = world(2_000, 0.0);
        let ridge = fit(&features, &table, &targets);
        for (row, target) in table.rows().zip(&targets) {
            let found = ridge.predict(row);
            assert!((found - target).abs() < 1e-3, "{found} is not {target}");
        }
        assert!(ridge.penalty <= 1e-5, "{}", ridge.penalty);
    }

    #[test]
    fn contributions_add_up_and_are_0_on_average() {
        let (features, table, targets) = world(500, 3.0);
        let ridge = fit(&features, &table, &targets);
        let mut sums = [0.0; 3];
        for row in table.rows() {
            let mut parts = [0.0; 3];
            let base = ridge.explain(row, &mut parts);
            let sum = base + parts.iter().sum::<f64>();
            assert!((sum - ridge.predict(row)).abs() < 1e-10);
            parts
                .iter()
                .zip(&mut sums)
                .for_each(|(part, sum)| *sum += part);
        }
        assert!(sums.iter().all(|sum| sum.abs() < 1e-8), "{sums:?}");
        assert_eq!(ridge.check(&features), Ok(()));
    }

    #[test]
    fn noise_is_penalised() {
        let features =
            Features::new(vec![FeatureSpec::number("a"), FeatureSpec::number("b")]).unwrap();
        let mut random = ChaCha8Rng::seed_from_u64(2);
        let (mut table, mut targets) = (Table::new(&features), Vec::new());
        for _ in 0..60 {
            table
                .push(&features, &[random.random(), random.random()])
                .unwrap();
            targets.push(random.random_range(-1.0..1.0));
        }
        assert!(fit(&features, &table, &targets).penalty >= 0.1);
    }
}
