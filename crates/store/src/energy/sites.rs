//! What is set about the electricity of sites.

use chrono::{DateTime, Utc};
use model::energy::EnergySite;
use model::ids::SiteId;
use model::page::{Page, PageRequest};
use model::places::Site;
use sqlx::AssertSqlSafe;
use sqlx::types::Json;

use crate::cursor::ByName;
use crate::db::{Inner, run};
use crate::instant::Instant;
use crate::places::SiteRow;
use crate::{Conn, Result, text};

/// A site with its settings.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredEnergySite {
    pub site: Site,
    pub settings: EnergySite,
    pub changed_at: DateTime<Utc>,
}

#[derive(Debug, sqlx::FromRow)]
struct Row {
    id: i64,
    name: String,
    lat: Option<f64>,
    lon: Option<f64>,
    grid_region: Option<String>,
    settings: Json<EnergySite>,
    changed_at: Instant,
}

impl From<Row> for StoredEnergySite {
    fn from(row: Row) -> Self {
        Self {
            site: Site {
                id: SiteId(row.id),
                name: row.name,
                lat: row.lat,
                lon: row.lon,
                grid_region: row.grid_region,
            },
            settings: row.settings.0,
            changed_at: row.changed_at.0,
        }
    }
}

/// One by its site; `None` where nothing is set.
pub async fn energy_site(conn: &mut Conn, id: SiteId) -> Result<Option<StoredEnergySite>> {
    one(conn, id, "").await
}

/// The same, for what changes it or its measurements: others that do wait until the transaction ends.
/// SQLite has one writer at any time anyway.
pub async fn energy_site_to_write(conn: &mut Conn, id: SiteId) -> Result<Option<StoredEnergySite>> {
    let lock = match &conn.session.inner {
        Inner::Sqlite(_) => "",
        Inner::Postgres(_) => " for update of e",
    };
    one(conn, id, lock).await
}

async fn one(conn: &mut Conn, id: SiteId, lock: &str) -> Result<Option<StoredEnergySite>> {
    let sql = format!(
        "select s.id, s.name, s.lat, s.lon, s.grid_region, e.settings, e.changed_at
        from energy_sites e
        join sites s on s.org_id = e.org_id and s.id = e.site_id
        where e.org_id = $1 and e.site_id = $2{lock}"
    );
    let row = run!(conn, optional Row, AssertSqlSafe(sql), conn.org.0, id.0)?;
    Ok(row.map(StoredEnergySite::from))
}

/// Those with settings, in the order of names.
pub async fn energy_sites(
    conn: &mut Conn,
    request: &PageRequest,
    limit: u32,
) -> Result<Page<StoredEnergySite>> {
    const SQL: &str = "
        select s.id, s.name, s.lat, s.lon, s.grid_region, e.settings, e.changed_at
        from energy_sites e
        join sites s on s.org_id = e.org_id and s.id = e.site_id
        where e.org_id = $1 and s.name_key > $2
        order by s.name_key
        limit $3";
    let list = ByName("energy_sites");
    let after = list.after(request.cursor.as_deref())?;
    let mut rows = run!(conn, all Row, SQL, conn.org.0, after, i64::from(limit) + 1)?;
    let next_cursor = list.cut(&mut rows, limit, |row| &row.name);
    Ok(Page {
        items: rows.into_iter().map(StoredEnergySite::from).collect(),
        next_cursor,
    })
}

/// Sites without settings, in the order of names.
pub async fn sites_without_energy(conn: &mut Conn, limit: u32) -> Result<Vec<Site>> {
    const SQL: &str = "
        select s.id, s.name, s.lat, s.lon, s.grid_region
        from sites s
        where s.org_id = $1 and not exists (
            select 1 from energy_sites e where e.org_id = s.org_id and e.site_id = s.id)
        order by s.name_key
        limit $2";
    let rows = run!(conn, all SiteRow, SQL, conn.org.0, i64::from(limit))?;
    Ok(rows.into_iter().map(Site::from).collect())
}

/// Sets them, in the place of what was set.
pub async fn put_energy_site(
    conn: &mut Conn,
    id: SiteId,
    settings: &EnergySite,
    now: DateTime<Utc>,
) -> Result<()> {
    const SQL: &str = "
        insert into energy_sites (org_id, site_id, settings, changed_at)
        values ($1, $2, $3, $4)
        on conflict (org_id, site_id)
        do update set settings = excluded.settings, changed_at = excluded.changed_at";
    run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        id.0,
        text::json(settings)?,
        Instant::from(now),
    )?;
    Ok(())
}

/// How often what the site's load is forecast from changed.
pub async fn measured_changes(conn: &mut Conn, id: SiteId) -> Result<i64> {
    const SQL: &str =
        "select measured_changes from energy_sites where org_id = $1 and site_id = $2";
    let count = run!(conn, optional(i64,), SQL, conn.org.0, id.0)?;
    Ok(count.map_or(0, |(count,)| count))
}

/// Counts a change of what the site's load is forecast from.
pub async fn count_measured_change(conn: &mut Conn, id: SiteId) -> Result<()> {
    const SQL: &str = "
        update energy_sites set measured_changes = measured_changes + 1
        where org_id = $1 and site_id = $2";
    run!(conn, exec, SQL, conn.org.0, id.0)?;
    Ok(())
}
