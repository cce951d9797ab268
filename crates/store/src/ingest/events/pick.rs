//! Picking the events of a page: which ids, in which order.
//!
//! Every statement here walks the index (organisation, time, source key) and stops when the page is
//! full. Where a filter would make that walk long, [`hours`] says from the roll-up which hours hold
//! such events at all, and only those are walked.

use chrono::{DateTime, TimeDelta, Utc};
use model::ingest::EventQuery;
use model::monitoring::EntityKind;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::codes::Code;
use crate::db::run;
use crate::emissions::Calculation;
use crate::instant::Instant;
use crate::{Conn, Result, text};

/// Where a list by time stands: the last event given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TimeKey {
    pub(super) at: DateTime<Utc>,
    pub(super) source_key: Vec<u8>,
}

/// Which way a list by time goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Newest,
    Oldest,
}

/// What is picked from: the query, the time `[from, to)` and, for one import's events, their ids.
#[derive(Debug, Clone)]
pub(super) struct Selection<'a> {
    pub(super) query: &'a EventQuery,
    pub(super) calculation: Calculation,
    pub(super) from: DateTime<Utc>,
    pub(super) to: DateTime<Utc>,
    /// Events of a small import are found by the span of their ids.
    pub(super) ids: Option<(i64, i64)>,
}

/// An event picked for a page by time.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Picked {
    pub(super) id: i64,
    pub(super) occurred_at: Instant,
    pub(super) source_key: Vec<u8>,
}

/// An hour that holds matching events.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub(super) struct Hour {
    pub(super) hour: Instant,
}

/// Start of the UTC hour of `at`.
pub(super) fn hour_of(at: DateTime<Utc>) -> DateTime<Utc> {
    let seconds = at.timestamp();
    DateTime::from_timestamp(seconds - seconds.rem_euclid(3_600), 0).unwrap_or(at)
}

/// Binds what every statement of this file may name, in this order: `$1` organisation, `$2`
/// calculation, `$3` from, `$4` to, `$5` event type, `$6` mode, `$7` quality, `$8` supplier, `$9`
/// pattern of the supplier's name, `$10` import, `$11` and `$12` ids, `$13` site, `$14` route, then
/// what is given.
macro_rules! picking {
    ($conn:expr, $row:ty, $sql:expr, $selection:expr, $from:expr, $to:expr $(, $more:expr)*) => {{
        let query = $selection.query;
        run!(
            $conn,
            all $row,
            AssertSqlSafe($sql),
            $conn.org.0,
            $selection.calculation.0,
            Instant::from($from),
            Instant::from($to),
            query.event_type.map(Code::code),
            query.mode.map(Code::code),
            query.quality_status.map(Code::code),
            query.supplier_id.map(|id| id.0),
            query.supplier.as_deref().map(|part| text::containing(&text::key(part))),
            query.job_id.map(|id| -> Uuid { id.0 }),
            $selection.ids.map(|ids| ids.0),
            $selection.ids.map(|ids| ids.1),
            query.site_id.map(|id| id.0),
            query.route_id.map(|id| id.0)
            $(, $more)*
        )
    }};
}

const BY_NAME: &str = "in (
    select id from suppliers where org_id = $1 and name_key like $9 escape '\\'
)";

/// The conditions of the filter on `events_normalized e`, besides organisation and time. What is not
/// asked for is not in the text, so that the databases plan for what is.
fn conditions(selection: &Selection<'_>) -> String {
    let query = selection.query;
    let mut text = String::new();
    let mut add = |is_asked: bool, condition: &str| {
        if is_asked {
            text.push_str(" and ");
            text.push_str(condition);
        }
    };
    add(query.event_type.is_some(), "e.event_type = $5");
    add(query.mode.is_some(), "e.mode = $6");
    add(query.quality_status.is_some(), "e.quality_status = $7");
    add(query.supplier_id.is_some(), "e.supplier_id = $8");
    add(
        query.supplier.is_some(),
        &format!("e.supplier_id {BY_NAME}"),
    );
    add(query.site_id.is_some(), "e.site_id = $13");
    add(query.route_id.is_some(), "e.route_id = $14");
    add(query.job_id.is_some(), "e.job_id = $10");
    add(selection.ids.is_some(), "e.id >= $11 and e.id <= $12");
    if let Some(no_factor) = query.no_factor {
        let is = if no_factor { "is null" } else { "is not null" };
        add(
            true,
            &format!(
                "exists (
                    select 1 from estimates s
                    where s.org_id = $1 and s.calculation = $2 and s.event_id = e.id
                        and s.co2e_mg {is}
                )"
            ),
        );
    }
    text
}

/// Whether the roll-up knows more of the filter than time does.
pub(super) fn has_rolled_up_filter(query: &EventQuery) -> bool {
    query.event_type.is_some()
        || query.mode.is_some()
        || query.quality_status.is_some()
        || query.supplier_id.is_some()
        || query.supplier.is_some()
        || query.site_id.is_some()
        || query.route_id.is_some()
        || query.no_factor.is_some()
}

/// The same conditions on `emissions_hourly`, as far as it knows them.
fn rolled_up_conditions(query: &EventQuery) -> String {
    let mut text = String::new();
    let mut add = |is_asked: bool, condition: &str| {
        if is_asked {
            text.push_str(" and ");
            text.push_str(condition);
        }
    };
    add(query.event_type.is_some(), "category = $5");
    add(query.mode.is_some(), "mode = $6");
    add(query.quality_status.is_some(), "quality = $7");
    add(query.supplier_id.is_some(), "supplier_id = $8");
    add(query.supplier.is_some(), &format!("supplier_id {BY_NAME}"));
    add(query.site_id.is_some(), "site_id = $13");
    let of_route = format!(
        "exists (
            select 1 from entity_hourly r
            where r.org_id = $1 and r.calculation = $2 and r.hour = emissions_hourly.hour
                and r.kind = {} and r.entity_id = $14
        )",
        EntityKind::Route.code(),
    );
    add(query.route_id.is_some(), &of_route);
    text
}

/// What is counted of a roll-up row.
fn counted(query: &EventQuery) -> &'static str {
    match query.no_factor {
        None => "events",
        Some(true) => "no_factor_events",
        Some(false) => "events - no_factor_events",
    }
}

/// The next `limit` hours in `[from, to)` that hold matching events.
pub(super) async fn hours(
    conn: &mut Conn,
    selection: &Selection<'_>,
    direction: Direction,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<Hour>> {
    let (counted, conditions) = (
        counted(selection.query),
        rolled_up_conditions(selection.query),
    );
    let order = match direction {
        Direction::Newest => "desc",
        Direction::Oldest => "asc",
    };
    let sql = format!(
        "select hour
        from emissions_hourly
        where org_id = $1 and calculation = $2 and hour >= $3 and hour < $4{conditions}
        group by hour
        having sum({counted}) > 0
        order by hour {order}
        limit {limit}"
    );
    picking!(conn, Hour, sql, selection, from, to)
}

/// How many events match at most: whole hours at both ends, an import's filter not looked at.
pub(super) async fn count(conn: &mut Conn, selection: &Selection<'_>) -> Result<u64> {
    let sql = format!(
        "select cast(coalesce(sum({}), 0) as bigint)
        from emissions_hourly
        where org_id = $1 and calculation = $2 and hour >= $3 and hour < $4{}",
        counted(selection.query),
        rolled_up_conditions(selection.query),
    );
    let from = hour_of(selection.from);
    let counts: Vec<(i64,)> = picking!(conn, (i64,), sql, selection, from, selection.to)?;
    Ok(counts
        .first()
        .map_or(0, |(count,)| u64::try_from(*count).unwrap_or(0)))
}

/// The next `limit` events by time in `[from, to)` after `after`.
pub(super) async fn by_time(
    conn: &mut Conn,
    selection: &Selection<'_>,
    direction: Direction,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    after: Option<&TimeKey>,
    limit: u32,
) -> Result<Vec<Picked>> {
    let (sign, order) = match direction {
        Direction::Newest => ("<", "desc"),
        Direction::Oldest => (">", "asc"),
    };
    // The cursor narrows the range itself: SQLite walks an index by one bound at each end.
    let (from, to) = match (direction, after) {
        (Direction::Newest, Some(key)) => (from, to.min(key.at + TimeDelta::microseconds(1))),
        (Direction::Oldest, Some(key)) => (from.max(key.at), to),
        (_, None) => (from, to),
    };
    let beyond = match after {
        Some(_) => format!(" and (e.occurred_at {sign} $15 or e.source_key {sign} $16)"),
        None => String::new(),
    };
    let sql = format!(
        "select e.id, e.occurred_at, e.source_key
        from events_normalized e
        where {} and e.occurred_at >= $3 and e.occurred_at < $4{beyond}{}
        order by e.occurred_at {order}, e.source_key {order}
        limit {limit}",
        by_organisation(selection),
        conditions(selection),
    );
    picking!(
        conn,
        Picked,
        sql,
        selection,
        from,
        to,
        after.map(|key| Instant::from(key.at)),
        after.map(|key| key.source_key.clone())
    )
}

/// The next `limit` events by size after `after` (milligrams and id), as id and milligrams. Events
/// without kilograms come last. Sorts all that match: the caller has counted them.
pub(super) async fn by_size(
    conn: &mut Conn,
    selection: &Selection<'_>,
    largest: bool,
    after: Option<(i64, i64)>,
    limit: u32,
) -> Result<Vec<(i64, i64)>> {
    let (sign, order, last) = if largest {
        ("<", "desc", -i64::MAX)
    } else {
        (">", "asc", i64::MAX)
    };
    let mg = format!("coalesce(k.co2e_mg, {last})");
    let beyond = match after {
        Some(_) => format!(" and ({mg} {sign} $15 or ({mg} = $15 and e.id {sign} $16))"),
        None => String::new(),
    };
    let sql = format!(
        "select e.id, {mg} as mg
        from events_normalized e
        left join estimates k
            on k.org_id = $1 and k.calculation = $2 and k.event_id = e.id
        where {} and e.occurred_at >= $3 and e.occurred_at < $4{beyond}{}
        order by mg {order}, e.id {order}
        limit {limit}",
        by_organisation(selection),
        conditions(selection),
    );
    picking!(
        conn,
        (i64, i64),
        sql,
        selection,
        selection.from,
        selection.to,
        after.map(|key| key.0),
        after.map(|key| key.1)
    )
}

/// By a span of ids, SQLite must not take the index on organisation and time: the plus keeps it away.
fn by_organisation(selection: &Selection<'_>) -> &'static str {
    if selection.ids.is_some() {
        "+e.org_id = $1"
    } else {
        "e.org_id = $1"
    }
}
