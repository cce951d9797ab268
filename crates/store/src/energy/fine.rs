//! What meters measured by shorter intervals than steps, as it came.
//!
//! All figures rest on the steps made of it, which stand among `measurements`.

use std::sync::LazyLock;

use chrono::{DateTime, Duration, Utc};
use model::energy::{Channel, Measurement, Width};
use model::ids::SiteId;

use super::rows::{Outcome, Table, runs};
use crate::db::run;
use crate::{Conn, Result};

static FINE: LazyLock<Table> = LazyLock::new(|| Table::new("fine_measurements"));

/// As [`super::insert`] does with steps.
pub async fn insert_fine(conn: &mut Conn, site: SiteId, rows: &[Measurement]) -> Result<Outcome> {
    FINE.insert(conn, site, rows).await
}

/// Puts values in the place of stored ones.
pub async fn replace_fine(conn: &mut Conn, site: SiteId, rows: &[Measurement]) -> Result<()> {
    FINE.replace(conn, site, rows).await
}

/// A channel over `[from, to)`, oldest first.
pub async fn fine_series(
    conn: &mut Conn,
    site: SiteId,
    channel: Channel,
    range: (DateTime<Utc>, DateTime<Utc>),
    limit: u32,
) -> Result<Vec<Measurement>> {
    FINE.series(conn, site, channel, range, limit).await
}

/// What is stored of a channel within steps of such a width, and perhaps between steps that stand close together.
pub async fn fine_of_steps(
    conn: &mut Conn,
    site: SiteId,
    channel: Channel,
    steps: impl Iterator<Item = DateTime<Utc>>,
    width: Width,
) -> Result<Vec<Measurement>> {
    let width = Duration::minutes(i64::from(width.minutes()));
    let mut all = Vec::new();
    for (first, last) in runs(steps) {
        let range = (first, last + width);
        all.extend(FINE.series(conn, site, channel, range, u32::MAX).await?);
    }
    Ok(all)
}

/// Whether any such interval is stored.
pub async fn has_fine(conn: &mut Conn, site: SiteId) -> Result<bool> {
    const SQL: &str = "
        select 1 from fine_measurements where org_id = $1 and site_id = $2 limit 1";
    let found = run!(conn, optional(i32,), SQL, conn.org.0, site.0)?;
    Ok(found.is_some())
}
