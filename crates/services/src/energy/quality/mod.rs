//! Whether measurements of sites can be trusted: a review of what came, what is read of it, and what
//! people see and say of it.
//!
//! A review reads the channels of a site over the time that measurements came for and over the 13 weeks
//! before it, which teach what is usual; flags what cannot be or stands out, and fills what is missing
//! between two measurements. What was measured stays as it came; what is filled stands apart from it.

mod approving;
mod judging;
mod overview;
mod reading;
mod review;

pub use approving::approve_measurement;
pub use overview::measurement_quality;
pub(super) use reading::{judged, trusted};
pub(super) use review::arrived;
pub use review::{MEASUREMENT_QUALITY, review_measurements};
