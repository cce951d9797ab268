//! What the meters of a site measured, added up by stretches of at most an hour where the rows are.
//!
//! The stretches lie one after another from the beginning of the range. How long they are is the caller's
//! choice, who knows where the hours and midnights of the site's zone lie.

use chrono::{DateTime, Duration, Utc};
use model::energy::Channel;
use model::ids::SiteId;
use sqlx::AssertSqlSafe;

use crate::codes::Code;
use crate::db::{Inner, run};
use crate::instant::Instant;
use crate::{Conn, Result};

/// What was measured of a channel in one stretch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeasuredStretch {
    pub channel: Channel,
    /// Its beginning.
    pub at: DateTime<Utc>,
    /// Intervals that are no outliers, and their sum.
    pub measured: u64,
    pub total: f64,
    pub outliers: u64,
    /// The first of the highest values that are no outliers.
    pub highest: Option<(DateTime<Utc>, f64)>,
}

/// What was filled in where a channel was silent in one stretch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FilledStretch {
    pub channel: Channel,
    /// Its beginning.
    pub at: DateTime<Utc>,
    pub filled: u64,
    pub total: f64,
}

/// The stretch a row lies in, counted from 0: times are whole microseconds in the one database and
/// TIMESTAMPTZ in the other.
fn place(conn: &Conn) -> &'static str {
    match &conn.session.inner {
        Inner::Sqlite(_) => "(measured_at - $3) / ($5 * 1000000)",
        Inner::Postgres(_) => "floor(extract(epoch from (measured_at - $3)) / $5::bigint)::bigint",
    }
}

/// What was measured in `[from, to)`, by channel and stretches of so many seconds, oldest first. Stretches
/// without a measurement are left out.
pub async fn measured_stretches(
    conn: &mut Conn,
    site: SiteId,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    seconds: u32,
    limit: u32,
) -> Result<Vec<MeasuredStretch>> {
    #[derive(Debug, sqlx::FromRow)]
    struct Row {
        channel: i16,
        place: i64,
        measured: i64,
        total: f64,
        outliers: i64,
        highest_at: Option<Instant>,
        highest: Option<f64>,
    }
    // The channels are named so that each is read as a range of the key.
    let sql = format!(
        "with judged as (
            select m.channel, m.measured_at, m.value,
                case when f.measured_at is null then 0 else 1 end as is_outlier
            from measurements m
            left join measurement_flags f on f.org_id = m.org_id and f.site_id = m.site_id
                and f.channel = m.channel and f.measured_at = m.measured_at
                and f.approved_at is null
            where m.org_id = $1 and m.site_id = $2 and m.channel in (1, 2, 3, 4, 5, 6)
                and m.measured_at >= $3 and m.measured_at < $4
        ),
        placed as (
            select channel, measured_at, value, is_outlier, {place} as place from judged
        ),
        ranked as (
            select channel, place, measured_at, value, is_outlier, row_number() over (
                partition by channel, place order by is_outlier, value desc, measured_at
            ) as standing
            from placed
        )
        select channel, place, sum(1 - is_outlier) as measured, sum(is_outlier) as outliers,
            sum(case when is_outlier = 0 then value else 0.0 end) as total,
            min(case when standing = 1 and is_outlier = 0 then measured_at end) as highest_at,
            min(case when standing = 1 and is_outlier = 0 then value end) as highest
        from ranked
        group by channel, place
        order by channel, place
        limit $6",
        place = place(conn)
    );
    let rows = run!(
        conn,
        all Row,
        AssertSqlSafe(sql),
        conn.org.0,
        site.0,
        Instant::of_range(from),
        Instant::of_range(to),
        i64::from(seconds),
        i64::from(limit),
    )?;
    rows.into_iter()
        .map(|row| {
            Ok(MeasuredStretch {
                channel: Channel::from_code(row.channel, "measurements", "channel")?,
                at: from + Duration::seconds(row.place * i64::from(seconds)),
                measured: row.measured.unsigned_abs(),
                total: row.total,
                outliers: row.outliers.unsigned_abs(),
                highest: row.highest_at.map(|at| at.0).zip(row.highest),
            })
        })
        .collect()
}

/// What was filled in, in the same stretches.
pub async fn filled_stretches(
    conn: &mut Conn,
    site: SiteId,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    seconds: u32,
    limit: u32,
) -> Result<Vec<FilledStretch>> {
    let sql = format!(
        "select channel, {place} as place, count(*), sum(value)
        from measurement_fills
        where org_id = $1 and site_id = $2 and channel in (1, 2, 3, 4, 5, 6)
            and measured_at >= $3 and measured_at < $4
        group by channel, place
        order by channel, place
        limit $6",
        place = place(conn)
    );
    let rows = run!(
        conn,
        all(i16, i64, i64, f64),
        AssertSqlSafe(sql),
        conn.org.0,
        site.0,
        Instant::of_range(from),
        Instant::of_range(to),
        i64::from(seconds),
        i64::from(limit),
    )?;
    rows.into_iter()
        .map(|(channel, place, filled, total)| {
            Ok(FilledStretch {
                channel: Channel::from_code(channel, "measurement_fills", "channel")?,
                at: from + Duration::seconds(place * i64::from(seconds)),
                filled: filled.unsigned_abs(),
                total,
            })
        })
        .collect()
}
