//! Growing one tree: always where it helps most.

use std::ops::Range;

use super::bins::Bin;
use super::histogram::{Histogram, Parting, Restraint, Rows};
use super::tree::{DEPTH_MAX, Leaf, Next, Split, Tree};

/// How large a tree may become.
#[derive(Debug, Clone, Copy)]
pub(super) struct Growth {
    pub(super) leaves: usize,
    pub(super) depth: usize,
    pub(super) restraint: Restraint,
}

/// A tree whose leaves have no values yet, and where the rows of each leaf are.
pub(super) struct Grown {
    pub(super) tree: Tree,
    pub(super) members: Vec<Range<usize>>,
}

/// A leaf that may still be split.
struct Bud {
    members: Range<usize>,
    depth: usize,
    /// The split it hangs on, and whether on its left.
    hangs_on: Option<(usize, bool)>,
    histogram: Histogram,
    parting: Option<Parting>,
}

/// Grows a tree over all rows in `order`, which is reordered leaf by leaf.
pub(super) fn grow(rows: Rows<'_>, bins: &[Bin], order: &mut [u32], growth: Growth) -> Grown {
    let depth_max = growth.depth.min(DEPTH_MAX);
    let bud = |members: Range<usize>, depth, hangs_on, histogram: Histogram| {
        let parting = (depth < depth_max)
            .then(|| histogram.best(bins, growth.restraint))
            .flatten();
        Bud {
            members,
            depth,
            hangs_on,
            histogram,
            parting,
        }
    };
    let root = Histogram::of(rows, order);
    let mut buds = vec![bud(0..order.len(), 0, None, root)];
    let mut splits: Vec<Split> = Vec::new();
    while buds.len() < growth.leaves {
        let Some((at, parting)) = most_helpful(&buds) else {
            break;
        };
        let parent = buds.swap_remove(at);
        let split = splits.len();
        hang(&mut splits, parent.hangs_on, Next::Split(index(split)));
        splits.push(Split {
            left_codes: parting.left_codes,
            feature: parting.feature,
            left: Next::Leaf(0),
            right: Next::Leaf(0),
        });
        let middle = parent.members.start
            + partition(&mut order[parent.members.clone()], |row| {
                let code = rows.codes(row)[usize::from(parting.feature)];
                parting.left_codes.has(code)
            });
        let (left, right) = (parent.members.start..middle, middle..parent.members.end);
        let (of_left, of_right) = if left.len() <= right.len() {
            let small = Histogram::of(rows, &order[left.clone()]);
            let large = parent.histogram.without(&small);
            (small, large)
        } else {
            let small = Histogram::of(rows, &order[right.clone()]);
            let large = parent.histogram.without(&small);
            (large, small)
        };
        let depth = parent.depth + 1;
        buds.push(bud(left, depth, Some((split, true)), of_left));
        buds.push(bud(right, depth, Some((split, false)), of_right));
    }
    let mut leaves = Vec::with_capacity(buds.len());
    for (leaf, bud) in buds.iter().enumerate() {
        hang(&mut splits, bud.hangs_on, Next::Leaf(index(leaf)));
        leaves.push(Leaf {
            value: 0.0,
            rows: u32::try_from(bud.members.len()).unwrap_or(u32::MAX),
        });
    }
    Grown {
        tree: Tree { splits, leaves },
        members: buds.into_iter().map(|bud| bud.members).collect(),
    }
}

fn most_helpful(buds: &[Bud]) -> Option<(usize, Parting)> {
    let partings = buds.iter().enumerate();
    partings
        .filter_map(|(at, bud)| Some((at, bud.parting?)))
        .max_by(|(_, a), (_, b)| a.gain.total_cmp(&b.gain))
}

fn hang(splits: &mut [Split], on: Option<(usize, bool)>, next: Next) {
    if let Some((split, is_left)) = on {
        let split = &mut splits[split];
        *(if is_left {
            &mut split.left
        } else {
            &mut split.right
        }) = next;
    }
}

/// Indices stay below [`super::tree::LEAVES_MAX`].
fn index(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

/// Moves the rows that go left to the front and counts them.
fn partition(members: &mut [u32], goes_left: impl Fn(u32) -> bool) -> usize {
    let mut left = 0;
    for at in 0..members.len() {
        if goes_left(members[at]) {
            members.swap(left, at);
            left += 1;
        }
    }
    left
}
