//! Where a goal lands: the rest of its period with an interval, and the word for it.
//!
//! - **A budget** (`budget`): what is booked, then the organisation's forecast as far as it reaches,
//!   then the mean of the same weekdays of the last four whole weeks. How far that mean may be off is
//!   taken from the same history (`weekdays`), and grows with the days ahead.
//! - **A saving** (`saving`): what was verified, and what decided recommendations promise for the rest.
//! - **The word** (`standing`) follows from where the interval of the landing lies.

mod budget;
mod saving;
mod standing;
#[cfg(test)]
mod tests;
mod weekdays;

pub use budget::{Ahead, ExpectedDay, PathDay, Projection, ProjectionError, project};
pub use saving::{Landing, land, months};
pub use standing::{Stage, budget_status, saving_status};
pub use weekdays::{HISTORY_WEEKS_MAX, WEEKS_MIN};
