//! Hotspots and the events behind them.

use chrono::{DateTime, Utc};
use model::ids::{AlertId, EventId, HotspotId, SupplierId};
use model::monitoring::{AlertStatus, EntityKind, Severity};
use model::page::Page;
use model::units::Milligrams;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::EntityKey;
use crate::codes::{Code, word};
use crate::cursor::NewestFirst;
use crate::db::run;
use crate::instant::Instant;
use crate::{Conn, Error, Result};

/// What a scan measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    pub percent_above: f64,
    /// kg CO2e of the 60 minutes before.
    pub metric_value: f64,
    pub baseline: f64,
    pub baseline_low_kg: f64,
    pub baseline_high_kg: f64,
    pub baseline_samples: u8,
}

/// A hotspot just detected.
#[derive(Debug, Clone)]
pub struct NewHotspot {
    pub id: HotspotId,
    pub key: EntityKey,
    /// Set when all its kilograms are one supplier's.
    pub supplier_id: Option<SupplierId>,
    pub severity: Severity,
    pub status: AlertStatus,
    pub measured: Measured,
    pub detected_at: DateTime<Utc>,
    pub alert_id: AlertId,
}

/// One as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct HotspotRow {
    pub id: HotspotId,
    pub key: EntityKey,
    pub supplier_id: Option<SupplierId>,
    pub severity: Severity,
    pub status: AlertStatus,
    pub measured: Measured,
    pub detected_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    pub resolved_at: Option<DateTime<Utc>>,
    pub explained_by: Option<HotspotId>,
    pub alert_id: AlertId,
}

#[derive(Debug, sqlx::FromRow)]
struct Row {
    id: Uuid,
    kind: i16,
    entity_id: i64,
    supplier_id: Option<i64>,
    severity: String,
    status: String,
    percent_above: f64,
    metric_value: f64,
    baseline: f64,
    baseline_low_kg: f64,
    baseline_high_kg: f64,
    baseline_samples: i16,
    detected_at: Instant,
    last_seen_at: Instant,
    resolved_at: Option<Instant>,
    explained_by: Option<Uuid>,
    alert_id: Uuid,
}

const COLUMNS: &str = "id, kind, entity_id, supplier_id, severity, status, percent_above,
    metric_value, baseline, baseline_low_kg, baseline_high_kg, baseline_samples, detected_at,
    last_seen_at, resolved_at, explained_by, alert_id";

impl TryFrom<Row> for HotspotRow {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: HotspotId(row.id),
            key: EntityKey {
                kind: EntityKind::from_code(row.kind, "hotspots", "kind")?,
                id: row.entity_id,
            },
            supplier_id: row.supplier_id.map(SupplierId),
            severity: word(Severity::parse(&row.severity), "hotspots", "severity")?,
            status: word(AlertStatus::parse(&row.status), "hotspots", "status")?,
            measured: Measured {
                percent_above: row.percent_above,
                metric_value: row.metric_value,
                baseline: row.baseline,
                baseline_low_kg: row.baseline_low_kg,
                baseline_high_kg: row.baseline_high_kg,
                baseline_samples: u8::try_from(row.baseline_samples).unwrap_or_default(),
            },
            detected_at: row.detected_at.0,
            last_seen_at: row.last_seen_at.0,
            resolved_at: row.resolved_at.map(|at| at.0),
            explained_by: row.explained_by.map(HotspotId),
            alert_id: AlertId(row.alert_id),
        })
    }
}

fn read(rows: Vec<Row>) -> Result<Vec<HotspotRow>> {
    rows.into_iter().map(HotspotRow::try_from).collect()
}

/// One by id.
pub async fn hotspot(conn: &mut Conn, id: HotspotId) -> Result<Option<HotspotRow>> {
    let sql = format!("select {COLUMNS} from hotspots where org_id = $1 and id = $2");
    run!(conn, optional Row, AssertSqlSafe(sql), conn.org.0, id.0)?
        .map(HotspotRow::try_from)
        .transpose()
}

/// All that are not resolved.
pub async fn open_hotspots(conn: &mut Conn) -> Result<Vec<HotspotRow>> {
    let sql = format!(
        "select {COLUMNS} from hotspots where org_id = $1 and resolved_at is null
        order by detected_at, id"
    );
    read(run!(conn, all Row, AssertSqlSafe(sql), conn.org.0)?)
}

/// Those a hotspot explains, of those detected since `since`: without a bound on the time, all there
/// ever were would be read.
pub async fn explained_by(
    conn: &mut Conn,
    id: HotspotId,
    since: DateTime<Utc>,
) -> Result<Vec<HotspotRow>> {
    let sql = format!(
        "select {COLUMNS} from hotspots where org_id = $1 and explained_by = $2
            and detected_at >= $3
        order by detected_at, id"
    );
    let since = Instant::from(since);
    read(run!(conn, all Row, AssertSqlSafe(sql), conn.org.0, id.0, since)?)
}

/// Resolved ones of one entity, newest first, at most `limit`.
pub async fn hotspots_before(
    conn: &mut Conn,
    key: EntityKey,
    before: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<HotspotRow>> {
    let sql = format!(
        "select {COLUMNS} from hotspots
        where org_id = $1 and kind = $2 and entity_id = $3 and detected_at < $4
            and resolved_at is not null
        order by detected_at desc, id desc
        limit $5"
    );
    read(run!(
        conn,
        all Row,
        AssertSqlSafe(sql),
        conn.org.0,
        key.kind.code(),
        key.id,
        Instant::from(before),
        i64::from(limit),
    )?)
}

/// Resolved ones, newest first.
pub async fn hotspots_page(
    conn: &mut Conn,
    supplier: Option<SupplierId>,
    severity: Option<Severity>,
    cursor: Option<&str>,
    limit: u32,
) -> Result<Page<HotspotRow>> {
    let filter = (supplier, severity);
    let list = NewestFirst::new("hotspots", &filter);
    let (before, before_id) = list.below(cursor)?;
    let of_supplier = if supplier.is_some() {
        " and supplier_id = $5"
    } else {
        ""
    };
    let of_severity = if severity.is_some() {
        " and severity = $6"
    } else {
        ""
    };
    let sql = format!(
        "select {COLUMNS} from hotspots
        where org_id = $1 and detected_at <= $2 and (detected_at < $2 or id < $3)
            and resolved_at is not null{of_supplier}{of_severity}
        order by detected_at desc, id desc
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
        severity.map(Severity::as_str),
    )?;
    let mut rows = read(rows)?;
    let next_cursor = list.cut(&mut rows, limit, |row| (row.detected_at, row.id.0));
    Ok(Page {
        items: rows,
        next_cursor,
    })
}

/// Adds one.
pub async fn insert_hotspot(conn: &mut Conn, new: &NewHotspot) -> Result<()> {
    const SQL: &str = "
        insert into hotspots (
            org_id, id, kind, entity_id, supplier_id, severity, status, percent_above,
            metric_value, baseline, baseline_low_kg, baseline_high_kg, baseline_samples,
            detected_at, last_seen_at, resolved_at, explained_by, alert_id
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, null, null, $15)";
    let measured = &new.measured;
    run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        new.id.0,
        new.key.kind.code(),
        new.key.id,
        new.supplier_id.map(|id| id.0),
        new.severity.as_str(),
        new.status.as_str(),
        measured.percent_above,
        measured.metric_value,
        measured.baseline,
        measured.baseline_low_kg,
        measured.baseline_high_kg,
        i16::from(measured.baseline_samples),
        Instant::from(new.detected_at),
        new.alert_id.0,
    )?;
    Ok(())
}

/// What a later scan saw; without figures those before stay. `is_above`: at least the lowest threshold.
pub async fn change_hotspot(
    conn: &mut Conn,
    id: HotspotId,
    severity: Severity,
    status: AlertStatus,
    measured: Option<&Measured>,
    at: DateTime<Utc>,
    is_above: bool,
) -> Result<()> {
    let seen = if is_above { ", last_seen_at = $9" } else { "" };
    let resolved = if status == AlertStatus::Resolved {
        ", resolved_at = $9"
    } else {
        ""
    };
    let sql = format!(
        "update hotspots
        set severity = $3, status = $4, percent_above = coalesce($5, percent_above),
            metric_value = coalesce($6, metric_value), baseline = coalesce($7, baseline),
            baseline_low_kg = coalesce($8, baseline_low_kg),
            baseline_high_kg = coalesce($10, baseline_high_kg),
            baseline_samples = coalesce($11, baseline_samples){seen}{resolved}
        where org_id = $1 and id = $2"
    );
    run!(
        conn,
        exec,
        AssertSqlSafe(sql),
        conn.org.0,
        id.0,
        severity.as_str(),
        status.as_str(),
        measured.map(|one| one.percent_above),
        measured.map(|one| one.metric_value),
        measured.map(|one| one.baseline),
        measured.map(|one| one.baseline_low_kg),
        Instant::from(at),
        measured.map(|one| one.baseline_high_kg),
        measured.map(|one| i16::from(one.baseline_samples)),
    )?;
    Ok(())
}

/// Says which narrower hotspot makes up most of one, or that none does.
pub async fn explain(
    conn: &mut Conn,
    id: HotspotId,
    explained_by: Option<HotspotId>,
) -> Result<()> {
    const SQL: &str = "update hotspots set explained_by = $3 where org_id = $1 and id = $2";
    run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        id.0,
        explained_by.map(|id| id.0)
    )?;
    Ok(())
}

/// Keeps the largest contributing events, largest first.
pub async fn add_events(
    conn: &mut Conn,
    id: HotspotId,
    events: &[(EventId, Milligrams)],
) -> Result<()> {
    const SQL: &str = "
        insert into hotspot_events (org_id, hotspot_id, ordinal, event_id, co2e_mg)
        values ($1, $2, $3, $4, $5)
        on conflict (org_id, hotspot_id, ordinal) do nothing";
    for (ordinal, (event, co2e)) in events.iter().enumerate() {
        let ordinal = i16::try_from(ordinal).unwrap_or(i16::MAX);
        run!(conn, exec, SQL, conn.org.0, id.0, ordinal, event.0, co2e.0)?;
    }
    Ok(())
}

/// The largest contributing events, largest first.
pub async fn contributing_events(
    conn: &mut Conn,
    id: HotspotId,
) -> Result<Vec<(EventId, Milligrams)>> {
    const SQL: &str = "
        select event_id, co2e_mg from hotspot_events
        where org_id = $1 and hotspot_id = $2
        order by ordinal";
    let rows = run!(conn, all(i64, i64), SQL, conn.org.0, id.0)?;
    Ok(rows
        .into_iter()
        .map(|(event, mg)| (EventId(event), Milligrams(mg)))
        .collect())
}
