//! What came in and was not looked at yet.

use chrono::{DateTime, Utc};
use model::ids::{JobId, OrgId};

use crate::db::run;
use crate::instant::Instant;
use crate::{Conn, Result, SystemConn};

/// First and last beginning of the events of an import; `None` when it brought none. It reads them all.
pub async fn import_span(
    conn: &mut Conn,
    job: JobId,
) -> Result<Option<(DateTime<Utc>, DateTime<Utc>)>> {
    const SPAN: &str = "
        select first_event_id, last_event_id from ingest_jobs where org_id = $1 and id = $2";
    // The plus keeps SQLite from taking the index on organisation and time: the ids find them.
    const TIMES: &str = "
        select min(occurred_at), max(occurred_at)
        from events_normalized
        where +org_id = $1 and job_id = $2 and id >= $3 and id <= $4";
    let span = run!(
        conn,
        optional(Option<i64>, Option<i64>),
        SPAN,
        conn.org.0,
        job.0
    )?;
    let Some((Some(first), Some(last))) = span else {
        return Ok(None);
    };
    let (from, to) = run!(
        conn,
        one(Option<Instant>, Option<Instant>),
        TIMES,
        conn.org.0,
        job.0,
        first,
        last
    )?;
    Ok(from.zip(to).map(|(from, to)| (from.0, to.0)))
}

/// Events that begin between `from` and `to` came or went; they are to be looked at.
pub async fn mark_range(conn: &mut Conn, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<()> {
    const MARK: &str = "
        insert into quality_pending (org_id, from_at, to_at) values ($1, $2, $3)
        on conflict (org_id) do update
        set from_at = case when excluded.from_at < quality_pending.from_at
                then excluded.from_at else quality_pending.from_at end,
            to_at = case when excluded.to_at > quality_pending.to_at
                then excluded.to_at else quality_pending.to_at end";
    let (from, to) = (Instant::from(from), Instant::from(to));
    run!(conn, exec, MARK, conn.org.0, from, to)?;
    Ok(())
}

/// Organisations with events to look at.
pub async fn pending_organisations(conn: &mut SystemConn) -> Result<Vec<OrgId>> {
    const SQL: &str = "select org_id from quality_pending order by org_id";
    Ok(run!(conn, all(i64,), SQL)?
        .into_iter()
        .map(|(org,)| OrgId(org))
        .collect())
}

/// First and last beginning of the events to look at.
pub async fn pending(conn: &mut Conn) -> Result<Option<(DateTime<Utc>, DateTime<Utc>)>> {
    const SQL: &str = "select from_at, to_at from quality_pending where org_id = $1";
    let row = run!(conn, optional(Instant, Instant), SQL, conn.org.0)?;
    Ok(row.map(|(from, to)| (from.0, to.0)))
}

/// They were looked at, unless more came meanwhile.
pub async fn settle_pending(
    conn: &mut Conn,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<()> {
    const SQL: &str = "
        delete from quality_pending where org_id = $1 and from_at = $2 and to_at = $3";
    run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        Instant::from(from),
        Instant::from(to)
    )?;
    Ok(())
}
