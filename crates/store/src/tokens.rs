//! API tokens, kept as SHA-256 of their secret.

use chrono::{DateTime, Utc};
use model::auth::{ApiToken, Organisation, TokenScope, User};
use model::ids::{TokenId, UserId};
use uuid::Uuid;

use crate::db::run;
use crate::instant::Instant;
use crate::users::{UserRow, user_columns};
use crate::{Conn, Error, Result, SystemConn, text};

/// A new token.
#[derive(Debug, Clone)]
pub struct NewToken {
    pub id: TokenId,
    pub user_id: UserId,
    pub name: String,
    pub scope: TokenScope,
    pub prefix: String,
    pub hash: [u8; 32],
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// A valid token with who it is of. The user may be disabled meanwhile: look.
#[derive(Debug, Clone)]
pub struct ActiveToken {
    pub token: ApiToken,
    pub user: User,
    pub organisation: Organisation,
}

#[derive(Debug, sqlx::FromRow)]
struct TokenRow {
    token_id: Uuid,
    token_name: String,
    scope: String,
    prefix: String,
    created_at: Instant,
    expires_at: Instant,
    last_used_at: Option<Instant>,
    owner_email: String,
}

impl TryFrom<TokenRow> for ApiToken {
    type Error = Error;

    fn try_from(row: TokenRow) -> Result<Self> {
        let corrupt = Error::Corrupt {
            table: "api_tokens",
            column: "scope",
        };
        Ok(Self {
            id: TokenId(row.token_id),
            name: row.token_name,
            scope: TokenScope::parse(&row.scope).ok_or(corrupt)?,
            prefix: row.prefix,
            created_at: row.created_at.0,
            expires_at: row.expires_at.0,
            last_used_at: row.last_used_at.map(|at| at.0),
            owner_email: row.owner_email,
        })
    }
}

macro_rules! token_columns {
    () => {
        "t.id as token_id, t.name as token_name, t.scope, t.prefix, t.created_at, t.expires_at, \
         t.last_used_at, u.email as owner_email"
    };
}

/// Stores one.
pub async fn create(conn: &mut Conn, new: &NewToken) -> Result<ApiToken> {
    const SQL: &str = "
        insert into api_tokens (
            org_id, id, user_id, name, scope, prefix, token_hash, created_at, expires_at
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    const STORED: &str = concat!(
        "select ",
        token_columns!(),
        " from api_tokens t
        join users u on u.org_id = t.org_id and u.id = t.user_id
        where t.org_id = $1 and t.id = $2"
    );
    run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        new.id.0,
        new.user_id.0,
        text::clean(&new.name),
        new.scope.as_str(),
        &new.prefix,
        new.hash.as_slice(),
        Instant::from(new.created_at),
        Instant::from(new.expires_at),
    )?;
    run!(conn, one TokenRow, STORED, conn.org.0, new.id.0)?.try_into()
}

/// Newest first; of one user, or of all.
pub async fn list(conn: &mut Conn, owner: Option<UserId>, limit: u32) -> Result<Vec<ApiToken>> {
    // Few per organisation: sorted as they come.
    const SQL: &str = concat!(
        "select ",
        token_columns!(),
        " from api_tokens t
        join users u on u.org_id = t.org_id and u.id = t.user_id
        where t.org_id = $1 and ($2 is null or t.user_id = $2)
        order by t.created_at desc, t.id desc
        limit $3"
    );
    let owner = owner.map(|id| id.0);
    let rows = run!(conn, all TokenRow, SQL, conn.org.0, owner, i64::from(limit))?;
    rows.into_iter().map(ApiToken::try_from).collect()
}

/// Deletes it; of one user's, or any. Whether there was one.
pub async fn revoke(conn: &mut Conn, id: TokenId, owner: Option<UserId>) -> Result<bool> {
    const SQL: &str = "
        delete from api_tokens
        where org_id = $1 and id = $2 and ($3 is null or user_id = $3)";
    Ok(run!(conn, exec, SQL, conn.org.0, id.0, owner.map(|id| id.0))? == 1)
}

/// `None` when unknown or `expires_at <= now`.
pub async fn find(
    conn: &mut SystemConn,
    hash: &[u8; 32],
    now: DateTime<Utc>,
) -> Result<Option<ActiveToken>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        #[sqlx(flatten)]
        token: TokenRow,
        #[sqlx(flatten)]
        user: UserRow,
        org_name: String,
        time_zone: String,
        currency: String,
        is_demo: bool,
    }
    const SQL: &str = concat!(
        "select ",
        token_columns!(),
        ", ",
        user_columns!(),
        ", o.name as org_name, o.time_zone, o.currency, o.is_demo
        from api_tokens t
        join users u on u.org_id = t.org_id and u.id = t.user_id
        join organisations o on o.id = t.org_id
        where t.token_hash = $1 and t.expires_at > $2"
    );
    let row = run!(conn, optional Row, SQL, hash.as_slice(), Instant::from(now))?;
    let Some(row) = row else { return Ok(None) };
    let user = User::try_from(row.user)?;
    Ok(Some(ActiveToken {
        token: row.token.try_into()?,
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

/// Remembers its use (call it seldom, not at every request).
pub async fn touch(conn: &mut Conn, id: TokenId, at: DateTime<Utc>) -> Result<()> {
    const SQL: &str = "update api_tokens set last_used_at = $3 where org_id = $1 and id = $2";
    run!(conn, exec, SQL, conn.org.0, id.0, Instant::from(at))?;
    Ok(())
}
