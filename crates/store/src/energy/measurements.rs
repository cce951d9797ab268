//! What meters measured: one row for each interval of a channel.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use model::energy::{Channel, ChannelExtent, Measurement};
use model::ids::SiteId;

use super::fills::forget_fills;
use super::rows::{Outcome, Table};
use crate::codes::Code;
use crate::db::run;
use crate::instant::Instant;
use crate::{Conn, Result};

const TABLE: &str = "measurements";

static STEPS: LazyLock<Table> = LazyLock::new(|| Table::new(TABLE));

/// Stores what is not there yet, and says what of the rest is the same and what is not. No two rows may
/// be of one channel and interval.
pub async fn insert(conn: &mut Conn, site: SiteId, rows: &[Measurement]) -> Result<Outcome> {
    STEPS.insert(conn, site, rows).await
}

/// Puts values in the place of stored ones.
pub async fn replace(conn: &mut Conn, site: SiteId, rows: &[Measurement]) -> Result<()> {
    STEPS.replace(conn, site, rows).await
}

/// What is stored of the channels of `rows` around their times.
pub async fn known(
    conn: &mut Conn,
    site: SiteId,
    rows: &[Measurement],
) -> Result<HashMap<(Channel, DateTime<Utc>), f64>> {
    STEPS.known(conn, site, rows).await
}

/// A channel over `[from, to)`, oldest first.
pub async fn series(
    conn: &mut Conn,
    site: SiteId,
    channel: Channel,
    range: (DateTime<Utc>, DateTime<Utc>),
    limit: u32,
) -> Result<Vec<Measurement>> {
    STEPS.series(conn, site, channel, range, limit).await
}

/// How much of each channel is stored; channels without measurements are left out.
pub async fn extents(conn: &mut Conn, site: SiteId) -> Result<Vec<ChannelExtent>> {
    #[derive(Debug, sqlx::FromRow)]
    struct Row {
        channel: i16,
        rows: i64,
        first_at: Instant,
        last_at: Instant,
        last_value: f64,
    }
    const SQL: &str = "
        select m.channel, m.rows, m.first_at, m.last_at, l.value as last_value
        from (
            select org_id, site_id, channel, count(*) as rows,
                min(measured_at) as first_at, max(measured_at) as last_at
            from measurements
            where org_id = $1 and site_id = $2
            group by org_id, site_id, channel
        ) m
        join measurements l on l.org_id = m.org_id and l.site_id = m.site_id
            and l.channel = m.channel and l.measured_at = m.last_at
        order by m.channel";
    let rows = run!(conn, all Row, SQL, conn.org.0, site.0)?;
    rows.into_iter()
        .map(|row| {
            Ok(ChannelExtent {
                channel: Channel::from_code(row.channel, TABLE, "channel")?,
                count: row.rows.unsigned_abs(),
                first_at: row.first_at.0,
                last_at: row.last_at.0,
                last_value: row.last_value,
            })
        })
        .collect()
}

/// What is there of a channel's time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ChannelCounts {
    /// What came, outliers among it.
    pub came: u64,
    pub outliers: u64,
    pub filled: u64,
}

/// How many intervals of a channel in `[from, to)` there are of each quality.
pub async fn channel_counts(
    conn: &mut Conn,
    site: SiteId,
    channel: Channel,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<ChannelCounts> {
    const SQL: &str = "
        select
            (select count(*) from measurements
             where org_id = $1 and site_id = $2 and channel = $3
                and measured_at >= $4 and measured_at < $5),
            (select count(*) from measurement_flags
             where org_id = $1 and site_id = $2 and channel = $3
                and measured_at >= $4 and measured_at < $5 and approved_at is null),
            (select count(*) from measurement_fills
             where org_id = $1 and site_id = $2 and channel = $3
                and measured_at >= $4 and measured_at < $5)";
    let (came, outliers, filled) = run!(
        conn,
        one(i64, i64, i64),
        SQL,
        conn.org.0,
        site.0,
        channel.code(),
        Instant::of_range(from),
        Instant::of_range(to),
    )?;
    Ok(ChannelCounts {
        came: came.unsigned_abs(),
        outliers: outliers.unsigned_abs(),
        filled: filled.unsigned_abs(),
    })
}

/// The beginning of the first interval of any channel, whether a step or finer.
pub async fn first_measured(conn: &mut Conn, site: SiteId) -> Result<Option<DateTime<Utc>>> {
    const STEPS: &str = "
        select min(measured_at) from measurements
        where org_id = $1 and site_id = $2 and channel = $3";
    const FINE: &str = "
        select min(measured_at) from fine_measurements
        where org_id = $1 and site_id = $2 and channel = $3";
    let mut first = None;
    for sql in [STEPS, FINE] {
        for channel in Channel::ALL.iter().copied() {
            let of = run!(conn, scalar Option<Instant>, sql, conn.org.0, site.0, channel.code())?;
            first = first.into_iter().chain(of.map(|at| at.0)).min();
        }
    }
    Ok(first)
}

/// The beginning of the last interval of any channel that a load is made of.
pub async fn last_measured(conn: &mut Conn, site: SiteId) -> Result<Option<DateTime<Utc>>> {
    let mut last = None;
    let of_load = Channel::ALL.iter().filter(|one| **one != Channel::Soc);
    for channel in of_load {
        last = last.max(last_of(conn, site, *channel).await?);
    }
    Ok(last)
}

/// The beginning of the last interval of a channel.
pub async fn last_of(
    conn: &mut Conn,
    site: SiteId,
    channel: Channel,
) -> Result<Option<DateTime<Utc>>> {
    const SQL: &str = "
        select max(measured_at) from measurements
        where org_id = $1 and site_id = $2 and channel = $3";
    let last = run!(conn, scalar Option<Instant>, SQL, conn.org.0, site.0, channel.code())?;
    Ok(last.map(|at| at.0))
}

/// Deletes what was measured before a time, and what is known of it; how many steps, which those made of finer
/// intervals are too.
pub async fn forget(conn: &mut Conn, site: SiteId, before: DateTime<Utc>) -> Result<u64> {
    const SQL: &str = "
        delete from measurements
        where org_id = $1 and site_id = $2 and channel = $3 and measured_at < $4";
    const FINE: &str = "
        delete from fine_measurements
        where org_id = $1 and site_id = $2 and channel = $3 and measured_at < $4";
    forget_fills(conn, site, before).await?;
    let mut removed = 0;
    for channel in Channel::ALL.iter().copied() {
        let before = Instant::of_range(before);
        run!(conn, exec, FINE, conn.org.0, site.0, channel.code(), before)?;
        removed += run!(conn, exec, SQL, conn.org.0, site.0, channel.code(), before)?;
    }
    Ok(removed)
}
