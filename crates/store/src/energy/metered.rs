//! Hours that meters of sites count, by the events made of them.

use chrono::{DateTime, Utc};
use model::ids::{EventId, SiteId};

use crate::db::run;
use crate::instant::Instant;
use crate::{Conn, Error, Result};

/// An hour of UTC with the event made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MeteredHour {
    pub hour: DateTime<Utc>,
    pub event_id: EventId,
    pub content_hash: [u8; 16],
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
