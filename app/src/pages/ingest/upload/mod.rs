//! Files on their way from the browser to the REST door: the first slice for preview and trial,
//! the whole for the import. The server, which draws the page but picks no file, has an empty half.

#[cfg(feature = "hydrate")]
mod browser;

#[cfg(not(feature = "hydrate"))]
mod server;

#[cfg(feature = "hydrate")]
pub(in crate::pages) use browser::{
    PickedFile, dropped_file, import, input_file, preview, send_csv, trial,
};
#[cfg(not(feature = "hydrate"))]
pub(in crate::pages) use server::{
    PickedFile, dropped_file, import, input_file, preview, send_csv, trial,
};
