//! All events calculated anew.

use serde::{Deserialize, Serialize};

/// Where the calculations of an organisation stand. Each has a number; its estimates and sums are kept
/// when a later one is shown, so that what was reported stays as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Recalculation {
    /// The calculation shown.
    pub active: i32,
    /// The one being made beside it.
    pub next: Option<i32>,
    /// Events there are.
    pub events: u64,
    /// Those of them without a factor, and so without kilograms, under the calculation shown.
    pub no_factor_events: u64,
    /// Events calculated so far under the next one; 0 when none is being made.
    pub done: u64,
}
