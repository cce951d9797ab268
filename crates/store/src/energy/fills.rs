//! Values that stand where a site's meter was silent.

use chrono::{DateTime, Utc};
use model::energy::{Channel, Measurement};
use model::ids::SiteId;

use crate::codes::Code;
use crate::db::run;
use crate::instant::Instant;
use crate::{Conn, Result};

/// One of them.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasurementFill {
    /// Which interval, and what most likely stood there.
    pub of: Measurement,
    pub interval_low: f64,
    pub interval_high: f64,
    /// 0 to 1, from value and interval.
    pub confidence: f64,
    pub method: String,
    /// Restored values the interval rests on.
    pub samples: u32,
}

#[derive(Debug, sqlx::FromRow)]
struct Row {
    measured_at: Instant,
    value: f64,
    interval_low: f64,
    interval_high: f64,
    confidence: f64,
    method: String,
    samples: i32,
}

/// Those of a channel that lie in `[from, to)`, oldest first.
pub async fn measurement_fills(
    conn: &mut Conn,
    site: SiteId,
    channel: Channel,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    limit: u32,
) -> Result<Vec<MeasurementFill>> {
    const SQL: &str = "
        select measured_at, value, interval_low, interval_high, confidence, method, samples
        from measurement_fills
        where org_id = $1 and site_id = $2 and channel = $3
            and measured_at >= $4 and measured_at < $5
        order by measured_at
        limit $6";
    let rows = run!(
        conn,
        all Row,
        SQL,
        conn.org.0,
        site.0,
        channel.code(),
        Instant::of_range(from),
        Instant::of_range(to),
        i64::from(limit),
    )?;
    let rows = rows.into_iter();
    Ok(rows
        .map(|row| MeasurementFill {
            of: Measurement {
                channel,
                at: row.measured_at.0,
                value: row.value,
            },
            interval_low: row.interval_low,
            interval_high: row.interval_high,
            confidence: row.confidence,
            method: row.method,
            samples: u32::try_from(row.samples).unwrap_or_default(),
        })
        .collect())
}

/// Fills an interval in which nothing was measured and that is not filled; whether it was so.
pub async fn put_measurement_fill(
    conn: &mut Conn,
    site: SiteId,
    fill: &MeasurementFill,
    now: DateTime<Utc>,
) -> Result<bool> {
    const SQL: &str = "
        insert into measurement_fills (
            org_id, site_id, channel, measured_at, value, interval_low, interval_high, confidence,
            method, samples, filled_at
        )
        select e.org_id, e.site_id, $3, $4, $5, $6, $7, $8, $9, $10, $11
        from energy_sites e
        where e.org_id = $1 and e.site_id = $2 and not exists (
            select 1 from measurements m
            where m.org_id = $1 and m.site_id = $2 and m.channel = $3 and m.measured_at = $4
        )
        on conflict (org_id, site_id, channel, measured_at) do nothing";
    let of = fill.of;
    let written = run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        site.0,
        of.channel.code(),
        Instant::from(of.at),
        of.value,
        fill.interval_low,
        fill.interval_high,
        fill.confidence,
        &fill.method,
        i32::try_from(fill.samples).unwrap_or(i32::MAX),
        Instant::from(now),
    )?;
    Ok(written == 1)
}

/// Takes back what was filled into intervals of a channel in `[from, to)` that are measured by now; how
/// many.
pub async fn withdraw_measurement_fills(
    conn: &mut Conn,
    site: SiteId,
    channel: Channel,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<u64> {
    const SQL: &str = "
        delete from measurement_fills
        where org_id = $1 and site_id = $2 and channel = $3
            and measured_at >= $4 and measured_at < $5 and exists (
                select 1 from measurements m
                where m.org_id = measurement_fills.org_id and m.site_id = measurement_fills.site_id
                    and m.channel = measurement_fills.channel
                    and m.measured_at = measurement_fills.measured_at
            )";
    run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        site.0,
        channel.code(),
        Instant::of_range(from),
        Instant::of_range(to),
    )
}

/// Takes back what was filled before a time.
pub(super) async fn forget_fills(
    conn: &mut Conn,
    site: SiteId,
    before: DateTime<Utc>,
) -> Result<()> {
    const SQL: &str = "
        delete from measurement_fills
        where org_id = $1 and site_id = $2 and measured_at < $3";
    run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        site.0,
        Instant::of_range(before)
    )?;
    Ok(())
}
