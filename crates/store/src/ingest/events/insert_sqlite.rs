//! The bulk insert on SQLite: fixed statements of up to 500 rows, which stay prepared.

use std::collections::HashSet;
use std::sync::LazyLock;

use model::ids::{JobId, OrgId};
use sqlx::{Sqlite, Transaction};

use super::insert::{EXTERNAL_IDS, Row};
use crate::Result;
use crate::codes::{Code, mode_code};
use crate::db::Bulk;
use crate::instant::Instant;

static EVENTS: LazyLock<Bulk> = LazyLock::new(|| {
    Bulk::new(
        "insert into events_normalized (
            org_id, job_id, id, occurred_at, ends_at, supplier_id, site_id, vehicle_id, route_id,
            row_number, lat, lon, event_type, mode, data_source, quality_status, source_key,
            content_hash, external_id, notes, activity
        ) values",
        "?1, ?2, *, *, *, *, *, *, *, *, *, *, *, *, *, *, *, *, *, *, *",
        "on conflict (org_id, occurred_at, source_key) do nothing",
        2,
    )
});

/// Inserts what is not there yet and gives the ids of what was inserted.
pub(super) async fn events(
    tx: &mut Transaction<'static, Sqlite>,
    org: OrgId,
    job: Option<JobId>,
    rows: &[Row<'_>],
) -> Result<HashSet<i64>> {
    const WHICH: &str = "
        select id from events_normalized where +org_id = $1 and id >= $2 and id <= $3";
    let statements = EVENTS
        .run(tx, rows.len(), |sql, range| {
            let mut query = sqlx::query(sql).bind(org.0).bind(job.map(|job| job.0));
            for row in &rows[range] {
                let (event, draft) = (&row.of.event, &row.of.event.draft);
                query = query
                    .bind(row.id)
                    .bind(Instant::from(draft.occurred_at))
                    .bind(draft.ends_at.map(Instant::from))
                    .bind(event.supplier_id.0)
                    .bind(event.site_id.map(|id| id.0))
                    .bind(event.vehicle_id.map(|id| id.0))
                    .bind(event.route_id.map(|id| id.0))
                    .bind(row.of.row_number)
                    .bind(event.lat)
                    .bind(event.lon)
                    .bind(draft.event_type.code())
                    .bind(mode_code(draft.activity.mode))
                    .bind(event.data_source.code())
                    .bind(event.quality_status.code())
                    .bind(draft.source_key.as_slice())
                    .bind(draft.content_hash.as_slice())
                    .bind(row.of.external_id())
                    .bind(row.of.event.draft.notes.as_deref())
                    .bind(row.of.activity.as_str());
            }
            query
        })
        .await?;
    let mut inserted = HashSet::with_capacity(rows.len());
    for (range, changed) in statements {
        let rows = &rows[range];
        if changed == rows.len() as u64 {
            inserted.extend(rows.iter().map(|row| row.id));
        } else if let (Some(first), Some(last)) = (rows.first(), rows.last()) {
            // The ids were reserved for this chunk: whichever are there were inserted just now.
            let which: Vec<(i64,)> = sqlx::query_as(WHICH)
                .bind(org.0)
                .bind(first.id)
                .bind(last.id)
                .fetch_all(&mut **tx)
                .await?;
            inserted.extend(which.into_iter().map(|(id,)| id));
        }
    }
    Ok(inserted)
}

static RAW: LazyLock<Bulk> = LazyLock::new(|| {
    Bulk::new(
        "insert into events_raw (org_id, event_id, raw) values",
        "?1, *, *",
        "",
        1,
    )
});

/// Inserts the raw rows of new events.
pub(super) async fn raw(
    tx: &mut Transaction<'static, Sqlite>,
    org: OrgId,
    rows: &[Row<'_>],
) -> Result<()> {
    RAW.run(tx, rows.len(), |sql, range| {
        let mut query = sqlx::query(sql).bind(org.0);
        for row in &rows[range] {
            query = query.bind(row.id).bind(row.of.event.draft.raw.as_str());
        }
        query
    })
    .await?;
    Ok(())
}

/// Claims external ids that nobody has claimed.
pub(super) async fn external_ids(
    tx: &mut Transaction<'static, Sqlite>,
    org: OrgId,
    claims: &[(&str, i64, &[u8])],
) -> Result<()> {
    EXTERNAL_IDS
        .run(tx, claims.len(), |sql, range| {
            let mut query = sqlx::query(sql).bind(org.0);
            for (external_id, id, hash) in &claims[range] {
                query = query.bind(*external_id).bind(id).bind(*hash);
            }
            query
        })
        .await?;
    Ok(())
}
