//! The steel works' file as metered periods, read as an import reads it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use engine::ingest::{Normaliser, Position, Row, RowOutcome, Rows, built_in, compile, sniff};
use engine::learning::MeteredPeriod;

use super::setting;

/// Where the file is: `NEXUS_BENCH_STEEL`, or beside the project.
fn file() -> PathBuf {
    let beside = "../../../shared/data/steel_industry_2018_jan_aug.csv";
    setting("NEXUS_BENCH_STEEL").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join(beside),
        PathBuf::from,
    )
}

/// Every quarter-hour of the file; `None` where the file is not.
pub(crate) fn periods() -> Option<Vec<MeteredPeriod>> {
    let bytes = std::fs::read(file()).ok()?;
    let profile = built_in()
        .iter()
        .find(|profile| profile.name == "steel-industry");
    let profile = profile.expect("it is shipped");
    let sniffed = sniff(&bytes, false, &profile.format).expect("it is CSV");
    let bound = compile(profile)
        .expect("it has no faults")
        .bind(&sniffed.columns);
    let bound = Arc::new(bound.expect("its columns are there"));
    let now = DateTime::<Utc>::from_timestamp(1_770_000_000, 0).expect("it exists");
    let mut normaliser = Normaliser::new(bound, now);
    let body = usize::try_from(sniffed.body_offset).expect("it is small");
    let start = Position::after_header(&sniffed);
    let mut rows = Rows::new(&bytes[body..], &sniffed, start);
    let mut periods = Vec::new();
    while let Some(row) = rows.next_row().expect("memory does not fail") {
        let Row::Record(record) = row else { continue };
        let RowOutcome::Event { draft, .. } = normaliser.row(&record) else {
            panic!("every row of the file is an event");
        };
        periods.push(MeteredPeriod {
            from: draft.occurred_at,
            to: draft.ends_at.expect("a quarter-hour ends"),
            electricity_kwh: draft.activity.electricity_kwh.expect("it is metered"),
            load_type: draft.activity.load_type.clone(),
        });
    }
    Some(periods)
}
