//! Events leaving (an import taken back, raw rows past their retention), and events read in bulk to
//! build roll-ups anew.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use model::ids::{EventId, JobId, RouteId, SiteId, SupplierId, VehicleId};
use model::ingest::{EventType, QualityStatus};
use sqlx::AssertSqlSafe;

use super::EventFacts;
use super::row::TABLE;
use crate::codes::{Code, mode_from};
use crate::db::{lists, run};
use crate::emissions::Calculation;
use crate::emissions::estimates::{EstimateRow, StoredEstimate, estimate_columns};
use crate::instant::Instant;
use crate::{Conn, Error, Result};

#[derive(Debug, sqlx::FromRow)]
struct FactsRow {
    id: i64,
    event_type: i16,
    mode: i16,
    supplier_id: i64,
    site_id: Option<i64>,
    vehicle_id: Option<i64>,
    route_id: Option<i64>,
    occurred_at: Instant,
    ends_at: Option<Instant>,
    quality_status: i16,
    external_id: Option<String>,
    source_key: Vec<u8>,
}

macro_rules! facts_columns {
    () => {
        "e.id, e.event_type, e.mode, e.supplier_id, e.site_id, e.vehicle_id, e.route_id, \
         e.occurred_at, e.ends_at, e.quality_status, e.external_id, e.source_key"
    };
}

impl FactsRow {
    fn into_facts(self, estimates: Vec<(Calculation, StoredEstimate)>) -> Result<EventFacts> {
        let quality = QualityStatus::from_code(self.quality_status, TABLE, "quality_status")?;
        Ok(EventFacts {
            id: EventId(self.id),
            event_type: EventType::from_code(self.event_type, TABLE, "event_type")?,
            mode: mode_from(self.mode, TABLE)?,
            supplier_id: SupplierId(self.supplier_id),
            site_id: self.site_id.map(SiteId),
            vehicle_id: self.vehicle_id.map(VehicleId),
            route_id: self.route_id.map(RouteId),
            occurred_at: self.occurred_at.0,
            ends_at: self.ends_at.map(|at| at.0),
            quality_status: quality,
            estimates,
        })
    }
}

/// Deletes the next `limit` events of a job (events, raw rows, estimates, external ids) and gives
/// what to subtract from the roll-ups in the same transaction. Empty: all are gone.
pub async fn remove_of_job(conn: &mut Conn, job: JobId, limit: u32) -> Result<Vec<EventFacts>> {
    const SPAN: &str = "
        select first_event_id, last_event_id from ingest_jobs where org_id = $1 and id = $2";
    const NARROW: &str = "
        update ingest_jobs set first_event_id = $3 where org_id = $1 and id = $2";
    let span = run!(
        conn,
        optional(Option<i64>, Option<i64>),
        SPAN,
        conn.org.0,
        job.0
    )?;
    let (Some(first), Some(last)) = span.ok_or(Error::NotFound("import job"))? else {
        return Ok(Vec::new());
    };
    // The plus keeps SQLite from taking the index on organisation and time: the ids find them.
    let sql = format!(
        "select {} from events_normalized e
        where +e.org_id = $1 and e.job_id = $2 and e.id >= $3 and e.id <= $4
        order by e.id
        limit {limit}",
        facts_columns!(),
    );
    let rows = run!(conn, all FactsRow, AssertSqlSafe(sql), conn.org.0, job.0, first, last)?;
    let Some(last_removed) = rows.last().map(|row| row.id) else {
        return Ok(Vec::new());
    };
    let ids = lists::bind(rows.iter().map(|row| row.id));
    let external = lists::bind(rows.iter().filter_map(|row| row.external_id.as_deref()));
    let facts = with_estimates(conn, rows).await?;
    delete(conn, &ids, &external, &facts).await?;
    run!(conn, exec, NARROW, conn.org.0, job.0, last_removed + 1)?;
    Ok(facts)
}

async fn delete(conn: &mut Conn, ids: &str, external: &str, facts: &[EventFacts]) -> Result<()> {
    let of_events = lists::among_integers(&conn.session, "event_id", 2);
    for table in ["estimates", "events_raw"] {
        let sql = format!("delete from {table} where org_id = $1 and {of_events}");
        run!(conn, exec, AssertSqlSafe(sql), conn.org.0, ids)?;
    }
    if external != "[]" {
        let named = lists::among_texts(&conn.session, "external_id", 2);
        let sql = format!("delete from event_external_ids where org_id = $1 and {named}");
        run!(conn, exec, AssertSqlSafe(sql), conn.org.0, external)?;
    }
    let these = lists::among_integers(&conn.session, "id", 2);
    let events = format!("delete from events_normalized where +org_id = $1 and {these}");
    let deleted = run!(conn, exec, AssertSqlSafe(events), conn.org.0, ids)?;
    if deleted == facts.len() as u64 {
        Ok(())
    } else {
        // Somebody else takes the same import back; only one of the two may subtract.
        Err(Error::LeaseLost)
    }
}

/// Where a scan of all events stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScanCursor {
    pub occurred_at: DateTime<Utc>,
    pub source_key: [u8; 16],
}

/// The next `limit` events in the order of time, to build roll-ups anew (change of time zone,
/// recalculation). `None` as cursor answer: that was all.
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
    let next = match rows.last() {
        Some(last) if rows.len() == limit as usize => Some(ScanCursor {
            occurred_at: last.occurred_at.0,
            source_key: last
                .source_key
                .as_slice()
                .try_into()
                .map_err(|_| Error::Corrupt {
                    table: TABLE,
                    column: "source_key",
                })?,
        }),
        _ => None,
    };
    Ok((with_estimates(conn, rows).await?, next))
}

/// Deletes the raw rows of events that began in `[from, to)`: retention, a span at a time. How many
/// went.
pub async fn remove_raw(conn: &mut Conn, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<u64> {
    const SQL: &str = "
        delete from events_raw
        where org_id = $1 and event_id in (
            select id from events_normalized
            where org_id = $1 and occurred_at >= $2 and occurred_at < $3
        )";
    run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        Instant::from(from),
        Instant::from(to)
    )
}

/// The estimates of these events under every calculation there is.
async fn with_estimates(conn: &mut Conn, rows: Vec<FactsRow>) -> Result<Vec<EventFacts>> {
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
