//! A chunk of events on its way in: ids, external ids, then the rows of three tables.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use model::ids::{EventId, JobId};
use sqlx::AssertSqlSafe;

use super::{InsertOutcome, NewEvent, insert_postgres, insert_sqlite};
use crate::db::{Bulk, Inner, lists, run};
use crate::emissions::Calculation;
use crate::emissions::estimates::{self, Row};
use crate::ids::IdKind;
use crate::instant::{EARLIEST, LATEST};
use crate::{Conn, Error, Result, ids, text};

/// An event with everything that had to be converted for its row.
pub(super) struct Prepared<'a> {
    pub(super) id: i64,
    pub(super) event: &'a NewEvent,
    pub(super) row_number: i64,
    pub(super) external_id: Option<Cow<'a, str>>,
    pub(super) notes: Option<Cow<'a, str>>,
    pub(super) raw: Cow<'a, str>,
    pub(super) activity: String,
    estimate: Row<'a>,
}

/// Inserts a chunk: events, raw rows, external ids, and the estimates under each of `calculations`. The
/// answer has the order of `events`.
/// With `job`, also widens that job's range of event ids (for taking it back).
pub async fn insert(
    conn: &mut Conn,
    calculations: &[Calculation],
    job: Option<JobId>,
    events: &[NewEvent],
) -> Result<Vec<InsertOutcome>> {
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let count = u32::try_from(events.len()).map_err(|_| Error::OutOfRange("number of events"))?;
    let first = ids::reserve(conn, IdKind::Event, count).await?;
    let prepared = (first..)
        .zip(events)
        .map(|(id, event)| prepare(id, event))
        .collect::<Result<Vec<_>>>()?;

    let mut outcomes: Vec<InsertOutcome> = prepared
        .iter()
        .map(|row| InsertOutcome::Inserted(EventId(row.id)))
        .collect();
    claim_external_ids(conn, &prepared, &mut outcomes).await?;

    let candidates: Vec<&Prepared<'_>> = prepared
        .iter()
        .zip(&outcomes)
        .filter(|(_, outcome)| matches!(outcome, InsertOutcome::Inserted(_)))
        .map(|(row, _)| row)
        .collect();
    let org = conn.org;
    let inserted: HashSet<i64> = match &mut conn.session.inner {
        Inner::Sqlite(tx) => insert_sqlite::events(tx, org, job, &candidates).await?,
        Inner::Postgres(tx) => insert_postgres::events(tx, org, job, &candidates).await?,
    };
    let new: Vec<&Prepared<'_>> = candidates
        .into_iter()
        .filter(|row| inserted.contains(&row.id))
        .collect();
    match &mut conn.session.inner {
        Inner::Sqlite(tx) => insert_sqlite::raw(tx, org, &new).await?,
        Inner::Postgres(tx) => insert_postgres::raw(tx, org, &new).await?,
    }
    let of_new: Vec<&Row<'_>> = new.iter().map(|row| &row.estimate).collect();
    for calculation in calculations {
        estimates::insert_rows(conn, *calculation, &of_new).await?;
    }

    for (row, outcome) in prepared.iter().zip(&mut outcomes) {
        if matches!(outcome, InsertOutcome::Inserted(_)) && !inserted.contains(&row.id) {
            if row.external_id.is_some() {
                // Its external id was new and its key is made of it, so it cannot be there.
                return Err(Error::Corrupt {
                    table: "event_external_ids",
                    column: "external_id",
                });
            }
            *outcome = InsertOutcome::Duplicate;
        }
    }
    if let (Some(job), Some(first), Some(last)) = (job, new.first(), new.last()) {
        widen(conn, job, first.id, last.id).await?;
    }
    Ok(outcomes)
}

fn prepare(id: i64, event: &NewEvent) -> Result<Prepared<'_>> {
    let is_place = |degrees: Option<f64>| degrees.is_none_or(f64::is_finite);
    if !is_place(event.lat) || !is_place(event.lon) {
        return Err(Error::OutOfRange("lat or lon"));
    }
    let is_time = |at: DateTime<Utc>| (EARLIEST..LATEST).contains(&at);
    if !is_time(event.draft.occurred_at) || !event.draft.ends_at.is_none_or(is_time) {
        return Err(Error::OutOfRange("occurred_at or ends_at"));
    }
    let draft = &event.draft;
    Ok(Prepared {
        id,
        event,
        row_number: i64::try_from(draft.row_number).map_err(|_| Error::OutOfRange("row_number"))?,
        external_id: draft.external_id.as_deref().map(text::clean),
        notes: draft.notes.as_deref().map(text::clean),
        raw: text::clean(&draft.raw),
        activity: text::json_text(&draft.activity)?,
        estimate: Row::new(id, &event.estimate)?,
    })
}

pub(super) static EXTERNAL_IDS: LazyLock<Bulk> = LazyLock::new(|| {
    Bulk::new(
        "insert into event_external_ids (org_id, external_id, event_id, content_hash) values",
        "?1, *, *, *",
        "on conflict (org_id, external_id) do nothing",
        1,
    )
});

/// Claims the external ids of the chunk and marks the events whose id was claimed before: by an
/// event in the database or by one earlier in the chunk. On PostgreSQL a claim waits for another
/// writer's claim of the same id and then sees its outcome.
async fn claim_external_ids(
    conn: &mut Conn,
    prepared: &[Prepared<'_>],
    outcomes: &mut [InsertOutcome],
) -> Result<()> {
    let mut claims: Vec<(&str, i64, &[u8])> = Vec::new();
    let mut seen = HashSet::new();
    for row in prepared {
        if let Some(external_id) = row.external_id.as_deref()
            && seen.insert(external_id)
        {
            claims.push((external_id, row.id, &row.event.draft.content_hash));
        }
    }
    if claims.is_empty() {
        return Ok(());
    }
    // In the order of ids: two writers then never wait for each other in a circle.
    claims.sort_unstable();
    let org = conn.org;
    match &mut conn.session.inner {
        Inner::Sqlite(tx) => insert_sqlite::external_ids(tx, org, &claims).await?,
        Inner::Postgres(tx) => insert_postgres::external_ids(tx, org, &claims).await?,
    }

    let sql = format!(
        "select external_id, event_id, content_hash
        from event_external_ids
        where org_id = $1 and {}",
        lists::among_texts(&conn.session, "external_id", 2),
    );
    let wanted = lists::bind(claims.iter().map(|(external_id, ..)| *external_id));
    let rows = run!(
        conn,
        all(String, i64, Vec<u8>),
        AssertSqlSafe(sql),
        conn.org.0,
        wanted
    )?;
    let stored: HashMap<String, (i64, Vec<u8>)> = rows
        .into_iter()
        .map(|(external_id, id, hash)| (external_id, (id, hash)))
        .collect();
    for (row, outcome) in prepared.iter().zip(outcomes) {
        let Some(external_id) = row.external_id.as_deref() else {
            continue;
        };
        let (holder, hash) = stored
            .get(external_id)
            .ok_or(Error::NotFound("external id just claimed"))?;
        if *holder != row.id {
            *outcome = if hash.as_slice() == row.event.draft.content_hash {
                InsertOutcome::Duplicate
            } else {
                InsertOutcome::Conflict
            };
        }
    }
    Ok(())
}

/// The span of a job's event ids finds them again without an index on job ids.
async fn widen(conn: &mut Conn, job: JobId, first: i64, last: i64) -> Result<()> {
    const SQL: &str = "
        update ingest_jobs
        set first_event_id = case
                when first_event_id is null or first_event_id > $3 then $3 else first_event_id
            end,
            last_event_id = case
                when last_event_id is null or last_event_id < $4 then $4 else last_event_id
            end
        where org_id = $1 and id = $2";
    let changed = run!(conn, exec, SQL, conn.org.0, job.0, first, last)?;
    if changed == 1 {
        Ok(())
    } else {
        Err(Error::NotFound("import job"))
    }
}
