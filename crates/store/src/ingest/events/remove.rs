//! Events leaving: an import taken back, raw rows past their retention.

use chrono::{DateTime, Utc};
use model::ids::{EventId, JobId};
use sqlx::AssertSqlSafe;

use super::EventFacts;
use super::facts::{FactsRow, facts_columns, with_estimates};
use crate::db::{lists, run};
use crate::instant::Instant;
use crate::{Conn, Error, Result};

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

/// Deletes some events, those that are still there, and gives what to subtract from the roll-ups in the
/// same transaction.
pub async fn remove(conn: &mut Conn, events: &[EventId]) -> Result<Vec<EventFacts>> {
    let these = lists::among_integers(&conn.session, "e.id", 2);
    // The plus keeps SQLite from taking the index on organisation and time: the ids find them.
    let sql = format!(
        "select {} from events_normalized e where +e.org_id = $1 and {these} order by e.id",
        facts_columns!(),
    );
    let wanted = lists::bind(events.iter().map(|id| id.0));
    let rows = run!(conn, all FactsRow, AssertSqlSafe(sql), conn.org.0, wanted)?;
    let ids = lists::bind(rows.iter().map(|row| row.id));
    let external = lists::bind(rows.iter().filter_map(|row| row.external_id.as_deref()));
    let facts = with_estimates(conn, rows).await?;
    delete(conn, &ids, &external, &facts).await?;
    Ok(facts)
}

async fn delete(conn: &mut Conn, ids: &str, external: &str, facts: &[EventFacts]) -> Result<()> {
    let of_events = lists::among_integers(&conn.session, "event_id", 2);
    for table in [
        "estimates",
        "events_raw",
        "quality_findings",
        "superseded_events",
    ] {
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

/// When the first event in `[from, to)` began whose raw row is still there.
pub async fn first_raw(
    conn: &mut Conn,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>> {
    const SQL: &str = "
        select e.occurred_at from events_normalized e
        where e.org_id = $1 and e.occurred_at >= $2 and e.occurred_at < $3
            and exists (select 1 from events_raw r where r.org_id = $1 and r.event_id = e.id)
        order by e.occurred_at
        limit 1";
    let (from, to) = (Instant::from(from), Instant::from(to));
    let first = run!(conn, scalar_optional Instant, SQL, conn.org.0, from, to)?;
    Ok(first.map(|at| at.0))
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
