//! People who sign in. Each belongs to one organisation; e-mail addresses are unique over all.

use chrono::{DateTime, Utc};
use model::auth::{Role, User};
use model::ids::{OrgId, SupplierId, UserId};
use model::page::{Page, PageRequest};
use uuid::Uuid;

use crate::cursor::{Reader, Writer, cut};
use crate::db::run;
use crate::error::OnConflict;
use crate::instant::Instant;
use crate::{Conflict, Conn, Error, Result, SystemConn, text};

/// A new user.
#[derive(Debug, Clone)]
pub struct NewUser {
    pub id: UserId,
    pub email: String,
    pub name: String,
    pub password_hash: String,
    pub role: Role,
    pub supplier_id: Option<SupplierId>,
    pub created_at: DateTime<Utc>,
}

/// What changes; `None` stays.
#[derive(Debug, Clone, Default)]
pub struct UserPatch {
    pub name: Option<String>,
    pub role: Option<Role>,
    pub is_disabled: Option<bool>,
    pub password_hash: Option<String>,
    pub supplier_id: Option<Option<SupplierId>>,
}

/// A user with the hash the password is checked against.
#[derive(Debug, Clone)]
pub struct Login {
    pub user: User,
    pub password_hash: String,
}

#[derive(Debug, sqlx::FromRow)]
pub(crate) struct UserRow {
    org_id: i64,
    user_id: Uuid,
    email: String,
    user_name: String,
    role: String,
    supplier_id: Option<i64>,
    is_disabled: bool,
    user_created_at: Instant,
    last_login_at: Option<Instant>,
}

impl TryFrom<UserRow> for User {
    type Error = Error;

    fn try_from(row: UserRow) -> Result<Self> {
        let role = Role::parse(&row.role).ok_or(Error::Corrupt {
            table: "users",
            column: "role",
        })?;
        Ok(Self {
            id: UserId(row.user_id),
            org_id: OrgId(row.org_id),
            email: row.email,
            name: row.user_name,
            role,
            supplier_id: row.supplier_id.map(SupplierId),
            is_disabled: row.is_disabled,
            created_at: row.user_created_at.0,
            last_login_at: row.last_login_at.map(|at| at.0),
        })
    }
}

/// The columns of [`UserRow`], of `users u`; sessions and tokens select them too.
macro_rules! user_columns {
    () => {
        "u.org_id, u.id as user_id, u.email, u.name as user_name, u.role, u.supplier_id, \
         u.is_disabled, u.created_at as user_created_at, u.last_login_at"
    };
}
pub(crate) use user_columns;

/// `Conflict::EmailTaken` when any organisation has a user of this address.
pub async fn create(conn: &mut Conn, new: &NewUser) -> Result<User> {
    const SQL: &str = "
        insert into users (
            org_id, id, email, email_key, name, password_hash, role, supplier_id, is_disabled,
            created_at
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        new.id.0,
        text::clean(new.email.trim()),
        text::key(&new.email),
        text::clean(&new.name),
        &new.password_hash,
        new.role.as_str(),
        new.supplier_id.map(|id| id.0),
        false,
        Instant::from(new.created_at),
    )
    .on_conflict(
        "users_email_key_key",
        "users.email_key",
        Conflict::EmailTaken,
    )?;
    get(conn, new.id).await?.ok_or(Error::NotFound("user"))
}

/// One of the organisation's.
pub async fn get(conn: &mut Conn, id: UserId) -> Result<Option<User>> {
    const SQL: &str = concat!(
        "select ",
        user_columns!(),
        " from users u where u.org_id = $1 and u.id = $2"
    );
    run!(conn, optional UserRow, SQL, conn.org.0, id.0)?
        .map(User::try_from)
        .transpose()
}

/// By address, in the order of addresses.
pub async fn page(conn: &mut Conn, request: &PageRequest, limit: u32) -> Result<Page<User>> {
    const SQL: &str = concat!(
        "select ",
        user_columns!(),
        " from users u where u.org_id = $1 and u.email_key > $2 order by u.email_key limit $3"
    );
    let after = match &request.cursor {
        Some(cursor) => Reader::new(cursor, "users", &())?.text()?,
        None => String::new(),
    };
    let mut rows = run!(conn, all UserRow, SQL, conn.org.0, after, i64::from(limit) + 1)?;
    let has_more = cut(&mut rows, limit);
    let items = rows
        .into_iter()
        .map(User::try_from)
        .collect::<Result<Vec<_>>>()?;
    let last = items.last().filter(|_| has_more);
    let next_cursor = last.map(|user| {
        Writer::new("users", &())
            .text(&text::key(&user.email))
            .finish()
    });
    Ok(Page { items, next_cursor })
}

/// `NotFound` when there is no such user here.
pub async fn change(conn: &mut Conn, id: UserId, patch: &UserPatch) -> Result<User> {
    // A supplier is set or cleared only when the patch says so: $8.
    const SQL: &str = "
        update users
        set name = coalesce($3, name),
            role = coalesce($4, role),
            is_disabled = coalesce($5, is_disabled),
            password_hash = coalesce($6, password_hash),
            supplier_id = case when $8 then $7 else supplier_id end
        where org_id = $1 and id = $2";
    let changed = run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        id.0,
        patch.name.as_deref().map(text::clean),
        patch.role.map(Role::as_str),
        patch.is_disabled,
        &patch.password_hash,
        patch.supplier_id.flatten().map(|id| id.0),
        patch.supplier_id.is_some(),
    )?;
    if changed == 0 {
        return Err(Error::NotFound("user"));
    }
    get(conn, id).await?.ok_or(Error::NotFound("user"))
}

/// Remembers a login.
pub async fn record_login(conn: &mut Conn, id: UserId, at: DateTime<Utc>) -> Result<()> {
    const SQL: &str = "update users set last_login_at = $3 where org_id = $1 and id = $2";
    run!(conn, exec, SQL, conn.org.0, id.0, Instant::from(at))?;
    Ok(())
}

/// Admins that are not disabled: the last one must stay. On PostgreSQL their rows stay locked until
/// the transaction ends, so that two admins cannot disable each other at once.
pub async fn active_admins(conn: &mut Conn) -> Result<u64> {
    const SQL: &str = "
        select id from users where org_id = $1 and role = 'admin' and not is_disabled";
    const LOCKING: &str = "
        select id from users where org_id = $1 and role = 'admin' and not is_disabled for update";
    // SQLite knows no row locks and needs none: it has one writer.
    let is_postgres = matches!(conn.session.inner, crate::db::Inner::Postgres(_));
    let sql = if is_postgres && conn.can_write {
        LOCKING
    } else {
        SQL
    };
    let admins: Vec<(Uuid,)> = run!(conn, all(Uuid,), sql, conn.org.0)?;
    Ok(admins.len() as u64)
}

/// The hash of one user's password (to check the old one before a change).
pub async fn password_hash(conn: &mut Conn, id: UserId) -> Result<Option<String>> {
    const SQL: &str = "select password_hash from users where org_id = $1 and id = $2";
    run!(conn, scalar_optional String, SQL, conn.org.0, id.0)
}

/// By address in whatever organisation, disabled ones too.
pub async fn find_login(conn: &mut SystemConn, email: &str) -> Result<Option<Login>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        #[sqlx(flatten)]
        user: UserRow,
        password_hash: String,
    }
    const SQL: &str = concat!(
        "select u.password_hash, ",
        user_columns!(),
        " from users u where u.email_key = $1"
    );
    let row = run!(conn, optional Row, SQL, text::key(email))?;
    row.map(|row| {
        Ok(Login {
            user: row.user.try_into()?,
            password_hash: row.password_hash,
        })
    })
    .transpose()
}

/// Whether there is any user at all (first start).
pub async fn any_exist(conn: &mut SystemConn) -> Result<bool> {
    const SQL: &str = "select 1 from users limit 1";
    Ok(run!(conn, scalar_optional i32, SQL)?.is_some())
}
