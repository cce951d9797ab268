//! Factors, estimates and their explanations.
//!
//! [`Catalogue`] holds the published factors, [`estimate()`] turns one event into kilograms,
//! [`explain()`] shows the same calculation in words, [`spread_over_hours`] lays kilograms over the
//! hours of a period, [`levers`] says what an event would have been. Estimate and explanation come from one plan (`plan`), so that they cannot
//! tell different stories. Method: GLEC Framework v3 / ISO 14083 (the method only, none of their
//! tables), filled with factors under open licences; `docs/factors.md` lists sources and choices.

mod catalogue;
mod choice;
mod energy;
mod estimate;
mod explain;
mod figure;
mod formula;
mod freight;
pub mod levers;
mod lorry;
mod no_factor;
mod plan;
mod plausible;
mod spread;
mod tables;
mod uncertainty;
mod vehicle;

#[cfg(test)]
mod tests;

pub use catalogue::{Catalogue, FactorIndex, LoadError};
pub use energy::GRID_KG_PER_KWH_MAX;
pub use estimate::{Contribution, Estimate, EstimateInput, estimate};
pub use explain::explain;
pub use no_factor::NoFactor;
pub use spread::{HourShares, hour_of, share_of_period, spread_over_hours};
pub use uncertainty::confidence;
