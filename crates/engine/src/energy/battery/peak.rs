//! The demand charge: which highest power the plan should have.
//!
//! For a plan that stays below a peak, the charge is known, and the rest is a plan as any other. So the
//! best of all is the best over candidate peaks. Its cost is convex in the peak where the problem is
//! linear, so candidates close in on the best one found.

use super::account::Account;
use super::problem::Problem;
use super::search::{Cap, path};

/// Candidates of a round, and rounds: each looks between the neighbours of the best of the one before.
const CANDIDATES: usize = 8;
const ROUNDS: usize = 4;

/// The best path found.
pub(super) fn best_path(problem: &Problem) -> Vec<f64> {
    let free = path(problem, Cap::NONE);
    if problem.demand_per_kw <= 0.0 {
        return free;
    }
    let account = Account::of(problem, &free);
    let (mut lowest, mut highest) = (problem.peak_so_far_kw, account.peak_kw);
    let (mut best, mut best_kw) = ((account.rank(), free), highest);
    for _ in 0..ROUNDS {
        if highest - lowest <= 1e-6 * highest {
            break;
        }
        let step = (highest - lowest) / CANDIDATES as f64;
        for candidate in 0..CANDIDATES {
            let kw = lowest + candidate as f64 * step;
            let cap = Cap {
                kw,
                rate_per_kw: problem.demand_per_kw,
            };
            let path = path(problem, cap);
            let rank = Account::of(problem, &path).rank();
            if rank < best.0 {
                best = (rank, path);
                best_kw = kw;
            }
        }
        (lowest, highest) = ((best_kw - step).max(lowest), (best_kw + step).min(highest));
    }
    best.1
}
