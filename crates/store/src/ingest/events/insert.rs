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
use crate::emissions::estimates;
use crate::ids::IdKind;
use crate::instant::{EARLIEST, LATEST};
use crate::{Conn, Error, Result, ids, text};

/// Events with all that has to be converted for their rows, which takes longer than it looks: do it
/// before the transaction.
#[derive(Debug, Clone, PartialEq)]
pub struct Chunk {
    events: Vec<Converted>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Converted {
    pub(super) event: NewEvent,
    pub(super) row_number: i64,
    /// As JSON.
    pub(super) activity: String,
    /// Empty where there is no estimate.
    contributions: Vec<u8>,
}

/// An event under the id it is inserted with.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) id: i64,
    pub(super) of: &'a Converted,
}

impl Chunk {
    /// Refuses figures and times that a column would not keep.
    pub fn new(events: Vec<NewEvent>) -> Result<Self> {
        let events = events.into_iter().map(convert).collect::<Result<_>>()?;
        Ok(Self { events })
    }

    /// The events, in order; their texts are without NUL characters.
    pub fn events(&self) -> impl ExactSizeIterator<Item = &NewEvent> {
        self.events.iter().map(|converted| &converted.event)
    }

    /// The event at `index`.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&NewEvent> {
        Some(&self.events.get(index)?.event)
    }
}

/// Inserts a chunk: events, raw rows, external ids, and the estimates under each of `calculations`. The
/// answer has the order of `events`.
/// With `job`, also widens that job's range of event ids (for taking it back).
pub async fn insert(
    conn: &mut Conn,
    calculations: &[Calculation],
    job: Option<JobId>,
    chunk: &Chunk,
) -> Result<Vec<InsertOutcome>> {
    let events = &chunk.events;
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let count = u32::try_from(events.len()).map_err(|_| Error::OutOfRange("number of events"))?;
    let first = ids::reserve(conn, IdKind::Event, count).await?;
    let rows: Vec<Row<'_>> = (first..)
        .zip(events)
        .map(|(id, of)| Row { id, of })
        .collect();

    let mut outcomes: Vec<InsertOutcome> = rows
        .iter()
        .map(|row| InsertOutcome::Inserted(EventId(row.id)))
        .collect();
    claim_external_ids(conn, &rows, &mut outcomes).await?;

    let candidates: Vec<Row<'_>> = rows
        .iter()
        .zip(&outcomes)
        .filter(|(_, outcome)| matches!(outcome, InsertOutcome::Inserted(_)))
        .map(|(row, _)| *row)
        .collect();
    let org = conn.org;
    let inserted: HashSet<i64> = match &mut conn.session.inner {
        Inner::Sqlite(tx) => insert_sqlite::events(tx, org, job, &candidates).await?,
        Inner::Postgres(tx) => insert_postgres::events(tx, org, job, &candidates).await?,
    };
    let new: Vec<Row<'_>> = candidates
        .into_iter()
        .filter(|row| inserted.contains(&row.id))
        .collect();
    match &mut conn.session.inner {
        Inner::Sqlite(tx) => insert_sqlite::raw(tx, org, &new).await?,
        Inner::Postgres(tx) => insert_postgres::raw(tx, org, &new).await?,
    }
    let estimated: Vec<estimates::Row<'_>> = new
        .iter()
        .map(|row| estimates::Row {
            event_id: row.id,
            estimate: &row.of.event.estimate,
            contributions: &row.of.contributions,
        })
        .collect();
    for calculation in calculations {
        estimates::insert_rows(conn, *calculation, &estimated).await?;
    }

    for (row, outcome) in rows.iter().zip(&mut outcomes) {
        if matches!(outcome, InsertOutcome::Inserted(_)) && !inserted.contains(&row.id) {
            if row.of.external_id().is_some() {
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

fn convert(mut event: NewEvent) -> Result<Converted> {
    let is_place = |degrees: Option<f64>| degrees.is_none_or(f64::is_finite);
    if !is_place(event.lat) || !is_place(event.lon) {
        return Err(Error::OutOfRange("lat or lon"));
    }
    let is_time = |at: DateTime<Utc>| (EARLIEST..LATEST).contains(&at);
    if !is_time(event.draft.occurred_at) || !event.draft.ends_at.is_none_or(is_time) {
        return Err(Error::OutOfRange("occurred_at or ends_at"));
    }
    let draft = &mut event.draft;
    let texts = [&mut draft.external_id, &mut draft.notes];
    for text in texts.into_iter().flatten().chain([&mut draft.raw]) {
        if let Cow::Owned(clean) = text::clean(text) {
            *text = clean;
        }
    }
    Ok(Converted {
        row_number: i64::try_from(draft.row_number).map_err(|_| Error::OutOfRange("row_number"))?,
        activity: text::json_text(&draft.activity)?,
        contributions: estimates::contributions(&event.estimate)?,
        event,
    })
}

impl Converted {
    pub(super) fn external_id(&self) -> Option<&str> {
        self.event.draft.external_id.as_deref()
    }
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
    rows: &[Row<'_>],
    outcomes: &mut [InsertOutcome],
) -> Result<()> {
    let mut claims: Vec<(&str, i64, &[u8])> = Vec::new();
    let mut seen = HashSet::new();
    for row in rows {
        if let Some(external_id) = row.of.external_id()
            && seen.insert(external_id)
        {
            claims.push((external_id, row.id, &row.of.event.draft.content_hash));
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
    let found = run!(
        conn,
        all(String, i64, Vec<u8>),
        AssertSqlSafe(sql),
        conn.org.0,
        wanted
    )?;
    let stored: HashMap<String, (i64, Vec<u8>)> = found
        .into_iter()
        .map(|(external_id, id, hash)| (external_id, (id, hash)))
        .collect();
    for (row, outcome) in rows.iter().zip(outcomes) {
        let Some(external_id) = row.of.external_id() else {
            continue;
        };
        let (holder, hash) = stored
            .get(external_id)
            .ok_or(Error::NotFound("external id just claimed"))?;
        if *holder != row.id {
            *outcome = if hash.as_slice() == row.of.event.draft.content_hash {
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
