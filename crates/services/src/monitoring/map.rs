//! The map of emissions with the hotspots that are open now.

use std::collections::HashMap;

use model::auth::Permission;
use model::emissions::{EmissionMap, FigureFilter, MapHotspot};
use model::ids::{RouteId, SiteId, SupplierId};
use model::monitoring::EntityKind;
use store::Conn;
use store::monitoring::{EntityKey, HotspotRow};

use super::entities::entities;
use super::hotspots::rank;
use crate::Services;
use crate::actor::Actor;
use crate::emissions::drawn;
use crate::error::Result;

/// Hotspots of an answer.
const HOTSPOTS_MAX: usize = 200;

/// Where kilograms were emitted in a range, and what is far above its baseline now. A filter leaves the
/// hotspots of entities that it leaves something of.
///
/// # Errors
/// `Invalid` when the range is.
pub async fn emission_map(
    services: &Services,
    actor: &Actor,
    filter: FigureFilter,
) -> Result<EmissionMap> {
    actor.must(Permission::ReadOwn)?;
    let mut drawn = drawn(services, actor, &filter).await?;
    let mut rows = store::monitoring::open_hotspots(&mut drawn.view.conn).await?;
    rows.retain(|row| actor.sees(row.supplier_id) && row.explained_by.is_none());
    rank(&mut rows);
    rows.truncate(HOTSPOTS_MAX);
    let mut shown = Vec::with_capacity(rows.len());
    for row in rows {
        if drawn.shows(row.key.kind, row.key.id).await? {
            shown.push(row);
        }
    }
    drawn.map.hotspots = placed(&mut drawn.view.conn, &shown).await?;
    Ok(drawn.map)
}

async fn placed(conn: &mut Conn, rows: &[HotspotRow]) -> Result<Vec<MapHotspot>> {
    let keys: Vec<_> = rows.iter().map(|row| row.key).collect();
    let names = entities(conn, &keys).await?;
    let positions = positions(conn, rows).await?;
    Ok(rows
        .iter()
        .filter_map(|row| {
            let at = positions.get(&row.key);
            Some(MapHotspot {
                id: row.id,
                entity: names.get(&row.key)?.clone(),
                severity: row.severity,
                status: row.status,
                percent_above: row.measured.percent_above,
                lat: at.map(|at| at.0),
                lon: at.map(|at| at.1),
            })
        })
        .collect())
}

/// Latitude and longitude of those that have one: a route's are those of its origin (else of its
/// destination), a vehicle's those of its supplier.
async fn positions(conn: &mut Conn, rows: &[HotspotRow]) -> Result<HashMap<EntityKey, (f64, f64)>> {
    let of_kind = |kind| {
        let keys = rows.iter().map(|row| row.key);
        keys.filter(move |key| key.kind == kind).map(|key| key.id)
    };
    let sites: Vec<_> = of_kind(EntityKind::Site).map(SiteId).collect();
    let routes: Vec<_> = of_kind(EntityKind::Route).map(RouteId).collect();
    let mut suppliers: Vec<_> = of_kind(EntityKind::Supplier).map(SupplierId).collect();
    suppliers.extend(rows.iter().filter_map(|row| row.supplier_id));
    let sites = store::places::sites(conn, &sites).await?;
    let routes = store::places::routes(conn, &routes).await?;
    let suppliers = store::places::suppliers(conn, &suppliers).await?;
    let supplier = |id: SupplierId| suppliers.get(&id).and_then(|one| one.lat.zip(one.lon));
    let at = |row: &HotspotRow| match row.key.kind {
        EntityKind::Site => sites
            .get(&SiteId(row.key.id))
            .and_then(|site| site.lat.zip(site.lon)),
        EntityKind::Route => {
            let ends = routes.get(&RouteId(row.key.id));
            ends.and_then(|ends| Some(ends.place()?.1))
        }
        EntityKind::Supplier => supplier(SupplierId(row.key.id)),
        EntityKind::Vehicle => row.supplier_id.and_then(supplier),
    };
    Ok(rows
        .iter()
        .filter_map(|row| Some((row.key, at(row)?)))
        .collect())
}
