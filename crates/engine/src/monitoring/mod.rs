//! What is normal, what is far above it, and when that is worth an alert.

mod baseline;
mod cadence;
mod cause;
mod life;
mod severity;

pub use baseline::{Normal, WEEKS, WEEKS_MIN, blend, normal};
pub use cadence::missed_hours;
pub use cause::{Hot, Share, explanations};
pub use life::{Evaluation, Life, LifeRules, Seen, next};
pub use severity::{excess, severity};
