//! `Idempotency-Key`: the first answer to a key is the answer to every repetition.

use chrono::{DateTime, Utc};

use crate::db::run;
use crate::instant::Instant;
use crate::{Conn, Error, Result, SystemConn, text};

/// A request that carries a key.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    pub key: &'a str,
    /// Method and path.
    pub route: &'a str,
    pub body_hash: [u8; 32],
    pub at: DateTime<Utc>,
}

/// What to do with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begin {
    /// Go on, then [`finish`].
    New,
    /// The first one is still running.
    Running,
    /// Answered before.
    Answered { status: u16, answer: String },
    /// The key was used with another body.
    OtherBody,
}

#[derive(Debug, sqlx::FromRow)]
struct Row {
    body_hash: Vec<u8>,
    status: Option<i32>,
    answer: Option<String>,
}

/// Claims the key, or tells what became of the request that claimed it.
pub async fn begin(conn: &mut Conn, request: &Request<'_>) -> Result<Begin> {
    const CLAIM: &str = "
        insert into idempotency_keys (org_id, route, key, body_hash, created_at)
        values ($1, $2, $3, $4, $5)
        on conflict (org_id, route, key) do nothing";
    const STORED: &str = "
        select body_hash, status, answer
        from idempotency_keys
        where org_id = $1 and route = $2 and key = $3";
    let (org, route, key) = (
        conn.org.0,
        text::clean(request.route),
        text::clean(request.key),
    );
    let claimed = run!(
        conn,
        exec,
        CLAIM,
        org,
        &*route,
        &*key,
        request.body_hash.as_slice(),
        Instant::from(request.at),
    )?;
    if claimed == 1 {
        return Ok(Begin::New);
    }
    // Freed between the two statements: as good as new for the next attempt.
    let Some(row) = run!(conn, optional Row, STORED, org, &*route, &*key)? else {
        return Ok(Begin::Running);
    };
    if row.body_hash != request.body_hash {
        return Ok(Begin::OtherBody);
    }
    let Some(status) = row.status else {
        return Ok(Begin::Running);
    };
    let corrupt = Error::Corrupt {
        table: "idempotency_keys",
        column: "status",
    };
    let status = u16::try_from(status).map_err(|_| corrupt)?;
    Ok(Begin::Answered {
        status,
        answer: row.answer.unwrap_or_default(),
    })
}

/// Keeps the answer.
pub async fn finish(
    conn: &mut Conn,
    route: &str,
    key: &str,
    status: u16,
    answer: &str,
) -> Result<()> {
    const SQL: &str = "
        update idempotency_keys set status = $4, answer = $5
        where org_id = $1 and route = $2 and key = $3";
    let (route, key, answer) = (text::clean(route), text::clean(key), text::clean(answer));
    run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        route,
        key,
        i32::from(status),
        answer
    )?;
    Ok(())
}

/// Frees the key of a request that failed, so that it may be tried again.
pub async fn forget(conn: &mut Conn, route: &str, key: &str) -> Result<()> {
    const SQL: &str = "
        delete from idempotency_keys where org_id = $1 and route = $2 and key = $3";
    run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        text::clean(route),
        text::clean(key)
    )?;
    Ok(())
}

/// Deletes older keys. How many went.
pub async fn delete_older(conn: &mut SystemConn, before: DateTime<Utc>) -> Result<u64> {
    const SQL: &str = "delete from idempotency_keys where created_at < $1";
    run!(conn, exec, SQL, Instant::from(before))
}
