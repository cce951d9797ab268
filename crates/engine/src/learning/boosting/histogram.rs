//! Sums of pulls per code, and the best way to part them.

use super::bins::{Bin, CODES, MISSING};
use super::tree::Codes;

/// Pull and number of some rows.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Sum {
    pub(super) pull: f64,
    pub(super) rows: f64,
}

impl Sum {
    fn plus(self, other: Self) -> Self {
        Self {
            pull: self.pull + other.pull,
            rows: self.rows + other.rows,
        }
    }

    fn minus(self, other: Self) -> Self {
        Self {
            pull: self.pull - other.pull,
            rows: self.rows - other.rows,
        }
    }

    /// How much lower the squared loss gets by predicting these rows' own mean pull.
    fn score(self, ridge: f64) -> f64 {
        self.pull * self.pull / (self.rows + ridge)
    }
}

/// For each feature and code the sum over the rows of a node.
#[derive(Debug, Clone)]
pub(super) struct Histogram {
    sums: Vec<Sum>,
}

/// The rows of a training: their codes, row after row, and their pulls.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows<'a> {
    pub(super) codes: &'a [u8],
    pub(super) width: usize,
    pub(super) pulls: &'a [f64],
}

impl Rows<'_> {
    pub(super) fn codes(&self, row: u32) -> &[u8] {
        let start = row as usize * self.width;
        &self.codes[start..start + self.width]
    }
}

/// A way to part a node's rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Parting {
    pub(super) feature: u16,
    pub(super) left_codes: Codes,
    pub(super) gain: f64,
}

/// What keeps a tree from learning noise.
#[derive(Debug, Clone, Copy)]
pub(super) struct Restraint {
    /// Fewest rows on either side.
    pub(super) rows_min: f64,
    /// Rows without pull added to each side.
    pub(super) ridge: f64,
    /// The same, when the levels of a category are put in order.
    pub(super) level_ridge: f64,
}

impl Histogram {
    pub(super) fn of(rows: Rows<'_>, members: &[u32]) -> Self {
        let mut sums = vec![Sum::default(); rows.width * CODES];
        for row in members {
            let pull = rows.pulls[*row as usize];
            for (code, of_feature) in rows.codes(*row).iter().zip(sums.chunks_exact_mut(CODES)) {
                let sum = &mut of_feature[usize::from(code & MISSING)];
                sum.pull += pull;
                sum.rows += 1.0;
            }
        }
        Self { sums }
    }

    /// What is left of a node when one of its children is taken away: the other child.
    pub(super) fn without(mut self, child: &Self) -> Self {
        for (sum, other) in self.sums.iter_mut().zip(&child.sums) {
            *sum = sum.minus(*other);
        }
        self
    }

    /// The best parting, `None` when none helps. Equal gains: the first feature and code.
    pub(super) fn best(&self, bins: &[Bin], restraint: Restraint) -> Option<Parting> {
        let mut best: Option<Parting> = None;
        for (feature, (bin, sums)) in bins.iter().zip(self.sums.chunks_exact(CODES)).enumerate() {
            let Some((left_codes, gain)) = best_of_feature(bin, sums, restraint) else {
                continue;
            };
            if best.is_none_or(|best| gain > best.gain) {
                best = Some(Parting {
                    feature: u16::try_from(feature).unwrap_or_default(),
                    left_codes,
                    gain,
                });
            }
        }
        best
    }
}

/// Numbers are parted by a threshold. The levels of a category are first put in the order of their
/// mean pull: the best subset is then a prefix (Fisher 1958). Missing values are tried on both
/// sides; where a node has none they go with the larger side.
fn best_of_feature(bin: &Bin, sums: &[Sum], restraint: Restraint) -> Option<(Codes, f64)> {
    let all = sums.iter().fold(Sum::default(), |all, sum| all.plus(*sum));
    let missing = sums[usize::from(MISSING)];
    let mut order: smallvec::SmallVec<[u8; CODES]> =
        (0..u8::try_from(bin.codes()).unwrap_or(MISSING)).collect();
    if matches!(bin, Bin::Levels(_)) {
        let mean = |code: u8| {
            let sum = sums[usize::from(code)];
            sum.pull / (sum.rows + restraint.level_ridge)
        };
        order.sort_by(|a, b| mean(*a).total_cmp(&mean(*b)));
    }
    let mut best: Option<(Codes, f64)> = None;
    let mut left = Sum::default();
    let mut codes = Codes(0);
    let base = all.score(restraint.ridge);
    for code in order {
        let sum = sums[usize::from(code)];
        codes = Codes(codes.0 | 1 << code);
        if sum.rows == 0.0 {
            continue;
        }
        left = left.plus(sum);
        for takes_missing in [false, true] {
            if takes_missing && missing.rows == 0.0 {
                continue;
            }
            let left = if takes_missing {
                left.plus(missing)
            } else {
                left
            };
            let right = all.minus(left);
            if left.rows < restraint.rows_min || right.rows < restraint.rows_min {
                continue;
            }
            let gain = left.score(restraint.ridge) + right.score(restraint.ridge) - base;
            if gain > best.map_or(1e-9 * base.max(1e-12), |(_, gain)| gain) {
                let is_left = takes_missing || (missing.rows == 0.0 && left.rows >= right.rows);
                let missing_code = u128::from(is_left) << MISSING;
                best = Some((Codes(codes.0 | missing_code), gain));
            }
        }
    }
    best
}
