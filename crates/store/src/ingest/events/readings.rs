//! Events as readings of a series, newest first: what was done, its kilograms, how they came about.
//! And the judgement on them.

use chrono::{DateTime, Utc};
use model::emissions::MethodTier;
use model::ids::{EventId, RouteId, SiteId, SupplierId, VehicleId};
use model::ingest::{Activity, DataSource, EventType, MeteredTime, Mode, QualityStatus};
use model::units::Milligrams;
use sqlx::AssertSqlSafe;
use sqlx::types::Json;

use super::facts::ScanCursor;
use super::row::TABLE;
use crate::codes::{Code, mode_from};
use crate::db::{lists, run};
use crate::emissions::Calculation;
use crate::ingest::superseded::{metered_column, metered_time};
use crate::instant::Instant;
use crate::{Conn, Result};

/// An event with its kilograms.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    pub event_id: EventId,
    pub event_type: EventType,
    pub mode: Option<Mode>,
    pub supplier_id: SupplierId,
    pub site_id: Option<SiteId>,
    pub route_id: Option<RouteId>,
    pub occurred_at: DateTime<Utc>,
    pub ends_at: Option<DateTime<Utc>>,
    pub source: DataSource,
    pub status: QualityStatus,
    /// The part of its time whose electricity a meter of its site counts.
    pub metered: Option<MeteredTime>,
    /// `None` without a factor.
    pub method: Option<MethodTier>,
    pub co2e: Option<Milligrams>,
    /// Tank-to-wheel part.
    pub ttw: Option<Milligrams>,
    pub activity: Activity,
}

#[derive(Debug, sqlx::FromRow)]
struct Row {
    id: i64,
    event_type: i16,
    mode: i16,
    supplier_id: i64,
    site_id: Option<i64>,
    route_id: Option<i64>,
    occurred_at: Instant,
    ends_at: Option<Instant>,
    data_source: i16,
    quality_status: i16,
    metered: Option<Vec<u8>>,
    source_key: Vec<u8>,
    activity: Json<Activity>,
    method: Option<i16>,
    co2e_mg: Option<i64>,
    ttw_mg: Option<i64>,
}

/// Which readings are asked for: those that begin in `[from, to)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReadingQuery {
    pub calculation: Calculation,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    /// `None`: of all types.
    pub event_type: Option<EventType>,
    /// `None`: of all suppliers.
    pub supplier_id: Option<SupplierId>,
    /// `None`: at all sites and none; so for routes and vehicles.
    pub site_id: Option<SiteId>,
    pub route_id: Option<RouteId>,
    pub vehicle_id: Option<VehicleId>,
}

impl ReadingQuery {
    /// All that begin in `[from, to)`.
    #[must_use]
    pub fn of_time(calculation: Calculation, from: DateTime<Utc>, to: DateTime<Utc>) -> Self {
        Self {
            calculation,
            from,
            to,
            event_type: None,
            supplier_id: None,
            site_id: None,
            route_id: None,
            vehicle_id: None,
        }
    }
}

/// The next `limit` readings, newest first; `None` as cursor answer: that was all.
pub async fn readings(
    conn: &mut Conn,
    query: &ReadingQuery,
    before: Option<ScanCursor>,
    limit: u32,
) -> Result<(Vec<Reading>, Option<ScanCursor>)> {
    let beyond = match before {
        Some(_) => " and e.occurred_at <= $10 and (e.occurred_at < $10 or e.source_key < $11)",
        None => "",
    };
    let sql = format!(
        "select e.id, e.event_type, e.mode, e.supplier_id, e.site_id, e.route_id, e.occurred_at,
            e.ends_at, e.data_source, e.quality_status, e.source_key, e.activity, s.method,
            s.co2e_mg, s.ttw_mg, {}
        from events_normalized e
        left join estimates s on s.event_id = e.id and s.calculation = $2 and s.org_id = $1
        where e.org_id = $1 and e.occurred_at >= $3 and e.occurred_at < $4
            and ($5 = 0 or e.event_type = $5) and ($6 = 0 or e.supplier_id = $6)
            and ($7 = 0 or e.site_id = $7) and ($8 = 0 or e.route_id = $8)
            and ($9 = 0 or e.vehicle_id = $9){beyond}
        order by e.occurred_at desc, e.source_key desc
        limit {limit}",
        metered_column!(),
    );
    let rows = run!(
        conn,
        all Row,
        AssertSqlSafe(sql),
        conn.org.0,
        query.calculation.0,
        Instant::of_range(query.from),
        Instant::of_range(query.to),
        query.event_type.map_or(0, Code::code),
        query.supplier_id.map_or(0, |id| id.0),
        query.site_id.map_or(0, |id| id.0),
        query.route_id.map_or(0, |id| id.0),
        query.vehicle_id.map_or(0, |id| id.0),
        before.map(|cursor| Instant::from(cursor.occurred_at)),
        before.map(|cursor| cursor.source_key.to_vec()),
    )?;
    let last = rows
        .last()
        .map(|last| (last.occurred_at, &*last.source_key));
    let next = ScanCursor::after(last, rows.len(), limit)?;
    let readings = rows.into_iter().map(Row::into_reading);
    Ok((readings.collect::<Result<_>>()?, next))
}

impl Row {
    fn into_reading(self) -> Result<Reading> {
        let method = self
            .method
            .map(|code| MethodTier::from_code(code, "estimates", "method"));
        let (occurred_at, ends_at) = (self.occurred_at.0, self.ends_at.map(|at| at.0));
        Ok(Reading {
            event_id: EventId(self.id),
            event_type: EventType::from_code(self.event_type, TABLE, "event_type")?,
            mode: mode_from(self.mode, TABLE)?,
            supplier_id: SupplierId(self.supplier_id),
            site_id: self.site_id.map(SiteId),
            route_id: self.route_id.map(RouteId),
            occurred_at,
            ends_at,
            metered: metered_time(occurred_at, ends_at, self.metered)?,
            source: DataSource::from_code(self.data_source, TABLE, "data_source")?,
            status: QualityStatus::from_code(self.quality_status, TABLE, "quality_status")?,
            method: method.transpose()?,
            co2e: self.co2e_mg.map(Milligrams),
            ttw: self.ttw_mg.map(Milligrams),
            activity: self.activity.0,
        })
    }
}

/// Judges events anew. The roll-ups are the caller's to move, in the same transaction.
pub async fn set_status(conn: &mut Conn, events: &[EventId], status: QualityStatus) -> Result<u64> {
    let these = lists::among_integers(&conn.session, "id", 3);
    // The plus keeps SQLite from taking the index on organisation and time: the ids find them.
    let sql =
        format!("update events_normalized set quality_status = $2 where +org_id = $1 and {these}");
    let ids = lists::bind(events.iter().map(|id| id.0));
    run!(
        conn,
        exec,
        AssertSqlSafe(sql),
        conn.org.0,
        status.code(),
        ids
    )
}
