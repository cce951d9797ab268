//! Adding to roll-ups on PostgreSQL: one array per column (UNNEST).

use model::ids::OrgId;
use sqlx::postgres::{PgHasArrayType, Postgres};
use sqlx::{Encode, Transaction, Type};

use super::{Calculation, EntityRow, Row, may_empty};
use crate::Result;

/// The statements of one of the roll-ups that differ in their time alone.
pub(super) struct Rollup {
    add: &'static str,
    remove_empty: &'static str,
}

macro_rules! rollup {
    ($table:literal, $time:literal, $type:literal) => {
        Rollup {
            add: concat!(
                "insert into ",
                $table,
                " as r (org_id, calculation, ",
                $time,
                ", supplier_id, site_id, category, mode, quality, co2e_mg, ttw_mg, wtt_mg,
                    half_width_mg, events, no_factor_events)
                select $1, $2, t.*
                from unnest($3::",
                $type,
                "[], $4::bigint[], $5::bigint[], $6::smallint[], $7::smallint[], $8::smallint[],
                    $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[],
                    $14::bigint[]) as t
                on conflict (org_id, calculation, ",
                $time,
                ", supplier_id, site_id, category, mode, quality) do update
                set co2e_mg = r.co2e_mg + excluded.co2e_mg,
                    ttw_mg = r.ttw_mg + excluded.ttw_mg,
                    wtt_mg = r.wtt_mg + excluded.wtt_mg,
                    half_width_mg = r.half_width_mg + excluded.half_width_mg,
                    events = r.events + excluded.events,
                    no_factor_events = r.no_factor_events + excluded.no_factor_events"
            ),
            remove_empty: concat!(
                "delete from ",
                $table,
                " r using unnest($3::",
                $type,
                "[], $4::bigint[], $5::bigint[], $6::smallint[], $7::smallint[], $8::smallint[])
                    as t(at, supplier_id, site_id, category, mode, quality)
                where r.org_id = $1 and r.calculation = $2 and r.",
                $time,
                " = t.at and r.supplier_id = t.supplier_id and r.site_id = t.site_id
                    and r.category = t.category and r.mode = t.mode and r.quality = t.quality
                    and r.co2e_mg = 0 and r.ttw_mg = 0 and r.wtt_mg = 0 and r.half_width_mg = 0
                    and r.events = 0 and r.no_factor_events = 0"
            ),
        }
    };
}

pub(super) const HOURLY: Rollup = rollup!("emissions_hourly", "hour", "timestamptz");
pub(super) const DAILY: Rollup = rollup!("emissions_daily", "day", "date");
pub(super) const MONTHLY: Rollup = rollup!("emissions_monthly", "month", "date");

pub(super) async fn add<T>(
    tx: &mut Transaction<'static, Postgres>,
    rollup: &Rollup,
    org: OrgId,
    calculation: Calculation,
    rows: &[Row<T>],
) -> Result<()>
where
    T: Copy + for<'q> Encode<'q, Postgres> + Type<Postgres> + PgHasArrayType + Send + Sync,
{
    if rows.is_empty() {
        return Ok(());
    }
    let mut query = bind_keys(rollup.add, org, calculation, rows.iter());
    for field in 0..6 {
        query = query.bind(rows.iter().map(|row| row.sums[field]).collect::<Vec<_>>());
    }
    query.execute(&mut **tx).await?;
    let shrunk: Vec<&Row<T>> = rows.iter().filter(|row| may_empty(&[row.sums])).collect();
    if !shrunk.is_empty() {
        let query = bind_keys(rollup.remove_empty, org, calculation, shrunk.into_iter());
        query.execute(&mut **tx).await?;
    }
    Ok(())
}

type Query = sqlx::query::Query<'static, Postgres, sqlx::postgres::PgArguments>;

fn bind_keys<'a, T>(
    sql: &'static str,
    org: OrgId,
    calculation: Calculation,
    rows: impl Iterator<Item = &'a Row<T>> + Clone,
) -> Query
where
    T: Copy + for<'q> Encode<'q, Postgres> + Type<Postgres> + PgHasArrayType + Send + Sync + 'a,
{
    sqlx::query(sql)
        .bind(org.0)
        .bind(calculation.0)
        .bind(rows.clone().map(|row| row.at).collect::<Vec<_>>())
        .bind(rows.clone().map(|row| row.key.0).collect::<Vec<_>>())
        .bind(rows.clone().map(|row| row.key.1).collect::<Vec<_>>())
        .bind(rows.clone().map(|row| row.key.2).collect::<Vec<_>>())
        .bind(rows.clone().map(|row| row.key.3).collect::<Vec<_>>())
        .bind(rows.map(|row| row.key.4).collect::<Vec<_>>())
}

pub(super) async fn add_entity(
    tx: &mut Transaction<'static, Postgres>,
    org: OrgId,
    calculation: Calculation,
    rows: &[EntityRow],
) -> Result<()> {
    const ADD: &str = "
        insert into entity_hourly as r (
            org_id, calculation, hour, kind, entity_id, supplier_id, site_id, category, quality,
            co2e_mg, events
        )
        select $1, $2, t.*
        from unnest($3::timestamptz[], $4::smallint[], $5::bigint[], $6::bigint[], $7::bigint[],
            $8::smallint[], $9::smallint[], $10::bigint[], $11::bigint[]) as t
        on conflict (
            org_id, calculation, hour, kind, entity_id, supplier_id, site_id, category, quality
        ) do update
        set co2e_mg = r.co2e_mg + excluded.co2e_mg, events = r.events + excluded.events";
    const REMOVE_EMPTY: &str = "
        delete from entity_hourly r
        using unnest($3::timestamptz[], $4::smallint[], $5::bigint[], $6::bigint[], $7::bigint[],
            $8::smallint[], $9::smallint[])
            as t(hour, kind, entity_id, supplier_id, site_id, category, quality)
        where r.org_id = $1 and r.calculation = $2 and r.hour = t.hour and r.kind = t.kind
            and r.entity_id = t.entity_id and r.supplier_id = t.supplier_id
            and r.site_id = t.site_id and r.category = t.category and r.quality = t.quality
            and r.co2e_mg = 0 and r.events = 0";
    if rows.is_empty() {
        return Ok(());
    }
    let keys = |sql: &'static str, rows: &[&EntityRow]| {
        sqlx::query(sql)
            .bind(org.0)
            .bind(calculation.0)
            .bind(rows.iter().map(|row| row.hour).collect::<Vec<_>>())
            .bind(rows.iter().map(|row| row.kind).collect::<Vec<_>>())
            .bind(rows.iter().map(|row| row.entity_id).collect::<Vec<_>>())
            .bind(rows.iter().map(|row| row.part.0).collect::<Vec<_>>())
            .bind(rows.iter().map(|row| row.part.1).collect::<Vec<_>>())
            .bind(rows.iter().map(|row| row.part.2).collect::<Vec<_>>())
            .bind(rows.iter().map(|row| row.part.3).collect::<Vec<_>>())
    };
    let all: Vec<&EntityRow> = rows.iter().collect();
    keys(ADD, &all)
        .bind(rows.iter().map(|row| row.co2e_mg).collect::<Vec<_>>())
        .bind(rows.iter().map(|row| row.events).collect::<Vec<_>>())
        .execute(&mut **tx)
        .await?;
    let shrunk: Vec<&EntityRow> = rows
        .iter()
        .filter(|row| row.co2e_mg < 0 || row.events < 0)
        .collect();
    if !shrunk.is_empty() {
        keys(REMOVE_EMPTY, &shrunk).execute(&mut **tx).await?;
    }
    Ok(())
}
