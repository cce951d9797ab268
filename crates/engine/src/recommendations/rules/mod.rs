//! The library of rules, by event type. A rule is one pure function from facts to a saving, with its
//! texts and its sources; `rule` says what becomes of it.

mod burning;
mod cold;
mod delivery;
mod driving;
mod energy;
mod factory;
mod logistics;
mod modes;
mod rounds;
#[cfg(test)]
mod tests;
mod warehouse;

use super::rule::Rule;

/// Every rule, in reading order.
pub(super) fn all() -> impl Iterator<Item = &'static Rule> {
    [
        logistics::RULES,
        modes::RULES,
        burning::RULES,
        driving::RULES,
        delivery::RULES,
        rounds::RULES,
        factory::RULES,
        warehouse::RULES,
        cold::RULES,
    ]
    .into_iter()
    .flatten()
}

/// Where the published factors come from.
const DESNZ: &str = "DESNZ/Defra, Greenhouse gas reporting: conversion factors 2025 (freighting goods, delivery vehicles, fuels)";

/// Targets of an entity's own best: cautiously half of the way from what is usual.
fn towards(usual: f64, target: f64) -> [f64; 3] {
    [f64::midpoint(usual, target), target, target]
}
