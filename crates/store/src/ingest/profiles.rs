//! Saved import profiles of an organisation. Those shipped with the product are not here.

use chrono::{DateTime, Utc};
use model::ingest::{Profile, StoredProfile};
use sqlx::types::Json;

use crate::db::run;
use crate::error::OnConflict;
use crate::instant::Instant;
use crate::{Conflict, Conn, Error, Result, text};

#[derive(Debug, sqlx::FromRow)]
struct Row {
    profile: Json<Profile>,
    updated_at: Instant,
}

impl From<Row> for StoredProfile {
    fn from(row: Row) -> Self {
        Self {
            profile: row.profile.0,
            is_built_in: false,
            updated_at: Some(row.updated_at.0),
        }
    }
}

/// All of the organisation's own, by name, at most `limit`.
pub async fn list(conn: &mut Conn, limit: u32) -> Result<Vec<StoredProfile>> {
    const SQL: &str = "
        select profile, updated_at
        from import_profiles
        where org_id = $1
        order by name
        limit $2";
    let rows = run!(conn, all Row, SQL, conn.org.0, i64::from(limit))?;
    Ok(rows.into_iter().map(StoredProfile::from).collect())
}

/// The one called `name`.
pub async fn get(conn: &mut Conn, name: &str) -> Result<Option<StoredProfile>> {
    const SQL: &str = "
        select profile, updated_at from import_profiles where org_id = $1 and name = $2";
    let row = run!(conn, optional Row, SQL, conn.org.0, text::clean(name))?;
    Ok(row.map(StoredProfile::from))
}

/// `Conflict::NameTaken` when it exists.
pub async fn create(conn: &mut Conn, profile: &Profile, at: DateTime<Utc>) -> Result<()> {
    const SQL: &str = "
        insert into import_profiles (org_id, name, profile, updated_at)
        values ($1, $2, $3, $4)";
    let (name, document) = (text::clean(&profile.name), text::json(profile)?);
    run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        name,
        document,
        Instant::from(at)
    )
    .on_conflict(
        "import_profiles_pkey",
        "import_profiles.org_id, import_profiles.name",
        Conflict::NameTaken,
    )?;
    Ok(())
}

/// Replaces the one called `profile.name`; `NotFound`.
pub async fn replace(conn: &mut Conn, profile: &Profile, at: DateTime<Utc>) -> Result<()> {
    const SQL: &str = "
        update import_profiles set profile = $3, updated_at = $4
        where org_id = $1 and name = $2";
    let (name, document) = (text::clean(&profile.name), text::json(profile)?);
    let changed = run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        name,
        document,
        Instant::from(at)
    )?;
    if changed == 1 {
        Ok(())
    } else {
        Err(Error::NotFound("profile"))
    }
}

/// Whether there was one.
pub async fn delete(conn: &mut Conn, name: &str) -> Result<bool> {
    const SQL: &str = "delete from import_profiles where org_id = $1 and name = $2";
    Ok(run!(conn, exec, SQL, conn.org.0, text::clean(name))? == 1)
}
