//! Who is who: signing in and out, first start, users, sessions, tokens.

mod cookies;
mod identify;
mod login;
mod passwords;
mod session;
mod setup;
mod tokens;
mod users;

pub use cookies::{cleared_cookie, session_cookie};
pub use identify::{identify_bearer, identify_session, is_still_valid, viewer};
pub use login::{login, logout};
pub use session::SessionKeys;
pub use setup::{complete_setup, prepare_setup, setup_needed};
pub use tokens::{create_token, revoke_token, tokens};
pub use users::{add_user, change_user, create_user, organisations, users};

use crate::Services;

/// Whether the demo runs, so that the login page may name its accounts.
#[must_use]
pub fn is_demo(services: &Services) -> bool {
    services.options().is_demo
}
