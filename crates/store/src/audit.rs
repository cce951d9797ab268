//! The trail of who changed what. Entries are added and read, never changed.

use chrono::{DateTime, Utc};
use model::audit::{AuditEntry, AuditQuery};
use model::ids::UserId;
use model::page::Page;
use sqlx::AssertSqlSafe;
use sqlx::types::Json;
use uuid::Uuid;

use crate::cursor::NewestFirst;
use crate::db::run;
use crate::instant::Instant;
use crate::{Conn, Result, text};

/// A new entry.
#[derive(Debug, Clone)]
pub struct NewEntry {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    /// E-mail address, or `system`.
    pub actor: String,
    pub actor_id: Option<UserId>,
    pub action: String,
    pub subject: String,
    pub metadata: serde_json::Value,
    pub request_id: Option<String>,
}

#[derive(Debug, sqlx::FromRow)]
struct Row {
    at: Instant,
    id: Uuid,
    actor: String,
    action: String,
    subject: String,
    metadata: Json<serde_json::Value>,
    request_id: Option<String>,
}

impl From<Row> for AuditEntry {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            at: row.at.0,
            actor: row.actor,
            action: row.action,
            subject: row.subject,
            metadata: row.metadata.0,
            request_id: row.request_id,
        }
    }
}

/// Adds one, in the transaction of what it tells of.
pub async fn append(conn: &mut Conn, entry: &NewEntry) -> Result<()> {
    const SQL: &str = "
        insert into audit_logs (
            org_id, at, id, actor, actor_id, action, subject, metadata, request_id
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        Instant::from(entry.at),
        entry.id,
        text::clean(&entry.actor),
        entry.actor_id.map(|id| id.0),
        text::clean(&entry.action),
        text::clean(&entry.subject),
        text::json(&entry.metadata)?,
        entry.request_id.as_deref().map(text::clean),
    )?;
    Ok(())
}

/// Newest first; `query.limit` is not read, `limit` counts.
pub async fn page(conn: &mut Conn, query: &AuditQuery, limit: u32) -> Result<Page<AuditEntry>> {
    let filter = (&query.action, &query.actor);
    let list = NewestFirst::new("audit", &filter);
    let (before, before_id) = list.below(query.cursor.as_deref())?;
    // A condition that is not asked for is not in the text, so that each filter has its index.
    let by_action = if query.action.is_some() {
        "and action = $5"
    } else {
        ""
    };
    let by_actor = if query.actor.is_some() {
        "and actor = $6"
    } else {
        ""
    };
    let sql = format!(
        "select at, id, actor, action, subject, metadata, request_id
        from audit_logs
        where org_id = $1 and at <= $2 and (at < $2 or id < $3) {by_action} {by_actor}
        order by at desc, id desc
        limit $4"
    );
    let mut rows = run!(
        conn,
        all Row,
        AssertSqlSafe(sql),
        conn.org.0,
        before,
        before_id,
        i64::from(limit) + 1,
        query.action.as_deref().map(text::clean),
        query.actor.as_deref().map(text::clean),
    )?;
    let next_cursor = list.cut(&mut rows, limit, |row| (row.at.0, row.id));
    Ok(Page {
        items: rows.into_iter().map(AuditEntry::from).collect(),
        next_cursor,
    })
}
