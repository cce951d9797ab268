//! What signing in asks of the server.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::auth::Viewer;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// What the sign-in page needs to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    /// Nobody can sign in yet: the first administrator is to be made.
    pub setup_needed: bool,
    /// The demo's accounts are shown.
    pub is_demo: bool,
}

/// Who is looking.
#[server(prefix = "/fn", endpoint = "auth/viewer", input = Json)]
pub async fn load_viewer() -> Result<Viewer, AppError> {
    use crate::context::{actor, services};

    Ok(services::auth::viewer(&services()?, &actor()?).await?)
}

/// Whether anybody can sign in yet, and how.
#[server(prefix = "/fn", endpoint = "auth/welcome", input = Json)]
pub async fn load_welcome() -> Result<Welcome, AppError> {
    let services = crate::context::services()?;
    Ok(Welcome {
        setup_needed: services::auth::setup_needed(&services).await?,
        is_demo: services::auth::is_demo(&services),
    })
}

/// Signs in and goes on to `next`.
#[server(prefix = "/fn", endpoint = "auth/login")]
pub async fn login(email: String, password: String, next: String) -> Result<(), AppError> {
    use crate::context::{client, services, set_cookie};

    let services = services()?;
    let request = model::auth::LoginRequest { email, password };
    let answer = services::auth::login(&services, &client(), request).await?;
    set_cookie(&services::auth::session_cookie(&services, &answer));
    leptos_axum::redirect(own_address(&next));
    Ok(())
}

/// Makes the organisation and its first administrator, who is signed in at once.
#[server(prefix = "/fn", endpoint = "auth/setup")]
pub async fn complete_setup(
    code: String,
    organisation: String,
    time_zone: String,
    name: String,
    email: String,
    password: String,
) -> Result<(), AppError> {
    use crate::context::{client, services, set_cookie};

    let services = services()?;
    let request = model::auth::SetupRequest {
        code,
        organisation,
        time_zone,
        name,
        email,
        password,
    };
    let answer = services::auth::complete_setup(&services, &client(), request).await?;
    set_cookie(&services::auth::session_cookie(&services, &answer));
    leptos_axum::redirect("/");
    Ok(())
}

/// Ends the session.
#[server(prefix = "/fn", endpoint = "auth/logout")]
pub async fn logout() -> Result<(), AppError> {
    use crate::context::{actor, services, set_cookie};

    let services = services()?;
    // Somebody whose session has ended already is signed out as well.
    if let Ok(actor) = actor() {
        services::auth::logout(&services, &actor).await?;
    }
    set_cookie(&services::auth::cleared_cookie(&services));
    leptos_axum::redirect("/login");
    Ok(())
}

/// Keeps the choice of colours in a cookie; the answer goes back to the page.
#[server(prefix = "/fn", endpoint = "auth/theme")]
pub async fn set_theme(theme: String) -> Result<(), AppError> {
    use crate::layout::{THEME_COOKIE, Theme, choice_cookie};

    let theme = Theme::parse(&theme).unwrap_or(Theme::System);
    crate::context::set_cookie(&choice_cookie(THEME_COOKIE, theme.as_str()));
    Ok(())
}

/// Keeps the unit masses are written in; the answer goes back to the page.
#[server(prefix = "/fn", endpoint = "auth/mass-unit")]
pub async fn set_mass_unit(unit: String) -> Result<(), AppError> {
    use crate::components::MassUnit;
    use crate::layout::{MASS_UNIT_COOKIE, choice_cookie};

    let unit = MassUnit::parse(&unit).unwrap_or_default();
    crate::context::set_cookie(&choice_cookie(MASS_UNIT_COOKIE, unit.as_str()));
    Ok(())
}

/// `next` when it is an address of this site, else the dashboard: nobody is sent elsewhere.
#[cfg(feature = "ssr")]
fn own_address(next: &str) -> &str {
    let is_own = next.starts_with('/')
        && !next.starts_with("//")
        && next
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_own { next } else { "/" }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::own_address;

    #[test]
    fn nobody_is_sent_elsewhere() {
        assert_eq!(own_address("/import?x=1"), "/import?x=1");
        for elsewhere in ["", "//host", "https://host", "/\\host", "/a\nb", "/\u{e9}"] {
            assert_eq!(own_address(elsewhere), "/", "{elsewhere:?}");
        }
    }
}
