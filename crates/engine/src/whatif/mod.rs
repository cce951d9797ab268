//! What a period would have emitted and cost with some things done differently.
//!
//! A [`Scenario`] takes events one by one and keeps sums only, so a year of a large organisation
//! needs no more memory than a day. Three questions are answered at once:
//!
//! - **Both sides**: the estimate of each event as it is and as changed, by the rules of
//!   `emissions::levers`, in whole milligrams.
//! - **Which change does how much** (`shapley`): changes interact (a fuller lorry saves less once
//!   it burns renewable diesel), so each is credited with its mean effect over all orders of
//!   making them. Every combination of at most six changes is calculated; combinations that come
//!   to the same event are calculated once (`combinations`).
//! - **How sure is the difference** (`difference`): what both sides share cancels.

mod combinations;
mod cost;
mod difference;
mod levers;
mod scenario;
mod shapley;
mod side;
#[cfg(test)]
mod tests;

pub use cost::check_prices;
pub use levers::LeverTally;
pub use scenario::{Scenario, ScenarioEvent};
