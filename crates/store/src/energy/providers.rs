//! What was asked of providers, and which of them are left alone for a while. Keys belong to the
//! installation, so their limits do.

use chrono::{DateTime, Utc};

use crate::db::run;
use crate::instant::Instant;
use crate::{Result, SystemConn};

/// Why a provider is left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// Failures in a row.
    pub failures: u32,
    pub not_before: DateTime<Utc>,
    /// What went wrong last.
    pub fault: String,
}

/// Counts a call of a day unless `calls_max` were made on it; whether it may be made.
pub async fn count_call(
    conn: &mut SystemConn,
    provider: &str,
    now: DateTime<Utc>,
    calls_max: u32,
) -> Result<bool> {
    const SQL: &str = "
        insert into provider_calls (provider, day, calls)
        select $1, $2, 1 where $3 > 0
        on conflict (provider) do update
        set calls = case when provider_calls.day = excluded.day then provider_calls.calls + 1 else 1 end,
            day = excluded.day
        where provider_calls.day <> excluded.day or provider_calls.calls < $3";
    let day = i32::try_from(now.timestamp().div_euclid(86_400)).unwrap_or(i32::MAX);
    let most = i32::try_from(calls_max).unwrap_or(i32::MAX);
    Ok(run!(conn, exec, SQL, provider, day, most)? == 1)
}

/// Why a subject is left alone, if it is or was.
pub async fn pause(conn: &mut SystemConn, provider: &str, subject: &str) -> Result<Option<Pause>> {
    #[derive(Debug, sqlx::FromRow)]
    struct Row {
        failures: i32,
        not_before: Instant,
        fault: String,
    }
    const SQL: &str = "
        select failures, not_before, fault from provider_pauses
        where provider = $1 and subject = $2";
    let row = run!(conn, optional Row, SQL, provider, subject)?;
    Ok(row.map(|row| Pause {
        failures: row.failures.unsigned_abs(),
        not_before: row.not_before.0,
        fault: row.fault,
    }))
}

/// Leaves it alone.
pub async fn put_pause(
    conn: &mut SystemConn,
    provider: &str,
    subject: &str,
    pause: &Pause,
) -> Result<()> {
    const SQL: &str = "
        insert into provider_pauses (provider, subject, failures, not_before, fault)
        values ($1, $2, $3, $4, $5)
        on conflict (provider, subject) do update
        set failures = excluded.failures, not_before = excluded.not_before, fault = excluded.fault";
    run!(
        conn,
        exec,
        SQL,
        provider,
        subject,
        i32::try_from(pause.failures).unwrap_or(i32::MAX),
        Instant::from(pause.not_before),
        crate::text::clean(&pause.fault).into_owned(),
    )?;
    Ok(())
}

/// It answered.
pub async fn end_pause(conn: &mut SystemConn, provider: &str, subject: &str) -> Result<()> {
    const SQL: &str = "delete from provider_pauses where provider = $1 and subject = $2";
    run!(conn, exec, SQL, provider, subject)?;
    Ok(())
}
