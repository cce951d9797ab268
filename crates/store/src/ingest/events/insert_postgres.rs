//! The bulk insert on PostgreSQL: one array per column (UNNEST). COPY is slower here, and refused
//! under row-level security.

use std::collections::HashSet;

use model::ids::{JobId, OrgId};
use sqlx::{Postgres, Transaction};

use super::insert::Row;
use crate::Result;
use crate::codes::{Code, mode_code};
use crate::instant::Instant;

/// One column as an array.
fn column<'a, T>(rows: &'a [Row<'a>], get: impl Fn(&'a Row<'a>) -> T) -> Vec<T> {
    rows.iter().map(get).collect()
}

/// Inserts what is not there yet and gives the ids of what was inserted.
pub(super) async fn events(
    tx: &mut Transaction<'static, Postgres>,
    org: OrgId,
    job: Option<JobId>,
    rows: &[Row<'_>],
) -> Result<HashSet<i64>> {
    const SQL: &str = "
        insert into events_normalized (
            org_id, job_id, id, occurred_at, ends_at, supplier_id, site_id, vehicle_id, route_id,
            row_number, lat, lon, event_type, mode, data_source, quality_status, source_key,
            content_hash, external_id, notes, activity
        )
        select $1, $2, t.id, t.occurred_at, t.ends_at, t.supplier_id, t.site_id, t.vehicle_id,
            t.route_id, t.row_number, t.lat, t.lon, t.event_type, t.mode, t.data_source,
            t.quality_status, t.source_key, t.content_hash, t.external_id, t.notes,
            cast(t.activity as jsonb)
        from unnest(
            $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::bigint[], $7::bigint[],
            $8::bigint[], $9::bigint[], $10::bigint[], $11::float8[], $12::float8[],
            $13::smallint[], $14::smallint[], $15::smallint[], $16::smallint[], $17::bytea[],
            $18::bytea[], $19::text[], $20::text[], $21::text[]
        ) as t(
            id, occurred_at, ends_at, supplier_id, site_id, vehicle_id, route_id, row_number, lat,
            lon, event_type, mode, data_source, quality_status, source_key, content_hash,
            external_id, notes, activity
        )
        on conflict (org_id, occurred_at, source_key) do nothing
        returning id";
    let inserted: Vec<(i64,)> = sqlx::query_as(SQL)
        .bind(org.0)
        .bind(job.map(|job| job.0))
        .bind(column(rows, |row| row.id))
        .bind(column(rows, |row| {
            Instant::from(row.of.event.draft.occurred_at)
        }))
        .bind(column(rows, |row| {
            row.of.event.draft.ends_at.map(Instant::from)
        }))
        .bind(column(rows, |row| row.of.event.supplier_id.0))
        .bind(column(rows, |row| row.of.event.site_id.map(|id| id.0)))
        .bind(column(rows, |row| row.of.event.vehicle_id.map(|id| id.0)))
        .bind(column(rows, |row| row.of.event.route_id.map(|id| id.0)))
        .bind(column(rows, |row| row.of.row_number))
        .bind(column(rows, |row| row.of.event.lat))
        .bind(column(rows, |row| row.of.event.lon))
        .bind(column(rows, |row| row.of.event.draft.event_type.code()))
        .bind(column(rows, |row| {
            mode_code(row.of.event.draft.activity.mode)
        }))
        .bind(column(rows, |row| row.of.event.data_source.code()))
        .bind(column(rows, |row| row.of.event.quality_status.code()))
        .bind(column(rows, |row| row.of.event.draft.source_key.as_slice()))
        .bind(column(rows, |row| {
            row.of.event.draft.content_hash.as_slice()
        }))
        .bind(column(rows, |row| row.of.external_id()))
        .bind(column(rows, |row| row.of.event.draft.notes.as_deref()))
        .bind(column(rows, |row| row.of.activity.as_str()))
        .fetch_all(&mut **tx)
        .await?;
    Ok(inserted.into_iter().map(|(id,)| id).collect())
}

/// Inserts the raw rows of new events.
pub(super) async fn raw(
    tx: &mut Transaction<'static, Postgres>,
    org: OrgId,
    rows: &[Row<'_>],
) -> Result<()> {
    const SQL: &str = "
        insert into events_raw (org_id, event_id, raw)
        select $1, t.event_id, t.raw from unnest($2::bigint[], $3::text[]) as t(event_id, raw)";
    sqlx::query(SQL)
        .bind(org.0)
        .bind(column(rows, |row| row.id))
        .bind(column(rows, |row| row.of.event.draft.raw.as_str()))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Claims external ids that nobody has claimed.
pub(super) async fn external_ids(
    tx: &mut Transaction<'static, Postgres>,
    org: OrgId,
    claims: &[(&str, i64, &[u8])],
) -> Result<()> {
    const SQL: &str = "
        insert into event_external_ids (org_id, external_id, event_id, content_hash)
        select $1, t.external_id, t.event_id, t.content_hash
        from unnest($2::text[], $3::bigint[], $4::bytea[])
            as t(external_id, event_id, content_hash)
        on conflict (org_id, external_id) do nothing";
    sqlx::query(SQL)
        .bind(org.0)
        .bind(claims.iter().map(|claim| claim.0).collect::<Vec<_>>())
        .bind(claims.iter().map(|claim| claim.1).collect::<Vec<_>>())
        .bind(claims.iter().map(|claim| claim.2).collect::<Vec<_>>())
        .execute(&mut **tx)
        .await?;
    Ok(())
}
