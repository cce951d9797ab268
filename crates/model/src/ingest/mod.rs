//! Bringing events in: what an event is, how a file is mapped, what an import reports.

mod event;
mod job;
mod metered_time;
mod profile;

pub use event::*;
pub use job::*;
pub use metered_time::*;
pub use profile::*;
