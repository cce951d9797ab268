//! What a map is drawn from: sums by supplier and site, and by route or vehicle.

use chrono::{DateTime, Utc};
use model::ids::{SiteId, SupplierId};
use model::monitoring::EntityKind;
use model::units::Milligrams;
use sqlx::AssertSqlSafe;

use super::{Filter, SUMS, Span, SumsRow, day_of_range, source, summing};
use crate::codes::{Code, mode_code};
use crate::db::run;
use crate::emissions::Calculation;
use crate::emissions::rollups::Sums;
use crate::instant::Instant;
use crate::{Conn, Result};

/// What a supplier emitted at a site, or at none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceSums {
    pub supplier_id: SupplierId,
    pub site_id: Option<SiteId>,
    pub sums: Sums,
}

/// Everything in the span, by supplier and site.
pub async fn by_place(
    conn: &mut Conn,
    calculation: Calculation,
    span: Span,
    filter: &Filter,
) -> Result<Vec<PlaceSums>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        supplier_id: i64,
        site_id: i64,
        #[sqlx(flatten)]
        sums: SumsRow,
    }
    let sql = format!(
        "select supplier_id, site_id, {SUMS} {} group by supplier_id, site_id",
        source(span, filter),
    );
    let rows = summing!(conn, all Row, sql, calculation, span, filter)?;
    Ok(rows
        .into_iter()
        .map(|row| PlaceSums {
            supplier_id: SupplierId(row.supplier_id),
            site_id: (row.site_id != 0).then_some(SiteId(row.site_id)),
            sums: row.sums.into(),
        })
        .collect())
}

/// A part of what a route or vehicle emitted: of one supplier, at one site or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntitySums {
    /// The inner number of the `RouteId` or `VehicleId`.
    pub entity_id: i64,
    pub supplier_id: SupplierId,
    pub site_id: Option<SiteId>,
    pub co2e: Milligrams,
    pub events: i64,
}

/// Conditions on category (`$7`) and supplier (`$8`), as far as they are asked for.
fn narrowed(filter: &Filter) -> String {
    let mut asked = String::new();
    if filter.category.is_some() {
        asked.push_str(" and category = $7");
    }
    if filter.supplier_id.is_some() {
        asked.push_str(" and supplier_id = $8");
    }
    asked
}

/// The parts of routes or vehicles in whole hours `[from, to)` that a filter of category and supplier
/// leaves, largest first. Rows of which nobody knows whose they are (see migration 15) are left out.
pub async fn entity_parts(
    conn: &mut Conn,
    calculation: Calculation,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    kind: EntityKind,
    filter: &Filter,
    limit: u32,
) -> Result<Vec<EntitySums>> {
    let asked = narrowed(filter);
    let sql = format!(
        "select entity_id, supplier_id, site_id, cast(sum(co2e_mg) as bigint) as mg,
            cast(sum(events) as bigint)
        from entity_hourly
        where org_id = $1 and calculation = $2 and hour >= $3 and hour < $4 and kind = $5
            and supplier_id <> 0{asked}
        group by entity_id, supplier_id, site_id
        order by mg desc, entity_id, supplier_id, site_id
        limit $6"
    );
    let rows = run!(
        conn,
        all(i64, i64, i64, i64, i64),
        AssertSqlSafe(sql),
        conn.org.0,
        calculation.0,
        Instant::of_range(from),
        Instant::of_range(to),
        kind.code(),
        i64::from(limit),
        filter.category.map(Code::code),
        filter.supplier_id.map(|id| id.0),
    )?;
    Ok(rows
        .into_iter()
        .map(|(entity_id, supplier, site, mg, events)| EntitySums {
            entity_id,
            supplier_id: SupplierId(supplier),
            site_id: (site != 0).then_some(SiteId(site)),
            co2e: Milligrams(mg),
            events,
        })
        .collect())
}

/// Whether a filter of category and supplier leaves anything of a route or vehicle in whole hours
/// `[from, to)`.
pub async fn emitted(
    conn: &mut Conn,
    calculation: Calculation,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    kind: EntityKind,
    entity_id: i64,
    filter: &Filter,
) -> Result<bool> {
    let asked = narrowed(filter);
    let sql = format!(
        "select 1
        from entity_hourly
        where org_id = $1 and calculation = $2 and hour >= $3 and hour < $4 and kind = $5
            and entity_id = $6{asked}
        limit 1"
    );
    let found = run!(
        conn,
        scalar_optional i32,
        AssertSqlSafe(sql),
        conn.org.0,
        calculation.0,
        Instant::of_range(from),
        Instant::of_range(to),
        kind.code(),
        entity_id,
        filter.category.map(Code::code),
        filter.supplier_id.map(|id| id.0),
    )?;
    Ok(found.is_some())
}
