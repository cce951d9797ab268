//! When a battery should charge and discharge over the next hours or days.
//!
//! [`plan`] minimises cost, carbon or both by dynamic programming over the state of charge. The value
//! of what is stored is known at the points of a grid and straight between them; as the cost of a step
//! is made of straight pieces too, the best move from any state is one of few: to a grid point, or to
//! where a piece ends. The path found so is moved to the exact corners at the end (`refine`). That puts
//! plans within thousandths of a per cent of the linear program's.
//!
//! A demand charge depends on the highest power of the whole plan. The best plan is sought under each of
//! a set of candidate peaks, and among these the best one is taken: the running maximum as a part of the
//! state, of which only the end counts ("Battery optimization vs energy arbitrage and demand charges",
//! arXiv 1812.00792, has the need for it).
//!
//! A plan always comes back. What is odd in the input (`clean`) is changed to the nearest that can be
//! planned with, and said in [`Plan::adjustments`]. Where the plan would be worse than leaving the
//! battery alone, the battery is left alone.
//!
//! While the price of what a discharge replaces is below zero, it bears a toll: what the losses of charging
//! again at that price would earn. So it pays where it makes room for a still lower price, or where it lowers a
//! peak, and never by wasting energy.

mod account;
mod clean;
mod compare;
mod device;
mod faults;
mod peak;
mod plan;
mod problem;
mod refine;
mod search;
mod slot;
#[cfg(test)]
mod tests;
mod value;

pub use compare::{Compared, Side, Sides, compare};
pub use device::{Battery, Grid, HORIZON_STEPS_MAX, Mode, Options, Outlook, SOC_STEPS};
pub use plan::{Action, Plan, PlanStep, Totals, plan, plan_on_grid};
