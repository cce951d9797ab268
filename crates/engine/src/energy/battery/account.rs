//! What a path costs, by the problem's own rates.

use super::problem::Problem;
use super::slot::at_meter;

/// The sums a plan is judged by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Account {
    /// Energy taken beyond the import limit.
    pub(super) over_limit_kwh: f64,
    /// Rated cost of energy, wear and what the peak adds to the demand charge.
    pub(super) objective: f64,
    /// The highest mean power taken in any step.
    pub(super) peak_kw: f64,
}

impl Account {
    pub(super) fn of(problem: &Problem, path: &[f64]) -> Self {
        let (mut objective, mut over_limit_kwh, mut peak_kwh) = (0.0, 0.0, 0.0_f64);
        for (slot, delta) in problem.slots.iter().zip(path) {
            let net = slot.net_kwh + at_meter(&problem.store, *delta);
            objective += slot.exchange(net) + problem.store.wear_rate * (-delta).max(0.0);
            over_limit_kwh += (net - slot.import_limit_kwh).max(0.0);
            peak_kwh = peak_kwh.max(net);
        }
        let peak_kw = peak_kwh / problem.hours;
        let beyond_kw = (peak_kw - problem.peak_so_far_kw).max(0.0);
        Self {
            over_limit_kwh,
            objective: objective + problem.demand_per_kw * beyond_kw,
            peak_kw,
        }
    }

    /// Lower is better: the connection's limit comes first. A millionth of a kWh is no breach.
    pub(super) fn rank(&self) -> (f64, f64) {
        let over = if self.over_limit_kwh < 1e-6 {
            0.0
        } else {
            self.over_limit_kwh
        };
        (over, self.objective)
    }
}
