//! Exact Shapley values of a sum of trees.
//!
//! The game of one leaf: a coalition S of features gets `value x prod(j in S) o_j x prod(j not in
//! S) z_j`, where `o_j` is 1 when the row meets all conditions on feature j of the path to the
//! leaf, else 0, and `z_j` is the share of training rows that follow these conditions
//! (path-dependent TreeSHAP; Lundberg, Erion, Lee 2018). Owen's multilinear extension (1972) gives
//! the Shapley value of such a product as an integral:
//!
//! `phi_i = value x (o_i - z_i) x integral(0..1) prod(j != i) (t o_j + (1 - t) z_j) dt`
//!
//! The integrand is a polynomial in t of degree m - 1, m features on the path. Gauss-Legendre
//! with 4 nodes is exact up to degree 7, so up to 8 features, and a path has no more than
//! [`DEPTH_MAX`] conditions. All factors are positive: nothing cancels, and the values add up to
//! the prediction to the last digits of an `f64`.
//!
//! Leaves below one branch share the factor of its feature, so their products are added before it
//! is divided out: one pass down the tree multiplies, one pass up divides and adds. Cost: O(1) per
//! branch, where TreeSHAP takes O(depth^2) per leaf (as in Linear TreeSHAP, Yu et al. 2022, which
//! keeps coefficients where values at nodes are enough).

use super::tree::{Codes, DEPTH_MAX, LEAVES_MAX, Next, Tree};

/// Nodes and weights of Gauss-Legendre with 4 points on [0, 1] (Abramowitz and Stegun 25.4.30).
const NODES: [f64; 4] = [
    0.069_431_844_202_973_71,
    0.330_009_478_207_571_87,
    0.669_990_521_792_428_1,
    0.930_568_155_797_026_3,
];
const WEIGHTS: [f64; 4] = [
    0.173_927_422_568_726_93,
    0.326_072_577_431_273_07,
    0.326_072_577_431_273_07,
    0.173_927_422_568_726_93,
];

const _: () = assert!(DEPTH_MAX <= 2 * NODES.len());

/// Most branches of a tree.
const BRANCHES_MAX: usize = 2 * (LEAVES_MAX - 1);

/// One way out of a split, with all conditions on its feature from the root to here.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Branch {
    codes: Codes,
    /// Share of the training rows that meet them.
    share: f64,
    /// `1 / (t + (1 - t) share)`, the factor of a row that meets them taken out: divisions are made
    /// once, and not for every row.
    taken_out: Four,
    /// Of the leaf it ends in; 0 where it ends in another split.
    value: f64,
    feature: u16,
    /// The branch it hangs on, and the last one above on the same feature; within the tree.
    parent: Option<u8>,
    same_above: Option<u8>,
}

const _: () = assert!(BRANCHES_MAX <= u8::MAX as usize);

/// Every branch of every tree, a branch after the one it hangs on.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Branches {
    branches: Vec<Branch>,
    /// Where each tree's branches end.
    ends: Vec<usize>,
    /// What the trees say on average over the training rows.
    pub(super) mean: f64,
}

/// One number for each node of the integral.
type Four = [f64; NODES.len()];

/// 1 / (1 - t), which is what is left of `z / ((1 - t) z)`.
const UNMET: Four = [
    1.0 / (1.0 - NODES[0]),
    1.0 / (1.0 - NODES[1]),
    1.0 / (1.0 - NODES[2]),
    1.0 / (1.0 - NODES[3]),
];

impl Branches {
    pub(super) fn of(trees: &[Tree]) -> Self {
        let mut all = Self::default();
        for tree in trees {
            all.add(tree);
        }
        all
    }

    fn add(&mut self, tree: &Tree) {
        let rows = RowCounts::of(tree);
        let total = rows.of_next(tree, tree.root());
        for leaf in &tree.leaves {
            self.mean += leaf.value * f64::from(leaf.rows) / total;
        }
        let first = self.branches.len();
        // The branch each split hangs on; a split comes after its parent.
        let mut hangs_on: Vec<Option<u8>> = vec![None; tree.splits.len()];
        for (at, split) in tree.splits.iter().enumerate() {
            let parent = hangs_on[at];
            let own = &self.branches[first..];
            let above = std::iter::successors(parent, |at| own[usize::from(*at)].parent)
                .find(|at| own[usize::from(*at)].feature == split.feature);
            let (met, share) = above.map_or((Codes(u128::MAX), 1.0), |at| {
                let above = own[usize::from(at)];
                (above.codes, above.share)
            });
            let right_codes = split.left_codes.complement();
            for (next, codes) in [(split.left, split.left_codes), (split.right, right_codes)] {
                let index = u8::try_from(self.branches.len() - first).ok();
                let value = match next {
                    Next::Leaf(leaf) => tree.leaves[usize::from(leaf)].value,
                    Next::Split(child) => {
                        hangs_on[usize::from(child)] = index;
                        0.0
                    }
                };
                let share = share * rows.of_next(tree, next) / rows.splits[at];
                self.branches.push(Branch {
                    codes: met.and(codes),
                    share,
                    taken_out: each(|q| 1.0 / (NODES[q] + (1.0 - NODES[q]) * share)),
                    value,
                    feature: split.feature,
                    parent,
                    same_above: above,
                });
            }
        }
        self.ends.push(self.branches.len());
    }

    /// Adds each feature's contribution to `into`.
    pub(super) fn explain(&self, codes: &[u8], into: &mut [f64]) {
        let mut start = 0;
        let mut passes = [Pass::default(); BRANCHES_MAX];
        for end in &self.ends {
            let branches = &self.branches[start..*end];
            go_down(branches, codes, &mut passes);
            go_up(branches, &mut passes, into);
            start = *end;
        }
    }
}

/// What is known about a branch while a row is explained.
#[derive(Debug, Clone, Copy, Default)]
struct Pass {
    /// Whether the row meets its conditions.
    is_met: bool,
    /// All factors from the root to here, one for each feature.
    product: Four,
    /// `(o - z) / factor`: takes the factor out.
    without: Four,
    /// The sum of value x product of the leaves below.
    below: Four,
}

fn go_down(branches: &[Branch], codes: &[u8], passes: &mut [Pass]) {
    for (at, branch) in branches.iter().enumerate() {
        let is_met = branch.codes.has(codes[usize::from(branch.feature)]);
        let unmet = each(|q| (1.0 - NODES[q]) * branch.share);
        let factor = if is_met {
            each(|q| unmet[q] + NODES[q])
        } else {
            unmet
        };
        let before = passes_before(passes, branch);
        let product = each(|q| before[q] * factor[q]);
        passes[at] = Pass {
            product: match branch.same_above.map(usize::from) {
                None => product,
                Some(above) if passes[above].is_met => {
                    each(|q| product[q] * branches[above].taken_out[q])
                }
                Some(above) => {
                    // (1 - t) share over (1 - t) times the share above.
                    let rest = branch.share / branches[above].share;
                    let before = passes_before(passes, branch);
                    each(|q| before[q] * rest)
                }
            },
            without: if is_met {
                each(|q| (1.0 - branch.share) * branch.taken_out[q])
            } else {
                each(|q| -UNMET[q])
            },
            is_met,
            below: [0.0; 4],
        };
    }
}

/// The product on the way to a branch.
fn passes_before(passes: &[Pass], branch: &Branch) -> Four {
    (branch.parent).map_or(WEIGHTS, |parent| passes[usize::from(parent)].product)
}

fn go_up(branches: &[Branch], passes: &mut [Pass], into: &mut [f64]) {
    for (at, branch) in branches.iter().enumerate().rev() {
        let pass = passes[at];
        let sum = each(|q| pass.below[q] + branch.value * pass.product[q]);
        // What the branch above on the same feature will say of these leaves is taken back.
        let above = branch
            .same_above
            .map_or([0.0; 4], |above| passes[usize::from(above)].without);
        let said = each(|q| sum[q] * (pass.without[q] - above[q]));
        into[usize::from(branch.feature)] += (said[0] + said[1]) + (said[2] + said[3]);
        if let Some(parent) = branch.parent {
            let below = &mut passes[usize::from(parent)].below;
            *below = each(|q| below[q] + sum[q]);
        }
    }
}

/// One number for each node, written out: `array::from_fn` is a call for each of them.
#[inline]
fn each(of: impl Fn(usize) -> f64) -> Four {
    [of(0), of(1), of(2), of(3)]
}

/// How many training rows came through each split.
struct RowCounts {
    splits: Vec<f64>,
}

impl RowCounts {
    fn of(tree: &Tree) -> Self {
        let mut counts = Self {
            splits: vec![0.0; tree.splits.len()],
        };
        for at in (0..tree.splits.len()).rev() {
            let split = tree.splits[at];
            counts.splits[at] =
                counts.of_next(tree, split.left) + counts.of_next(tree, split.right);
        }
        counts
    }

    fn of_next(&self, tree: &Tree, next: Next) -> f64 {
        match next {
            Next::Split(split) => self.splits[usize::from(split)],
            Next::Leaf(leaf) => f64::from(tree.leaves[usize::from(leaf)].rows),
        }
    }
}
