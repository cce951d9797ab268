//! What is normal, per hour of the week and entity.

use std::sync::LazyLock;

use model::ids::OrgId;
use model::monitoring::EntityKind;
use sqlx::{AssertSqlSafe, Postgres, Sqlite, Transaction};

use super::EntityKey;
use super::state::hold;
use crate::codes::Code;
use crate::db::{Bulk, Inner, run};
use crate::emissions::Calculation;
use crate::{Conn, Result};

/// What an entity normally emits in one hour of the week, in kg.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BaselineRow {
    pub key: EntityKey,
    pub kg: f64,
    pub low_kg: f64,
    pub high_kg: f64,
    pub samples: u8,
}

#[derive(Debug, sqlx::FromRow)]
struct Row {
    hour_of_week: i16,
    kind: i16,
    entity_id: i64,
    kg: f64,
    low_kg: f64,
    high_kg: f64,
    samples: i16,
}

impl Row {
    fn read(self) -> Result<(u8, BaselineRow)> {
        let row = BaselineRow {
            key: EntityKey {
                kind: EntityKind::from_code(self.kind, "baselines", "kind")?,
                id: self.entity_id,
            },
            kg: self.kg,
            low_kg: self.low_kg,
            high_kg: self.high_kg,
            samples: u8::try_from(self.samples).unwrap_or_default(),
        };
        Ok((u8::try_from(self.hour_of_week).unwrap_or_default(), row))
    }
}

/// Those of all entities in one hour of the week.
pub async fn of_hour(
    conn: &mut Conn,
    calculation: Calculation,
    hour_of_week: u8,
) -> Result<Vec<BaselineRow>> {
    const SQL: &str = "
        select hour_of_week, kind, entity_id, kg, low_kg, high_kg, samples from baselines
        where org_id = $1 and calculation = $2 and hour_of_week = $3";
    let hour = i16::from(hour_of_week);
    let rows = run!(conn, all Row, SQL, conn.org.0, calculation.0, hour)?;
    rows.into_iter()
        .map(|row| row.read().map(|(_, row)| row))
        .collect()
}

/// Those of one entity, or of the first `limit` in the order of hours and entities.
pub async fn baselines_of(
    conn: &mut Conn,
    calculation: Calculation,
    key: EntityKey,
) -> Result<Vec<(u8, BaselineRow)>> {
    const SQL: &str = "
        select hour_of_week, kind, entity_id, kg, low_kg, high_kg, samples from baselines
        where org_id = $1 and calculation = $2 and hour_of_week between 0 and 167
            and kind = $3 and entity_id = $4
        order by hour_of_week";
    let rows = run!(conn, all Row, SQL, conn.org.0, calculation.0, key.kind.code(), key.id)?;
    rows.into_iter().map(Row::read).collect()
}

/// How many there are.
pub async fn count_baselines(conn: &mut Conn, calculation: Calculation) -> Result<u64> {
    const SQL: &str = "
        select count(*) from baselines where org_id = $1 and calculation = $2";
    let count = run!(conn, scalar i64, SQL, conn.org.0, calculation.0)?;
    Ok(u64::try_from(count).unwrap_or_default())
}

/// Removes those of other calculations than `calculation`.
pub async fn clear_baselines(conn: &mut Conn, calculation: Calculation) -> Result<u64> {
    const SQL: &str = "delete from baselines where org_id = $1 and calculation <> $2";
    run!(conn, exec, SQL, conn.org.0, calculation.0)
}

/// Puts `rows` in the place of all baselines of an hour of the week, alone in the organisation.
pub async fn replace_hour(
    conn: &mut Conn,
    calculation: Calculation,
    hour_of_week: u8,
    rows: &[BaselineRow],
) -> Result<()> {
    const CLEAR: &str = "
        delete from baselines where org_id = $1 and calculation = $2 and hour_of_week = $3";
    hold(conn).await?;
    let hour = i16::from(hour_of_week);
    run!(conn, exec, CLEAR, conn.org.0, calculation.0, hour)?;
    if rows.is_empty() {
        return Ok(());
    }
    let org = conn.org;
    match &mut conn.session.inner {
        Inner::Sqlite(tx) => on_sqlite(tx, org, calculation, hour, rows).await,
        Inner::Postgres(tx) => on_postgres(tx, org, calculation, hour, rows).await,
    }
}

/// Rows of another process that waited here are not seen by the deletion: both came to the same.
const REPLACE: &str = "on conflict (org_id, calculation, hour_of_week, kind, entity_id) do update
    set kg = excluded.kg, low_kg = excluded.low_kg, high_kg = excluded.high_kg,
        samples = excluded.samples";

static INSERT: LazyLock<Bulk> = LazyLock::new(|| {
    Bulk::new(
        "insert into baselines (
            org_id, calculation, hour_of_week, kind, entity_id, kg, low_kg, high_kg, samples
        ) values",
        "?1, ?2, ?3, *, *, *, *, *, *",
        REPLACE,
        3,
    )
});

async fn on_sqlite(
    tx: &mut Transaction<'static, Sqlite>,
    org: OrgId,
    calculation: Calculation,
    hour: i16,
    rows: &[BaselineRow],
) -> Result<()> {
    INSERT
        .run(tx, rows.len(), |sql, range| {
            let mut query = sqlx::query(sql).bind(org.0).bind(calculation.0).bind(hour);
            for row in &rows[range] {
                query = query
                    .bind(row.key.kind.code())
                    .bind(row.key.id)
                    .bind(row.kg)
                    .bind(row.low_kg)
                    .bind(row.high_kg)
                    .bind(i16::from(row.samples));
            }
            query
        })
        .await?;
    Ok(())
}

async fn on_postgres(
    tx: &mut Transaction<'static, Postgres>,
    org: OrgId,
    calculation: Calculation,
    hour: i16,
    rows: &[BaselineRow],
) -> Result<()> {
    let sql = format!(
        "insert into baselines (
            org_id, calculation, hour_of_week, kind, entity_id, kg, low_kg, high_kg, samples
        )
        select $1, $2, $3, t.*
        from unnest($4::smallint[], $5::bigint[], $6::float8[], $7::float8[], $8::float8[],
            $9::smallint[]) as t
        {REPLACE}"
    );
    sqlx::query(AssertSqlSafe(sql))
        .bind(org.0)
        .bind(calculation.0)
        .bind(hour)
        .bind(
            rows.iter()
                .map(|row| row.key.kind.code())
                .collect::<Vec<_>>(),
        )
        .bind(rows.iter().map(|row| row.key.id).collect::<Vec<_>>())
        .bind(rows.iter().map(|row| row.kg).collect::<Vec<_>>())
        .bind(rows.iter().map(|row| row.low_kg).collect::<Vec<_>>())
        .bind(rows.iter().map(|row| row.high_kg).collect::<Vec<_>>())
        .bind(
            rows.iter()
                .map(|row| i16::from(row.samples))
                .collect::<Vec<_>>(),
        )
        .execute(&mut **tx)
        .await?;
    Ok(())
}
