//! Measurements as they may be used: to learn and to judge by, those that are no outliers; to be shown,
//! all, with what stands where nothing was measured.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Duration, Utc};
use model::energy::{Channel, FilledBasis, JudgedMeasurement, Measurement};
use model::ids::SiteId;
use model::ingest::QualityStatus;
use store::Conn;

use crate::error::Result;

/// What was measured of a channel over `[from, to)` and is no outlier, oldest first. Forecasts, scores,
/// plans and advice rest on this.
pub(in crate::energy) async fn trusted(
    conn: &mut Conn,
    id: SiteId,
    channel: Channel,
    range: (DateTime<Utc>, DateTime<Utc>),
    limit: u32,
) -> Result<Vec<Measurement>> {
    let mut measured = store::energy::series(conn, id, channel, range, limit).await?;
    let flags = store::energy::flags(conn, id, channel, range).await?;
    let outliers = flags.iter().filter(|flag| !flag.is_approved);
    let outliers: HashSet<_> = outliers.map(|flag| flag.at).collect();
    measured.retain(|one| !outliers.contains(&one.at));
    Ok(measured)
}

/// Everything of a channel over `[from, to)`, oldest first, with what it is worth.
pub(in crate::energy) async fn judged(
    conn: &mut Conn,
    id: SiteId,
    channel: Channel,
    range: (DateTime<Utc>, DateTime<Utc>),
    limit: u32,
) -> Result<Vec<JudgedMeasurement>> {
    let measured = store::energy::series(conn, id, channel, range, limit).await?;
    let filled = store::energy::measurement_fills(conn, id, channel, range, limit).await?;
    let mut all: Vec<JudgedMeasurement> = measured
        .into_iter()
        .map(JudgedMeasurement::measured)
        .collect();
    all.extend(filled.into_iter().map(|fill| JudgedMeasurement {
        status: QualityStatus::GapFilled,
        filled: Some(FilledBasis {
            interval_low: fill.interval_low,
            interval_high: fill.interval_high,
            confidence: fill.confidence,
            method: fill.method,
            samples: fill.samples,
        }),
        ..JudgedMeasurement::measured(fill.of)
    }));
    all.sort_by_key(|one| one.at);
    all.truncate(limit as usize);
    let Some(last) = all.last() else {
        return Ok(all);
    };
    let read = (range.0, last.at + Duration::seconds(1));
    let flags = store::energy::flags(conn, id, channel, read).await?;
    let mut flags: BTreeMap<_, _> = flags.into_iter().map(|flag| (flag.at, flag)).collect();
    for one in &mut all {
        if let Some(flag) = flags.remove(&one.at) {
            if !flag.is_approved {
                one.status = QualityStatus::Outlier;
            }
            one.is_approved = flag.is_approved;
            one.reason = Some(flag.reason);
        }
    }
    Ok(all)
}
