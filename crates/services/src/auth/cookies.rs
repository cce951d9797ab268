//! The session cookie. What it holds is opaque to the browser; scripts cannot read it.

use model::auth::LoginAnswer;

use crate::Services;

/// Its name; `server` reads it.
const NAME: &str = "nexus_session";

/// `Set-Cookie` value that keeps a session in the browser.
#[must_use]
pub fn session_cookie(services: &Services, answer: &LoginAnswer) -> String {
    // The row behind the session slides; the cookie may outlive it and then is worth nothing.
    let seconds = 30 * 24 * 3600;
    format!(
        "{NAME}={}; Max-Age={seconds}; {}",
        answer.access_token,
        attributes(services)
    )
}

/// `Set-Cookie` value that ends it.
#[must_use]
pub fn cleared_cookie(services: &Services) -> String {
    format!("{NAME}=; Max-Age=0; {}", attributes(services))
}

fn attributes(services: &Services) -> &'static str {
    if services.options().public_url.starts_with("https://") {
        "Path=/; HttpOnly; SameSite=Lax; Secure"
    } else {
        "Path=/; HttpOnly; SameSite=Lax"
    }
}
