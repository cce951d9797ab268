//! Events read in bulk, with what roll-ups need of them: to subtract them, to build roll-ups anew, to
//! estimate them again.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use model::ids::{EventId, RouteId, SiteId, SupplierId, VehicleId};
use model::ingest::{Activity, EventType, QualityStatus};
use sqlx::AssertSqlSafe;
use sqlx::types::Json;

use super::EventFacts;
use super::row::TABLE;
use crate::codes::{Code, mode_from};
use crate::db::{lists, run};
use crate::emissions::Calculation;
use crate::emissions::estimates::{EstimateRow, StoredEstimate, estimate_columns};
use crate::ingest::superseded::metered_time;
use crate::instant::Instant;
use crate::{Conn, Error, Result};

#[derive(Debug, sqlx::FromRow)]
pub(super) struct FactsRow {
    pub(super) id: i64,
    event_type: i16,
    mode: i16,
    supplier_id: i64,
    site_id: Option<i64>,
    vehicle_id: Option<i64>,
    route_id: Option<i64>,
    occurred_at: Instant,
    ends_at: Option<Instant>,
    quality_status: i16,
    metered: Option<Vec<u8>>,
    pub(super) external_id: Option<String>,
    source_key: Vec<u8>,
}

macro_rules! facts_columns {
    () => {
        concat!(
            "e.id, e.event_type, e.mode, e.supplier_id, e.site_id, e.vehicle_id, e.route_id, \
             e.occurred_at, e.ends_at, e.quality_status, e.external_id, e.source_key, ",
            $crate::ingest::superseded::metered_column!()
        )
    };
}
pub(super) use facts_columns;

impl FactsRow {
    fn into_facts(self, estimates: Vec<(Calculation, StoredEstimate)>) -> Result<EventFacts> {
        let quality = QualityStatus::from_code(self.quality_status, TABLE, "quality_status")?;
        let (occurred_at, ends_at) = (self.occurred_at.0, self.ends_at.map(|at| at.0));
        Ok(EventFacts {
            id: EventId(self.id),
            event_type: EventType::from_code(self.event_type, TABLE, "event_type")?,
            mode: mode_from(self.mode, TABLE)?,
            supplier_id: SupplierId(self.supplier_id),
            site_id: self.site_id.map(SiteId),
            vehicle_id: self.vehicle_id.map(VehicleId),
            route_id: self.route_id.map(RouteId),
            occurred_at,
            ends_at,
            quality_status: quality,
            metered: metered_time(occurred_at, ends_at, self.metered)?,
            estimates,
        })
    }
}

/// Where a scan of events stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScanCursor {
    pub occurred_at: DateTime<Utc>,
    pub source_key: [u8; 16],
}

impl ScanCursor {
    /// Where to go on after a page that ends with `last`; `None` after one that is not full.
    pub(super) fn after(
        last: Option<(Instant, &[u8])>,
        rows: usize,
        limit: u32,
    ) -> Result<Option<Self>> {
        let Some((at, key)) = last.filter(|_| rows == limit as usize) else {
            return Ok(None);
        };
        let source_key = key.try_into().map_err(|_| Error::Corrupt {
            table: TABLE,
            column: "source_key",
        })?;
        Ok(Some(Self {
            occurred_at: at.0,
            source_key,
        }))
    }
}

/// The next `limit` events in the order of time, to build roll-ups anew (change of time zone).
/// `None` as cursor answer: that was all.
pub async fn scan(
    conn: &mut Conn,
    after: Option<ScanCursor>,
    limit: u32,
) -> Result<(Vec<EventFacts>, Option<ScanCursor>)> {
    let beyond = match after {
        Some(_) => " and e.occurred_at >= $2 and (e.occurred_at > $2 or e.source_key > $3)",
        None => "",
    };
    let sql = format!(
        "select {} from events_normalized e
        where e.org_id = $1{beyond}
        order by e.occurred_at, e.source_key
        limit {limit}",
        facts_columns!(),
    );
    let rows = run!(
        conn,
        all FactsRow,
        AssertSqlSafe(sql),
        conn.org.0,
        after.map(|cursor| Instant::from(cursor.occurred_at)),
        after.map(|cursor| cursor.source_key.to_vec()),
    )?;
    let last = rows
        .last()
        .map(|last| (last.occurred_at, &*last.source_key));
    let next = ScanCursor::after(last, rows.len(), limit)?;
    Ok((with_estimates(conn, rows).await?, next))
}

/// Some events, those that are still there.
pub async fn facts(conn: &mut Conn, ids: &[EventId]) -> Result<Vec<EventFacts>> {
    let these = lists::among_integers(&conn.session, "e.id", 2);
    // The plus keeps SQLite from taking the index on organisation and time: the ids find them.
    let sql = format!(
        "select {} from events_normalized e where +e.org_id = $1 and {these} order by e.id",
        facts_columns!(),
    );
    let ids = lists::bind(ids.iter().map(|id| id.0));
    let rows = run!(conn, all FactsRow, AssertSqlSafe(sql), conn.org.0, ids)?;
    with_estimates(conn, rows).await
}

/// The estimates of these events under every calculation there is.
pub(super) async fn with_estimates(
    conn: &mut Conn,
    rows: Vec<FactsRow>,
) -> Result<Vec<EventFacts>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        event_id: i64,
        #[sqlx(flatten)]
        estimate: EstimateRow,
    }
    let ids = lists::bind(rows.iter().map(|row| row.id));
    let sql = format!(
        "select s.event_id, {} from estimates s where s.org_id = $1 and {}",
        estimate_columns!(),
        lists::among_integers(&conn.session, "s.event_id", 2),
    );
    let mut estimates: HashMap<i64, Vec<(Calculation, StoredEstimate)>> = HashMap::new();
    for row in run!(conn, all Row, AssertSqlSafe(sql), conn.org.0, ids)? {
        let Some(calculation) = row.estimate.calculation else {
            continue;
        };
        if let Some(estimate) = row.estimate.into_estimate()? {
            let of_event = estimates.entry(row.event_id).or_default();
            of_event.push((Calculation(calculation), estimate));
        }
    }
    rows.into_iter()
        .map(|row| {
            let of_event = estimates.remove(&row.id).unwrap_or_default();
            row.into_facts(of_event)
        })
        .collect()
}

/// An event that a calculation has no estimate of, with what an estimate needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Unestimated {
    /// Without estimates.
    pub facts: EventFacts,
    pub activity: Activity,
}

/// The id that the next `limit` events after `after` end with, in the order of ids; `None` when there
/// are no more.
pub async fn window_end(conn: &mut Conn, after: EventId, limit: u32) -> Result<Option<EventId>> {
    // The plus keeps SQLite from taking the index on organisation and time: this goes by ids.
    let sql = format!(
        "select max(id) from (
            select id from events_normalized
            where +org_id = $1 and id > $2
            order by id
            limit {limit}
        ) as next"
    );
    let last = run!(conn, scalar Option<i64>, AssertSqlSafe(sql), conn.org.0, after.0)?;
    Ok(last.map(EventId))
}

/// The events with ids after `after`, up to `last`, that `calculation` has no estimate of.
pub async fn without_estimate(
    conn: &mut Conn,
    calculation: Calculation,
    after: EventId,
    last: EventId,
) -> Result<Vec<Unestimated>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        #[sqlx(flatten)]
        facts: FactsRow,
        activity: Json<Activity>,
    }
    const SQL: &str = concat!(
        "select ",
        facts_columns!(),
        ", e.activity from events_normalized e
        where +e.org_id = $1 and e.id > $3 and e.id <= $4 and not exists (
            select 1 from estimates s where s.event_id = e.id and s.calculation = $2
        )
        order by e.id"
    );
    run!(conn, all Row, SQL, conn.org.0, calculation.0, after.0, last.0)?
        .into_iter()
        .map(|row| {
            Ok(Unestimated {
                facts: row.facts.into_facts(Vec::new())?,
                activity: row.activity.0,
            })
        })
        .collect()
}
