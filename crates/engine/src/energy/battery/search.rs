//! The path of stored energy that costs least.

use super::problem::Problem;
use super::refine::refine;
use super::slot::Moves;
use super::value::{Axis, Value};

/// A cap on the mean power taken from the grid, and what exceeding it by a kW is rated at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cap {
    pub(super) kw: f64,
    pub(super) rate_per_kw: f64,
}

impl Cap {
    pub(super) const NONE: Self = Self {
        kw: f64::INFINITY,
        rate_per_kw: 0.0,
    };
}

/// The changes of stored energy in each step: backwards for the value of what is stored, forwards along
/// the best moves.
pub(super) fn path(problem: &Problem, cap: Cap) -> Vec<f64> {
    if !problem.is_movable() {
        return vec![0.0; problem.slots.len()];
    }
    let axis = Axis::of(problem);
    let store = &problem.store;
    let moves: Vec<Moves<'_>> = problem
        .slots
        .iter()
        .map(|slot| {
            let cap_rate = cap.rate_per_kw / problem.hours;
            Moves::new(slot, store, cap.kw * problem.hours, cap_rate)
        })
        .collect();
    let mut values = vec![Value::terminal(&axis, store.terminal_kwh)];
    for one in moves.iter().skip(1).rev() {
        let last = &values[values.len() - 1];
        values.push(last.before(&axis, one));
    }
    let mut kwh = store.initial_kwh;
    let mut path: Vec<f64> = moves
        .iter()
        .zip(values.iter().rev())
        .map(|(one, after)| {
            let delta = after.best_from(&axis, one, kwh).delta;
            kwh += delta;
            delta
        })
        .collect();
    if problem.is_refined {
        refine(problem, &moves, &mut path);
    }
    settle(problem, &mut path);
    path
}

/// Takes out what is only rounding: changes next to nothing, and stored energy next to outside.
fn settle(problem: &Problem, path: &mut [f64]) {
    let store = &problem.store;
    let mut kwh = store.initial_kwh;
    for delta in path {
        if delta.abs() <= problem.tolerance_kwh() {
            *delta = 0.0;
        }
        let next = (kwh + *delta).clamp(store.floor_kwh, store.ceiling_kwh);
        *delta = next - kwh;
        kwh = next;
    }
}
