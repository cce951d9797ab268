//! Entities as people see them.

use std::collections::HashMap;

use model::ids::{RouteId, SiteId, SupplierId, VehicleId};
use model::monitoring::{Entity, EntityKind};
use store::Conn;
use store::monitoring::EntityKey;
use uuid::Uuid;

use crate::error::{Error, Result};

/// The opaque id of an entity.
pub(super) fn id_of(key: EntityKey) -> Uuid {
    match key.kind {
        EntityKind::Supplier => SupplierId(key.id).to_uuid(),
        EntityKind::Site => SiteId(key.id).to_uuid(),
        EntityKind::Route => RouteId(key.id).to_uuid(),
        EntityKind::Vehicle => VehicleId(key.id).to_uuid(),
    }
}

/// The entity behind an opaque id, which says its kind itself.
pub(super) fn key_of(id: Uuid) -> Result<EntityKey> {
    let key = |kind, id: Option<i64>| id.map(|id| EntityKey { kind, id });
    key(
        EntityKind::Supplier,
        SupplierId::from_uuid(id).map(|id| id.0),
    )
    .or_else(|| key(EntityKind::Site, SiteId::from_uuid(id).map(|id| id.0)))
    .or_else(|| key(EntityKind::Route, RouteId::from_uuid(id).map(|id| id.0)))
    .or_else(|| key(EntityKind::Vehicle, VehicleId::from_uuid(id).map(|id| id.0)))
    .ok_or_else(|| {
        Error::invalid(
            "entity_id",
            "unknown",
            format!("`{id}` is no id of a supplier, site, route or vehicle"),
        )
    })
}

/// Those that exist, with their names.
pub(crate) async fn entities(
    conn: &mut Conn,
    keys: &[EntityKey],
) -> Result<HashMap<EntityKey, Entity>> {
    let names = store::monitoring::entity_names(conn, keys).await?;
    Ok(keys
        .iter()
        .filter_map(|key| {
            let entity = Entity {
                kind: key.kind,
                id: id_of(*key),
                name: names.get(key)?.clone(),
            };
            Some((*key, entity))
        })
        .collect())
}
