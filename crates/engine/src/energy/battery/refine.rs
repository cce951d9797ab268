//! The last thousandths: a path along the points of a grid, moved to where costs really bend.
//!
//! Energy is shifted between two steps, or between a step and the end, as far as the nearest of their
//! corners or of the store's limits is best. Every shift lowers the cost, so a path only gets better.

use super::problem::Problem;
use super::slot::Moves;

/// Most rounds over all pairs; a second one rarely finds anything.
const ROUNDS: usize = 3;
/// Steps that energy is shifted over at most: two days of quarter-hours.
const REACH: usize = 192;

/// Lowers the cost of a path as long as shifts between two steps do.
pub(super) fn refine(problem: &Problem, moves: &[Moves<'_>], path: &mut [f64]) {
    let corners: Vec<Vec<f64>> = moves.iter().map(|one| one.corners().collect()).collect();
    let mut levels = Vec::with_capacity(path.len());
    for _ in 0..ROUNDS {
        let mut is_better = false;
        for first in 0..path.len() {
            levels.clear();
            let mut kwh = problem.store.initial_kwh;
            levels.extend(path.iter().map(|delta| {
                kwh += delta;
                kwh
            }));
            let mut shift = Shift {
                problem,
                moves,
                corners: &corners,
                path,
                first,
            };
            is_better |= shift.with_all_later(&mut levels);
        }
        if !is_better {
            break;
        }
    }
}

/// Energy taken in more in one step, and less in a later one.
struct Shift<'a> {
    problem: &'a Problem,
    moves: &'a [Moves<'a>],
    corners: &'a [Vec<f64>],
    path: &'a mut [f64],
    first: usize,
}

impl Shift<'_> {
    /// Tries every later step, and the end.
    fn with_all_later(&mut self, levels: &mut [f64]) -> bool {
        let (store, count) = (self.problem.store, self.path.len());
        let (mut lowest, mut highest) = (f64::INFINITY, f64::NEG_INFINITY);
        let mut is_better = false;
        for later in self.first + 1..=count.min(self.first + REACH) {
            let level = levels[later - 1];
            // What is stored at the end has a limit of its own.
            let floor = if later == count {
                store.terminal_kwh.max(store.floor_kwh)
            } else {
                store.floor_kwh
            };
            lowest = f64::min(lowest, level - floor);
            highest = f64::max(highest, level - store.ceiling_kwh);
            let by = self.best((-lowest).min(0.0), (-highest).max(0.0), later);
            if by != 0.0 {
                is_better = true;
                self.path[self.first] += by;
                if let Some(delta) = self.path.get_mut(later) {
                    *delta -= by;
                }
                for level in &mut levels[self.first..later] {
                    *level += by;
                }
                lowest += by;
                highest += by;
            }
        }
        is_better
    }

    /// The best amount to shift within what the store allows; 0 where none is better.
    fn best(&self, least: f64, most: f64, later: usize) -> f64 {
        let first = &self.moves[self.first];
        let from = self.path[self.first];
        let least = least.max(first.lowest - from);
        let most = most.min(first.highest - from);
        let other = self.moves.get(later).map(|moves| (moves, self.path[later]));
        let (least, most) = match other {
            Some((moves, to)) => (least.max(to - moves.highest), most.min(to - moves.lowest)),
            None => (least, most),
        };
        if most - least <= self.problem.tolerance_kwh() {
            return 0.0;
        }
        let cost = |by: f64| {
            let rest = other.map_or(0.0, |(moves, to)| moves.cost(to - by));
            first.cost(from + by) + rest
        };
        let own = self.corners[self.first].iter().map(|corner| corner - from);
        let others = other.map_or(&[][..], |_| &self.corners[later]);
        let to = other.map_or(0.0, |(_, to)| to);
        let others = others.iter().map(|corner| to - corner);
        let now = cost(0.0);
        let mut best = (0.0, now - 1e-12 * (1.0 + now.abs()));
        for by in own.chain(others).chain([least, most]) {
            if (least..=most).contains(&by) {
                let cost = cost(by);
                if cost < best.1 {
                    best = (by, cost);
                }
            }
        }
        best.0
    }
}
