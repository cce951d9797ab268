//! The reading half of an import: a thread that turns a file into chunks of drafts. It never
//! touches the database, and waits when the writing half is behind.

use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use engine::ingest::{
    BoundProfile, Normaliser, OrdinalStore, Position, Row, RowOutcome, Rows, SkipRule, Sniffed,
    Warnings, assign_keys, fingerprint,
};
use model::ingest::{EventDraft, Profile, RejectedRow};
use model::problem::FieldError;
use tokio::sync::mpsc;

use super::ordinals::Ordinals;

/// Rows counted together when an import goes on.
const RECOUNTED_ROWS: usize = 4_096;

/// Rows read together and committed together.
#[derive(Debug, Default)]
pub(crate) struct Chunk {
    pub(crate) drafts: Vec<(EventDraft, Warnings)>,
    pub(crate) rejected: Vec<RejectedRow>,
    pub(crate) rows_rejected: u64,
    pub(crate) skipped: Vec<(SkipRule, u64)>,
    pub(crate) rows: u64,
    /// Where the chunk ends.
    pub(crate) end: Option<Position>,
}

/// What is needed to read a file.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) sniffed: Sniffed,
    pub(crate) profile: Arc<BoundProfile>,
}

/// Why a file cannot be read with a profile: one sentence, and the fields at fault.
#[derive(Debug)]
pub(crate) struct Unreadable {
    pub(crate) detail: String,
    pub(crate) errors: Vec<FieldError>,
}

/// Looks at a file's head and lays the profile over its columns.
pub(crate) fn open(head: &[u8], is_whole: bool, profile: &Profile) -> Result<Source, Unreadable> {
    let compiled = engine::ingest::compile(profile).map_err(unusable)?;
    let sniffed = engine::ingest::sniff(head, is_whole, &profile.format).map_err(|fault| {
        let error = FieldError::new("file", fault.code, fault.message.clone());
        Unreadable {
            detail: fault.message,
            errors: vec![error],
        }
    })?;
    let bound = compiled.bind(&sniffed.columns).map_err(unusable)?;
    Ok(Source {
        sniffed,
        profile: Arc::new(bound),
    })
}

fn unusable(errors: Vec<FieldError>) -> Unreadable {
    let detail = errors
        .first()
        .map_or_else(String::new, |first| first.message.clone());
    Unreadable { detail, errors }
}

/// The first bytes of a file, and whether they are all of it.
pub(crate) fn head_of(path: &Path) -> std::io::Result<(Vec<u8>, bool)> {
    use std::io::Read;
    let mut head = Vec::new();
    let mut file = File::open(path)?;
    let limit = engine::ingest::limits::HEAD_BYTES as u64;
    file.by_ref().take(limit + 1).read_to_end(&mut head)?;
    let is_whole = head.len() as u64 <= limit;
    head.truncate(engine::ingest::limits::HEAD_BYTES);
    Ok((head, is_whole))
}

/// Reads the whole file from `position` on and hands its chunks over. Ends early, without fault,
/// when nobody takes them any more.
pub(crate) fn read(
    path: &Path,
    source: &Source,
    position: Option<Position>,
    now: DateTime<Utc>,
    chunk_rows: usize,
    chunks: &mpsc::Sender<Chunk>,
) -> anyhow::Result<()> {
    let start = Position::after_header(&source.sniffed);
    let mut ordinals = Ordinals::new(path.with_extension("rows"));
    let position = position.unwrap_or(start);
    if position != start {
        recount(path, source, start, position, now, &mut ordinals)?;
    }
    let mut rows = rows_at(path, source, position)?;
    let mut normaliser = Normaliser::new(Arc::clone(&source.profile), now);
    // The first chunks are small, so that those who wait for them start early.
    let mut limit = (chunk_rows / 8).max(1);
    loop {
        let chunk = next_chunk(&mut rows, &mut normaliser, &mut ordinals, limit)?;
        limit = (limit * 4).min(chunk_rows);
        let is_last = chunk.rows == 0;
        if chunks.blocking_send(chunk).is_err() || is_last {
            return Ok(());
        }
    }
}

fn next_chunk(
    rows: &mut Rows<File>,
    normaliser: &mut Normaliser,
    ordinals: &mut Ordinals,
    chunk_rows: usize,
) -> anyhow::Result<Chunk> {
    let mut chunk = Chunk::default();
    while chunk.rows < chunk_rows as u64 {
        let Some(row) = rows.next_row()? else { break };
        chunk.rows += 1;
        match row {
            Row::Broken(rejected) => {
                chunk.rows_rejected += 1;
                chunk.rejected.push(rejected);
            }
            Row::Record(record) => {
                let row_number = record.row_number;
                match normaliser.row(&record) {
                    RowOutcome::Event { draft, warnings } => chunk.drafts.push((draft, warnings)),
                    RowOutcome::Skipped(rule) => chunk.skipped.push((rule, row_number)),
                    RowOutcome::Rejected(reasons) => {
                        chunk.rows_rejected += 1;
                        chunk.rejected.extend(reasons);
                    }
                }
            }
        }
    }
    chunk.end = Some(rows.position());
    assign_keys(chunk.drafts.iter_mut().map(|(draft, _)| draft), ordinals)?;
    Ok(chunk)
}

/// Counts equal rows up to `end` again, so that an import that goes on gives the same keys as one
/// that was never interrupted.
fn recount(
    path: &Path,
    source: &Source,
    start: Position,
    end: Position,
    now: DateTime<Utc>,
    ordinals: &mut Ordinals,
) -> anyhow::Result<()> {
    let mut rows = rows_at(path, source, start)?;
    let mut normaliser = Normaliser::new(Arc::clone(&source.profile), now);
    let (mut seen, mut counted) = (Vec::with_capacity(RECOUNTED_ROWS), Vec::new());
    while rows.position().byte_offset < end.byte_offset {
        let Some(row) = rows.next_row()? else { break };
        if let Row::Record(record) = row
            && let Some(hash) = normaliser.content_hash(&record)
        {
            seen.push(fingerprint(&hash));
        }
        if seen.len() == RECOUNTED_ROWS {
            ordinals.next(&seen, &mut counted)?;
            seen.clear();
            counted.clear();
        }
    }
    ordinals.next(&seen, &mut counted)?;
    Ok(())
}

fn rows_at(path: &Path, source: &Source, position: Position) -> std::io::Result<Rows<File>> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(position.byte_offset))?;
    Ok(Rows::new(file, &source.sniffed, position))
}
