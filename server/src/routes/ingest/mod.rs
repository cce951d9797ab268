//! `/api/v1/ingest`: the doors events come in by.

mod events;
mod jobs;
mod profiles;
mod socket;
mod upload;

pub use events::*;
pub use jobs::*;
pub use profiles::*;
pub use socket::*;
pub use upload::*;
