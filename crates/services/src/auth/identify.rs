//! From what a caller shows to an actor. Looks at the stored row every time.

use chrono::{DateTime, Duration, Utc};
use model::auth::{User, Viewer};
use model::ids::SessionId;

use super::session::{TOKEN_PREFIX, fingerprint};
use crate::Services;
use crate::actor::{Actor, ClientInfo, Credential};
use crate::error::{Error, Result};

/// A session is extended at most this often, so that reads stay reads.
const EXTEND_EVERY: Duration = Duration::minutes(10);

/// The actor behind a bearer token: an API token, or the JWT of a session.
///
/// # Errors
/// `Unauthenticated` when it does not hold.
pub async fn identify_bearer(
    services: &Services,
    client: &ClientInfo,
    bearer: &str,
) -> Result<Actor> {
    let refused = || Error::Unauthenticated("the token is unknown or has expired".to_owned());
    if !bearer.starts_with(TOKEN_PREFIX) {
        return identify_session(services, client, bearer)
            .await?
            .ok_or_else(refused);
    }
    let now = services.clock().now();
    let mut system = services.db().system().await?;
    let found = store::tokens::find(&mut system, &fingerprint(bearer), now).await?;
    drop(system);
    let active = found
        .filter(|active| !active.user.is_disabled)
        .ok_or_else(refused)?;
    if is_stale(active.token.last_used_at, now) {
        let mut tx = services.db().write(active.organisation.id).await?;
        store::tokens::touch(&mut tx, active.token.id, now).await?;
        tx.commit().await?;
    }
    let credential = Credential::Token(active.token.id, active.token.scope);
    Ok(actor_of(&active.user, credential, client))
}

/// The actor behind a session's JWT; `None` when the session has ended or was never ours.
///
/// # Errors
/// When the database does not answer.
pub async fn identify_session(
    services: &Services,
    client: &ClientInfo,
    jwt: &str,
) -> Result<Option<Actor>> {
    let Some(id) = services.session_keys().session_of(jwt) else {
        return Ok(None);
    };
    let now = services.clock().now();
    let mut system = services.db().system().await?;
    let found = store::sessions::find(&mut system, id, now).await?;
    drop(system);
    let Some(active) = found.filter(|active| !active.user.is_disabled) else {
        return Ok(None);
    };
    if is_stale(Some(active.last_seen_at), now) {
        let until = now + Duration::hours(i64::from(services.options().session_hours));
        let mut tx = services.db().write(active.organisation.id).await?;
        store::sessions::extend(&mut tx, id, now, until).await?;
        tx.commit().await?;
    }
    Ok(Some(actor_of(
        &active.user,
        Credential::Session(id),
        client,
    )))
}

/// Whether an actor that was identified a while ago still is who it was: signed in, not disabled,
/// with the same role. Sockets ask this at every heartbeat.
pub async fn is_still_valid(services: &Services, actor: &Actor) -> bool {
    let known = match actor.credential {
        Credential::System => return true,
        Credential::Session(id) => session_user(services, id).await,
        Credential::Token(..) => token_user(services, actor).await,
    };
    // A database that does not answer proves nothing; the next heartbeat asks again.
    known.map_or(true, |user| {
        user.is_some_and(|user| {
            !user.is_disabled && user.role == actor.role && user.supplier_id == actor.supplier
        })
    })
}

async fn session_user(services: &Services, id: SessionId) -> Result<Option<User>> {
    let mut system = services.db().system().await?;
    let active = store::sessions::find(&mut system, id, services.clock().now()).await?;
    Ok(active.map(|active| active.user))
}

async fn token_user(services: &Services, actor: &Actor) -> Result<Option<User>> {
    let (Some(user), Credential::Token(token, _)) = (actor.user, actor.credential) else {
        return Ok(None);
    };
    let mut conn = services.db().read(actor.org).await?;
    let held = store::tokens::list(&mut conn, Some(user), super::tokens::TOKENS_MAX).await?;
    let now = services.clock().now();
    if !held
        .iter()
        .any(|known| known.id == token && known.expires_at > now)
    {
        return Ok(None);
    }
    Ok(store::users::get(&mut conn, user).await?)
}

/// Who is looking, for the frame of every page.
///
/// # Errors
/// `Unauthenticated` when the user is gone.
pub async fn viewer(services: &Services, actor: &Actor) -> Result<Viewer> {
    let mut conn = services.db().read(actor.org).await?;
    let organisation = store::organisations::get(&mut conn).await?;
    let user = match actor.user {
        Some(id) => store::users::get(&mut conn, id).await?,
        None => None,
    };
    let user = user.ok_or_else(|| Error::Unauthenticated("sign in to go on".to_owned()))?;
    Ok(Viewer { user, organisation })
}

fn actor_of(user: &User, credential: Credential, client: &ClientInfo) -> Actor {
    Actor {
        org: user.org_id,
        user: Some(user.id),
        name: user.email.clone(),
        role: user.role,
        supplier: user.supplier_id,
        credential,
        request_id: client.request_id.clone(),
    }
}

fn is_stale(last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    last.is_none_or(|last| now - last >= EXTEND_EVERY)
}
