//! What it will cost from a step on, by the energy that is stored then.

use super::problem::{Problem, Store};
use super::slot::Moves;

/// The lowest cost of the rest of a plan, at the points of a grid from the floor to the ceiling and
/// straight between them. Below `low_kwh` the terminal state cannot be reached any more; the point there
/// is one of the curve too, so that the end of the grid's cell it lies in is not given away.
#[derive(Debug, Clone)]
pub(super) struct Value {
    pub(super) low_kwh: f64,
    low_cost: f64,
    /// First point of the grid that is not below `low_kwh`.
    first: usize,
    points: Vec<f64>,
}

/// The grid that all values of a problem share.
#[derive(Debug, Clone, Copy)]
pub(super) struct Axis {
    floor_kwh: f64,
    ceiling_kwh: f64,
    step_kwh: f64,
    last: usize,
    /// No more than rounding: what is allowed beyond a limit, a plan makes use of.
    slack_kwh: f64,
}

/// A move from a state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Best {
    pub(super) delta: f64,
    pub(super) cost: f64,
}

impl Axis {
    pub(super) fn of(problem: &Problem) -> Self {
        let Store {
            floor_kwh,
            ceiling_kwh,
            ..
        } = problem.store;
        Self {
            floor_kwh,
            ceiling_kwh,
            step_kwh: (ceiling_kwh - floor_kwh) / problem.soc_steps as f64,
            last: problem.soc_steps,
            slack_kwh: 1e-12 * problem.store.capacity_kwh,
        }
    }

    fn at(&self, point: usize) -> f64 {
        if point == self.last {
            self.ceiling_kwh
        } else {
            self.floor_kwh + point as f64 * self.step_kwh
        }
    }

    /// The first point at or above an amount of energy.
    fn first_from(&self, kwh: f64) -> usize {
        let place = (kwh - self.slack_kwh - self.floor_kwh) / self.step_kwh;
        (place.ceil().max(0.0) as usize).min(self.last)
    }

    /// Whole steps of the grid within a change.
    fn whole_steps(&self, kwh: f64) -> usize {
        (((kwh + self.slack_kwh) / self.step_kwh) as usize).min(self.last)
    }
}

impl Value {
    /// At the end nothing is left to pay, where enough is stored.
    pub(super) fn terminal(axis: &Axis, terminal_kwh: f64) -> Self {
        let first = axis.first_from(terminal_kwh);
        let cost = |point| if point < first { f64::INFINITY } else { 0.0 };
        Self {
            low_kwh: terminal_kwh,
            low_cost: 0.0,
            first,
            points: (0..=axis.last).map(cost).collect(),
        }
    }

    /// The value of the step before.
    pub(super) fn before(&self, axis: &Axis, moves: &Moves<'_>) -> Self {
        let (down, up) = (
            axis.whole_steps(-moves.lowest),
            axis.whole_steps(moves.highest),
        );
        // Between points of the grid a change costs the same wherever it begins.
        let costs: Vec<f64> = (0..=down + up)
            .map(|k| {
                let delta = (k as f64 - down as f64) * axis.step_kwh;
                moves.cost(delta.clamp(moves.lowest, moves.highest))
            })
            .collect();
        let corners: Vec<Best> = moves
            .corners()
            .map(|delta| Best {
                delta,
                cost: moves.cost(delta),
            })
            .collect();
        let low_kwh = (self.low_kwh - moves.highest).max(axis.floor_kwh);
        let first = axis.first_from(low_kwh);
        let mut points = vec![f64::INFINITY; axis.last + 1];
        for (point, value) in points.iter_mut().enumerate().skip(first) {
            let from = point.saturating_sub(down).max(self.first);
            let to = (point + up).min(axis.last);
            let mut best = f64::INFINITY;
            if from <= to {
                let offset = from + down - point;
                best = least_sum(&costs[offset..], &self.points[from..=to]);
            }
            let kwh = axis.at(point);
            for corner in &corners {
                best = best.min(corner.cost + self.at(axis, kwh + corner.delta));
            }
            *value = best.min(self.to_low(axis, moves, kwh).cost);
        }
        Self {
            low_kwh,
            low_cost: self.best_from(axis, moves, low_kwh).cost,
            first,
            points,
        }
    }

    /// The best move from any state, this being the value after it.
    pub(super) fn best_from(&self, axis: &Axis, moves: &Moves<'_>, kwh: f64) -> Best {
        let mut best = self.to_low(axis, moves, kwh);
        let mut consider = |delta: f64, rest: f64| {
            let cost = moves.cost(delta) + rest;
            if cost < best.cost {
                best = Best { delta, cost };
            }
        };
        for delta in moves.corners() {
            consider(delta, self.at(axis, kwh + delta));
        }
        let from = axis.first_from(kwh + moves.lowest).max(self.first);
        for point in from..=axis.last {
            let delta = axis.at(point) - kwh;
            if delta > moves.highest {
                break;
            }
            if delta >= moves.lowest {
                consider(delta, self.points[point]);
            }
        }
        best
    }

    /// The move to the least that must be stored, infinitely dear where it is out of reach.
    fn to_low(&self, axis: &Axis, moves: &Moves<'_>, kwh: f64) -> Best {
        let delta = self.low_kwh - kwh;
        let slack = axis.slack_kwh;
        if delta < moves.lowest - slack || delta > moves.highest + slack {
            return Best {
                delta: 0.0,
                cost: f64::INFINITY,
            };
        }
        let delta = delta.clamp(moves.lowest, moves.highest);
        Best {
            delta,
            cost: moves.cost(delta) + self.low_cost,
        }
    }

    /// The value of any amount of stored energy; infinite outside of what is allowed.
    fn at(&self, axis: &Axis, kwh: f64) -> f64 {
        let slack = axis.slack_kwh;
        if kwh < self.low_kwh - slack || kwh > axis.ceiling_kwh + slack {
            return f64::INFINITY;
        }
        let place = ((kwh - axis.floor_kwh) / axis.step_kwh).max(0.0);
        let below = (place as usize).min(axis.last - 1);
        if below < self.first {
            let top = axis.at(self.first);
            let width = top - self.low_kwh;
            if width <= slack {
                return self.points[self.first];
            }
            let share = ((kwh - self.low_kwh) / width).clamp(0.0, 1.0);
            return self.low_cost + share * (self.points[self.first] - self.low_cost);
        }
        let share = (place - below as f64).clamp(0.0, 1.0);
        self.points[below] + share * (self.points[below + 1] - self.points[below])
    }
}

/// The least sum of pairs, in lanes so that the processor compares several at once.
fn least_sum(costs: &[f64], rest: &[f64]) -> f64 {
    const LANES: usize = 8;
    let mut least = [f64::INFINITY; LANES];
    let length = costs.len().min(rest.len());
    let (costs, rest) = (&costs[..length], &rest[..length]);
    let (cost_lanes, rest_lanes) = (costs.chunks_exact(LANES), rest.chunks_exact(LANES));
    let tail = cost_lanes.remainder().iter().zip(rest_lanes.remainder());
    let tail = tail.fold(f64::INFINITY, |least, (a, b)| least.min(a + b));
    for (a, b) in cost_lanes.zip(rest_lanes) {
        for lane in 0..LANES {
            let sum = a[lane] + b[lane];
            least[lane] = if sum < least[lane] { sum } else { least[lane] };
        }
    }
    least.into_iter().fold(tail, f64::min)
}
