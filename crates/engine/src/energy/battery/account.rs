//! What a path costs, by the problem's own rates.

use super::problem::Problem;
use super::search::Cap;
use super::slot::at_meter;

/// A share of the energy of a step that is only rounding.
const ROUNDING: f64 = 1e-12;

/// The sums a plan is judged by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Account {
    /// Energy taken beyond the import limit.
    pub(super) over_limit_kwh: f64,
    /// Rated cost of energy, wear and what the peak adds to the demand charge.
    pub(super) objective: f64,
    /// The tolls of its discharges: what it may not earn by wasting energy.
    toll: f64,
    /// What exceeding the limit is rated at.
    excess: f64,
    /// The highest mean power taken in any step.
    pub(super) peak_kw: f64,
}

impl Account {
    pub(super) fn of(problem: &Problem, path: &[f64]) -> Self {
        let (mut objective, mut toll, mut excess) = (0.0, 0.0, 0.0);
        let (mut over_limit_kwh, mut peak_kwh) = (0.0, 0.0_f64);
        for (slot, delta) in problem.slots.iter().zip(path) {
            let at_meter = at_meter(&problem.store, *delta);
            let net = slot.net_kwh + at_meter;
            objective += slot.exchange(net) + problem.store.wear_rate * (-delta).max(0.0);
            toll += slot.toll((-at_meter).max(0.0));
            // Charging up to the limit is no breach for being rounded.
            let over = net - slot.import_limit_kwh;
            if over > ROUNDING * (1.0 + net) {
                over_limit_kwh += over;
                excess += slot.excess_rate * over;
            }
            peak_kwh = peak_kwh.max(net);
        }
        let peak_kw = peak_kwh / problem.hours;
        let beyond_kw = (peak_kw - problem.peak_so_far_kw).max(0.0);
        Self {
            over_limit_kwh,
            objective: objective + problem.demand_per_kw * beyond_kw,
            toll,
            excess,
            peak_kw,
        }
    }

    /// Lower is better. The connection's limit comes first by its rate: by an order of its own, rounding would
    /// come before money.
    pub(super) fn rank(&self) -> f64 {
        self.objective + self.toll + self.excess
    }

    /// The rank of the path if power beyond a cap were charged in every step, not once for the highest.
    pub(super) fn rank_under(&self, problem: &Problem, path: &[f64], cap: Cap) -> f64 {
        let beyond_kw = |peak_kw: f64| (peak_kw - problem.peak_so_far_kw).max(0.0);
        let over_kw = problem.slots.iter().zip(path).map(|(slot, delta)| {
            let net = slot.net_kwh + at_meter(&problem.store, *delta);
            (net / problem.hours - cap.kw).max(0.0)
        });
        let charged_kw = beyond_kw(cap.kw) - beyond_kw(self.peak_kw);
        self.rank() + problem.demand_per_kw * charged_kw + cap.rate_per_kw * over_kw.sum::<f64>()
    }
}
