//! What could be done about an entity's emissions, what it would save, and what it did save.
//!
//! [`facts`] are gathered from an entity's events, [`root_cause`] says why they emitted more than
//! usual, [`recommend`] what the library of rules advises, [`wording`] lets a language model word it
//! and keeps it honest, [`transition`] leads an advice through its life, and [`verify()`] measures what
//! came of it.

mod cause;
mod cost;
pub mod facts;
mod life;
pub(crate) mod rule;
mod rules;
mod saving;
pub(crate) mod text;
pub(crate) mod verify;
pub mod wording;

pub use cause::{CauseTally, root_cause};
pub use cost::{RunningCost, payback_months};
pub use life::{Refusal, Standing, UNDO_MINUTES, VERIFY_DAYS, step_to, transition};
pub use rule::{Action, Impact, recommend};
pub use verify::{BASELINE_DAYS_MIN, Day, Frozen, MEASURED_DAYS_MIN, VerifyError, verify};
