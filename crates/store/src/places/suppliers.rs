//! Suppliers: who causes emissions.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use model::ids::SupplierId;
use model::page::{Page, PageRequest};
use model::places::{PlaceChange, Supplier};
use sqlx::AssertSqlSafe;

use crate::cursor::ByName;
use crate::db::{Inner, lists, run};
use crate::error::OnConflict;
use crate::ids::IdKind;
use crate::instant::Instant;
use crate::{Conflict, Conn, Error, Result, ids, text};

#[derive(Debug, sqlx::FromRow)]
struct Row {
    id: i64,
    name: String,
    location: Option<String>,
    lat: Option<f64>,
    lon: Option<f64>,
    last_seen_at: Option<Instant>,
}

impl From<Row> for Supplier {
    fn from(row: Row) -> Self {
        Self {
            id: SupplierId(row.id),
            name: row.name,
            location: row.location,
            lat: row.lat,
            lon: row.lon,
            last_seen_at: row.last_seen_at.map(|at| at.0),
        }
    }
}

/// One by id.
pub async fn supplier(conn: &mut Conn, id: SupplierId) -> Result<Option<Supplier>> {
    const SQL: &str = "
        select id, name, location, lat, lon, last_seen_at
        from suppliers
        where org_id = $1 and id = $2";
    Ok(run!(conn, optional Row, SQL, conn.org.0, id.0)?.map(Supplier::from))
}

/// One by name, trimmed and without regard to case.
pub async fn find_supplier(conn: &mut Conn, name: &str) -> Result<Option<Supplier>> {
    const SQL: &str = "
        select id, name, location, lat, lon, last_seen_at
        from suppliers
        where org_id = $1 and name_key = $2";
    Ok(run!(conn, optional Row, SQL, conn.org.0, text::key(name))?.map(Supplier::from))
}

/// Those of `ids` that exist here.
pub async fn suppliers(
    conn: &mut Conn,
    ids: &[SupplierId],
) -> Result<HashMap<SupplierId, Supplier>> {
    let sql = format!(
        "select id, name, location, lat, lon, last_seen_at
        from suppliers
        where org_id = $1 and {}",
        lists::among_integers(&conn.session, "id", 2),
    );
    let ids = lists::bind(ids.iter().map(|id| id.0));
    let rows = run!(conn, all Row, AssertSqlSafe(sql), conn.org.0, ids)?;
    Ok(rows
        .into_iter()
        .map(|row| (SupplierId(row.id), row.into()))
        .collect())
}

/// Which of these ids exist here.
pub async fn known_suppliers(conn: &mut Conn, ids: &[SupplierId]) -> Result<HashSet<SupplierId>> {
    Ok(suppliers(conn, ids).await?.into_keys().collect())
}

/// In the order of names.
pub async fn suppliers_page(
    conn: &mut Conn,
    request: &PageRequest,
    limit: u32,
) -> Result<Page<Supplier>> {
    const SQL: &str = "
        select id, name, location, lat, lon, last_seen_at
        from suppliers
        where org_id = $1 and name_key > $2
        order by name_key
        limit $3";
    let list = ByName("suppliers");
    let after = list.after(request.cursor.as_deref())?;
    let mut rows = run!(conn, all Row, SQL, conn.org.0, after, i64::from(limit) + 1)?;
    let next_cursor = list.cut(&mut rows, limit, |row| &row.name);
    Ok(Page {
        items: rows.into_iter().map(Supplier::from).collect(),
        next_cursor,
    })
}

/// Sets `last_seen_at` where it is earlier or missing. In the order of ids, so that two writers
/// never wait for each other in a circle.
pub async fn mark_seen(conn: &mut Conn, seen: &[(SupplierId, DateTime<Utc>)]) -> Result<()> {
    let mut latest: BTreeMap<i64, Instant> = BTreeMap::new();
    for (id, at) in seen {
        let at = Instant::from(*at);
        let known = latest.entry(id.0).or_insert(at);
        *known = at.max(*known);
    }
    let org = conn.org.0;
    match &mut conn.session.inner {
        Inner::Sqlite(tx) => {
            const SQL: &str = "
                update suppliers set last_seen_at = $3
                where org_id = $1 and id = $2 and (last_seen_at is null or last_seen_at < $3)";
            for (id, at) in latest {
                sqlx::query(SQL)
                    .bind(org)
                    .bind(id)
                    .bind(at)
                    .execute(&mut **tx)
                    .await?;
            }
        }
        Inner::Postgres(tx) => {
            // An update alone would lock its rows in any order.
            const SQL: &str = "
                with locked as (
                    select id from suppliers where org_id = $1 and id = any($2) order by id for update
                )
                update suppliers s set last_seen_at = t.at
                from unnest($2::bigint[], $3::timestamptz[]) as t(id, at)
                join locked on locked.id = t.id
                where s.org_id = $1 and s.id = t.id
                    and (s.last_seen_at is null or s.last_seen_at < t.at)";
            sqlx::query(SQL)
                .bind(org)
                .bind(latest.keys().copied().collect::<Vec<i64>>())
                .bind(latest.values().copied().collect::<Vec<Instant>>())
                .execute(&mut **tx)
                .await?;
        }
    }
    Ok(())
}

const TAKEN: (&str, &str) = (
    "suppliers_org_id_name_key_key",
    "suppliers.org_id, suppliers.name_key",
);

/// `Conflict::NameTaken` when the name exists. A supplier has no `grid_region`: `OutOfRange`.
pub async fn create_supplier(
    conn: &mut Conn,
    name: &str,
    change: &PlaceChange,
    now: DateTime<Utc>,
) -> Result<Supplier> {
    const SQL: &str = "
        insert into suppliers (org_id, id, name, name_key, location, lat, lon, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    refuse_grid_region(change)?;
    let id = ids::reserve(conn, IdKind::Supplier, 1).await?;
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
        Instant::from(now),
    )
    .on_conflict(TAKEN.0, TAKEN.1, Conflict::NameTaken)?;
    supplier(conn, SupplierId(id))
        .await?
        .ok_or(Error::NotFound("supplier"))
}

/// Absent fields stay; `NotFound`, `Conflict::NameTaken`. A supplier has no `grid_region`:
/// `OutOfRange`.
pub async fn change_supplier(
    conn: &mut Conn,
    id: SupplierId,
    change: &PlaceChange,
) -> Result<Supplier> {
    const SQL: &str = "
        update suppliers
        set name = coalesce($3, name), name_key = coalesce($4, name_key),
            location = coalesce($5, location), lat = coalesce($6, lat), lon = coalesce($7, lon)
        where org_id = $1 and id = $2";
    refuse_grid_region(change)?;
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
    )
    .on_conflict(TAKEN.0, TAKEN.1, Conflict::NameTaken)?;
    supplier(conn, id).await?.ok_or(Error::NotFound("supplier"))
}

fn refuse_grid_region(change: &PlaceChange) -> Result<()> {
    match change.grid_region {
        Some(_) => Err(Error::OutOfRange("grid_region of a supplier")),
        None => Ok(()),
    }
}
