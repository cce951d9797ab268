//! Files on their way from the browser to the REST door: the first slice for preview and trial,
//! the whole for the import. The server, which draws the page but picks no file, has an empty half.

#[cfg(feature = "hydrate")]
mod browser;

#[cfg(not(feature = "hydrate"))]
mod server;

#[cfg(feature = "hydrate")]
pub(super) use browser::{PickedFile, dropped_file, import, input_file, preview, trial};
#[cfg(not(feature = "hydrate"))]
pub(super) use server::{PickedFile, dropped_file, import, input_file, preview, trial};
