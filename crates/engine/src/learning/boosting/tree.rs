//! One tree: conditions that are sets of codes, and leaves.

use serde::{Deserialize, Serialize};

use super::super::error::LearningError;

/// Most conditions between the root and a leaf.
pub(super) const DEPTH_MAX: usize = 8;
/// Most leaves of a tree.
pub(super) const LEAVES_MAX: usize = 64;

/// A set of codes: those that go left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Codes(pub(super) u128);

impl Codes {
    pub(super) fn has(self, code: u8) -> bool {
        self.0 >> (code & 127) & 1 == 1
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) fn complement(self) -> Self {
        Self(!self.0)
    }
}

/// Where a branch leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Next {
    Split(u16),
    Leaf(u16),
}

/// A condition.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Split {
    pub(super) left_codes: Codes,
    pub(super) feature: u16,
    pub(super) left: Next,
    pub(super) right: Next,
}

/// The end of a path.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Leaf {
    pub(super) value: f64,
    /// Rows of the training that ended here.
    pub(super) rows: u32,
}

/// Splits in the order they were made: the first is the root, a child comes after its parent.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Tree {
    pub(super) splits: Vec<Split>,
    pub(super) leaves: Vec<Leaf>,
}

impl Tree {
    pub(super) fn root(&self) -> Next {
        if self.splits.is_empty() {
            Next::Leaf(0)
        } else {
            Next::Split(0)
        }
    }

    pub(super) fn value(&self, codes: &[u8]) -> f64 {
        let mut next = self.root();
        loop {
            match next {
                Next::Leaf(leaf) => return self.leaves[usize::from(leaf)].value,
                Next::Split(split) => {
                    let split = &self.splits[usize::from(split)];
                    let goes_left = split.left_codes.has(codes[usize::from(split.feature)]);
                    next = if goes_left { split.left } else { split.right };
                }
            }
        }
    }
}

/// How a condition is stored: the set as 32 hexadecimal digits, because JSON numbers end at 2^53.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct SplitDocument {
    feature: u16,
    left_codes: String,
    left: Next,
    right: Next,
}

/// How a tree is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct TreeDocument {
    splits: Vec<SplitDocument>,
    leaves: Vec<Leaf>,
}

impl From<&Tree> for TreeDocument {
    fn from(tree: &Tree) -> Self {
        let splits = tree.splits.iter().map(|split| SplitDocument {
            feature: split.feature,
            left_codes: format!("{:032x}", split.left_codes.0),
            left: split.left,
            right: split.right,
        });
        Self {
            splits: splits.collect(),
            leaves: tree.leaves.clone(),
        }
    }
}

impl TreeDocument {
    /// The tree, if it is one: every leaf and every split but the root hangs on exactly one
    /// branch, further down than the split it hangs on.
    pub(super) fn read(&self, features: usize) -> Result<Tree, LearningError> {
        let damaged = |why: &str| LearningError::Damaged {
            why: format!("a tree {why}"),
        };
        if self.leaves.len() != self.splits.len() + 1 || self.leaves.len() > LEAVES_MAX {
            return Err(damaged("has a wrong number of leaves"));
        }
        if self
            .leaves
            .iter()
            .any(|leaf| !leaf.value.is_finite() || leaf.rows == 0)
        {
            return Err(damaged("has a leaf that is no number or empty"));
        }
        let mut splits = Vec::with_capacity(self.splits.len());
        let mut depth_of = vec![0; self.splits.len()];
        let mut is_hung = vec![false; self.leaves.len()];
        for (at, split) in self.splits.iter().enumerate() {
            if usize::from(split.feature) >= features {
                return Err(damaged("asks for a feature that is not there"));
            }
            if at > 0 && depth_of[at] == 0 {
                return Err(damaged("has a split that hangs nowhere"));
            }
            let depth = depth_of[at] + 1;
            if depth > DEPTH_MAX {
                return Err(damaged("is too deep"));
            }
            for next in [split.left, split.right] {
                let is_free = match next {
                    Next::Split(child) if usize::from(child) > at => depth_of
                        .get_mut(usize::from(child))
                        .is_some_and(|place| std::mem::replace(place, depth) == 0),
                    Next::Split(_) => false,
                    Next::Leaf(leaf) => is_hung
                        .get_mut(usize::from(leaf))
                        .is_some_and(|hung| !std::mem::replace(hung, true)),
                };
                if !is_free {
                    return Err(damaged("has a branch that leads astray"));
                }
            }
            let set = u128::from_str_radix(&split.left_codes, 16);
            splits.push(Split {
                feature: split.feature,
                left_codes: Codes(set.map_err(|_| damaged("has a condition that is no set"))?),
                left: split.left,
                right: split.right,
            });
        }
        Ok(Tree {
            splits,
            leaves: self.leaves.clone(),
        })
    }
}
