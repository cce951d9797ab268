//! API tokens: made by their owner, shown once, stored as SHA-256.

use chrono::Duration;
use model::auth::{ApiToken, CreatedToken, NewToken, Permission};
use model::ids::TokenId;
use serde_json::json;
use uuid::Uuid;

use super::session::{TOKEN_PREFIX, fingerprint, random_text};
use crate::Services;
use crate::actor::Actor;
use crate::audit;
use crate::error::{Error, Result};

/// Tokens one user may hold.
pub(super) const TOKENS_MAX: u32 = 100;
/// Characters of a secret that are shown in lists.
const SHOWN_CHARS: usize = 12;

/// The caller's own tokens; an admin sees everybody's.
///
/// # Errors
/// `Forbidden` for a token without the scope `full`.
pub async fn tokens(services: &Services, actor: &Actor) -> Result<Vec<ApiToken>> {
    actor.must(Permission::ManageOwnTokens)?;
    let owner = if actor.may(Permission::Administer) {
        None
    } else {
        actor.user
    };
    let mut conn = services.db().read(actor.org).await?;
    Ok(store::tokens::list(&mut conn, owner, 10 * TOKENS_MAX).await?)
}

/// A new token of the caller; the answer is the only place its secret is ever shown.
///
/// # Errors
/// `Invalid` per field, `Conflict` with too many.
pub async fn create_token(
    services: &Services,
    actor: &Actor,
    new: NewToken,
) -> Result<CreatedToken> {
    actor.must(Permission::ManageOwnTokens)?;
    let user_id = actor.user.ok_or(Error::NotFound("user"))?;
    let name = new.name.trim().to_owned();
    if !(1..=100).contains(&name.chars().count()) {
        return Err(Error::invalid(
            "name",
            "length",
            "the name must have 1 to 100 characters",
        ));
    }
    let days_max = services.options().token_days_max;
    if !(1..=days_max).contains(&new.valid_days) {
        return Err(Error::invalid(
            "valid_days",
            "out_of_range",
            format!(
                "valid_days is {}; it must be 1 to {days_max}",
                new.valid_days
            ),
        ));
    }
    let secret = format!("{TOKEN_PREFIX}{}", random_text()?);
    let now = services.clock().now();
    let stored = store::tokens::NewToken {
        id: TokenId(Uuid::now_v7()),
        user_id,
        name,
        scope: new.scope,
        prefix: secret.chars().take(SHOWN_CHARS).collect(),
        hash: fingerprint(&secret),
        created_at: now,
        expires_at: now + Duration::days(i64::from(new.valid_days)),
    };
    let mut tx = services.db().write(actor.org).await?;
    let held = store::tokens::list(&mut tx, Some(user_id), TOKENS_MAX).await?;
    if u32::try_from(held.len()).is_ok_and(|held| held >= TOKENS_MAX) {
        return Err(Error::Conflict(format!(
            "you hold {TOKENS_MAX} tokens, the most there may be"
        )));
    }
    let token = store::tokens::create(&mut tx, &stored).await?;
    let metadata = json!({ "name": token.name, "scope": token.scope });
    audit::record(
        services,
        &mut tx,
        actor,
        "token.create",
        format!("token {}", token.id),
        metadata,
    )
    .await?;
    tx.commit().await?;
    Ok(CreatedToken { token, secret })
}

/// Ends a token: the caller's own, or any for an admin.
///
/// # Errors
/// `NotFound` when there is none, or it is somebody else's.
pub async fn revoke_token(services: &Services, actor: &Actor, id: TokenId) -> Result<()> {
    actor.must(Permission::ManageOwnTokens)?;
    let owner = if actor.may(Permission::Administer) {
        None
    } else {
        actor.user
    };
    let mut tx = services.db().write(actor.org).await?;
    if !store::tokens::revoke(&mut tx, id, owner).await? {
        return Err(Error::NotFound("token"));
    }
    audit::record(
        services,
        &mut tx,
        actor,
        "token.revoke",
        format!("token {id}"),
        json!({}),
    )
    .await?;
    tx.commit().await?;
    Ok(())
}
