//! Pages of events by time or size.

use chrono::{DateTime, TimeDelta, Utc};
use model::ids::SupplierId;
use model::ingest::{EventQuery, EventSort};
use model::page::Page;

use super::pick::{self, Direction, Hour, Picked, Selection, TimeKey};
use super::{StoredEvent, row};
use crate::cursor::{Reader, Writer, cut};
use crate::db::run;
use crate::emissions::Calculation;
use crate::instant::{EARLIEST, LATEST};
use crate::{Conn, Error, Result};

/// Most events that are sorted by size, and most ids of an import that are read to find its events.
pub const SORTABLE_EVENTS: u64 = 100_000;

/// Hours looked up in the roll-up at once.
const HOURS: u32 = 500;

/// One page. `query.limit` is not read, `limit` counts; `query.supplier_id` scopes supplier users.
/// `TooManyToSort` for the sorts by size when more than [`SORTABLE_EVENTS`] may match.
pub async fn page(
    conn: &mut Conn,
    calculation: Calculation,
    query: &EventQuery,
    limit: u32,
) -> Result<Page<StoredEvent>> {
    let Some((selection, rows_of_job)) = select(conn, calculation, query).await? else {
        return Ok(Page {
            items: Vec::new(),
            next_cursor: None,
        });
    };
    let filter = EventQuery {
        limit: None,
        cursor: None,
        ..query.clone()
    };
    match query.sort.unwrap_or(EventSort::Newest) {
        EventSort::Newest => by_time(conn, &selection, &filter, Direction::Newest, limit).await,
        EventSort::Oldest => by_time(conn, &selection, &filter, Direction::Oldest, limit).await,
        EventSort::Largest => by_size(conn, &selection, &filter, rows_of_job, true, limit).await,
        EventSort::Smallest => by_size(conn, &selection, &filter, rows_of_job, false, limit).await,
    }
}

/// The newest `limit`, of one supplier or all.
pub async fn latest(
    conn: &mut Conn,
    calculation: Calculation,
    supplier: Option<SupplierId>,
    limit: u32,
) -> Result<Vec<StoredEvent>> {
    let query = EventQuery {
        supplier_id: supplier,
        ..EventQuery::default()
    };
    Ok(page(conn, calculation, &query, limit).await?.items)
}

/// What is picked from, and how many events the import asked for has; `None` when it has none.
async fn select<'a>(
    conn: &mut Conn,
    calculation: Calculation,
    query: &'a EventQuery,
) -> Result<Option<(Selection<'a>, Option<u64>)>> {
    const JOB: &str = "
        select rows_accepted, first_event_id, last_event_id
        from ingest_jobs
        where org_id = $1 and id = $2";
    let mut selection = Selection {
        query,
        calculation,
        // No event lies outside (`insert` refuses it), and PostgreSQL knows no times far outside.
        from: query.from.unwrap_or(EARLIEST).max(EARLIEST),
        to: query.to.unwrap_or(LATEST).min(LATEST),
        ids: None,
    };
    let Some(job) = query.job_id else {
        return Ok(Some((selection, None)));
    };
    let found = run!(
        conn,
        optional(i64, Option<i64>, Option<i64>),
        JOB,
        conn.org.0,
        job.0
    )?;
    let Some((rows, Some(first), Some(last))) = found else {
        return Ok(None);
    };
    if last.abs_diff(first) < 2 * SORTABLE_EVENTS {
        selection.ids = Some((first, last));
    }
    Ok(Some((selection, Some(u64::try_from(rows).unwrap_or(0)))))
}

async fn by_time(
    conn: &mut Conn,
    selection: &Selection<'_>,
    filter: &EventQuery,
    direction: Direction,
    limit: u32,
) -> Result<Page<StoredEvent>> {
    let after = match &selection.query.cursor {
        Some(cursor) => {
            let mut reader = Reader::new(cursor, "events", filter)?;
            Some(TimeKey {
                at: reader.time()?,
                source_key: reader.bytes()?,
            })
        }
        None => None,
    };
    let wanted = limit.saturating_add(1);
    let by_rollup = selection.ids.is_none() && pick::has_rolled_up_filter(selection.query);
    let mut picked = if by_rollup {
        walk(conn, selection, direction, after.as_ref(), wanted).await?
    } else {
        let range = (selection.from, selection.to);
        pick::by_time(conn, selection, direction, range, after.as_ref(), wanted).await?
    };
    let has_more = cut(&mut picked, limit);
    let next_cursor = picked.last().filter(|_| has_more).map(|last| {
        let writer = Writer::new("events", filter);
        writer
            .time(last.occurred_at.0)
            .bytes(&last.source_key)
            .finish()
    });
    let ids: Vec<i64> = picked.iter().map(|event| event.id).collect();
    Ok(Page {
        items: row::load(conn, selection.calculation, &ids).await?,
        next_cursor,
    })
}

/// Walks the hours that hold matching events until the page is full.
async fn walk(
    conn: &mut Conn,
    selection: &Selection<'_>,
    direction: Direction,
    after: Option<&TimeKey>,
    wanted: u32,
) -> Result<Vec<Picked>> {
    let hour = TimeDelta::hours(1);
    let (mut from, mut to) = (pick::hour_of(selection.from), selection.to);
    match (direction, after) {
        (Direction::Newest, Some(key)) => to = to.min(pick::hour_of(key.at) + hour),
        (Direction::Oldest, Some(key)) => from = from.max(pick::hour_of(key.at)),
        (_, None) => {}
    }
    let mut picked: Vec<Picked> = Vec::new();
    loop {
        let hours = pick::hours(conn, selection, direction, from, to, HOURS).await?;
        for run in runs(&hours) {
            let missing = wanted.saturating_sub(u32::try_from(picked.len()).unwrap_or(u32::MAX));
            if missing == 0 {
                return Ok(picked);
            }
            // Of an hour at the edge only the part that was asked for.
            let range = (run.0.max(selection.from), (run.1 + hour).min(selection.to));
            let news = pick::by_time(conn, selection, direction, range, after, missing).await?;
            picked.extend(news);
        }
        let Some(last) = hours.last().filter(|_| hours.len() == HOURS as usize) else {
            return Ok(picked);
        };
        match direction {
            Direction::Newest => to = last.hour.0,
            Direction::Oldest => from = last.hour.0 + hour,
        }
    }
}

/// First and last hour of each run of neighbouring hours, in the order of `hours`.
fn runs(hours: &[Hour]) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
    hours
        .chunk_by(|a, b| (a.hour.0 - b.hour.0).abs() <= TimeDelta::hours(1))
        .filter_map(|run| Some((run.first()?.hour.0, run.last()?.hour.0)))
        .map(|(first, last)| (first.min(last), first.max(last)))
        .collect()
}

async fn by_size(
    conn: &mut Conn,
    selection: &Selection<'_>,
    filter: &EventQuery,
    rows_of_job: Option<u64>,
    largest: bool,
    limit: u32,
) -> Result<Page<StoredEvent>> {
    let events = pick::count(conn, selection)
        .await?
        .min(rows_of_job.unwrap_or(u64::MAX));
    if events > SORTABLE_EVENTS {
        return Err(Error::TooManyToSort {
            events,
            limit: SORTABLE_EVENTS,
        });
    }
    let after = match &selection.query.cursor {
        Some(cursor) => {
            let mut reader = Reader::new(cursor, "events", filter)?;
            Some((reader.int()?, reader.int()?))
        }
        None => None,
    };
    let wanted = limit.saturating_add(1);
    let mut picked = pick::by_size(conn, selection, largest, after, wanted).await?;
    let has_more = cut(&mut picked, limit);
    let next_cursor = picked
        .last()
        .filter(|_| has_more)
        .map(|(id, mg)| Writer::new("events", filter).int(*mg).int(*id).finish());
    let ids: Vec<i64> = picked.into_iter().map(|(id, _)| id).collect();
    Ok(Page {
        items: row::load(conn, selection.calculation, &ids).await?,
        next_cursor,
    })
}
