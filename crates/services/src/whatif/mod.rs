//! What a period would have emitted and cost with some things done differently; scenarios kept, and
//! what is made of them.

mod hours;
mod promote;
mod scenarios;
mod simulate;

pub use promote::recommend;
pub use scenarios::{delete, save, scenarios};
pub use simulate::{levers, simulate, simulate_batch};
