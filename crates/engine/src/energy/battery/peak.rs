//! The demand charge: which highest power the plan should have.
//!
//! Under a cap, all power beyond it is charged in every step. The least cost of that is convex in the cap
//! and made of straight pieces where the problem is linear. It is never below what its plan really
//! costs, and at the best peak it is just that. So the lines through the points beside the best cap meet where a
//! better one may be, and what they meet at is the least it could cost.

use super::account::Account;
use super::problem::Problem;
use super::search::{Cap, path};

/// Evenly spaced caps at the beginning.
const CANDIDATES: usize = 8;
/// Rounds of at most three further ones.
const ROUNDS: usize = 12;
/// Of a cost and of a power: less is not worth a further cap.
const TOLERANCE: f64 = 1e-9;

/// The best path found.
pub(super) fn best_path(problem: &Problem) -> Vec<f64> {
    let free = path(problem, Cap::NONE);
    if problem.demand_per_kw <= 0.0 {
        return free;
    }
    let account = Account::of(problem, &free);
    let (lowest, highest) = (problem.peak_so_far_kw, account.peak_kw);
    let cost = account.rank();
    let mut search = Search {
        problem,
        points: vec![Point { kw: highest, cost }],
        best: (cost, free),
        peak_kw: highest,
    };
    let step = (highest - lowest) / CANDIDATES as f64;
    if step > TOLERANCE * highest {
        for candidate in 0..CANDIDATES {
            search.consider(lowest + candidate as f64 * step);
        }
        for _ in 0..ROUNDS {
            let further = search.further();
            if further == [None; 3] {
                break;
            }
            for kw in further.into_iter().flatten() {
                search.consider(kw);
            }
        }
    }
    search.best.1
}

/// A cap, and the least cost under it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Point {
    kw: f64,
    cost: f64,
}

/// The caps so far.
struct Search<'a> {
    problem: &'a Problem,
    /// By power.
    points: Vec<Point>,
    /// What the best path really costs, and the path.
    best: (f64, Vec<f64>),
    /// Its peak.
    peak_kw: f64,
}

impl Search<'_> {
    fn consider(&mut self, kw: f64) {
        let cap = Cap {
            kw,
            rate_per_kw: self.problem.demand_per_kw,
        };
        let path = path(self.problem, cap);
        let account = Account::of(self.problem, &path);
        let cost = account.rank_under(self.problem, &path, cap);
        let place = self.points.partition_point(|point| point.kw < kw);
        self.points.insert(place, Point { kw, cost });
        if account.rank() < self.best.0 {
            self.best = (account.rank(), path);
            self.peak_kw = account.peak_kw;
        }
    }

    /// Where a better cap may be: the two likeliest places, and the peak of the best plan. Where prices below zero
    /// bend the costs inwards, these lie apart from each other.
    fn further(&self) -> [Option<f64>; 3] {
        let point = |at: Option<usize>| self.points.get(at?).copied();
        let pairs = self.points.windows(2).enumerate();
        let mut places: Vec<Point> = pairs
            .filter_map(|(at, pair)| {
                let outer = [point(at.checked_sub(1)), point(Some(at + 2))];
                self.between([pair[0], pair[1]], outer)
            })
            .collect();
        places.sort_by(|a, b| a.cost.total_cmp(&b.cost));
        let place = |at: usize| places.get(at).map(|place| place.kw);
        let own = self.is_new(self.peak_kw).then_some(self.peak_kw);
        [place(0), place(1), own]
    }

    fn is_new(&self, kw: f64) -> bool {
        let margin = TOLERANCE * kw;
        self.points
            .iter()
            .all(|point| (point.kw - kw).abs() > margin)
    }

    /// Where between two points the lines through them and those outside meet, if that could be better
    /// than the best; with one line only, the middle.
    fn between(
        &self,
        [from, to]: [Point; 2],
        [before, after]: [Option<Point>; 2],
    ) -> Option<Point> {
        let width = to.kw - from.kw;
        let falls = before.map(|before| slope(before, from));
        let rises = after.map(|after| slope(to, after));
        let (by, least) = match (falls, rises) {
            (Some(falls), Some(rises)) => {
                let by = (from.cost - to.cost + rises * width) / (rises - falls);
                (by, from.cost + falls * by)
            }
            (Some(falls), None) => (0.5 * width, from.cost + falls * width),
            (None, Some(rises)) => (0.5 * width, to.cost - rises * width),
            (None, None) => (0.5 * width, f64::NEG_INFINITY),
        };
        let margin = TOLERANCE * to.kw;
        let is_inside = by > margin && by < width - margin;
        let is_better = least < self.best.0 - TOLERANCE * (1.0 + self.best.0.abs());
        let place = Point {
            kw: from.kw + by,
            cost: least,
        };
        (is_inside && is_better).then_some(place)
    }
}

/// Cost per kW from one point to the next.
fn slope(from: Point, to: Point) -> f64 {
    (to.cost - from.cost) / (to.kw - from.kw)
}
