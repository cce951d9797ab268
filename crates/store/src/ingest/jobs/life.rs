//! The life of an import: claimed, advanced chunk by chunk, cancelled, finished, taken back.

use chrono::{DateTime, Utc};
use model::ids::{JobId, OrgId};
use model::ingest::JobStatus;
use uuid::Uuid;

use super::record::get;
use super::{JobRecord, Progress, Pulse};
use crate::db::run;
use crate::instant::Instant;
use crate::{Conn, Error, Result, SystemConn, text};

/// Imports in every organisation that are unfinished and nobody's (or whose lease ran out): to go
/// on with. Oldest first.
pub async fn resumable(
    conn: &mut SystemConn,
    now: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<(OrgId, JobId)>> {
    // The condition on status is that of a partial index.
    const SQL: &str = "
        select org_id, id
        from ingest_jobs
        where status in ('queued', 'running', 'reverting')
            and (lease_until is null or lease_until <= $1)
        order by created_at
        limit $2";
    let rows = run!(
        conn,
        all(i64, Uuid),
        SQL,
        Instant::from(now),
        i64::from(limit)
    )?;
    Ok(rows
        .into_iter()
        .map(|(org, id)| (OrgId(org), JobId(id)))
        .collect())
}

/// Takes the lease when the job is unfinished and nobody else's; a queued one becomes running.
/// `None`: not there, finished, or somebody else's.
pub async fn claim(
    conn: &mut Conn,
    id: JobId,
    owner: &str,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Option<JobRecord>> {
    const SQL: &str = "
        update ingest_jobs
        set lease_owner = $3, lease_until = $5, started_at = coalesce(started_at, $4),
            status = case when status = 'queued' then 'running' else status end
        where org_id = $1 and id = $2 and status in ('queued', 'running', 'reverting')
            and (lease_owner is null or lease_owner = $3 or lease_until <= $4)";
    let (now, until) = (Instant::from(now), Instant::from(until));
    let claimed = run!(conn, exec, SQL, conn.org.0, id.0, owner, now, until)?;
    if claimed == 1 {
        get(conn, id).await
    } else {
        Ok(None)
    }
}

/// Extends the lease.
pub async fn heartbeat(
    conn: &mut Conn,
    id: JobId,
    owner: &str,
    until: DateTime<Utc>,
) -> Result<Pulse> {
    const SQL: &str = "
        update ingest_jobs set lease_until = $4
        where org_id = $1 and id = $2 and lease_owner = $3
        returning cancel_requested";
    let found =
        run!(conn, scalar_optional bool, SQL, conn.org.0, id.0, owner, Instant::from(until))?;
    Ok(match found {
        None => Pulse::LeaseLost,
        Some(true) => Pulse::CancelRequested,
        Some(false) => Pulse::GoOn,
    })
}

/// Lets go of the lease (a node that shuts down), so that another may claim it at once.
pub async fn release(conn: &mut Conn, id: JobId, owner: &str) -> Result<()> {
    const SQL: &str = "
        update ingest_jobs set lease_owner = null, lease_until = null
        where org_id = $1 and id = $2 and lease_owner = $3";
    run!(conn, exec, SQL, conn.org.0, id.0, owner)?;
    Ok(())
}

/// Lets go of everything `owner` holds, in every organisation: a process that replaces another one
/// of the same name takes over at once. How many imports that were.
pub async fn release_all(conn: &mut SystemConn, owner: &str) -> Result<u64> {
    // Imports of all organisations, on purpose: nobody asks on behalf of one (org_id).
    const SQL: &str = "
        update ingest_jobs set lease_owner = null, lease_until = null
        where lease_owner = $1";
    Ok(run!(conn, exec, SQL, owner)?)
}

/// In the chunk's transaction: counters and cursor. `LeaseLost` when it is no longer `owner`'s or no
/// longer running: drop the transaction. Answers whether cancelling was asked for.
pub async fn advance(
    conn: &mut Conn,
    id: JobId,
    owner: &str,
    progress: &Progress,
    until: DateTime<Utc>,
) -> Result<Pulse> {
    const SQL: &str = "
        update ingest_jobs
        set bytes_done = $4, rows_read = $5, rows_accepted = $6, rows_duplicate = $7,
            rows_rejected = $8, rows_skipped = $9, rows_no_factor = $10, co2e_mg = $11,
            warnings = $12, skips = $13, cursor_state = $14, lease_until = $15
        where org_id = $1 and id = $2 and lease_owner = $3 and status in ('running', 'reverting')
        returning cancel_requested";
    let count = |value: u64| i64::try_from(value).map_err(|_| Error::OutOfRange("a counter"));
    let found = run!(
        conn,
        scalar_optional bool,
        SQL,
        conn.org.0,
        id.0,
        owner,
        count(progress.bytes_done)?,
        count(progress.rows_read)?,
        count(progress.rows_accepted)?,
        count(progress.rows_duplicate)?,
        count(progress.rows_rejected)?,
        count(progress.rows_skipped)?,
        count(progress.rows_no_factor)?,
        progress.co2e.0,
        text::json(&progress.warnings)?,
        text::json(&progress.skips)?,
        text::json(&progress.cursor)?,
        Instant::from(until),
    )?;
    match found {
        None => Err(Error::LeaseLost),
        Some(true) => Ok(Pulse::CancelRequested),
        Some(false) => Ok(Pulse::GoOn),
    }
}

/// Ends it as `status` and lets go of the lease. `LeaseLost` when it is no longer `owner`'s.
pub async fn finish(
    conn: &mut Conn,
    id: JobId,
    owner: &str,
    status: JobStatus,
    message: Option<&str>,
    at: DateTime<Utc>,
) -> Result<()> {
    const SQL: &str = "
        update ingest_jobs
        set status = $4, message = $5, finished_at = $6, lease_owner = null, lease_until = null
        where org_id = $1 and id = $2 and lease_owner = $3";
    let message = message.map(text::clean);
    let (status, at) = (status.as_str(), Instant::from(at));
    let changed = run!(
        conn, exec, SQL, conn.org.0, id.0, owner, status, message, at
    )?;
    if changed == 1 {
        Ok(())
    } else {
        Err(Error::LeaseLost)
    }
}

/// Asks the worker to stop; a queued job that nobody holds is cancelled at once. Gives the status
/// after that; `None`: no such job, or none that can be cancelled (finished, or being taken back).
pub async fn request_cancel(
    conn: &mut Conn,
    id: JobId,
    at: DateTime<Utc>,
) -> Result<Option<JobStatus>> {
    const SQL: &str = "
        update ingest_jobs
        set cancel_requested = $3,
            finished_at = case
                when status = 'queued' and lease_owner is null then $4 else finished_at
            end,
            status = case
                when status = 'queued' and lease_owner is null then 'cancelled' else status
            end
        where org_id = $1 and id = $2 and status in ('queued', 'running')
        returning status";
    let status =
        run!(conn, scalar_optional String, SQL, conn.org.0, id.0, true, Instant::from(at))?;
    let corrupt = Error::Corrupt {
        table: "ingest_jobs",
        column: "status",
    };
    status
        .map(|status| JobStatus::parse(&status).ok_or(corrupt))
        .transpose()
}

/// Turns a finished (done, failed, cancelled) job to `reverting`; false when it is not such a one.
pub async fn start_revert(conn: &mut Conn, id: JobId) -> Result<bool> {
    const SQL: &str = "
        update ingest_jobs
        set status = 'reverting', cancel_requested = $3, finished_at = null, lease_owner = null,
            lease_until = null
        where org_id = $1 and id = $2 and status in ('done', 'failed', 'cancelled')";
    Ok(run!(conn, exec, SQL, conn.org.0, id.0, false)? == 1)
}
