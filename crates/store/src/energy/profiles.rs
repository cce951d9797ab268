//! Mappings of files of measurements that an organisation keeps under a name.

use chrono::{DateTime, Utc};
use model::energy::{CsvQuery, MeasurementProfile};
use sqlx::types::Json;

use crate::db::run;
use crate::instant::Instant;
use crate::{Conn, Result, text};

#[derive(Debug, sqlx::FromRow)]
struct Row {
    name: String,
    mapping: Json<CsvQuery>,
    updated_at: Instant,
}

impl From<Row> for MeasurementProfile {
    fn from(row: Row) -> Self {
        Self {
            name: row.name,
            mapping: row.mapping.0,
            is_built_in: false,
            updated_at: Some(row.updated_at.0),
        }
    }
}

/// All of them, by name, at most `limit`.
pub async fn profiles(conn: &mut Conn, limit: u32) -> Result<Vec<MeasurementProfile>> {
    const SQL: &str = "
        select name, mapping, updated_at from measurement_profiles
        where org_id = $1
        order by name
        limit $2";
    let rows = run!(conn, all Row, SQL, conn.org.0, i64::from(limit))?;
    Ok(rows.into_iter().map(MeasurementProfile::from).collect())
}

/// The one called `name`.
pub async fn profile(conn: &mut Conn, name: &str) -> Result<Option<MeasurementProfile>> {
    const SQL: &str = "
        select name, mapping, updated_at from measurement_profiles
        where org_id = $1 and name = $2";
    let row = run!(conn, optional Row, SQL, conn.org.0, text::clean(name))?;
    Ok(row.map(MeasurementProfile::from))
}

/// Keeps a mapping under a name, in the place of what was kept there.
pub async fn put_profile(
    conn: &mut Conn,
    name: &str,
    mapping: &CsvQuery,
    at: DateTime<Utc>,
) -> Result<()> {
    const SQL: &str = "
        insert into measurement_profiles (org_id, name, mapping, updated_at)
        values ($1, $2, $3, $4)
        on conflict (org_id, name)
        do update set mapping = excluded.mapping, updated_at = excluded.updated_at";
    let (name, mapping) = (text::clean(name), text::json(mapping)?);
    run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        name,
        mapping,
        Instant::from(at)
    )?;
    Ok(())
}

/// Whether there was one.
pub async fn delete_profile(conn: &mut Conn, name: &str) -> Result<bool> {
    const SQL: &str = "delete from measurement_profiles where org_id = $1 and name = $2";
    Ok(run!(conn, exec, SQL, conn.org.0, text::clean(name))? == 1)
}
