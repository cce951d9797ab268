//! Sessions, tokens, throttling.
//!
//! Variables: `NEXUS_SECRET`, `NEXUS_SESSION_HOURS`, `NEXUS_TOKEN_DAYS_MAX`,
//! `NEXUS_LOGIN_FAILURES_MAX`, `NEXUS_LOGIN_WINDOW_SECONDS`.

use super::Env;
use super::env::Secret;

/// See the module.
#[derive(Debug, Clone)]
pub struct Auth {
    /// Signs sessions; made and kept in the data folder when absent.
    pub secret: Option<Secret>,
    /// Sessions end after this long without a request.
    pub session_hours: u32,
    /// Longest life of an API token.
    pub token_days_max: u32,
    /// Failed logins per address or account within the window.
    pub login_failures_max: u32,
    /// The window.
    pub login_window_seconds: u32,
}

impl Auth {
    pub(super) fn from_env(env: &Env) -> Self {
        Self {
            secret: env.secret(
                "NEXUS_SECRET",
                "Key that signs sessions, 32 characters or more; made and kept in NEXUS_DATA_DIR/secret when empty.",
            ),
            session_hours: env.get(
                "NEXUS_SESSION_HOURS",
                12,
                "A session ends after this many hours without a request.",
            ),
            token_days_max: env.get("NEXUS_TOKEN_DAYS_MAX", 365, "Longest life of an API token."),
            login_failures_max: env.get(
                "NEXUS_LOGIN_FAILURES_MAX",
                10,
                "Failed logins allowed per account, and per address ten times as many, within the window.",
            ),
            login_window_seconds: env.get(
                "NEXUS_LOGIN_WINDOW_SECONDS",
                900,
                "The window of failed logins, in seconds.",
            ),
        }
    }
}
