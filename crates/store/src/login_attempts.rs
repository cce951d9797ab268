//! Failed logins, counted per key (an e-mail or network address), so that replicas share the count.

use chrono::{DateTime, Utc};

use crate::db::run;
use crate::instant::Instant;
use crate::{Result, SystemConn, text};

/// Failures of one key within its window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempts {
    pub failures: u32,
    pub first_at: DateTime<Utc>,
    pub last_at: DateTime<Utc>,
}

#[derive(Debug, sqlx::FromRow)]
struct Row {
    failures: i32,
    first_at: Instant,
    last_at: Instant,
}

impl From<Row> for Attempts {
    fn from(row: Row) -> Self {
        Self {
            failures: row.failures.unsigned_abs(),
            first_at: row.first_at.0,
            last_at: row.last_at.0,
        }
    }
}

/// What is counted for `key`.
pub async fn get(conn: &mut SystemConn, key: &str) -> Result<Option<Attempts>> {
    const SQL: &str = "select failures, first_at, last_at from login_attempts where key = $1";
    Ok(run!(conn, optional Row, SQL, text::key(key))?.map(Attempts::from))
}

/// Adds a failure; the count begins anew when the first one is older than `window_start`.
pub async fn record_failure(
    conn: &mut SystemConn,
    key: &str,
    at: DateTime<Utc>,
    window_start: DateTime<Utc>,
) -> Result<Attempts> {
    const SQL: &str = "
        insert into login_attempts (key, failures, first_at, last_at)
        values ($1, 1, $2, $2)
        on conflict (key) do update
        set failures = case
                when login_attempts.first_at < $3 then 1
                when login_attempts.failures >= 1000000 then login_attempts.failures
                else login_attempts.failures + 1
            end,
            first_at = case
                when login_attempts.first_at < $3 then $2 else login_attempts.first_at
            end,
            last_at = $2
        returning failures, first_at, last_at";
    let (at, window_start) = (Instant::from(at), Instant::from(window_start));
    Ok(run!(conn, one Row, SQL, text::key(key), at, window_start)?.into())
}

/// Forgets `key` (after a login that succeeded).
pub async fn clear(conn: &mut SystemConn, key: &str) -> Result<()> {
    run!(
        conn,
        exec,
        "delete from login_attempts where key = $1",
        text::key(key)
    )?;
    Ok(())
}

/// Deletes keys whose last failure is older. How many went.
pub async fn delete_older(conn: &mut SystemConn, before: DateTime<Utc>) -> Result<u64> {
    const SQL: &str = "delete from login_attempts where last_at < $1";
    run!(conn, exec, SQL, Instant::from(before))
}
