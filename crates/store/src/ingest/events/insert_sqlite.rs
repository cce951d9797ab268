//! The bulk insert on SQLite: fixed statements of up to 500 rows, which stay prepared.

use std::collections::HashSet;
use std::sync::LazyLock;

use model::ids::{JobId, OrgId};
use sqlx::{Sqlite, Transaction};

use super::insert::{EXTERNAL_IDS, Prepared};
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
    rows: &[&Prepared<'_>],
) -> Result<HashSet<i64>> {
    const WHICH: &str = "
        select id from events_normalized where +org_id = $1 and id >= $2 and id <= $3";
    let mut inserted = HashSet::with_capacity(rows.len());
    for (sql, range) in EVENTS.pieces(rows.len()) {
        let rows = &rows[range];
        let mut query = sqlx::query(sql).bind(org.0).bind(job.map(|job| job.0));
        for row in rows {
            let (event, draft) = (row.event, &row.event.draft);
            query = query
                .bind(row.id)
                .bind(Instant::from(draft.occurred_at))
                .bind(draft.ends_at.map(Instant::from))
                .bind(event.supplier_id.0)
                .bind(event.site_id.map(|id| id.0))
                .bind(event.vehicle_id.map(|id| id.0))
                .bind(event.route_id.map(|id| id.0))
                .bind(row.row_number)
                .bind(event.lat)
                .bind(event.lon)
                .bind(draft.event_type.code())
                .bind(mode_code(draft.activity.mode))
                .bind(event.data_source.code())
                .bind(event.quality_status.code())
                .bind(draft.source_key.as_slice())
                .bind(draft.content_hash.as_slice())
                .bind(row.external_id.as_deref())
                .bind(row.notes.as_deref())
                .bind(row.activity.as_str());
        }
        let done = query.execute(&mut **tx).await?;
        if done.rows_affected() == rows.len() as u64 {
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
    rows: &[&Prepared<'_>],
) -> Result<()> {
    for (sql, range) in RAW.pieces(rows.len()) {
        let mut query = sqlx::query(sql).bind(org.0);
        for row in &rows[range] {
            query = query.bind(row.id).bind(&*row.raw);
        }
        query.execute(&mut **tx).await?;
    }
    Ok(())
}

/// Claims external ids that nobody has claimed.
pub(super) async fn external_ids(
    tx: &mut Transaction<'static, Sqlite>,
    org: OrgId,
    claims: &[(&str, i64, &[u8])],
) -> Result<()> {
    for (sql, range) in EXTERNAL_IDS.pieces(claims.len()) {
        let mut query = sqlx::query(sql).bind(org.0);
        for (external_id, id, hash) in &claims[range] {
            query = query.bind(*external_id).bind(id).bind(*hash);
        }
        query.execute(&mut **tx).await?;
    }
    Ok(())
}
