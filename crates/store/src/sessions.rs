//! Sessions: a JWT is worth what its row here says.

use chrono::{DateTime, Utc};
use model::auth::{Organisation, User};
use model::ids::{SessionId, UserId};
use uuid::Uuid;

use crate::db::run;
use crate::instant::Instant;
use crate::users::{UserRow, user_columns};
use crate::{Conn, Result, SystemConn};

/// A new session.
#[derive(Debug, Clone)]
pub struct NewSession {
    pub id: SessionId,
    pub user_id: UserId,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// A session that has not ended, with who it is of. The user may be disabled meanwhile: look.
#[derive(Debug, Clone)]
pub struct ActiveSession {
    pub id: SessionId,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    pub user: User,
    pub organisation: Organisation,
}

/// Begins one.
pub async fn create(conn: &mut Conn, new: &NewSession) -> Result<()> {
    const SQL: &str = "
        insert into sessions (id, org_id, user_id, created_at, expires_at, last_seen_at)
        values ($1, $2, $3, $4, $5, $4)";
    run!(
        conn,
        exec,
        SQL,
        new.id.0,
        conn.org.0,
        new.user_id.0,
        Instant::from(new.created_at),
        Instant::from(new.expires_at),
    )?;
    Ok(())
}

/// `None` when there is none, it has ended, or `expires_at <= now`.
pub async fn find(
    conn: &mut SystemConn,
    id: SessionId,
    now: DateTime<Utc>,
) -> Result<Option<ActiveSession>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        created_at: Instant,
        expires_at: Instant,
        last_seen_at: Instant,
        #[sqlx(flatten)]
        user: UserRow,
        org_name: String,
        time_zone: String,
        currency: String,
        is_demo: bool,
    }
    const SQL: &str = concat!(
        "select s.created_at, s.expires_at, s.last_seen_at, ",
        user_columns!(),
        ", o.name as org_name, o.time_zone, o.currency, o.is_demo
        from sessions s
        join users u on u.org_id = s.org_id and u.id = s.user_id
        join organisations o on o.id = s.org_id
        where s.id = $1 and s.expires_at > $2"
    );
    let Some(row) = run!(conn, optional Row, SQL, id.0, Instant::from(now))? else {
        return Ok(None);
    };
    let user = User::try_from(row.user)?;
    Ok(Some(ActiveSession {
        id,
        created_at: row.created_at.0,
        expires_at: row.expires_at.0,
        last_seen_at: row.last_seen_at.0,
        organisation: Organisation {
            id: user.org_id,
            name: row.org_name,
            time_zone: row.time_zone,
            currency: row.currency,
            is_demo: row.is_demo,
        },
        user,
    }))
}

/// Slides it: sets `expires_at` and `last_seen_at` (call it seldom, not at every request).
pub async fn extend(
    conn: &mut Conn,
    id: SessionId,
    seen_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    const SQL: &str = "
        update sessions set last_seen_at = $3, expires_at = $4 where org_id = $1 and id = $2";
    let (seen_at, expires_at) = (Instant::from(seen_at), Instant::from(expires_at));
    run!(conn, exec, SQL, conn.org.0, id.0, seen_at, expires_at)?;
    Ok(())
}

/// Whether there was one to end.
pub async fn end(conn: &mut Conn, id: SessionId) -> Result<bool> {
    const SQL: &str = "delete from sessions where org_id = $1 and id = $2";
    Ok(run!(conn, exec, SQL, conn.org.0, id.0)? == 1)
}

/// Ends all of a user's, except `keep`. How many ended.
pub async fn end_all(conn: &mut Conn, user_id: UserId, keep: Option<SessionId>) -> Result<u64> {
    const SQL: &str = "delete from sessions where org_id = $1 and user_id = $2 and id <> $3";
    // No session has the nil id.
    let keep = keep.map_or(Uuid::nil(), |id| id.0);
    run!(conn, exec, SQL, conn.org.0, user_id.0, keep)
}

/// Deletes those that expired before `before`. How many went.
pub async fn delete_expired(conn: &mut SystemConn, before: DateTime<Utc>) -> Result<u64> {
    const SQL: &str = "delete from sessions where expires_at < $1";
    run!(conn, exec, SQL, Instant::from(before))
}
