//! Sites: places that belong to the operation.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use model::ids::SiteId;
use model::page::{Page, PageRequest};
use model::places::{PlaceChange, Site};
use sqlx::AssertSqlSafe;

use crate::cursor::ByName;
use crate::db::{lists, run};
use crate::error::OnConflict;
use crate::ids::IdKind;
use crate::instant::Instant;
use crate::{Conflict, Conn, Error, Result, ids, text};

/// A site as it is stored.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Row {
    id: i64,
    name: String,
    lat: Option<f64>,
    lon: Option<f64>,
    grid_region: Option<String>,
}

impl From<Row> for Site {
    fn from(row: Row) -> Self {
        Self {
            id: SiteId(row.id),
            name: row.name,
            lat: row.lat,
            lon: row.lon,
            grid_region: row.grid_region,
        }
    }
}

/// One by id.
pub async fn site(conn: &mut Conn, id: SiteId) -> Result<Option<Site>> {
    const SQL: &str = "
        select id, name, lat, lon, grid_region from sites where org_id = $1 and id = $2";
    Ok(run!(conn, optional Row, SQL, conn.org.0, id.0)?.map(Site::from))
}

/// Those of `ids` that exist here: position and grid region, for estimates.
pub async fn sites(conn: &mut Conn, ids: &[SiteId]) -> Result<HashMap<SiteId, Site>> {
    let sql = format!(
        "select id, name, lat, lon, grid_region from sites where org_id = $1 and {}",
        lists::among_integers(&conn.session, "id", 2),
    );
    let ids = lists::bind(ids.iter().map(|id| id.0));
    let rows = run!(conn, all Row, AssertSqlSafe(sql), conn.org.0, ids)?;
    Ok(rows
        .into_iter()
        .map(|row| (SiteId(row.id), row.into()))
        .collect())
}

/// Those of `names` that exist, in the order of `names`; none is created.
pub async fn sites_named(conn: &mut Conn, names: &[&str]) -> Result<Vec<Option<Site>>> {
    let sql = format!(
        "select id, name, lat, lon, grid_region from sites where org_id = $1 and {}",
        lists::among_texts(&conn.session, "name_key", 2),
    );
    let keys: Vec<String> = names.iter().map(|name| text::key(name)).collect();
    let bound = lists::bind(keys.iter().map(String::as_str));
    let rows = run!(conn, all Row, AssertSqlSafe(sql), conn.org.0, bound)?;
    let known: HashMap<String, Site> = rows
        .into_iter()
        .map(|row| (text::key(&row.name), row.into()))
        .collect();
    Ok(keys.iter().map(|key| known.get(key).cloned()).collect())
}

/// In the order of names.
pub async fn sites_page(conn: &mut Conn, request: &PageRequest, limit: u32) -> Result<Page<Site>> {
    const SQL: &str = "
        select id, name, lat, lon, grid_region
        from sites
        where org_id = $1 and name_key > $2
        order by name_key
        limit $3";
    let list = ByName("sites");
    let after = list.after(request.cursor.as_deref())?;
    let mut rows = run!(conn, all Row, SQL, conn.org.0, after, i64::from(limit) + 1)?;
    let next_cursor = list.cut(&mut rows, limit, |row| &row.name);
    Ok(Page {
        items: rows.into_iter().map(Site::from).collect(),
        next_cursor,
    })
}

const TAKEN: (&str, &str) = ("sites_org_id_name_key_key", "sites.org_id, sites.name_key");

/// `Conflict::NameTaken` when the name exists.
pub async fn create_site(
    conn: &mut Conn,
    name: &str,
    change: &PlaceChange,
    now: DateTime<Utc>,
) -> Result<Site> {
    const SQL: &str = "
        insert into sites (org_id, id, name, name_key, location, lat, lon, grid_region, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let id = ids::reserve(conn, IdKind::Site, 1).await?;
    run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        id,
        text::clean(name.trim()),
        text::key(name),
        change.location.as_deref().map(text::clean),
        change.lat,
        change.lon,
        change.grid_region.as_deref().map(text::clean),
        Instant::from(now),
    )
    .on_conflict(TAKEN.0, TAKEN.1, Conflict::NameTaken)?;
    site(conn, SiteId(id)).await?.ok_or(Error::NotFound("site"))
}

/// Absent fields stay; `NotFound`, `Conflict::NameTaken`.
pub async fn change_site(conn: &mut Conn, id: SiteId, change: &PlaceChange) -> Result<Site> {
    const SQL: &str = "
        update sites
        set name = coalesce($3, name), name_key = coalesce($4, name_key),
            location = coalesce($5, location), lat = coalesce($6, lat), lon = coalesce($7, lon),
            grid_region = coalesce($8, grid_region)
        where org_id = $1 and id = $2";
    run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        id.0,
        change.name.as_deref().map(|name| text::clean(name.trim())),
        change.name.as_deref().map(text::key),
        change.location.as_deref().map(text::clean),
        change.lat,
        change.lon,
        change.grid_region.as_deref().map(text::clean),
    )
    .on_conflict(TAKEN.0, TAKEN.1, Conflict::NameTaken)?;
    site(conn, id).await?.ok_or(Error::NotFound("site"))
}
