//! Values as codes of seven bits.
//!
//! A number's code is how many edges lie at or below it; edges are between the values seen in
//! training, at most 126, so that each bin holds about the same number of rows. A category's code
//! is its level. 127 is missing.

use serde::{Deserialize, Serialize};

use super::super::error::LearningError;
use super::super::features::{FeatureKind, FeatureSpec, Features, LEVELS_MAX, Table};

/// Codes there are: 0 to 127.
pub(super) const CODES: usize = 128;
/// The code of a missing value.
pub(super) const MISSING: u8 = 127;
/// Most edges of a number: codes 0 to 126.
const EDGES_MAX: usize = 126;

const _: () = assert!(LEVELS_MAX <= MISSING as usize);

/// How one feature's values become codes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Bin {
    /// Ascending.
    Edges(Vec<f64>),
    /// As many as there are levels.
    Levels(usize),
}

impl Bin {
    fn fit(spec: &FeatureSpec, values: &mut Vec<f64>) -> Self {
        if let FeatureKind::Category { levels } = &spec.kind {
            return Self::Levels(levels.len());
        }
        values.retain(|value| !value.is_nan());
        values.sort_unstable_by(f64::total_cmp);
        let mut distinct = values.clone();
        distinct.dedup();
        // Edges lie halfway between values that were seen, so that none of them is on the edge.
        let below = |at: usize| f64::midpoint(distinct[at - 1], distinct[at]);
        let mut edges: Vec<f64> = if distinct.len() <= EDGES_MAX + 1 {
            (1..distinct.len()).map(below).collect()
        } else {
            let ranks = (1..=EDGES_MAX).map(|at| at * values.len() / (EDGES_MAX + 1));
            let places = ranks.map(|rank| distinct.partition_point(|value| *value < values[rank]));
            places.filter(|place| *place > 0).map(below).collect()
        };
        edges.dedup();
        Self::Edges(edges)
    }

    fn code(&self, value: f64) -> u8 {
        let code = match self {
            _ if value.is_nan() => return MISSING,
            Self::Edges(edges) => edges.partition_point(|edge| *edge <= value),
            // Checked rows hold whole numbers below `levels`.
            Self::Levels(levels) => (value as usize).min(levels.saturating_sub(1)),
        };
        u8::try_from(code).unwrap_or(MISSING)
    }

    /// Codes of present values.
    pub(super) fn codes(&self) -> usize {
        match self {
            Self::Edges(edges) => edges.len() + 1,
            Self::Levels(levels) => *levels,
        }
    }

    fn is_sound(&self) -> bool {
        match self {
            Self::Edges(edges) => {
                edges.len() <= EDGES_MAX
                    && edges.iter().all(|edge| edge.is_finite())
                    && edges.is_sorted_by(|low, high| low < high)
            }
            Self::Levels(levels) => *levels <= LEVELS_MAX,
        }
    }
}

/// The bins of every feature.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Bins(pub(super) Vec<Bin>);

impl Bins {
    pub(super) fn fit(features: &Features, table: &Table) -> Self {
        let of = |(column, spec): (usize, &FeatureSpec)| {
            let mut values: Vec<f64> = table.rows().map(|row| row[column]).collect();
            Bin::fit(spec, &mut values)
        };
        Self(features.specs().iter().enumerate().map(of).collect())
    }

    /// Writes a row's codes.
    pub(super) fn codes(&self, row: &[f64], codes: &mut [u8]) {
        for ((bin, value), code) in self.0.iter().zip(row).zip(codes) {
            *code = bin.code(*value);
        }
    }

    /// The codes of a table, row after row.
    pub(super) fn table(&self, table: &Table) -> Vec<u8> {
        let mut cells = vec![0; table.len() * self.0.len()];
        for (row, codes) in table.rows().zip(cells.chunks_exact_mut(self.0.len())) {
            self.codes(row, codes);
        }
        cells
    }

    pub(super) fn check(&self, features: &Features) -> Result<(), LearningError> {
        let fits = |(bin, spec): (&Bin, &FeatureSpec)| match (&spec.kind, bin) {
            (FeatureKind::Number, Bin::Edges(_)) => true,
            (FeatureKind::Category { levels }, Bin::Levels(count)) => levels.len() == *count,
            _ => false,
        };
        let is_sound = self.0.len() == features.specs().len()
            && self.0.iter().all(Bin::is_sound)
            && self.0.iter().zip(features.specs()).all(fits);
        is_sound
            .then_some(())
            .ok_or_else(|| LearningError::Damaged {
                why: "the bins do not belong to the features".to_owned(),
            })
    }
}

#[cfg(test)]
mod tests {
    use super::{Bin, FeatureSpec, MISSING};

    #[test]
    fn few_values_have_a_code_each_and_many_share() {
        let spec = FeatureSpec::number("x");
        let few = Bin::fit(&spec, &mut vec![3.0, 1.0, f64::NAN, 2.0, 1.0]);
        assert_eq!(few, Bin::Edges(vec![1.5, 2.5]));
        assert_eq!([0.0, 1.0, 2.0, 9.0].map(|x| few.code(x)), [0, 0, 1, 2]);
        assert_eq!(few.code(f64::NAN), MISSING);

        let mut values: Vec<f64> = (0..10_000).map(f64::from).collect();
        let many = Bin::fit(&spec, &mut values);
        assert_eq!(many.codes(), 127);
        let mut held = [0_u32; 128];
        (0..10_000).for_each(|x| held[usize::from(many.code(f64::from(x)))] += 1);
        assert!(
            held[..127].iter().all(|rows| (70..90).contains(rows)),
            "{held:?}"
        );
    }

    #[test]
    fn a_constant_or_empty_column_has_one_code() {
        let spec = FeatureSpec::number("x");
        for mut values in [vec![], vec![5.0; 10], vec![f64::NAN; 4]] {
            assert_eq!(Bin::fit(&spec, &mut values), Bin::Edges(Vec::new()));
        }
    }
}
