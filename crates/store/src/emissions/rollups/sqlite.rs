//! Adding to roll-ups on SQLite: fixed statements of up to 500 rows, which stay prepared.

use std::sync::LazyLock;

use model::ids::OrgId;
use sqlx::{Encode, Sqlite, Transaction, Type};

use super::{Calculation, EntityRow, Row, may_empty};
use crate::Result;
use crate::db::Bulk;

/// The statements of one of the roll-ups that differ in their time alone.
pub(super) struct Rollup {
    add: LazyLock<Bulk>,
    remove_empty: &'static str,
}

macro_rules! rollup {
    ($table:literal, $time:literal) => {
        Rollup {
            add: LazyLock::new(|| {
                Bulk::new(
                    concat!(
                        "insert into ",
                        $table,
                        " (org_id, calculation, ",
                        $time,
                        ", supplier_id, site_id, category, mode, quality, co2e_mg, ttw_mg, wtt_mg,
                        half_width_mg, events, no_factor_events) values"
                    ),
                    "?1, ?2, *, *, *, *, *, *, *, *, *, *, *, *",
                    concat!(
                        "on conflict (org_id, calculation, ",
                        $time,
                        ", supplier_id, site_id, category, mode, quality) do update
                        set co2e_mg = co2e_mg + excluded.co2e_mg,
                            ttw_mg = ttw_mg + excluded.ttw_mg,
                            wtt_mg = wtt_mg + excluded.wtt_mg,
                            half_width_mg = half_width_mg + excluded.half_width_mg,
                            events = events + excluded.events,
                            no_factor_events = no_factor_events + excluded.no_factor_events"
                    ),
                    2,
                )
            }),
            remove_empty: concat!(
                "delete from ",
                $table,
                " where org_id = $1 and calculation = $2 and ",
                $time,
                " = $3 and supplier_id = $4 and site_id = $5 and category = $6 and mode = $7
                    and quality = $8 and co2e_mg = 0 and ttw_mg = 0 and wtt_mg = 0
                    and half_width_mg = 0 and events = 0 and no_factor_events = 0"
            ),
        }
    };
}

pub(super) static HOURLY: Rollup = rollup!("emissions_hourly", "hour");
pub(super) static DAILY: Rollup = rollup!("emissions_daily", "day");
pub(super) static MONTHLY: Rollup = rollup!("emissions_monthly", "month");

pub(super) async fn add<T>(
    tx: &mut Transaction<'static, Sqlite>,
    rollup: &'static Rollup,
    org: OrgId,
    calculation: Calculation,
    rows: &[Row<T>],
) -> Result<()>
where
    T: Copy + for<'q> Encode<'q, Sqlite> + Type<Sqlite> + Send + Sync,
{
    rollup
        .add
        .run(tx, rows.len(), |sql, range| {
            let mut query = sqlx::query(sql).bind(org.0).bind(calculation.0);
            for row in &rows[range] {
                let (supplier, site, category, mode, quality) = row.key;
                query = query
                    .bind(row.at)
                    .bind(supplier)
                    .bind(site)
                    .bind(category)
                    .bind(mode)
                    .bind(quality);
                for field in row.sums {
                    query = query.bind(field);
                }
            }
            query
        })
        .await?;
    for row in rows.iter().filter(|row| may_empty(&[row.sums])) {
        let (supplier, site, category, mode, quality) = row.key;
        sqlx::query(rollup.remove_empty)
            .bind(org.0)
            .bind(calculation.0)
            .bind(row.at)
            .bind(supplier)
            .bind(site)
            .bind(category)
            .bind(mode)
            .bind(quality)
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

static ENTITY: LazyLock<Bulk> = LazyLock::new(|| {
    Bulk::new(
        "insert into entity_hourly (
            org_id, calculation, hour, kind, entity_id, supplier_id, site_id, category, quality,
            co2e_mg, events
        ) values",
        "?1, ?2, *, *, *, *, *, *, *, *, *",
        "on conflict (
            org_id, calculation, hour, kind, entity_id, supplier_id, site_id, category, quality
        ) do update
        set co2e_mg = co2e_mg + excluded.co2e_mg, events = events + excluded.events",
        2,
    )
});

pub(super) async fn add_entity(
    tx: &mut Transaction<'static, Sqlite>,
    org: OrgId,
    calculation: Calculation,
    rows: &[EntityRow],
) -> Result<()> {
    const REMOVE_EMPTY: &str = "
        delete from entity_hourly
        where org_id = $1 and calculation = $2 and hour = $3 and kind = $4 and entity_id = $5
            and supplier_id = $6 and site_id = $7 and category = $8 and quality = $9
            and co2e_mg = 0 and events = 0";
    ENTITY
        .run(tx, rows.len(), |sql, range| {
            let mut query = sqlx::query(sql).bind(org.0).bind(calculation.0);
            for row in &rows[range] {
                let (supplier, site, category, quality) = row.part;
                query = query
                    .bind(row.hour)
                    .bind(row.kind)
                    .bind(row.entity_id)
                    .bind(supplier)
                    .bind(site)
                    .bind(category)
                    .bind(quality)
                    .bind(row.co2e_mg)
                    .bind(row.events);
            }
            query
        })
        .await?;
    for row in rows.iter().filter(|row| row.co2e_mg < 0 || row.events < 0) {
        let (supplier, site, category, quality) = row.part;
        sqlx::query(REMOVE_EMPTY)
            .bind(org.0)
            .bind(calculation.0)
            .bind(row.hour)
            .bind(row.kind)
            .bind(row.entity_id)
            .bind(supplier)
            .bind(site)
            .bind(category)
            .bind(quality)
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}
