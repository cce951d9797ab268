//! The tenants and their settings.

use chrono::{DateTime, Utc};
use model::auth::Organisation;
use model::ids::OrgId;
use model::settings::OrgSettings;
use serde::{Deserialize, Serialize};
use sqlx::types::Json;

use crate::db::run;
use crate::emissions::Calculation;
use crate::error::OnConflict;
use crate::ids::IdKind;
use crate::instant::Instant;
use crate::{Conflict, Conn, Error, Result, SystemConn, ids, text};

/// A new organisation.
#[derive(Debug, Clone)]
pub struct NewOrganisation {
    pub settings: OrgSettings,
    pub is_demo: bool,
    pub created_at: DateTime<Utc>,
}

/// The settings without a column of their own.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Extra {
    default_grid_region: Option<String>,
    target_kg_per_hour: Option<f64>,
}

impl Extra {
    fn of(settings: &OrgSettings) -> Self {
        Self {
            default_grid_region: settings.default_grid_region.clone(),
            target_kg_per_hour: settings.target_kg_per_hour,
        }
    }
}

#[derive(Debug, sqlx::FromRow)]
pub(crate) struct OrganisationRow {
    id: i64,
    name: String,
    time_zone: String,
    currency: String,
    is_demo: bool,
}

impl From<OrganisationRow> for Organisation {
    fn from(row: OrganisationRow) -> Self {
        Self {
            id: OrgId(row.id),
            name: row.name,
            time_zone: row.time_zone,
            currency: row.currency,
            is_demo: row.is_demo,
        }
    }
}

/// Creates it under an id of its own. `Conflict::NameTaken` when the name exists.
pub async fn create(conn: &mut SystemConn, new: &NewOrganisation) -> Result<OrgId> {
    const SQL: &str = "
        insert into organisations (
            id, name, name_key, time_zone, currency, is_demo, settings, active_calculation,
            created_at
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let id = ids::reserve_system(conn, IdKind::Organisation, 1).await?;
    let settings = &new.settings;
    run!(
        conn,
        exec,
        SQL,
        id,
        text::clean(settings.name.trim()),
        text::key(&settings.name),
        &settings.time_zone,
        &settings.currency,
        new.is_demo,
        text::json(&Extra::of(settings))?,
        Calculation::FIRST.0,
        Instant::from(new.created_at),
    )
    .on_conflict(
        "organisations_name_key_key",
        "organisations.name_key",
        Conflict::NameTaken,
    )?;
    Ok(OrgId(id))
}

/// All of them, by id, at most `limit`.
pub async fn list(conn: &mut SystemConn, limit: u32) -> Result<Vec<Organisation>> {
    const SQL: &str = "
        select id, name, time_zone, currency, is_demo
        from organisations
        order by id
        limit $1";
    let rows = run!(conn, all OrganisationRow, SQL, i64::from(limit))?;
    Ok(rows.into_iter().map(Organisation::from).collect())
}

/// By name, trimmed and without regard to case (the command line's `--org`).
pub async fn find_by_name(conn: &mut SystemConn, name: &str) -> Result<Option<Organisation>> {
    const SQL: &str = "
        select id, name, time_zone, currency, is_demo
        from organisations
        where name_key = $1";
    let row = run!(conn, optional OrganisationRow, SQL, text::key(name))?;
    Ok(row.map(Organisation::from))
}

/// The connection's own.
pub async fn get(conn: &mut Conn) -> Result<Organisation> {
    const SQL: &str = "
        select id, name, time_zone, currency, is_demo
        from organisations
        where id = $1";
    let row = run!(conn, optional OrganisationRow, SQL, conn.org.0)?;
    row.map(Organisation::from)
        .ok_or(Error::NotFound("organisation"))
}

/// The settings of the connection's own.
pub async fn settings(conn: &mut Conn) -> Result<OrgSettings> {
    const SQL: &str = "
        select name, time_zone, currency, settings
        from organisations
        where id = $1";
    let row: Option<(String, String, String, Json<Extra>)> = run!(
        conn,
        optional(String, String, String, Json<Extra>),
        SQL,
        conn.org.0
    )?;
    let (name, time_zone, currency, Json(extra)) = row.ok_or(Error::NotFound("organisation"))?;
    Ok(OrgSettings {
        name,
        time_zone,
        currency,
        default_grid_region: extra.default_grid_region,
        target_kg_per_hour: extra.target_kg_per_hour,
    })
}

/// Replaces them all. `Conflict::NameTaken` when another organisation has the name.
pub async fn put_settings(conn: &mut Conn, settings: &OrgSettings) -> Result<()> {
    const SQL: &str = "
        update organisations
        set name = $2, name_key = $3, time_zone = $4, currency = $5, settings = $6
        where id = $1";
    let changed = run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        text::clean(settings.name.trim()),
        text::key(&settings.name),
        &settings.time_zone,
        &settings.currency,
        text::json(&Extra::of(settings))?,
    )
    .on_conflict(
        "organisations_name_key_key",
        "organisations.name_key",
        Conflict::NameTaken,
    )?;
    if changed == 1 {
        Ok(())
    } else {
        Err(Error::NotFound("organisation"))
    }
}

/// The calculation whose figures are shown.
pub async fn active_calculation(conn: &mut Conn) -> Result<Calculation> {
    const SQL: &str = "select active_calculation from organisations where id = $1";
    let number = run!(conn, scalar_optional i32, SQL, conn.org.0)?;
    number
        .map(Calculation)
        .ok_or(Error::NotFound("organisation"))
}

/// Shows another calculation from now on.
pub async fn activate_calculation(conn: &mut Conn, calculation: Calculation) -> Result<()> {
    const SQL: &str = "update organisations set active_calculation = $2 where id = $1";
    let changed = run!(conn, exec, SQL, conn.org.0, calculation.0)?;
    if changed == 1 {
        Ok(())
    } else {
        Err(Error::NotFound("organisation"))
    }
}
