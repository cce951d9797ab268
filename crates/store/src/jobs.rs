//! Scheduled jobs: leases, so that one replica runs each, and the record of their runs.
//!
//! They belong to the installation; what they do for an organisation is on its own connections.

use chrono::{DateTime, Utc};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::db::run;
use crate::instant::Instant;
use crate::{Error, Result, SystemConn, text};

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RunStatus {
    Running,
    Done,
    Failed,
    TimedOut,
    Cancelled,
}

impl RunStatus {
    /// The word stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::TimedOut => "timed_out",
            Self::Cancelled => "cancelled",
        }
    }

    fn parse(word: &str) -> Result<Self> {
        [
            Self::Running,
            Self::Done,
            Self::Failed,
            Self::TimedOut,
            Self::Cancelled,
        ]
        .into_iter()
        .find(|status| status.as_str() == word)
        .ok_or(Error::Corrupt {
            table: "job_runs",
            column: "status",
        })
    }
}

/// One run of a scheduled job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRun {
    pub id: Uuid,
    pub name: String,
    pub node: String,
    pub started_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    pub status: RunStatus,
    pub message: Option<String>,
}

#[derive(Debug, sqlx::FromRow)]
struct Row {
    id: Uuid,
    name: String,
    node: String,
    started_at: Instant,
    finished_at: Option<Instant>,
    status: String,
    message: Option<String>,
}

impl TryFrom<Row> for JobRun {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: row.id,
            name: row.name,
            node: row.node,
            started_at: row.started_at.0,
            finished_at: row.finished_at.map(|at| at.0),
            status: RunStatus::parse(&row.status)?,
            message: row.message,
        })
    }
}

/// Takes or extends the lease `name` for `node`. Whether it is `node`'s now.
pub async fn acquire_lease(
    conn: &mut SystemConn,
    name: &str,
    node: &str,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<bool> {
    const SQL: &str = "
        insert into job_leases (name, node, lease_until)
        values ($1, $2, $3)
        on conflict (name) do update
        set node = excluded.node, lease_until = excluded.lease_until
        where job_leases.node = excluded.node or job_leases.lease_until <= $4";
    let (until, now) = (Instant::from(until), Instant::from(now));
    Ok(run!(conn, exec, SQL, name, node, until, now)? == 1)
}

/// Lets go of it, if it is `node`'s.
pub async fn release_lease(conn: &mut SystemConn, name: &str, node: &str) -> Result<()> {
    run!(
        conn,
        exec,
        "delete from job_leases where name = $1 and node = $2",
        name,
        node
    )?;
    Ok(())
}

/// Records that a run began.
pub async fn start_run(
    conn: &mut SystemConn,
    id: Uuid,
    name: &str,
    node: &str,
    at: DateTime<Utc>,
) -> Result<()> {
    const SQL: &str = "
        insert into job_runs (id, name, node, started_at, status)
        values ($1, $2, $3, $4, 'running')";
    run!(conn, exec, SQL, id, name, node, Instant::from(at))?;
    Ok(())
}

/// Closes runs of `name` that never ended, for whoever holds its lease: their processes died.
pub async fn close_abandoned(conn: &mut SystemConn, name: &str, at: DateTime<Utc>) -> Result<u64> {
    const SQL: &str = "
        update job_runs
        set status = 'cancelled', message = 'its process ended without a word', finished_at = $2
        where name = $1 and status = 'running'";
    run!(conn, exec, SQL, name, Instant::from(at))
}

/// Records how it ended.
pub async fn finish_run(
    conn: &mut SystemConn,
    id: Uuid,
    status: RunStatus,
    message: Option<&str>,
    at: DateTime<Utc>,
) -> Result<()> {
    const SQL: &str = "
        update job_runs set status = $2, message = $3, finished_at = $4 where id = $1";
    let message = message.map(text::clean);
    run!(
        conn,
        exec,
        SQL,
        id,
        status.as_str(),
        message,
        Instant::from(at)
    )?;
    Ok(())
}

/// Newest first, of one job or of all.
pub async fn runs(conn: &mut SystemConn, name: Option<&str>, limit: u32) -> Result<Vec<JobRun>> {
    let by_name = if name.is_some() {
        "where name = $1"
    } else {
        ""
    };
    let sql = format!(
        "select id, name, node, started_at, finished_at, status, message
        from job_runs {by_name}
        order by started_at desc, id desc
        limit $2"
    );
    let name = name.map(text::clean);
    let rows = run!(conn, all Row, AssertSqlSafe(sql), name, i64::from(limit))?;
    rows.into_iter().map(JobRun::try_from).collect()
}

/// The latest run that ended well.
pub async fn last_done(conn: &mut SystemConn, name: &str) -> Result<Option<JobRun>> {
    const SQL: &str = "
        select id, name, node, started_at, finished_at, status, message
        from job_runs
        where name = $1 and status = 'done'
        order by started_at desc, id desc
        limit 1";
    run!(conn, optional Row, SQL, name)?
        .map(JobRun::try_from)
        .transpose()
}

/// Deletes older runs. How many went.
pub async fn delete_older(conn: &mut SystemConn, before: DateTime<Utc>) -> Result<u64> {
    run!(
        conn,
        exec,
        "delete from job_runs where started_at < $1",
        Instant::from(before)
    )
}
