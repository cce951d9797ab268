//! Signing in and out, with throttling per account and per address.

use chrono::{DateTime, Duration, Utc};
use model::auth::{LoginAnswer, LoginRequest, User};
use model::ids::SessionId;
use serde_json::json;
use store::sessions::NewSession;
use uuid::Uuid;

use super::passwords;
use crate::Services;
use crate::actor::{Actor, ClientInfo, Credential};
use crate::audit;
use crate::error::{Error, Result};

/// An address may fail this many times as often as an account: several people share one.
const ADDRESS_FACTOR: u32 = 10;
/// Longest e-mail address (RFC 5321).
const EMAIL_CHARS_MAX: usize = 254;

/// Signs somebody in.
///
/// # Errors
/// `Unauthenticated` without saying which of address and password was wrong; `TooManyRequests`
/// after too many failures.
pub async fn login(
    services: &Services,
    client: &ClientInfo,
    request: LoginRequest,
) -> Result<LoginAnswer> {
    let wrong = || Error::Unauthenticated("e-mail address or password is wrong".to_owned());
    let email = request.email.trim().to_lowercase();
    if email.is_empty() || email.len() > EMAIL_CHARS_MAX || request.password.len() > 1024 {
        return Err(wrong());
    }
    let keys = [
        format!("account:{email}"),
        format!("address:{}", client.address),
    ];
    refuse_if_throttled(services, &keys).await?;
    let mut system = services.db().system().await?;
    let known = store::users::find_login(&mut system, &email).await?;
    drop(system);
    let hash = known.as_ref().map(|login| login.password_hash.clone());
    let is_right = passwords::verify(request.password, hash).await?;
    let Some(login) = known.filter(|login| is_right && !login.user.is_disabled) else {
        note_failure(services, &keys).await?;
        return Err(wrong());
    };
    forget_failures(services, &keys[0]).await?;
    start_session(services, client, login.user).await
}

/// Opens a session for a user who proved who they are.
pub(super) async fn start_session(
    services: &Services,
    client: &ClientInfo,
    user: User,
) -> Result<LoginAnswer> {
    let now = services.clock().now();
    let expires_at = now + Duration::hours(i64::from(services.options().session_hours));
    let id = SessionId(Uuid::now_v7());
    let access_token = services.session_keys().sign(id, expires_at)?;
    let mut tx = services.db().write(user.org_id).await?;
    let session = NewSession {
        id,
        user_id: user.id,
        created_at: now,
        expires_at,
    };
    store::sessions::create(&mut tx, &session).await?;
    store::users::record_login(&mut tx, user.id, now).await?;
    let mut actor = Actor::system(user.org_id);
    actor.user = Some(user.id);
    actor.name.clone_from(&user.email);
    actor.request_id.clone_from(&client.request_id);
    let metadata = json!({ "address": client.address });
    audit::record(
        services,
        &mut tx,
        &actor,
        "auth.login",
        format!("user {}", user.id),
        metadata,
    )
    .await?;
    tx.commit().await?;
    Ok(LoginAnswer {
        access_token,
        expires_at,
        user,
    })
}

/// Ends the session. A token cannot be logged out, only revoked.
///
/// # Errors
/// `Conflict` when the caller came with an API token.
pub async fn logout(services: &Services, actor: &Actor) -> Result<()> {
    let Credential::Session(id) = actor.credential else {
        return Err(Error::Conflict(
            "an API token has no session; delete the token instead".to_owned(),
        ));
    };
    let mut tx = services.db().write(actor.org).await?;
    store::sessions::end(&mut tx, id).await?;
    audit::record(
        services,
        &mut tx,
        actor,
        "auth.logout",
        format!("session {id}"),
        json!({}),
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

async fn refuse_if_throttled(services: &Services, keys: &[String; 2]) -> Result<()> {
    let now = services.clock().now();
    let max = services.options().login_failures_max;
    let mut system = services.db().system().await?;
    for (key, max) in keys.iter().zip([max, max.saturating_mul(ADDRESS_FACTOR)]) {
        let Some(attempts) = store::login_attempts::get(&mut system, key).await? else {
            continue;
        };
        let window_ends = attempts.first_at + window(services);
        if attempts.failures >= max && now < window_ends {
            let wait = (window_ends - now).num_seconds().max(1);
            return Err(Error::TooManyRequests {
                retry_after_seconds: u64::try_from(wait).unwrap_or(1),
            });
        }
    }
    Ok(())
}

async fn note_failure(services: &Services, keys: &[String; 2]) -> Result<()> {
    let now: DateTime<Utc> = services.clock().now();
    let mut system = services.db().system_write().await?;
    for key in keys {
        store::login_attempts::record_failure(&mut system, key, now, now - window(services))
            .await?;
    }
    system.commit().await?;
    Ok(())
}

async fn forget_failures(services: &Services, key: &str) -> Result<()> {
    let mut system = services.db().system().await?;
    let failed_before = store::login_attempts::get(&mut system, key)
        .await?
        .is_some();
    drop(system);
    if failed_before {
        let mut system = services.db().system_write().await?;
        store::login_attempts::clear(&mut system, key).await?;
        system.commit().await?;
    }
    Ok(())
}

fn window(services: &Services) -> Duration {
    Duration::seconds(i64::from(services.options().login_window_seconds))
}
