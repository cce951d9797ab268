//! Tests of ingestion: tables per part, properties of both doors, and the real files where they are.

mod doors;
mod identity;
mod json;
mod normalise;
mod preview;
mod profile;
mod real_files;
mod rows;
mod sniff;
mod time;
mod units;

use std::sync::Arc;

use chrono::{DateTime, TimeZone, Utc};
use model::ingest::{EventDraft, FileFormat, Profile, RejectedRow};

use super::*;

/// The moment all tests import at.
fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 1, 15, 12, 0, 0).unwrap()
}

/// What became of a file.
#[derive(Debug, Default)]
struct Imported {
    rows_read: u64,
    rows_skipped: u64,
    events: Vec<EventDraft>,
    /// Rows rejected, each with its faults.
    rejected: Vec<Vec<RejectedRow>>,
    tally: Tally,
}

impl Imported {
    fn adds_up(&self) -> bool {
        self.rows_read == self.events.len() as u64 + self.rejected.len() as u64 + self.rows_skipped
    }

    fn codes(&self) -> Vec<&str> {
        self.rejected
            .iter()
            .flatten()
            .map(|row| row.code.as_str())
            .collect()
    }
}

fn built_in_profile(name: &str) -> &'static Profile {
    built_in()
        .iter()
        .find(|profile| profile.name == name)
        .unwrap()
}

fn profile(json: &serde_json::Value) -> Profile {
    serde_json::from_value(json.clone()).unwrap()
}

/// Binds a profile to a file and imports all of it, as a job does.
fn import(bytes: &[u8], profile: &Profile) -> (Imported, Arc<BoundProfile>) {
    let sniffed = sniff(bytes, bytes.len() <= limits::HEAD_BYTES, &profile.format).unwrap();
    let bound = Arc::new(compile(profile).unwrap().bind(&sniffed.columns).unwrap());
    let body = &bytes[usize::try_from(sniffed.body_offset).unwrap()..];
    let mut rows = Rows::new(body, &sniffed, Position::after_header(&sniffed));
    let mut normaliser = Normaliser::new(Arc::clone(&bound), now());
    let mut imported = Imported::default();
    while let Some(row) = rows.next_row().unwrap() {
        imported.rows_read += 1;
        match row {
            Row::Broken(broken) => imported.rejected.push(vec![broken]),
            Row::Record(record) => match normaliser.row(&record) {
                RowOutcome::Event { draft, warnings } => {
                    imported.tally.noticed(&warnings, draft.row_number);
                    imported.events.push(draft);
                }
                RowOutcome::Skipped(rule) => {
                    imported.rows_skipped += 1;
                    imported.tally.skipped(rule, record.row_number);
                }
                RowOutcome::Rejected(faults) => imported.rejected.push(faults),
            },
        }
    }
    assign_keys(imported.events.iter_mut(), &mut MemoryOrdinals::default()).unwrap();
    assert_eq!(imported.tally.rows_skipped(), imported.rows_skipped);
    (imported, bound)
}

/// Sniffs a small file that is there as a whole.
fn sniff_whole(bytes: &[u8]) -> Result<Sniffed, NotCsv> {
    sniff(bytes, true, &FileFormat::default())
}
