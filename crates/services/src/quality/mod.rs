//! Whether data can be trusted: reviews by night and after imports, and what people see of them.
//!
//! A review reads the events of a range and of the 13 weeks before it, which teach what is usual; marks
//! single events as outliers (and unmarks those it no longer finds), fills the gaps of meters, and
//! writes the daily rows of `data_quality`.

mod double;
mod electricity;
mod filling;
mod judging;
mod late;
mod metered;
mod moving;
mod overview;
mod review;
mod series;

pub(crate) use filling::SEED;
pub(crate) use judging::beyond_usual;
pub(crate) use late::{Real, give_way};
pub(crate) use metered::{Reported, give_way_to_meters, settle_metered};
pub use overview::{overview, supplier_quality};
pub(crate) use review::mark_old;
pub use review::{AFTER_IMPORTS, NIGHTLY, review_imports, review_recent};
pub(crate) use series::{BEYOND, PAST};
