//! Signing in, and the first start.

pub(crate) mod api;

mod login;

mod setup;

pub(crate) use login::LoginPage;
pub(crate) use setup::SetupPage;
