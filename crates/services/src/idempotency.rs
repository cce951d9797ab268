//! `Idempotency-Key`: the first answer to a key is the answer to every repetition.

use sha2::{Digest, Sha256};
use store::idempotency::{Begin, Request};

use crate::Services;
use crate::actor::Actor;
use crate::error::{Error, Result};

/// An answer as it was given.
#[derive(Debug, Clone)]
pub struct StoredAnswer {
    /// Its HTTP status.
    pub status: u16,
    /// Its JSON body.
    pub body: Vec<u8>,
}

/// What a request with a key finds.
#[derive(Debug, Clone)]
pub enum Begun {
    /// It is the first: carry it out, then [`finish`] or [`forget`].
    Fresh,
    /// It was carried out before.
    Answered(StoredAnswer),
}

/// Begins a request with a key. Keys belong to the caller, so that two users never collide.
///
/// # Errors
/// `Conflict` when the key was used with another body, or its first request is still running.
pub async fn begin(
    services: &Services,
    actor: &Actor,
    route: &str,
    key: &str,
    body: &[u8],
) -> Result<Begun> {
    let key = own_key(actor, key);
    let request = Request {
        key: &key,
        route,
        body_hash: Sha256::digest(body).into(),
        at: services.clock().now(),
    };
    let mut tx = services.db().write(actor.org).await?;
    let begun = store::idempotency::begin(&mut tx, &request).await?;
    tx.commit().await?;
    match begun {
        Begin::New => Ok(Begun::Fresh),
        Begin::Answered { status, answer } => Ok(Begun::Answered(StoredAnswer {
            status,
            body: answer.into_bytes(),
        })),
        Begin::Running => Err(Error::Conflict(
            "the first request with this Idempotency-Key is still running".to_owned(),
        )),
        Begin::OtherBody => Err(Error::Conflict(
            "this Idempotency-Key was used with another body".to_owned(),
        )),
    }
}

/// Keeps the answer.
///
/// # Errors
/// When the database does not answer.
pub async fn finish(
    services: &Services,
    actor: &Actor,
    route: &str,
    key: &str,
    answer: StoredAnswer,
) -> Result<()> {
    let text = String::from_utf8(answer.body).map_err(Error::internal)?;
    let mut tx = services.db().write(actor.org).await?;
    store::idempotency::finish(&mut tx, route, &own_key(actor, key), answer.status, &text).await?;
    tx.commit().await?;
    Ok(())
}

/// Frees the key of a request that failed.
///
/// # Errors
/// When the database does not answer.
pub async fn forget(services: &Services, actor: &Actor, route: &str, key: &str) -> Result<()> {
    let mut tx = services.db().write(actor.org).await?;
    store::idempotency::forget(&mut tx, route, &own_key(actor, key)).await?;
    tx.commit().await?;
    Ok(())
}

fn own_key(actor: &Actor, key: &str) -> String {
    let owner = actor
        .user
        .map_or_else(|| "system".to_owned(), |user| user.to_string());
    format!("{owner}:{key}")
}
