//! What the meters of a site add up to, added up where the rows are: reading each of them takes several
//! times as long.

use chrono::{DateTime, Utc};
use model::ids::SiteId;

use crate::db::run;
use crate::instant::Instant;
use crate::{Conn, Result};

/// An interval in which anything was measured that a load is made of, and is no outlier.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LoadInterval {
    pub at: DateTime<Utc>,
    /// How many channels were.
    pub channels: usize,
    /// What came in and was given out, less what went out and was stored.
    pub kwh: f64,
}

/// The intervals of `[from, to)`, oldest first, without outliers.
pub async fn loads(
    conn: &mut Conn,
    site: SiteId,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    limit: u32,
) -> Result<Vec<LoadInterval>> {
    #[derive(Debug, sqlx::FromRow)]
    struct Row {
        measured_at: Instant,
        channels: i64,
        kwh: f64,
    }
    // Import, export, sun, charge and discharge; no state of charge.
    const SQL: &str = "
        select m.measured_at, count(*) as channels,
            sum(case when m.channel in (2, 4) then -m.value else m.value end) as kwh
        from measurements m
        where m.org_id = $1 and m.site_id = $2 and m.channel in (1, 2, 3, 4, 5)
            and m.measured_at >= $3 and m.measured_at < $4
            and not exists (
                select 1 from measurement_flags f
                where f.org_id = m.org_id and f.site_id = m.site_id and f.channel = m.channel
                    and f.measured_at = m.measured_at and f.approved_at is null)
        group by m.measured_at
        order by m.measured_at
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
    let rows = rows.into_iter();
    Ok(rows
        .map(|row| LoadInterval {
            at: row.measured_at.0,
            channels: usize::try_from(row.channels).unwrap_or_default(),
            kwh: row.kwh,
        })
        .collect())
}
