//! Routes: ordered pairs of places, known by the names of both ends.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use model::ids::RouteId;
use model::ingest::Place;
use serde_json::json;
use sqlx::AssertSqlSafe;

use crate::db::{Bulk, Inner, lists, run};
use crate::ids::IdKind;
use crate::instant::Instant;
use crate::{Conn, Error, Result, ids, text};

/// An ordered pair of places.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteEnds {
    pub origin: Place,
    pub destination: Place,
}

impl RouteEnds {
    /// Where it begins, or ends where that is not known, with latitude and longitude in degrees.
    #[must_use]
    pub fn place(&self) -> Option<(&Place, (f64, f64))> {
        [&self.origin, &self.destination]
            .into_iter()
            .find_map(|end| Some((end, end.lat.zip(end.lon)?)))
    }
}

/// What routes are compared by.
type Key = (String, String);

/// A stored route, and whether its ends have coordinates.
#[derive(Debug, Clone, Copy)]
struct Known {
    id: i64,
    has_origin: bool,
    has_destination: bool,
}

/// Ids of routes, created on first sight. Coordinates are those of the first sight that had any.
/// The answer has the order of `ends`.
pub async fn resolve_routes(
    conn: &mut Conn,
    ends: &[RouteEnds],
    now: DateTime<Utc>,
) -> Result<Vec<RouteId>> {
    let keys: Vec<Key> = ends
        .iter()
        .map(|route| {
            (
                text::key(&route.origin.name),
                text::key(&route.destination.name),
            )
        })
        .collect();
    // In the order of keys: two writers that create the same routes then never wait in a circle.
    let wanted: BTreeMap<&Key, &RouteEnds> = keys.iter().zip(ends).collect();
    let mut known = find(conn, wanted.keys().copied()).await?;
    let missing: Vec<(&Key, &RouteEnds)> = wanted
        .iter()
        .filter(|(key, _)| !known.contains_key(**key))
        .map(|(key, route)| (*key, *route))
        .collect();
    if !missing.is_empty() {
        create(conn, &missing, now).await?;
        known.extend(find(conn, missing.iter().map(|(key, _)| *key)).await?);
    }
    for (key, route) in &wanted {
        if let Some(stored) = known.get(*key) {
            complete(conn, *stored, route).await?;
        }
    }
    keys.iter()
        .map(|key| {
            known
                .get(key)
                .map(|route| RouteId(route.id))
                .ok_or(Error::NotFound("route"))
        })
        .collect()
}

/// Those of `ids` that exist here.
pub async fn routes(conn: &mut Conn, ids: &[RouteId]) -> Result<HashMap<RouteId, RouteEnds>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        id: i64,
        origin: String,
        origin_lat: Option<f64>,
        origin_lon: Option<f64>,
        destination: String,
        destination_lat: Option<f64>,
        destination_lon: Option<f64>,
    }
    let sql = format!(
        "select id, origin, origin_lat, origin_lon, destination, destination_lat, destination_lon
        from routes
        where org_id = $1 and {}",
        lists::among_integers(&conn.session, "id", 2),
    );
    let ids = lists::bind(ids.iter().map(|id| id.0));
    let rows = run!(conn, all Row, AssertSqlSafe(sql), conn.org.0, ids)?;
    let place = |name, lat, lon| Place { name, lat, lon };
    Ok(rows
        .into_iter()
        .map(|row| {
            let ends = RouteEnds {
                origin: place(row.origin, row.origin_lat, row.origin_lon),
                destination: place(row.destination, row.destination_lat, row.destination_lon),
            };
            (RouteId(row.id), ends)
        })
        .collect())
}

async fn find(conn: &mut Conn, keys: impl Iterator<Item = &Key>) -> Result<HashMap<Key, Known>> {
    let sql = format!(
        "select r.origin_key, r.destination_key, r.id, r.origin_lat is not null,
            r.destination_lat is not null
        from ({}) as wanted
        join routes r on r.org_id = $1 and r.origin_key = wanted.a and r.destination_key = wanted.b",
        lists::pairs(&conn.session, 2),
    );
    let keys = lists::bind(keys.map(|(origin, destination)| json!([origin, destination])));
    let rows = run!(
        conn,
        all(String, String, i64, bool, bool),
        AssertSqlSafe(sql),
        conn.org.0,
        keys,
    )?;
    Ok(rows
        .into_iter()
        .map(|(origin, destination, id, has_origin, has_destination)| {
            (
                (origin, destination),
                Known {
                    id,
                    has_origin,
                    has_destination,
                },
            )
        })
        .collect())
}

static INSERT: LazyLock<Bulk> = LazyLock::new(|| {
    Bulk::new(
        "insert into routes (
            org_id, id, origin, origin_key, origin_lat, origin_lon, destination, destination_key,
            destination_lat, destination_lon, created_at
        ) values",
        "?1, *, *, *, *, *, *, *, *, *, ?2",
        "on conflict (org_id, origin_key, destination_key) do nothing",
        2,
    )
});

async fn create(conn: &mut Conn, missing: &[(&Key, &RouteEnds)], now: DateTime<Utc>) -> Result<()> {
    let count = u32::try_from(missing.len()).map_err(|_| Error::OutOfRange("number of routes"))?;
    let first = ids::reserve(conn, IdKind::Route, count).await?;
    let (org, now) = (conn.org.0, Instant::from(now));
    match &mut conn.session.inner {
        Inner::Sqlite(tx) => {
            INSERT
                .run(tx, missing.len(), |sql, range| {
                    let mut query = sqlx::query(sql).bind(org).bind(now);
                    for (id, (key, route)) in
                        (first..).zip(missing).skip(range.start).take(range.len())
                    {
                        query = query
                            .bind(id)
                            .bind(name(&route.origin))
                            .bind(&key.0)
                            .bind(route.origin.lat)
                            .bind(route.origin.lon)
                            .bind(name(&route.destination))
                            .bind(&key.1)
                            .bind(route.destination.lat)
                            .bind(route.destination.lon);
                    }
                    query
                })
                .await?;
        }
        Inner::Postgres(tx) => {
            const SQL: &str = "
                insert into routes (
                    org_id, id, origin, origin_key, origin_lat, origin_lon, destination,
                    destination_key, destination_lat, destination_lon, created_at
                )
                select $1, t.id, t.origin, t.origin_key, t.origin_lat, t.origin_lon, t.destination,
                    t.destination_key, t.destination_lat, t.destination_lon, $2
                from unnest(
                    $3::bigint[], $4::text[], $5::text[], $6::float8[], $7::float8[], $8::text[],
                    $9::text[], $10::float8[], $11::float8[]
                ) as t(
                    id, origin, origin_key, origin_lat, origin_lon, destination, destination_key,
                    destination_lat, destination_lon
                )
                on conflict (org_id, origin_key, destination_key) do nothing";
            let ids = (first..).take(missing.len());
            let origins = || missing.iter().map(|(_, route)| &route.origin);
            let destinations = || missing.iter().map(|(_, route)| &route.destination);
            sqlx::query(SQL)
                .bind(org)
                .bind(now)
                .bind(ids.collect::<Vec<_>>())
                .bind(origins().map(name).collect::<Vec<_>>())
                .bind(
                    missing
                        .iter()
                        .map(|(key, _)| key.0.as_str())
                        .collect::<Vec<_>>(),
                )
                .bind(origins().map(|place| place.lat).collect::<Vec<_>>())
                .bind(origins().map(|place| place.lon).collect::<Vec<_>>())
                .bind(destinations().map(name).collect::<Vec<_>>())
                .bind(
                    missing
                        .iter()
                        .map(|(key, _)| key.1.as_str())
                        .collect::<Vec<_>>(),
                )
                .bind(destinations().map(|place| place.lat).collect::<Vec<_>>())
                .bind(destinations().map(|place| place.lon).collect::<Vec<_>>())
                .execute(&mut **tx)
                .await?;
        }
    }
    Ok(())
}

fn name(place: &Place) -> String {
    text::clean(place.name.trim()).into_owned()
}

/// Fills in coordinates that the first sight did not have.
async fn complete(conn: &mut Conn, stored: Known, route: &RouteEnds) -> Result<()> {
    const SQL: &str = "
        update routes
        set origin_lat = coalesce(origin_lat, $3), origin_lon = coalesce(origin_lon, $4),
            destination_lat = coalesce(destination_lat, $5),
            destination_lon = coalesce(destination_lon, $6)
        where org_id = $1 and id = $2";
    let (origin, destination) = (&route.origin, &route.destination);
    let is_news = (!stored.has_origin && origin.lat.is_some())
        || (!stored.has_destination && destination.lat.is_some());
    if is_news {
        run!(
            conn,
            exec,
            SQL,
            conn.org.0,
            stored.id,
            origin.lat,
            origin.lon,
            destination.lat,
            destination.lon,
        )?;
    }
    Ok(())
}
