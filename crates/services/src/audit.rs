//! The trail: who changed what, when. Written in the transaction of the change itself.

use bytes::Bytes;
use futures::Stream;
use model::audit::{AuditEntry, AuditQuery};
use model::auth::Permission;
use model::page::Page;
use serde_json::Value;
use store::Tx;
use uuid::Uuid;

use crate::Services;
use crate::actor::Actor;
use crate::csv_text::{ROWS, line, stream_pages};
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

/// The trail as CSV, newest first.
///
/// # Errors
/// As [`entries`]; a fault later ends the stream.
pub async fn export(
    services: &Services,
    actor: &Actor,
    query: AuditQuery,
) -> Result<impl Stream<Item = std::io::Result<Bytes>> + Send + 'static> {
    let query = AuditQuery {
        limit: Some(ROWS),
        cursor: None,
        ..query
    };
    let first = entries(services, actor, query.clone()).await?;
    let header = line([
        "at",
        "actor",
        "action",
        "subject",
        "metadata",
        "request_id",
        "id",
    ]);
    let (services, actor) = (services.clone(), actor.clone());
    Ok(stream_pages(header, first, row, move |cursor| {
        let (services, actor, mut query) = (services.clone(), actor.clone(), query.clone());
        query.cursor = Some(cursor);
        async move { entries(&services, &actor, query).await }
    }))
}

fn row(entry: &AuditEntry) -> String {
    line([
        entry.at.to_rfc3339(),
        entry.actor.clone(),
        entry.action.clone(),
        entry.subject.clone(),
        entry.metadata.to_string(),
        entry.request_id.clone().unwrap_or_default(),
        entry.id.to_string(),
    ])
}
