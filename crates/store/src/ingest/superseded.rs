//! Events whose electricity a meter of their site counts, whole or in part: which they are, and which they
//! are to be.

use chrono::{DateTime, Utc};
use model::ids::{EventId, SiteId};
use model::ingest::{Activity, DataSource, MeteredTime, QualityStatus};
use model::units::Milligrams;
use sqlx::types::Json;

use crate::codes::Code;
use crate::db::run;
use crate::emissions::Calculation;
use crate::emissions::estimates::{EstimateRow, NewEstimate, estimate_columns};
use crate::instant::Instant;
use crate::quality::MeterKey;
use crate::{Conn, Error, Result};

/// An event that may report what the meter of its site counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Overlap {
    pub event_id: EventId,
    pub occurred_at: DateTime<Utc>,
    pub ends_at: Option<DateTime<Utc>>,
    pub status: QualityStatus,
    pub activity: Activity,
    /// What is kept of it; `None` where no meter counts any of it.
    pub kept: Option<Superseded>,
}

/// What is kept of an event of which a meter counts the electricity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Superseded {
    /// The status it had before a meter counted all of it; `None` where a meter counts a part, which
    /// leaves the status alone.
    pub status_before: Option<QualityStatus>,
    pub metered: MeteredTime,
}

/// The metered part of an event's time as it is stored.
pub(crate) fn metered_time(
    occurred_at: DateTime<Utc>,
    ends_at: Option<DateTime<Utc>>,
    bytes: Option<Vec<u8>>,
) -> Result<Option<MeteredTime>> {
    let Some(bytes) = bytes else { return Ok(None) };
    let time = MeteredTime::from_bytes(occurred_at, ends_at, bytes);
    time.map(Some).ok_or(Error::Corrupt {
        table: "superseded_events",
        column: "metered",
    })
}

fn status_before(code: Option<i16>) -> Result<Option<QualityStatus>> {
    code.map(|code| QualityStatus::from_code(code, "superseded_events", "status_before"))
        .transpose()
}

/// The column of an event `e` that [`metered_time`] reads.
macro_rules! metered_column {
    () => {
        "(select o.metered from superseded_events o \
          where o.org_id = $1 and o.event_id = e.id) as metered"
    };
}
pub(crate) use metered_column;

/// Factory and warehouse events of a site, except those made of its meter, whose time lies in
/// `[from, to)` in part; in the order of ids, after one. Events last `period_max` at most.
pub async fn overlaps(
    conn: &mut Conn,
    site: SiteId,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    period_max: chrono::Duration,
    after: EventId,
    limit: u32,
) -> Result<Vec<Overlap>> {
    #[derive(Debug, sqlx::FromRow)]
    struct Row {
        id: i64,
        occurred_at: Instant,
        ends_at: Option<Instant>,
        quality_status: i16,
        activity: Json<Activity>,
        status_before: Option<i16>,
        metered: Option<Vec<u8>>,
    }
    const SQL: &str = "
        select e.id, e.occurred_at, e.ends_at, e.quality_status, e.activity, o.status_before,
            o.metered
        from events_normalized e
        left join superseded_events o on o.org_id = $1 and o.event_id = e.id
        where e.org_id = $1 and e.site_id = $2 and e.event_type in (2, 3)
            and e.occurred_at >= $3 and e.occurred_at < $5
            and (e.ends_at > $4 or e.occurred_at >= $4)
            and e.id > $6
            and not exists (
                select 1 from metered_hours own
                where own.org_id = $1 and own.site_id = $2 and own.hour = e.occurred_at
                    and own.event_id = e.id
            )
        order by e.id
        limit $7";
    let since = from.checked_sub_signed(period_max).unwrap_or(from);
    let rows = run!(
        conn,
        all Row,
        SQL,
        conn.org.0,
        site.0,
        Instant::of_range(since),
        Instant::of_range(from),
        Instant::of_range(to),
        after.0,
        i64::from(limit),
    )?;
    rows.into_iter()
        .map(|row| {
            let (occurred_at, ends_at) = (row.occurred_at.0, row.ends_at.map(|at| at.0));
            let status = row.quality_status;
            let metered = metered_time(occurred_at, ends_at, row.metered)?;
            let before = status_before(row.status_before)?;
            Ok(Overlap {
                event_id: EventId(row.id),
                occurred_at,
                ends_at,
                status: QualityStatus::from_code(status, "events_normalized", "quality_status")?,
                activity: row.activity.0,
                kept: metered.map(|metered| Superseded {
                    status_before: before,
                    metered,
                }),
            })
        })
        .collect()
}

/// Beginnings of the hours that a site's meter counts and that begin in `[from, to)`, oldest first.
pub async fn counted_hours(
    conn: &mut Conn,
    site: SiteId,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<DateTime<Utc>>> {
    const SQL: &str = "
        select hour from metered_hours
        where org_id = $1 and site_id = $2 and hour >= $3 and hour < $4
        order by hour";
    let (from, to) = (Instant::of_range(from), Instant::of_range(to));
    let rows = run!(conn, all(Instant,), SQL, conn.org.0, site.0, from, to)?;
    Ok(rows.into_iter().map(|(hour,)| hour.0).collect())
}

/// Whether a site's meter counts any hour that begins in `[from, to)`.
pub async fn is_counted(
    conn: &mut Conn,
    site: SiteId,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<bool> {
    const SQL: &str = "
        select hour from metered_hours
        where org_id = $1 and site_id = $2 and hour >= $3 and hour < $4
        limit 1";
    let (from, to) = (Instant::of_range(from), Instant::of_range(to));
    let hour = run!(conn, optional(Instant,), SQL, conn.org.0, site.0, from, to)?;
    Ok(hour.is_some())
}

/// Source and activity of the last events of a series at a site before a time, newest first.
pub async fn before(
    conn: &mut Conn,
    site: SiteId,
    of: &MeterKey,
    at: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<(DataSource, Activity)>> {
    const SQL: &str = "
        select data_source, activity from events_normalized
        where org_id = $1 and site_id = $2 and event_type in (2, 3) and event_type = $3
            and supplier_id = $4 and occurred_at < $5
        order by occurred_at desc
        limit $6";
    let rows = run!(
        conn,
        all(i16, Json<Activity>),
        SQL,
        conn.org.0,
        site.0,
        of.category.code(),
        of.supplier_id.0,
        Instant::of_range(at),
        i64::from(limit),
    )?;
    rows.into_iter()
        .map(|(source, activity)| {
            let source = DataSource::from_code(source, "events_normalized", "data_source")?;
            Ok((source, activity.0))
        })
        .collect()
}

/// Keeps which part of an event is superseded.
pub async fn put(conn: &mut Conn, event: EventId, site: SiteId, kept: &Superseded) -> Result<()> {
    const SQL: &str = "
        insert into superseded_events (org_id, event_id, site_id, status_before, metered)
        values ($1, $2, $3, $4, $5)
        on conflict (org_id, event_id) do update
        set status_before = excluded.status_before, metered = excluded.metered";
    run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        event.0,
        site.0,
        kept.status_before.map(Code::code),
        kept.metered.bytes().to_vec(),
    )?;
    Ok(())
}

/// No part of it is superseded any more.
pub async fn remove(conn: &mut Conn, event: EventId) -> Result<()> {
    const SQL: &str = "delete from superseded_events where org_id = $1 and event_id = $2";
    run!(conn, exec, SQL, conn.org.0, event.0)?;
    Ok(())
}

/// What totals leave out of a calculation.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct LeftOut {
    pub(crate) co2e: Milligrams,
    /// Events that are listed and not counted.
    pub(crate) events: i64,
}

/// What the totals of a calculation leave out because meters count it.
pub(crate) async fn left_out(conn: &mut Conn, calculation: Calculation) -> Result<LeftOut> {
    #[derive(Debug, sqlx::FromRow)]
    struct Row {
        occurred_at: Instant,
        ends_at: Option<Instant>,
        metered: Option<Vec<u8>>,
        #[sqlx(flatten)]
        estimate: EstimateRow,
    }
    const SQL: &str = concat!(
        "select e.occurred_at, e.ends_at, o.metered, ",
        estimate_columns!(),
        " from superseded_events o
        join events_normalized e on e.org_id = $1 and e.id = o.event_id
        join estimates s on s.event_id = o.event_id and s.calculation = $2 and s.org_id = $1
        where o.org_id = $1"
    );
    let mut sum = LeftOut::default();
    for row in run!(conn, all Row, SQL, conn.org.0, calculation.0)? {
        let ends_at = row.ends_at.map(|at| at.0);
        let metered = metered_time(row.occurred_at.0, ends_at, row.metered)?;
        let estimate = row.estimate.into_estimate()?;
        if let (Some(metered), Some(NewEstimate::Estimated(estimated))) = (metered, estimate) {
            let (ttw, wtt) = estimated.counted_by_meter();
            sum.co2e += metered.left_out(ttw) + metered.left_out(wtt);
            sum.events += i64::from(metered.is_whole());
        }
    }
    Ok(sum)
}
