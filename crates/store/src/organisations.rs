//! The tenants and their settings.

use chrono::{DateTime, Utc};
use model::auth::Organisation;
use model::ids::OrgId;
use model::money::Price;
use model::monitoring::Thresholds;
use model::settings::OrgSettings;
use serde::{Deserialize, Serialize};
use sqlx::AssertSqlSafe;
use sqlx::types::Json;

use crate::db::{Inner, run};
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
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default)]
struct Extra {
    default_grid_region: Option<String>,
    target_kg_per_hour: Option<f64>,
    thresholds: Option<Thresholds>,
    prices: Vec<Price>,
    shows_map_tiles: bool,
    market_price_days: Option<u32>,
}

impl Default for Extra {
    fn default() -> Self {
        Self {
            default_grid_region: None,
            target_kg_per_hour: None,
            thresholds: None,
            prices: Vec::new(),
            shows_map_tiles: true,
            market_price_days: None,
        }
    }
}

impl Extra {
    fn of(settings: &OrgSettings) -> Self {
        Self {
            default_grid_region: settings.default_grid_region.clone(),
            target_kg_per_hour: settings.target_kg_per_hour,
            thresholds: settings.thresholds,
            prices: settings.prices.clone(),
            shows_map_tiles: settings.shows_map_tiles,
            market_price_days: settings.market_price_days,
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
        thresholds: extra.thresholds,
        prices: extra.prices,
        shows_map_tiles: extra.shows_map_tiles,
        market_price_days: extra.market_price_days,
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

/// The calculation whose figures are shown, and the one being made beside it.
pub async fn calculations(conn: &mut Conn) -> Result<(Calculation, Option<Calculation>)> {
    const SQL: &str = "
        select active_calculation, next_calculation from organisations where id = $1";
    let row = run!(conn, optional(i32, Option<i32>), SQL, conn.org.0)?;
    let (active, next) = row.ok_or(Error::NotFound("organisation"))?;
    Ok((Calculation(active), next.map(Calculation)))
}

/// What a transaction that writes events, estimates or roll-ups must know, held still until it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writing {
    /// IANA name of the zone that days are in.
    pub time_zone: String,
    /// The calculation whose figures are shown.
    pub active: Calculation,
    /// The one being made beside it.
    pub next: Option<Calculation>,
}

impl Writing {
    /// Those that every event is written under.
    pub fn calculations(&self) -> impl Iterator<Item = Calculation> {
        std::iter::once(self.active).chain(self.next)
    }
}

/// Whether others may write at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writers {
    /// Others like this one.
    Many,
    /// Nobody else: for what reads events and writes what follows from them.
    One,
}

/// Call it first in the transaction: until that ends, zone and calculations stay as they are. SQLite
/// has one writer at any time anyway.
pub async fn begin_writing(conn: &mut Conn, writers: Writers) -> Result<Writing> {
    let lock = match (&conn.session.inner, writers) {
        (Inner::Sqlite(_), _) => "",
        (Inner::Postgres(_), Writers::Many) => " for share",
        (Inner::Postgres(_), Writers::One) => " for update",
    };
    let sql = format!(
        "select time_zone, active_calculation, next_calculation
        from organisations
        where id = $1{lock}"
    );
    let row = run!(
        conn,
        optional(String, i32, Option<i32>),
        AssertSqlSafe(sql),
        conn.org.0
    )?;
    let (time_zone, active, next) = row.ok_or(Error::NotFound("organisation"))?;
    Ok(Writing {
        time_zone,
        active: Calculation(active),
        next: next.map(Calculation),
    })
}

/// Begins the next calculation beside the one shown; `None` when one is being made already.
pub async fn begin_calculation(conn: &mut Conn) -> Result<Option<Calculation>> {
    const SQL: &str = "
        update organisations
        set next_calculation = active_calculation + 1
        where id = $1 and next_calculation is null
        returning next_calculation";
    Ok(run!(conn, scalar_optional i32, SQL, conn.org.0)?.map(Calculation))
}

/// Shows the next calculation from now on.
pub async fn show_next_calculation(conn: &mut Conn) -> Result<()> {
    const SQL: &str = "
        update organisations
        set active_calculation = next_calculation, next_calculation = null
        where id = $1 and next_calculation is not null";
    if run!(conn, exec, SQL, conn.org.0)? == 1 {
        Ok(())
    } else {
        Err(Error::NotFound("next calculation"))
    }
}

/// The organisations with a calculation being made.
pub async fn recalculating(conn: &mut SystemConn) -> Result<Vec<OrgId>> {
    const SQL: &str = "
        select id from organisations where next_calculation is not null order by id";
    Ok(run!(conn, all(i64,), SQL)?
        .into_iter()
        .map(|(id,)| OrgId(id))
        .collect())
}
