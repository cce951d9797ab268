//! Small facts of the installation itself, such as the hash of the set-up code.

use chrono::{DateTime, Utc};

use crate::db::run;
use crate::instant::Instant;
use crate::{Result, SystemConn};

/// The value of `key`.
pub async fn get(conn: &mut SystemConn, key: &str) -> Result<Option<String>> {
    run!(conn, scalar_optional String, "select value from app_state where key = $1", key)
}

/// Sets it.
pub async fn put(conn: &mut SystemConn, key: &str, value: &str, at: DateTime<Utc>) -> Result<()> {
    const SQL: &str = "
        insert into app_state (key, value, updated_at)
        values ($1, $2, $3)
        on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at";
    run!(conn, exec, SQL, key, value, Instant::from(at))?;
    Ok(())
}

/// Sets it unless it is set. Whether it was set now.
pub async fn put_if_absent(
    conn: &mut SystemConn,
    key: &str,
    value: &str,
    at: DateTime<Utc>,
) -> Result<bool> {
    const SQL: &str = "
        insert into app_state (key, value, updated_at)
        values ($1, $2, $3)
        on conflict (key) do nothing";
    Ok(run!(conn, exec, SQL, key, value, Instant::from(at))? == 1)
}

/// Removes it if it still has this value: the step that makes a one-time code one-time.
pub async fn remove_if(conn: &mut SystemConn, key: &str, value: &str) -> Result<bool> {
    const SQL: &str = "delete from app_state where key = $1 and value = $2";
    Ok(run!(conn, exec, SQL, key, value)? == 1)
}
