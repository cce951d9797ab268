//! The trail: who changed what, when. Written in the transaction of the change itself.

use model::audit::{AuditEntry, AuditQuery};
use model::auth::Permission;
use model::page::Page;
use serde_json::Value;
use store::Tx;
use uuid::Uuid;

use crate::Services;
use crate::actor::Actor;
use crate::error::Result;
use crate::page::limit_of;

/// Adds an entry to the change's own transaction.
pub(crate) async fn record(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    action: &str,
    subject: String,
    metadata: Value,
) -> Result<()> {
    let entry = store::audit::NewEntry {
        id: Uuid::now_v7(),
        at: services.clock().now(),
        actor: actor.name.clone(),
        actor_id: actor.user,
        action: action.to_owned(),
        subject,
        metadata,
        request_id: actor.request_id.clone(),
    };
    Ok(store::audit::append(tx, &entry).await?)
}

/// The trail, newest first.
///
/// # Errors
/// `Forbidden` unless an admin asks.
pub async fn entries(
    services: &Services,
    actor: &Actor,
    query: AuditQuery,
) -> Result<Page<AuditEntry>> {
    actor.must(Permission::Administer)?;
    let mut conn = services.db().read(actor.org).await?;
    Ok(store::audit::page(&mut conn, &query, limit_of(query.limit)).await?)
}
