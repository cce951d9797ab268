//! Alerts: at most one open per kind and entity, by a unique key.

use chrono::{DateTime, Utc};
use model::ids::{AlertId, HotspotId, SupplierId};
use model::monitoring::{AlertKind, AlertStatus, EntityKind, Severity};
use model::page::Page;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::EntityKey;
use crate::codes::{Code, word};
use crate::cursor::NewestFirst;
use crate::db::run;
use crate::instant::Instant;
use crate::{Conn, Error, Result, text};

/// A new, open alert.
#[derive(Debug, Clone)]
pub struct NewAlert {
    pub id: AlertId,
    pub kind: AlertKind,
    pub key: EntityKey,
    pub supplier_id: Option<SupplierId>,
    pub level: Severity,
    pub status: AlertStatus,
    pub message: String,
    pub hotspot_id: Option<HotspotId>,
    pub opened_at: DateTime<Utc>,
}

/// What a scan changes of one.
#[derive(Debug, Clone)]
pub struct AlertChange {
    pub level: Severity,
    pub status: AlertStatus,
    pub scans: u32,
    pub message: String,
    pub at: DateTime<Utc>,
}

/// One as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct AlertRow {
    pub id: AlertId,
    pub kind: AlertKind,
    pub key: EntityKey,
    pub supplier_id: Option<SupplierId>,
    pub level: Severity,
    pub status: AlertStatus,
    /// Scans in this status.
    pub scans: u32,
    pub message: String,
    pub hotspot_id: Option<HotspotId>,
    pub opened_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub resolved_at: Option<DateTime<Utc>>,
    pub acknowledged_by: Option<String>,
    pub acknowledged_at: Option<DateTime<Utc>>,
    pub snoozed_until: Option<DateTime<Utc>>,
}

#[derive(Debug, sqlx::FromRow)]
struct Row {
    id: Uuid,
    kind: String,
    entity_kind: i16,
    entity_id: i64,
    supplier_id: Option<i64>,
    level: String,
    status: String,
    scans: i32,
    message: String,
    hotspot_id: Option<Uuid>,
    opened_at: Instant,
    updated_at: Instant,
    resolved_at: Option<Instant>,
    acknowledged_by: Option<String>,
    acknowledged_at: Option<Instant>,
    snoozed_until: Option<Instant>,
}

const COLUMNS: &str =
    "id, kind, entity_kind, entity_id, supplier_id, level, status, scans, message,
    hotspot_id, opened_at, updated_at, resolved_at, acknowledged_by, acknowledged_at,
    snoozed_until";

impl TryFrom<Row> for AlertRow {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: AlertId(row.id),
            kind: word(AlertKind::parse(&row.kind), "alerts", "kind")?,
            key: EntityKey {
                kind: EntityKind::from_code(row.entity_kind, "alerts", "entity_kind")?,
                id: row.entity_id,
            },
            supplier_id: row.supplier_id.map(SupplierId),
            level: word(Severity::parse(&row.level), "alerts", "level")?,
            status: word(AlertStatus::parse(&row.status), "alerts", "status")?,
            scans: u32::try_from(row.scans).unwrap_or_default(),
            message: row.message,
            hotspot_id: row.hotspot_id.map(HotspotId),
            opened_at: row.opened_at.0,
            updated_at: row.updated_at.0,
            resolved_at: row.resolved_at.map(|at| at.0),
            acknowledged_by: row.acknowledged_by,
            acknowledged_at: row.acknowledged_at.map(|at| at.0),
            snoozed_until: row.snoozed_until.map(|at| at.0),
        })
    }
}

fn read(rows: Vec<Row>) -> Result<Vec<AlertRow>> {
    rows.into_iter().map(AlertRow::try_from).collect()
}

/// One by id.
pub async fn alert(conn: &mut Conn, id: AlertId) -> Result<Option<AlertRow>> {
    let sql = format!("select {COLUMNS} from alerts where org_id = $1 and id = $2");
    run!(conn, optional Row, AssertSqlSafe(sql), conn.org.0, id.0)?
        .map(AlertRow::try_from)
        .transpose()
}

/// All that are open, oldest first.
pub async fn open_alerts(conn: &mut Conn) -> Result<Vec<AlertRow>> {
    let sql = format!(
        "select {COLUMNS} from alerts where org_id = $1 and resolved_at is null
        order by opened_at, id"
    );
    read(run!(conn, all Row, AssertSqlSafe(sql), conn.org.0)?)
}

/// Resolved ones, newest first.
pub async fn alerts_page(
    conn: &mut Conn,
    supplier: Option<SupplierId>,
    level: Option<Severity>,
    cursor: Option<&str>,
    limit: u32,
) -> Result<Page<AlertRow>> {
    let filter = (supplier, level);
    let list = NewestFirst::new("alerts", &filter);
    let (before, before_id) = list.below(cursor)?;
    let of_supplier = if supplier.is_some() {
        " and supplier_id = $5"
    } else {
        ""
    };
    let of_level = if level.is_some() {
        " and level = $6"
    } else {
        ""
    };
    let sql = format!(
        "select {COLUMNS} from alerts
        where org_id = $1 and opened_at <= $2 and (opened_at < $2 or id < $3)
            and resolved_at is not null{of_supplier}{of_level}
        order by opened_at desc, id desc
        limit $4"
    );
    let rows = run!(
        conn,
        all Row,
        AssertSqlSafe(sql),
        conn.org.0,
        before,
        before_id,
        i64::from(limit) + 1,
        supplier.map(|id| id.0),
        level.map(Severity::as_str),
    )?;
    let mut rows = read(rows)?;
    let next_cursor = list.cut(&mut rows, limit, |row| (row.opened_at, row.id.0));
    Ok(Page {
        items: rows,
        next_cursor,
    })
}

/// Open ones per level, and how many of all nobody took notice of. One of a hotspot that a narrower one
/// explains asks for no notice of its own: lists leave it out.
pub async fn alert_counts(
    conn: &mut Conn,
    supplier: Option<SupplierId>,
) -> Result<Vec<(Severity, u64, u64)>> {
    let of_supplier = if supplier.is_some() {
        " and a.supplier_id = $2"
    } else {
        ""
    };
    let sql = format!(
        "select a.level, count(*),
            sum(case when a.acknowledged_at is null and h.explained_by is null then 1 else 0 end)
        from alerts a
        left join hotspots h on h.org_id = a.org_id and h.id = a.hotspot_id
        where a.org_id = $1 and a.resolved_at is null{of_supplier}
        group by a.level"
    );
    let supplier = supplier.map(|id| id.0);
    let rows = run!(
        conn,
        all(String, i64, i64),
        AssertSqlSafe(sql),
        conn.org.0,
        supplier
    )?;
    rows.into_iter()
        .map(|(level, all, unseen)| {
            let count = |count: i64| u64::try_from(count).unwrap_or_default();
            let level = word(Severity::parse(&level), "alerts", "level")?;
            Ok((level, count(all), count(unseen)))
        })
        .collect()
}

/// The key that at most one open alert has.
fn open_key(kind: AlertKind, key: EntityKey) -> String {
    format!("{}:{}:{}", kind.as_str(), key.kind.as_str(), key.id)
}

/// Opens one; false when there is one open already.
pub async fn open_alert(conn: &mut Conn, new: &NewAlert) -> Result<bool> {
    const SQL: &str = "
        insert into alerts (
            org_id, id, kind, entity_kind, entity_id, supplier_id, open_key, level, status, scans,
            message, hotspot_id, opened_at, updated_at, resolved_at, acknowledged_by,
            acknowledged_at, snoozed_until
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, $11, $12, $12, null, null, null, null)
        on conflict (org_id, open_key) do nothing";
    let changed = run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        new.id.0,
        new.kind.as_str(),
        new.key.kind.code(),
        new.key.id,
        new.supplier_id.map(|id| id.0),
        open_key(new.kind, new.key),
        new.level.as_str(),
        new.status.as_str(),
        text::clean(&new.message),
        new.hotspot_id.map(|id| id.0),
        Instant::from(new.opened_at),
    )?;
    Ok(changed > 0)
}

/// What a scan did to one. A resolved one gives its key free.
pub async fn change_alert(conn: &mut Conn, id: AlertId, change: &AlertChange) -> Result<()> {
    let resolved = if change.status == AlertStatus::Resolved {
        ", open_key = null, resolved_at = $7"
    } else {
        ""
    };
    let sql = format!(
        "update alerts
        set level = $3, status = $4, scans = $5, message = $6, updated_at = $7{resolved}
        where org_id = $1 and id = $2 and resolved_at is null"
    );
    run!(
        conn,
        exec,
        AssertSqlSafe(sql),
        conn.org.0,
        id.0,
        change.level.as_str(),
        change.status.as_str(),
        i32::try_from(change.scans).unwrap_or(i32::MAX),
        text::clean(&change.message),
        Instant::from(change.at),
    )?;
    Ok(())
}

/// Marks that somebody took notice; false when somebody had already.
pub async fn acknowledge(
    conn: &mut Conn,
    id: AlertId,
    by: &str,
    at: DateTime<Utc>,
) -> Result<bool> {
    const SQL: &str = "
        update alerts set acknowledged_by = $3, acknowledged_at = $4, updated_at = $4
        where org_id = $1 and id = $2 and acknowledged_at is null";
    let (by, at) = (text::clean(by), Instant::from(at));
    Ok(run!(conn, exec, SQL, conn.org.0, id.0, by, at)? > 0)
}

/// Sends nothing until then; `None` ends it.
pub async fn snooze(
    conn: &mut Conn,
    id: AlertId,
    until: Option<DateTime<Utc>>,
    at: DateTime<Utc>,
) -> Result<()> {
    const SQL: &str = "
        update alerts set snoozed_until = $3, updated_at = $4 where org_id = $1 and id = $2";
    let (until, at) = (until.map(Instant::from), Instant::from(at));
    run!(conn, exec, SQL, conn.org.0, id.0, until, at)?;
    Ok(())
}
