//! What entities are called.

use std::collections::HashMap;

use model::monitoring::EntityKind;
use sqlx::AssertSqlSafe;

use super::EntityKey;
use crate::db::{lists, run};
use crate::{Conn, Result};

/// Names of those that exist here; of a route `origin -> destination`.
pub async fn entity_names(
    conn: &mut Conn,
    keys: &[EntityKey],
) -> Result<HashMap<EntityKey, String>> {
    let mut names = HashMap::with_capacity(keys.len());
    for kind in EntityKind::ALL {
        let ids: Vec<i64> = keys
            .iter()
            .filter(|key| key.kind == *kind)
            .map(|key| key.id)
            .collect();
        if ids.is_empty() {
            continue;
        }
        let (table, name) = match kind {
            EntityKind::Supplier => ("suppliers", "name"),
            EntityKind::Site => ("sites", "name"),
            EntityKind::Route => ("routes", "origin || ' \u{2192} ' || destination"),
            EntityKind::Vehicle => ("vehicles", "name"),
        };
        let sql = format!(
            "select id, {name} from {table} where org_id = $1 and {}",
            lists::among_integers(&conn.session, "id", 2),
        );
        let rows = run!(
            conn,
            all(i64, String),
            AssertSqlSafe(sql),
            conn.org.0,
            lists::bind(ids)
        )?;
        names.extend(
            rows.into_iter()
                .map(|(id, name)| (EntityKey { kind: *kind, id }, name)),
        );
    }
    Ok(names)
}
