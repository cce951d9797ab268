//! The published meter of a steel works: quarter-hours of January to August 2018 (UCI data set 851).

use std::path::PathBuf;

use chrono::{DateTime, TimeZone, Utc};
use chrono_tz::Tz;

/// The plant is in Gwangyang.
pub(crate) const ZONE: Tz = Tz::Asia__Seoul;

/// Energy and, beside it, the reactive energy of the same meter.
pub(crate) struct Steel {
    pub(crate) from: DateTime<Utc>,
    pub(crate) kwh: Vec<f64>,
    pub(crate) lagging_kvarh: Vec<f64>,
}

/// The file where it is (`NEXUS_BENCH_STEEL`, or beside the project); else `None`.
pub(crate) fn load() -> Option<Steel> {
    let beside = "../../../shared/data/steel_industry_2018_jan_aug.csv";
    let path = setting().map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(beside),
        PathBuf::from,
    );
    let mut rows = csv::Reader::from_path(path).ok()?;
    let mut steel = Steel {
        // Rows are in order without a gap; labels name the end of a quarter-hour.
        from: ZONE
            .with_ymd_and_hms(2018, 1, 1, 0, 0, 0)
            .single()?
            .to_utc(),
        kwh: Vec::new(),
        lagging_kvarh: Vec::new(),
    };
    for row in rows.records() {
        let row = row.ok()?;
        steel.kwh.push(row.get(1)?.parse().ok()?);
        steel.lagging_kvarh.push(row.get(2)?.parse().ok()?);
    }
    Some(steel)
}

/// Sums of four quarter-hours.
pub(crate) fn hourly(quarters: &[f64]) -> Vec<f64> {
    quarters
        .chunks_exact(4)
        .map(|hour| hour.iter().sum())
        .collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "a benchmark has no settings but this one"
)]
fn setting() -> Option<String> {
    std::env::var("NEXUS_BENCH_STEEL").ok()
}
