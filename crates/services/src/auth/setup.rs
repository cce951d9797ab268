//! First start: a one-time code in the log lets its reader create the organisation and its admin.

use model::auth::{LoginAnswer, NewUser, Role, SetupRequest};
use model::settings::OrgSettings;
use serde_json::json;
use store::organisations::NewOrganisation;

use super::login::start_session;
use super::session::{fingerprint, random_text};
use super::users;
use crate::Services;
use crate::actor::{Actor, ClientInfo};
use crate::audit;
use crate::error::{Error, Result};
use crate::settings;

/// Where the code's fingerprint is kept.
const KEY: &str = "setup_code";

/// Whether nobody can sign in yet.
///
/// # Errors
/// When the database does not answer.
pub async fn setup_needed(services: &Services) -> Result<bool> {
    let mut system = services.db().system().await?;
    Ok(!store::users::any_exist(&mut system).await?)
}

/// Makes a new one-time code when nobody can sign in yet; the caller shows it in the log.
///
/// # Errors
/// When the database does not answer.
pub async fn prepare_setup(services: &Services) -> Result<Option<String>> {
    if !setup_needed(services).await? {
        return Ok(None);
    }
    let code = random_text()?;
    let mut system = services.db().system_write().await?;
    let now = services.clock().now();
    store::app_state::put(&mut system, KEY, &hex::encode(fingerprint(&code)), now).await?;
    system.commit().await?;
    Ok(Some(code))
}

/// Creates the organisation and its admin, and signs the admin in. Works once.
///
/// # Errors
/// `Forbidden` with a wrong code, `Conflict` when it is done already, `Invalid` per field.
pub async fn complete_setup(
    services: &Services,
    client: &ClientInfo,
    request: SetupRequest,
) -> Result<LoginAnswer> {
    if !setup_needed(services).await? {
        return Err(Error::Conflict(
            "the set-up is done; sign in instead".to_owned(),
        ));
    }
    let organisation = OrgSettings {
        name: request.organisation.trim().to_owned(),
        time_zone: request.time_zone.trim().to_owned(),
        currency: "EUR".to_owned(),
        default_grid_region: services.options().default_grid_region.clone(),
        target_kg_per_hour: None,
        thresholds: None,
        prices: Vec::new(),
        shows_map_tiles: true,
        market_price_days: None,
    };
    settings::check(&organisation)?;
    let new = NewUser {
        email: request.email,
        name: request.name,
        password: request.password,
        role: Role::Admin,
        supplier: None,
    };
    let admin = users::prepare(services, new).await?;
    let now = services.clock().now();
    let mut system = services.db().system_write().await?;
    let stored = hex::encode(fingerprint(request.code.trim()));
    // Taking the code away is what makes it one-time: of two readers one gets here first.
    if !store::app_state::remove_if(&mut system, KEY, &stored).await? {
        return Err(Error::Forbidden(
            "the code is not the one in the log of the running server".to_owned(),
        ));
    }
    let new_organisation = NewOrganisation {
        settings: organisation,
        is_demo: false,
        created_at: now,
    };
    let org = store::organisations::create(&mut system, &new_organisation).await?;
    let mut tx = system.enter(org).await?;
    let user = store::users::create(&mut tx, &admin).await?;
    let actor = Actor {
        request_id: client.request_id.clone(),
        ..Actor::system(org)
    };
    let metadata = json!({ "admin": user.email });
    audit::record(
        services,
        &mut tx,
        &actor,
        "auth.setup",
        format!("user {}", user.id),
        metadata,
    )
    .await?;
    tx.commit().await?;
    start_session(services, client, user).await
}
