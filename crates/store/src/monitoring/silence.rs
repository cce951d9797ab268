//! Who was not heard, and when they were expected.

use chrono::{DateTime, Utc};
use model::ids::SupplierId;
use model::monitoring::EntityKind;
use sqlx::AssertSqlSafe;

use crate::codes::Code;
use crate::db::{lists, run};
use crate::emissions::Calculation;
use crate::instant::Instant;
use crate::{Conn, Result};

/// Suppliers last heard before `before`, the latest first, at most `limit`.
pub async fn suppliers_not_seen_since(
    conn: &mut Conn,
    before: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<(SupplierId, DateTime<Utc>)>> {
    const SQL: &str = "
        select id, last_seen_at from suppliers
        where org_id = $1 and last_seen_at < $2
        order by last_seen_at desc, id
        limit $3";
    let (before, limit) = (Instant::from(before), i64::from(limit));
    let rows = run!(conn, all(i64, Instant), SQL, conn.org.0, before, limit)?;
    Ok(rows
        .into_iter()
        .map(|(id, at)| (SupplierId(id), at.0))
        .collect())
}

/// The hours of the week in which these suppliers normally emit.
pub async fn expected_hours(
    conn: &mut Conn,
    calculation: Calculation,
    suppliers: &[SupplierId],
) -> Result<Vec<(SupplierId, u8)>> {
    if suppliers.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select entity_id, hour_of_week from baselines
        where org_id = $1 and calculation = $2 and kind = {} and {}",
        EntityKind::Supplier.code(),
        lists::among_integers(&conn.session, "entity_id", 3),
    );
    let ids = lists::bind(suppliers.iter().map(|id| id.0));
    let rows = run!(
        conn,
        all(i64, i16),
        AssertSqlSafe(sql),
        conn.org.0,
        calculation.0,
        ids
    )?;
    Ok(rows
        .into_iter()
        .filter_map(|(id, hour)| Some((SupplierId(id), u8::try_from(hour).ok()?)))
        .collect())
}
