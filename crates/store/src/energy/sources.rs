//! Where measurements of sites are read from, and how the last readings ended.

use chrono::{DateTime, Utc};
use model::energy::{SourceReads, SourceState};
use model::ids::{SiteId, SourceId};
use serde::{Deserialize, Serialize};
use sqlx::AssertSqlSafe;
use sqlx::types::Json;
use uuid::Uuid;

use crate::db::run;
use crate::error::OnConflict;
use crate::instant::Instant;
use crate::{Conflict, Conn, Result, text};

/// What an address said about its last answer, to be asked whether it changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Validators {
    pub etag: Option<String>,
    pub last_modified: Option<String>,
}

/// A source with its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSource {
    pub id: SourceId,
    pub site: SiteId,
    pub name: String,
    pub reads: SourceReads,
    pub replace: bool,
    pub secret: Option<String>,
    pub created_at: DateTime<Utc>,
    pub state: SourceState,
    pub validators: Validators,
}

#[derive(Debug, Serialize, Deserialize)]
struct Settings {
    reads: SourceReads,
    replace: bool,
}

#[derive(Debug, sqlx::FromRow)]
struct Row {
    id: Uuid,
    site_id: i64,
    name: String,
    settings: Json<Settings>,
    secret: Option<String>,
    created_at: Instant,
    state: Json<SourceState>,
    etag: Option<String>,
    last_modified: Option<String>,
}

impl From<Row> for StoredSource {
    fn from(row: Row) -> Self {
        Self {
            id: SourceId(row.id),
            site: SiteId(row.site_id),
            name: row.name,
            reads: row.settings.0.reads,
            replace: row.settings.0.replace,
            secret: row.secret,
            created_at: row.created_at.0,
            state: row.state.0,
            validators: Validators {
                etag: row.etag,
                last_modified: row.last_modified,
            },
        }
    }
}

const NAME_KEY: &str = "measurement_sources_org_id_site_id_name_key";
const NAME_COLUMNS: &str =
    "measurement_sources.org_id, measurement_sources.site_id, measurement_sources.name";

const SELECT: &str = "
    select id, site_id, name, settings, secret, created_at, state, etag, last_modified
    from measurement_sources where org_id = $1";

/// Those of a site, by name, at most `limit`.
pub async fn sources(conn: &mut Conn, site: SiteId, limit: u32) -> Result<Vec<StoredSource>> {
    let sql = format!("{SELECT} and site_id = $2 order by name limit $3");
    let (org, limit) = (conn.org.0, i64::from(limit));
    let rows = run!(conn, all Row, AssertSqlSafe(sql), org, site.0, limit)?;
    Ok(rows.into_iter().map(StoredSource::from).collect())
}

/// One of a site.
pub async fn source(conn: &mut Conn, site: SiteId, id: SourceId) -> Result<Option<StoredSource>> {
    let sql = format!("{SELECT} and site_id = $2 and id = $3");
    let row = run!(conn, optional Row, AssertSqlSafe(sql), conn.org.0, site.0, id.0)?;
    Ok(row.map(StoredSource::from))
}

/// Those that are to be read now and that nobody reads, longest due first.
pub async fn due_sources(
    conn: &mut Conn,
    now: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<StoredSource>> {
    let sql = format!(
        "{SELECT} and due_at <= $2 and (taken_until is null or taken_until <= $2)
        order by due_at, id limit $3"
    );
    let (now, limit) = (Instant::from(now), i64::from(limit));
    let rows = run!(conn, all Row, AssertSqlSafe(sql), conn.org.0, now, limit)?;
    Ok(rows.into_iter().map(StoredSource::from).collect())
}

/// Adds one, due at once. `Conflict::NameTaken` when the site has one of that name.
pub async fn add_source(conn: &mut Conn, new: &StoredSource) -> Result<()> {
    const SQL: &str = "
        insert into measurement_sources (
            org_id, id, site_id, name, settings, secret, created_at, state, due_at
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $7)";
    let settings = Settings {
        reads: new.reads.clone(),
        replace: new.replace,
    };
    run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        new.id.0,
        new.site.0,
        text::clean(&new.name),
        text::json(&settings)?,
        new.secret.as_deref(),
        Instant::from(new.created_at),
        text::json(&new.state)?,
    )
    .on_conflict(NAME_KEY, NAME_COLUMNS, Conflict::NameTaken)?;
    Ok(())
}

/// Changes what is read and how; whether it was there and nobody was reading it. It is due at once. What its address said
/// last and what was read of its files are forgotten: read otherwise they may say something else.
pub async fn update_source(
    conn: &mut Conn,
    new: &StoredSource,
    now: DateTime<Utc>,
) -> Result<bool> {
    const SQL: &str = "
        update measurement_sources
        set name = $3, settings = $4, secret = $5, state = $6, due_at = $7,
            etag = null, last_modified = null
        where org_id = $1 and id = $2 and (taken_until is null or taken_until <= $7)";
    const FILES: &str = "delete from measurement_files where org_id = $1 and source_id = $2";
    let settings = Settings {
        reads: new.reads.clone(),
        replace: new.replace,
    };
    let changed = run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        new.id.0,
        text::clean(&new.name),
        text::json(&settings)?,
        new.secret.as_deref(),
        text::json(&new.state)?,
        Instant::from(now),
    )
    .on_conflict(NAME_KEY, NAME_COLUMNS, Conflict::NameTaken)?;
    if changed == 0 {
        return Ok(false);
    }
    run!(conn, exec, FILES, conn.org.0, new.id.0)?;
    Ok(true)
}

/// Removes one with what is known of its files; whether there was one. Measurements stay.
pub async fn remove_source(conn: &mut Conn, site: SiteId, id: SourceId) -> Result<bool> {
    const SQL: &str = "
        delete from measurement_sources where org_id = $1 and site_id = $2 and id = $3";
    Ok(run!(conn, exec, SQL, conn.org.0, site.0, id.0)? == 1)
}

/// Takes one to be read until then; whether it was free.
pub async fn take_source(
    conn: &mut Conn,
    id: SourceId,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<bool> {
    const SQL: &str = "
        update measurement_sources set taken_until = $4
        where org_id = $1 and id = $2 and (taken_until is null or taken_until <= $3)";
    let (now, until) = (Instant::from(now), Instant::from(until));
    Ok(run!(conn, exec, SQL, conn.org.0, id.0, now, until)? == 1)
}

/// Notes how a reading ended, and lets it go.
pub async fn settle_source(
    conn: &mut Conn,
    id: SourceId,
    state: &SourceState,
    validators: &Validators,
    due_at: DateTime<Utc>,
) -> Result<()> {
    const SQL: &str = "
        update measurement_sources
        set state = $3, etag = $4, last_modified = $5, due_at = $6, taken_until = null
        where org_id = $1 and id = $2";
    run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        id.0,
        text::json(state)?,
        validators.etag.as_deref(),
        validators.last_modified.as_deref(),
        Instant::from(due_at),
    )?;
    Ok(())
}
