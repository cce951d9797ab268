//! What to do when: the best time for a load that can wait, a flatter day, and what tariffs and
//! batteries of other sizes would have meant.
//!
//! - [`place`] finds the best start of a run that may begin within a window.
//! - [`flatten`] moves a part of the load from the highest steps to others.
//! - [`own_shares`] says how much of the sun's yield is used, and how much of the load it covers.
//! - [`compare`] bills the same usage by several tariffs.
//! - [`sizes`] plans the same days with batteries of several sizes.

mod compare;
mod flatten;
mod place;
mod shares;
mod sizing;
#[cfg(test)]
mod tests;

pub use compare::{Compared, Offer, compare};
pub use flatten::{Flattened, flatten};
pub(super) use place::weigh;
pub use place::{Placement, Placements, Run, place};
pub use shares::{OwnShares, own_shares};
pub use sizing::{Size, sizes};

use chrono::{DateTime, Utc};
use thiserror::Error;

use super::tariff::TariffError;

/// Why there is no advice.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum ShiftError {
    #[error("{field}: {have} values for {need} steps")]
    Length {
        field: &'static str,
        have: usize,
        need: usize,
    },
    #[error("{field}[{step}]: {value} must be {must}")]
    Value {
        field: &'static str,
        step: usize,
        value: f64,
        must: &'static str,
    },
    #[error("run.kwh: must name at least one step with energy")]
    EmptyRun,
    #[error(
        "run: {need} steps do not fit between {earliest} and {latest_end}, where {have} steps are known"
    )]
    WindowTooShort {
        need: usize,
        have: usize,
        earliest: DateTime<Utc>,
        latest_end: DateTime<Utc>,
    },
    #[error("movable_share: {value} must be 0 to 1")]
    MovableShare { value: f64 },
    #[error("offers: {name} is in {currency}, the first is in {first}; compare one currency")]
    Currency {
        name: String,
        currency: String,
        first: String,
    },
    #[error("offers: {name}: {fault}")]
    Tariff { name: String, fault: TariffError },
    #[error("offers: at least one is needed")]
    NoOffers,
}

/// Refuses a series of another length, or with values that are none.
fn check(
    field: &'static str,
    values: &[f64],
    need: usize,
    lowest: f64,
    must: &'static str,
) -> Result<(), ShiftError> {
    if values.len() != need {
        return Err(ShiftError::Length {
            field,
            have: values.len(),
            need,
        });
    }
    let fault = values
        .iter()
        .position(|value| !(lowest..=1e9).contains(value));
    fault.map_or(Ok(()), |step| {
        Err(ShiftError::Value {
            field,
            step,
            value: values[step],
            must,
        })
    })
}
