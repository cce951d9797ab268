//! Names to ids, for a chunk at a time.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use model::ids::{SiteId, SupplierId, VehicleId};
use sqlx::AssertSqlSafe;

use crate::db::{Bulk, Inner, lists, run};
use crate::ids::IdKind;
use crate::instant::Instant;
use crate::{Conn, Error, Result, ids, text};

/// A table of things that have a name and nothing else that must be known.
struct Named {
    table: &'static str,
    kind: IdKind,
    insert: LazyLock<Bulk>,
}

macro_rules! named {
    ($table:literal, $kind:expr) => {
        Named {
            table: $table,
            kind: $kind,
            insert: LazyLock::new(|| {
                Bulk::new(
                    concat!(
                        "insert into ",
                        $table,
                        " (org_id, id, name, name_key, created_at) values"
                    ),
                    "?1, *, *, *, ?2",
                    "on conflict (org_id, name_key) do nothing",
                    2,
                )
            }),
        }
    };
}

static SUPPLIERS: Named = named!("suppliers", IdKind::Supplier);
static SITES: Named = named!("sites", IdKind::Site);
static VEHICLES: Named = named!("vehicles", IdKind::Vehicle);

/// Ids of suppliers by name, created on first sight. The answer has the order of `names`.
pub async fn resolve_suppliers(
    conn: &mut Conn,
    names: &[&str],
    now: DateTime<Utc>,
) -> Result<Vec<SupplierId>> {
    let ids = resolve(conn, &SUPPLIERS, names, now).await?;
    Ok(ids.into_iter().map(SupplierId).collect())
}

/// Ids of sites by name, created on first sight. The answer has the order of `names`.
pub async fn resolve_sites(
    conn: &mut Conn,
    names: &[&str],
    now: DateTime<Utc>,
) -> Result<Vec<SiteId>> {
    let ids = resolve(conn, &SITES, names, now).await?;
    Ok(ids.into_iter().map(SiteId).collect())
}

/// Ids of vehicles by name, created on first sight. The answer has the order of `names`.
pub async fn resolve_vehicles(
    conn: &mut Conn,
    names: &[&str],
    now: DateTime<Utc>,
) -> Result<Vec<VehicleId>> {
    let ids = resolve(conn, &VEHICLES, names, now).await?;
    Ok(ids.into_iter().map(VehicleId).collect())
}

async fn resolve(
    conn: &mut Conn,
    named: &'static Named,
    names: &[&str],
    now: DateTime<Utc>,
) -> Result<Vec<i64>> {
    let keys: Vec<String> = names.iter().map(|name| text::key(name)).collect();
    // In the order of keys: two writers that create the same names then never wait for each other
    // in a circle.
    let wanted: BTreeMap<&str, &str> = keys
        .iter()
        .map(String::as_str)
        .zip(names.iter().copied())
        .collect();
    let mut known = find(conn, named, wanted.keys().copied()).await?;
    let missing: Vec<(&str, &str)> = wanted
        .iter()
        .filter(|(key, _)| !known.contains_key(**key))
        .map(|(key, name)| (*key, *name))
        .collect();
    if !missing.is_empty() {
        create(conn, named, &missing, now).await?;
        known.extend(find(conn, named, missing.iter().map(|(key, _)| *key)).await?);
    }
    keys.iter()
        .map(|key| {
            known
                .get(key.as_str())
                .copied()
                .ok_or(Error::NotFound(named.table))
        })
        .collect()
}

async fn find(
    conn: &mut Conn,
    named: &Named,
    keys: impl Iterator<Item = &str>,
) -> Result<HashMap<String, i64>> {
    let sql = format!(
        "select name_key, id from {} where org_id = $1 and {}",
        named.table,
        lists::among_texts(&conn.session, "name_key", 2),
    );
    let keys = lists::bind(keys);
    let rows: Vec<(String, i64)> =
        run!(conn, all(String, i64), AssertSqlSafe(sql), conn.org.0, keys)?;
    Ok(rows.into_iter().collect())
}

async fn create(
    conn: &mut Conn,
    named: &'static Named,
    missing: &[(&str, &str)],
    now: DateTime<Utc>,
) -> Result<()> {
    let count = u32::try_from(missing.len()).map_err(|_| Error::OutOfRange("number of names"))?;
    let first = ids::reserve(conn, named.kind, count).await?;
    let rows: Vec<(i64, String, &str)> = (first..)
        .zip(missing)
        .map(|(id, (key, name))| (id, text::clean(name.trim()).into_owned(), *key))
        .collect();
    let (org, now) = (conn.org.0, Instant::from(now));
    match &mut conn.session.inner {
        Inner::Sqlite(tx) => {
            named
                .insert
                .run(tx, rows.len(), |sql, range| {
                    let mut query = sqlx::query(sql).bind(org).bind(now);
                    for (id, name, key) in &rows[range] {
                        query = query.bind(id).bind(name).bind(*key);
                    }
                    query
                })
                .await?;
        }
        Inner::Postgres(tx) => {
            let sql = format!(
                "insert into {} (org_id, id, name, name_key, created_at)
                select $1, t.id, t.name, t.name_key, $2
                from unnest($3::bigint[], $4::text[], $5::text[]) as t(id, name, name_key)
                on conflict (org_id, name_key) do nothing",
                named.table,
            );
            sqlx::query(AssertSqlSafe(sql))
                .bind(org)
                .bind(now)
                .bind(rows.iter().map(|row| row.0).collect::<Vec<_>>())
                .bind(rows.iter().map(|row| row.1.as_str()).collect::<Vec<_>>())
                .bind(rows.iter().map(|row| row.2).collect::<Vec<_>>())
                .execute(&mut **tx)
                .await?;
        }
    }
    Ok(())
}
