//! What could be done about hotspots: advice from the library of rules, the words a language model finds
//! for it, its life, and whether it saved what it promised.

mod generate;
mod past;
mod proposal;
mod read;
mod recent;
mod steps;
#[cfg(test)]
mod tests;
mod verifying;
mod wording;

pub use generate::{ADVICE, advise, generate};
pub(crate) use proposal::{Proposal, supplier_of, unit_of_activity};
pub(crate) use read::{announce, announce_here, read};
pub use read::{recommendation, recommendations, stats};
pub use steps::{Step, change, step};
pub use verifying::{VERIFICATION, verify_due};
pub use wording::word_due;
