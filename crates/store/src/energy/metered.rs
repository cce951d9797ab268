//! Hours that meters of sites count, by the events made of them, and hours that are to be looked at.

use chrono::{DateTime, Utc};
use model::ids::{EventId, OrgId, SiteId};

use crate::db::run;
use crate::instant::Instant;
use crate::{Conn, Error, Result, SystemConn};

/// An hour of UTC with the event made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MeteredHour {
    pub hour: DateTime<Utc>,
    pub event_id: EventId,
    pub content_hash: [u8; 16],
}

/// Hours of a site to look at: those that begin in `[from, to)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MeteredPending {
    pub site_id: SiteId,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    marks: i64,
}

/// The counted hours of a site that begin in `[from, to)`, oldest first.
pub async fn metered_hours(
    conn: &mut Conn,
    site: SiteId,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    limit: u32,
) -> Result<Vec<MeteredHour>> {
    #[derive(Debug, sqlx::FromRow)]
    struct Row {
        hour: Instant,
        event_id: i64,
        content_hash: Vec<u8>,
    }
    const SQL: &str = "
        select hour, event_id, content_hash from metered_hours
        where org_id = $1 and site_id = $2 and hour >= $3 and hour < $4
        order by hour
        limit $5";
    let rows = run!(
        conn,
        all Row,
        SQL,
        conn.org.0,
        site.0,
        Instant::of_range(from),
        Instant::of_range(to),
        i64::from(limit),
    )?;
    rows.into_iter()
        .map(|row| {
            Ok(MeteredHour {
                hour: row.hour.0,
                event_id: EventId(row.event_id),
                content_hash: row.content_hash.try_into().map_err(|_| Error::Corrupt {
                    table: "metered_hours",
                    column: "content_hash",
                })?,
            })
        })
        .collect()
}

/// Beginnings of the first counted hour of a site and of the last.
pub async fn metered_span(
    conn: &mut Conn,
    site: SiteId,
) -> Result<Option<(DateTime<Utc>, DateTime<Utc>)>> {
    const SQL: &str = "
        select min(hour), max(hour) from metered_hours where org_id = $1 and site_id = $2";
    let (first, last) = run!(
        conn,
        one(Option<Instant>, Option<Instant>),
        SQL,
        conn.org.0,
        site.0
    )?;
    Ok(first.zip(last).map(|(first, last)| (first.0, last.0)))
}

/// Counts an hour by an event, in the place of the one that did.
pub async fn put_metered_hour(
    conn: &mut Conn,
    site: SiteId,
    hour: MeteredHour,
    hour_end: DateTime<Utc>,
) -> Result<()> {
    const SQL: &str = "
        insert into metered_hours (org_id, site_id, hour, hour_end, event_id, content_hash)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (org_id, site_id, hour)
        do update set event_id = excluded.event_id, content_hash = excluded.content_hash";
    run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        site.0,
        Instant::from(hour.hour),
        Instant::from(hour_end),
        hour.event_id.0,
        hour.content_hash.to_vec(),
    )?;
    Ok(())
}

/// Counts an hour no more.
pub async fn remove_metered_hour(conn: &mut Conn, site: SiteId, hour: DateTime<Utc>) -> Result<()> {
    const SQL: &str = "
        delete from metered_hours where org_id = $1 and site_id = $2 and hour = $3";
    run!(conn, exec, SQL, conn.org.0, site.0, Instant::from(hour))?;
    Ok(())
}

/// Hours of a site that begin in `[from, to)` are to be looked at.
pub async fn mark_metered(
    conn: &mut Conn,
    site: SiteId,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<()> {
    const SQL: &str = "
        insert into metered_pending (org_id, site_id, from_at, to_at, marks)
        values ($1, $2, $3, $4, 1)
        on conflict (org_id, site_id) do update
        set from_at = case when excluded.from_at < metered_pending.from_at
                then excluded.from_at else metered_pending.from_at end,
            to_at = case when excluded.to_at > metered_pending.to_at
                then excluded.to_at else metered_pending.to_at end,
            marks = metered_pending.marks + 1";
    let (from, to) = (Instant::from(from), Instant::from(to));
    run!(conn, exec, SQL, conn.org.0, site.0, from, to)?;
    Ok(())
}

/// Organisations with hours to look at.
pub async fn metered_organisations(conn: &mut SystemConn) -> Result<Vec<OrgId>> {
    const SQL: &str = "select distinct org_id from metered_pending order by org_id";
    Ok(run!(conn, all(i64,), SQL)?
        .into_iter()
        .map(|(org,)| OrgId(org))
        .collect())
}

/// What is to be looked at, site by site.
pub async fn metered_pending(conn: &mut Conn, limit: u32) -> Result<Vec<MeteredPending>> {
    const SQL: &str = "
        select site_id, from_at, to_at, marks from metered_pending
        where org_id = $1
        order by site_id
        limit $2";
    let rows = run!(
        conn,
        all(i64, Instant, Instant, i64),
        SQL,
        conn.org.0,
        i64::from(limit)
    )?;
    Ok(rows
        .into_iter()
        .map(|(site, from, to, marks)| MeteredPending {
            site_id: SiteId(site),
            from: from.0,
            to: to.0,
            marks,
        })
        .collect())
}

/// It was looked at, unless more was marked meanwhile.
pub async fn settle_metered(conn: &mut Conn, pending: &MeteredPending) -> Result<()> {
    const SQL: &str = "
        delete from metered_pending where org_id = $1 and site_id = $2 and marks = $3";
    run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        pending.site_id.0,
        pending.marks
    )?;
    Ok(())
}
