//! Measurements that a review found odd, and those of them that a person said are right.

use chrono::{DateTime, Utc};
use model::energy::{Channel, Measurement};
use model::ids::SiteId;

use crate::codes::Code;
use crate::db::run;
use crate::instant::Instant;
use crate::{Conn, Result};

/// An odd measurement.
#[derive(Debug, Clone, PartialEq)]
pub struct Flag {
    pub at: DateTime<Utc>,
    pub reason: String,
    /// Whether a person said that it is right; then it is no outlier.
    pub is_approved: bool,
}

/// Those of a channel that lie in `[from, to)`, oldest first.
pub async fn flags(
    conn: &mut Conn,
    site: SiteId,
    channel: Channel,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<Flag>> {
    const SQL: &str = "
        select measured_at, reason, approved_at from measurement_flags
        where org_id = $1 and site_id = $2 and channel = $3
            and measured_at >= $4 and measured_at < $5
        order by measured_at";
    let rows = run!(
        conn,
        all(Instant, String, Option<Instant>),
        SQL,
        conn.org.0,
        site.0,
        channel.code(),
        Instant::of_range(from),
        Instant::of_range(to),
    )?;
    let rows = rows.into_iter();
    Ok(rows
        .map(|(at, reason, approved_at)| Flag {
            at: at.0,
            reason,
            is_approved: approved_at.is_some(),
        })
        .collect())
}

/// Flags a measurement, unless it is flagged, has another value by now or a person said that it is right.
/// Whether it was so.
pub async fn put_flag(
    conn: &mut Conn,
    site: SiteId,
    of: Measurement,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    const SQL: &str = "
        insert into measurement_flags (org_id, site_id, channel, measured_at, reason, found_at)
        select m.org_id, m.site_id, m.channel, m.measured_at, $6, $7
        from measurements m
        where m.org_id = $1 and m.site_id = $2 and m.channel = $3 and m.measured_at = $4
            and m.value = $5
        on conflict (org_id, site_id, channel, measured_at) do nothing";
    let changed = run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        site.0,
        of.channel.code(),
        Instant::from(of.at),
        of.value,
        reason,
        Instant::from(now),
    )?;
    Ok(changed == 1)
}

/// Takes a flag off, also one that was approved: nothing is odd any more, or the value is another.
pub async fn remove_flag(
    conn: &mut Conn,
    site: SiteId,
    channel: Channel,
    at: DateTime<Utc>,
) -> Result<bool> {
    const SQL: &str = "
        delete from measurement_flags
        where org_id = $1 and site_id = $2 and channel = $3 and measured_at = $4";
    let at = Instant::from(at);
    let removed = run!(conn, exec, SQL, conn.org.0, site.0, channel.code(), at)?;
    Ok(removed == 1)
}

/// A person says that an outlier is right. False where it is none.
pub async fn approve_flag(
    conn: &mut Conn,
    site: SiteId,
    channel: Channel,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool> {
    const SQL: &str = "
        update measurement_flags set approved_at = $5
        where org_id = $1 and site_id = $2 and channel = $3 and measured_at = $4
            and approved_at is null";
    let (at, now) = (Instant::from(at), Instant::from(now));
    let changed = run!(conn, exec, SQL, conn.org.0, site.0, channel.code(), at, now)?;
    Ok(changed == 1)
}

/// The latest outliers of a site since a time, of all channels, newest first.
pub async fn latest_outliers(
    conn: &mut Conn,
    site: SiteId,
    since: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<(Measurement, String)>> {
    const SQL: &str = "
        select f.channel, f.measured_at, m.value, f.reason
        from measurement_flags f
        join measurements m on m.org_id = f.org_id and m.site_id = f.site_id
            and m.channel = f.channel and m.measured_at = f.measured_at
        where f.org_id = $1 and f.site_id = $2 and f.measured_at >= $3 and f.approved_at is null
        order by f.measured_at desc, f.channel
        limit $4";
    let since = Instant::of_range(since);
    let rows = run!(
        conn,
        all(i16, Instant, f64, String),
        SQL,
        conn.org.0,
        site.0,
        since,
        i64::from(limit)
    )?;
    rows.into_iter()
        .map(|(channel, at, value, reason)| {
            let of = Measurement {
                channel: Channel::from_code(channel, "measurement_flags", "channel")?,
                at: at.0,
                value,
            };
            Ok((of, reason))
        })
        .collect()
}
