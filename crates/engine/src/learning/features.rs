//! What a model looks at: named columns, and tables of rows.
//!
//! A row is a slice of numbers in the order of the features; NaN is missing, a category is the
//! number of its level. A level that was not there in training is missing, not a guess.

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::error::LearningError;

/// Most features of a model.
pub const FEATURES_MAX: usize = 64;
/// Most levels of a category.
pub const LEVELS_MAX: usize = 120;
/// Largest number, either side of zero: squares and sums of such stay finite.
pub const NUMBER_MAX: f64 = 1e15;
/// Most rows of a table.
pub const ROWS_MAX: usize = 500_000;

/// What a feature's values are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeatureKind {
    Number,
    /// One of some words, known from training, without an order.
    Category {
        levels: Vec<String>,
    },
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeatureSpec {
    pub name: String,
    pub kind: FeatureKind,
}

impl FeatureSpec {
    /// A numeric column.
    #[must_use]
    pub fn number(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            kind: FeatureKind::Number,
        }
    }

    /// A column of words. The levels are sorted, so that their order in the data means nothing.
    #[must_use]
    pub fn category<'a>(name: &str, words: impl IntoIterator<Item = &'a str>) -> Self {
        let levels: BTreeSet<&str> = words.into_iter().collect();
        Self {
            name: name.to_owned(),
            kind: FeatureKind::Category {
                levels: levels.into_iter().map(str::to_owned).collect(),
            },
        }
    }

    /// The value of a word in a row: the number of its level, NaN when it was not seen.
    #[must_use]
    pub fn level(&self, word: Option<&str>) -> f64 {
        match (&self.kind, word) {
            (FeatureKind::Category { levels }, Some(word)) => levels
                .iter()
                .position(|level| level == word)
                .map_or(f64::NAN, |at| at as f64),
            _ => f64::NAN,
        }
    }

    fn check(&self, value: f64) -> Result<(), LearningError> {
        if value.is_nan() {
            return Ok(());
        }
        match &self.kind {
            FeatureKind::Number if value.abs() <= NUMBER_MAX => Ok(()),
            FeatureKind::Number => Err(LearningError::OutOfRange {
                feature: self.name.clone(),
                value,
            }),
            FeatureKind::Category { levels } => {
                let is_level = value >= 0.0 && value < levels.len() as f64 && value.fract() == 0.0;
                is_level
                    .then_some(())
                    .ok_or_else(|| LearningError::NoSuchLevel {
                        feature: self.name.clone(),
                        value,
                        levels: levels.len(),
                    })
            }
        }
    }
}

/// The columns of a model, checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<FeatureSpec>", into = "Vec<FeatureSpec>")]
pub struct Features(Vec<FeatureSpec>);

impl Features {
    /// # Errors
    /// No feature or too many, too many levels, a name or level that is there twice.
    pub fn new(specs: Vec<FeatureSpec>) -> Result<Self, LearningError> {
        if specs.is_empty() {
            return Err(LearningError::NoFeatures);
        }
        at_most("features", specs.len(), FEATURES_MAX)?;
        let mut names = HashSet::new();
        for spec in &specs {
            if !names.insert(spec.name.as_str()) {
                return Err(LearningError::TwiceNamed {
                    feature: spec.name.clone(),
                });
            }
            let FeatureKind::Category { levels } = &spec.kind else {
                continue;
            };
            at_most("levels of a category", levels.len(), LEVELS_MAX)?;
            let mut seen = HashSet::new();
            if let Some(level) = levels.iter().find(|level| !seen.insert(level.as_str())) {
                return Err(LearningError::TwiceLevelled {
                    feature: spec.name.clone(),
                    level: level.clone(),
                });
            }
        }
        Ok(Self(specs))
    }

    /// The columns in order.
    #[must_use]
    pub fn specs(&self) -> &[FeatureSpec] {
        &self.0
    }

    /// Refuses a row that does not fit: its width, an infinite number, a level that is none.
    ///
    /// # Errors
    /// Names the feature and its value.
    pub fn check(&self, row: &[f64]) -> Result<(), LearningError> {
        if row.len() != self.0.len() {
            return Err(LearningError::WrongWidth {
                have: row.len(),
                need: self.0.len(),
            });
        }
        self.0
            .iter()
            .zip(row)
            .try_for_each(|(spec, value)| spec.check(*value))
    }
}

impl TryFrom<Vec<FeatureSpec>> for Features {
    type Error = LearningError;

    fn try_from(specs: Vec<FeatureSpec>) -> Result<Self, LearningError> {
        Self::new(specs)
    }
}

impl From<Features> for Vec<FeatureSpec> {
    fn from(features: Features) -> Self {
        features.0
    }
}

/// Rows of checked values, one after the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    width: usize,
    cells: Vec<f64>,
}

impl Table {
    /// An empty table for rows of `features`.
    #[must_use]
    pub fn new(features: &Features) -> Self {
        Self {
            width: features.0.len(),
            cells: Vec::new(),
        }
    }

    /// Appends a row.
    ///
    /// # Errors
    /// The row does not fit `features`, or the table is full.
    pub fn push(&mut self, features: &Features, row: &[f64]) -> Result<(), LearningError> {
        features.check(row)?;
        if self.width != row.len() {
            return Err(LearningError::WrongWidth {
                have: row.len(),
                need: self.width,
            });
        }
        at_most("rows", self.len() + 1, ROWS_MAX)?;
        self.cells.extend_from_slice(row);
        Ok(())
    }

    /// Rows in it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len() / self.width
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The rows, first to last.
    pub fn rows(&self) -> std::slice::ChunksExact<'_, f64> {
        self.cells.chunks_exact(self.width)
    }

    /// The rows of `range`, which lies within the table.
    pub(super) fn part(&self, range: Range<usize>) -> Self {
        Self {
            width: self.width,
            cells: self.cells[range.start * self.width..range.end * self.width].to_vec(),
        }
    }
}

fn at_most(what: &'static str, have: usize, limit: usize) -> Result<(), LearningError> {
    if have > limit {
        return Err(LearningError::TooMany { what, have, limit });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{FeatureSpec, Features, LearningError, Table};

    fn features() -> Features {
        Features::new(vec![
            FeatureSpec::number("speed_kmh"),
            FeatureSpec::category("fuel", ["hvo", "diesel", "diesel"]),
        ])
        .expect("they are fine")
    }

    #[test]
    fn an_unseen_level_is_missing() {
        let features = features();
        let fuel = &features.specs()[1];
        assert_eq!(fuel.level(Some("diesel")), 0.0);
        assert_eq!(fuel.level(Some("hvo")), 1.0);
        assert!(fuel.level(Some("cng")).is_nan());
        assert!(fuel.level(None).is_nan());
    }

    #[test]
    fn rows_that_do_not_fit_are_refused_by_name() {
        let features = features();
        let mut table = Table::new(&features);
        assert_eq!(table.push(&features, &[f64::NAN, f64::NAN]), Ok(()));
        let infinite = table.push(&features, &[f64::INFINITY, 0.0]);
        assert!(
            infinite
                .unwrap_err()
                .to_string()
                .contains("`speed_kmh` is inf")
        );
        for level in [2.0, -1.0, 0.5] {
            assert!(matches!(
                table.push(&features, &[1.0, level]),
                Err(LearningError::NoSuchLevel { .. })
            ));
        }
        assert!(table.push(&features, &[1.0]).is_err());
        assert_eq!(table.len(), 1);
    }

    #[test]
    fn names_and_levels_are_unique() {
        let twice = Features::new(vec![FeatureSpec::number("a"), FeatureSpec::number("a")]);
        assert!(matches!(twice, Err(LearningError::TwiceNamed { .. })));
        assert_eq!(Features::new(Vec::new()), Err(LearningError::NoFeatures));
        let text = r#"[{"name":"a","kind":{"category":{"levels":["x","x"]}}}]"#;
        assert!(serde_json::from_str::<Features>(text).is_err());
    }
}
