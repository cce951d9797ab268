//! What a review found.

use chrono::{DateTime, Utc};
use model::ids::{EventId, RouteId, SiteId, SupplierId};
use model::ingest::EventType;
use model::quality::FindingKind;
use uuid::Uuid;

use crate::codes::{Code, word};
use crate::db::run;
use crate::instant::Instant;
use crate::{Conn, Result, text};

/// Something odd.
#[derive(Debug, Clone, PartialEq)]
pub struct FindingRow {
    pub id: Uuid,
    pub supplier_id: SupplierId,
    pub site_id: Option<SiteId>,
    pub route_id: Option<RouteId>,
    pub category: EventType,
    pub kind: FindingKind,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub event_id: Option<EventId>,
    /// In kg CO2e.
    pub value: Option<f64>,
    pub expected: Option<f64>,
    pub deviations: Option<f64>,
    pub detail: String,
}

/// Replaces everything found to begin in `[from, to)`.
pub async fn replace_findings(
    conn: &mut Conn,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    rows: &[FindingRow],
) -> Result<()> {
    const CLEAR: &str = "
        delete from quality_findings where org_id = $1 and from_at >= $2 and from_at < $3";
    const INSERT: &str = "
        insert into quality_findings (
            org_id, id, supplier_id, site_id, route_id, category, kind, from_at, to_at, event_id,
            value, expected, deviations, detail
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    let (from, to) = (Instant::of_range(from), Instant::of_range(to));
    run!(conn, exec, CLEAR, conn.org.0, from, to)?;
    for row in rows {
        run!(
            conn,
            exec,
            INSERT,
            conn.org.0,
            row.id,
            row.supplier_id.0,
            row.site_id.map(|id| id.0),
            row.route_id.map(|id| id.0),
            row.category.code(),
            row.kind.as_str(),
            Instant::from(row.from),
            Instant::from(row.to),
            row.event_id.map(|id| id.0),
            row.value,
            row.expected,
            row.deviations,
            text::clean(&row.detail),
        )?;
    }
    Ok(())
}

#[derive(Debug, sqlx::FromRow)]
struct Row {
    id: Uuid,
    supplier_id: i64,
    site_id: Option<i64>,
    route_id: Option<i64>,
    category: i16,
    kind: String,
    from_at: Instant,
    to_at: Instant,
    event_id: Option<i64>,
    value: Option<f64>,
    expected: Option<f64>,
    deviations: Option<f64>,
    detail: String,
}

/// What was found of a supplier to begin in `[from, to)`, newest first.
pub async fn findings_of(
    conn: &mut Conn,
    supplier: SupplierId,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<FindingRow>> {
    const SQL: &str = "
        select id, supplier_id, site_id, route_id, category, kind, from_at, to_at, event_id, value,
            expected, deviations, detail
        from quality_findings
        where org_id = $1 and supplier_id = $2 and from_at >= $3 and from_at < $4
        order by from_at desc, id
        limit $5";
    let (from, to) = (Instant::of_range(from), Instant::of_range(to));
    run!(conn, all Row, SQL, conn.org.0, supplier.0, from, to, i64::from(limit))?
        .into_iter()
        .map(|row| {
            Ok(FindingRow {
                id: row.id,
                supplier_id: SupplierId(row.supplier_id),
                site_id: row.site_id.map(SiteId),
                route_id: row.route_id.map(RouteId),
                category: EventType::from_code(row.category, "quality_findings", "category")?,
                kind: word(FindingKind::parse(&row.kind), "quality_findings", "kind")?,
                from: row.from_at.0,
                to: row.to_at.0,
                event_id: row.event_id.map(EventId),
                value: row.value,
                expected: row.expected,
                deviations: row.deviations,
                detail: row.detail,
            })
        })
        .collect()
}
