//! What entities emitted in which hour, from the roll-ups, and the latest events behind it.

use chrono::{DateTime, Utc};
use model::ids::{EventId, SupplierId};
use model::ingest::QualityStatus;
use model::monitoring::EntityKind;
use model::units::Milligrams;
use sqlx::AssertSqlSafe;

use super::EntityKey;
use crate::codes::Code;
use crate::db::run;
use crate::emissions::Calculation;
use crate::instant::Instant;
use crate::{Conn, Result};

/// Hours asked for in one statement: as many as weeks are looked back.
const HOURS: usize = 8;

/// An entity's kilograms in an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntityKilograms {
    pub key: EntityKey,
    /// Index of the hour among those asked for.
    pub hour: usize,
    pub co2e: Milligrams,
}

/// Which kilograms count, as a list of codes for the statement's text.
fn counted(with_outliers: bool) -> String {
    // Of superseded events roll-ups hold what no meter counts.
    let mut codes = vec![
        QualityStatus::Measured,
        QualityStatus::Estimated,
        QualityStatus::Superseded,
    ];
    if with_outliers {
        codes.push(QualityStatus::Outlier);
    }
    let codes: Vec<_> = codes.iter().map(|one| one.code().to_string()).collect();
    codes.join(", ")
}

/// What every entity emitted in up to eight hours (their UTC starts). Filled values never count;
/// outliers do when asked for: they may be a hotspot, but say nothing about what is normal.
pub async fn kilograms_by_entity(
    conn: &mut Conn,
    calculation: Calculation,
    hours: &[DateTime<Utc>],
    with_outliers: bool,
) -> Result<Vec<EntityKilograms>> {
    let Some(last) = hours.get(HOURS.min(hours.len()).wrapping_sub(1)) else {
        return Ok(Vec::new());
    };
    let quality = counted(with_outliers);
    let scope = format!(
        "where org_id = $1 and calculation = $2 and hour in ($3, $4, $5, $6, $7, $8, $9, $10)
            and quality in ({quality})"
    );
    let sql = format!(
        "select hour, cast({supplier} as smallint) as kind, supplier_id as entity_id,
            cast(sum(co2e_mg) as bigint) as co2e_mg
        from emissions_hourly {scope} group by hour, supplier_id
        union all
        select hour, cast({site} as smallint), site_id, cast(sum(co2e_mg) as bigint)
        from emissions_hourly {scope} and site_id <> 0 group by hour, site_id
        union all
        select hour, kind, entity_id, cast(sum(co2e_mg) as bigint)
        from entity_hourly {scope} group by hour, kind, entity_id",
        supplier = EntityKind::Supplier.code(),
        site = EntityKind::Site.code(),
    );
    let hour = |index: usize| Instant::from(*hours.get(index).unwrap_or(last));
    let rows = run!(
        conn,
        all(Instant, i16, i64, i64),
        AssertSqlSafe(sql),
        conn.org.0,
        calculation.0,
        hour(0),
        hour(1),
        hour(2),
        hour(3),
        hour(4),
        hour(5),
        hour(6),
        hour(7),
    )?;
    rows.into_iter()
        .map(|(at, kind, id, mg)| {
            let kind = EntityKind::from_code(kind, "entity_hourly", "kind")?;
            Ok(EntityKilograms {
                key: EntityKey { kind, id },
                hour: hours
                    .iter()
                    .position(|hour| *hour == at.0)
                    .unwrap_or_default(),
                co2e: Milligrams(mg),
            })
        })
        .collect()
}

/// What one entity emitted per hour of `[from, to)`, hours without emission left out; of one supplier's
/// events alone where `supplier` says so.
pub async fn recent_of(
    conn: &mut Conn,
    calculation: Calculation,
    key: EntityKey,
    supplier: Option<SupplierId>,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<(DateTime<Utc>, Milligrams)>> {
    let (table, condition) = match key.kind {
        EntityKind::Supplier => ("emissions_hourly", "supplier_id = $5".to_owned()),
        EntityKind::Site => ("emissions_hourly", "site_id = $5".to_owned()),
        EntityKind::Route | EntityKind::Vehicle => (
            "entity_hourly",
            format!("entity_id = $5 and kind = {}", key.kind.code()),
        ),
    };
    let quality = counted(true);
    let of_supplier = if supplier.is_some() {
        " and supplier_id = $6"
    } else {
        ""
    };
    let sql = format!(
        "select hour, cast(sum(co2e_mg) as bigint) from {table}
        where org_id = $1 and calculation = $2 and hour >= $3 and hour < $4 and {condition}
            and quality in ({quality}){of_supplier}
        group by hour order by hour"
    );
    let (from, to) = (Instant::of_range(from), Instant::of_range(to));
    let rows = run!(
        conn,
        all(Instant, i64),
        AssertSqlSafe(sql),
        conn.org.0,
        calculation.0,
        from,
        to,
        key.id,
        supplier.map(|id| id.0),
    )?;
    Ok(rows
        .into_iter()
        .map(|(hour, mg)| (hour.0, Milligrams(mg)))
        .collect())
}

/// An event with all it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventShare {
    pub event_id: EventId,
    pub supplier_id: SupplierId,
    pub site_id: Option<i64>,
    pub route_id: Option<i64>,
    pub vehicle_id: Option<i64>,
    pub co2e: Milligrams,
}

impl EventShare {
    /// The entities it belongs to, widest first.
    pub fn keys(&self) -> impl Iterator<Item = EntityKey> + use<> {
        let key = |kind, id: Option<i64>| id.map(|id| EntityKey { kind, id });
        [
            key(EntityKind::Supplier, Some(self.supplier_id.0)),
            key(EntityKind::Site, self.site_id),
            key(EntityKind::Route, self.route_id),
            key(EntityKind::Vehicle, self.vehicle_id),
        ]
        .into_iter()
        .flatten()
    }
}

/// The latest events that begin in `[from, to)`, at most `limit`: what a hotspot is made of.
pub async fn events_between(
    conn: &mut Conn,
    calculation: Calculation,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<EventShare>> {
    const SQL: &str = "
        select e.id, e.supplier_id, e.site_id, e.route_id, e.vehicle_id, s.co2e_mg
        from events_normalized e
        join estimates s on s.event_id = e.id and s.calculation = $2 and s.org_id = $1
        where e.org_id = $1 and e.occurred_at >= $3 and e.occurred_at < $4
            and s.co2e_mg is not null
        order by e.occurred_at desc
        limit $5";
    #[derive(sqlx::FromRow)]
    struct Row {
        id: i64,
        supplier_id: i64,
        site_id: Option<i64>,
        route_id: Option<i64>,
        vehicle_id: Option<i64>,
        co2e_mg: i64,
    }
    let (from, to) = (Instant::of_range(from), Instant::of_range(to));
    let rows = run!(
        conn,
        all Row,
        SQL,
        conn.org.0,
        calculation.0,
        from,
        to,
        i64::from(limit)
    )?;
    Ok(rows
        .into_iter()
        .map(|row| EventShare {
            event_id: EventId(row.id),
            supplier_id: SupplierId(row.supplier_id),
            site_id: row.site_id,
            route_id: row.route_id,
            vehicle_id: row.vehicle_id,
            co2e: Milligrams(row.co2e_mg),
        })
        .collect())
}
