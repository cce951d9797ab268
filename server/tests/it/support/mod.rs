//! What the tests of the process share.

pub(crate) mod app;
pub(crate) mod clock;
pub(crate) mod http;
pub(crate) mod process;
pub(crate) mod provider;
