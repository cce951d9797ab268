//! The working half of an import: takes chunks from the reading thread and commits each with its
//! roll-ups and the job's cursor in one transaction.
//!
//! That is all there is to crash safety: after a crash the lease runs out (or the same node starts
//! again and takes it), and the import goes on where its last committed chunk ended.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration as StdDuration;

use chrono::Duration;
use engine::ingest::{Position, SkipRule, Tally, Warnings};
use model::ids::{JobId, OrgId};
use model::ingest::{JobStatus, RejectedRow};
use model::units::Milligrams;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::ingest::jobs::{JobRecord, Progress, Pulse};
use tokio::sync::mpsc;

use super::landing::{Landing, Outcome, Prepared};
use super::reading::{self, Chunk, Source};
use super::{imports, revert};
use crate::Services;
use crate::actor::Actor;
use crate::error::{Error, Result};

/// How long a lease lasts without a sign of life.
const LEASE: Duration = Duration::seconds(60);
/// Chunks that wait before each step.
const AHEAD: usize = 1;
/// Attempts at a chunk while the database is busy.
const ATTEMPTS: u32 = 8;

/// What the reader needs to go on, kept with the job.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Cursor {
    byte_offset: u64,
    row_number: u64,
    tally: Tally,
}

/// Lets go of what the process this one replaces was working on. Call it once, at start.
///
/// # Errors
/// When the database does not answer.
pub async fn succeed(services: &Services) -> Result<()> {
    let Some(node) = &services.options().node else {
        return Ok(());
    };
    let mut system = services.db().system_write().await?;
    store::ingest::jobs::release_all(&mut system, node).await?;
    system.commit().await?;
    Ok(())
}

/// Goes on with every import that is nobody's. Call it at start, and now and then.
///
/// # Errors
/// When the database does not answer.
pub async fn resume_jobs(services: &Services) -> Result<usize> {
    let mut system = services.db().system().await?;
    let open = store::ingest::jobs::resumable(&mut system, services.clock().now(), 1_000).await?;
    drop(system);
    for (org, id) in &open {
        spawn(services, *org, *id);
    }
    Ok(open.len())
}

/// Works on an import in the background, when its turn comes.
pub(super) fn spawn(services: &Services, org: OrgId, id: JobId) {
    let services = services.clone();
    let tasks = services.tasks().clone();
    tasks.spawn(async move {
        let turn = tokio::select! {
            turn = Arc::clone(services.imports()).acquire_owned() => turn,
            () = services.stop().cancelled() => return,
        };
        let Ok(_turn) = turn else { return };
        if !services.working_on().lock().insert(id) {
            return;
        }
        if let Err(error) = work(&services, org, id).await {
            tracing::error!(error = ?error, import = %id, "an import stopped; it will be resumed");
        }
        services.working_on().lock().remove(&id);
        services.import_ended().notify_waiters();
    });
}

/// Waits until an import is over.
pub(super) async fn wait(services: &Services, org: OrgId, id: JobId) -> Result<()> {
    loop {
        let ended = services.import_ended().notified();
        let mut conn = services.db().read(org).await?;
        let record = store::ingest::jobs::get(&mut conn, id)
            .await?
            .ok_or(Error::NotFound("import"))?;
        drop(conn);
        if record.job.status.is_final() || services.stop().is_cancelled() {
            return Ok(());
        }
        // Another process may work on it, which nobody tells us of.
        let _ = tokio::time::timeout(StdDuration::from_millis(50), ended).await;
    }
}

async fn work(services: &Services, org: OrgId, id: JobId) -> Result<()> {
    let owner = services
        .options()
        .node
        .clone()
        .unwrap_or_else(|| format!("process {}", uuid::Uuid::now_v7()));
    let now = services.clock().now();
    let mut tx = services.db().write(org).await?;
    let claimed = store::ingest::jobs::claim(&mut tx, id, &owner, now, now + LEASE).await?;
    tx.commit().await?;
    // Somebody else works on it, or it is over.
    let Some(record) = claimed else { return Ok(()) };
    let actor = Actor {
        name: record.job.created_by.clone(),
        user: record.created_by,
        ..Actor::system(org)
    };
    imports::announce(services, &actor, id).await?;
    let worker = Worker {
        services,
        actor,
        id,
        owner,
    };
    if record.job.status == JobStatus::Reverting {
        return revert::run(&worker).await;
    }
    worker.import(record).await
}

/// Somebody who holds an import's lease.
pub(super) struct Worker<'a> {
    pub(super) services: &'a Services,
    pub(super) actor: Actor,
    pub(super) id: JobId,
    pub(super) owner: String,
}

/// How an import ended.
enum End {
    Done,
    Cancelled,
    /// The process stops; another run goes on.
    Interrupted,
}

/// Counters while an import runs.
struct State {
    progress: Progress,
    tally: Tally,
}

impl Worker<'_> {
    async fn import(&self, record: JobRecord) -> Result<()> {
        let path = PathBuf::from(&record.file_path);
        let profile = record.profile.clone();
        let opened = tokio::task::spawn_blocking({
            let path = path.clone();
            move || {
                let (head, is_whole) = reading::head_of(&path).map_err(|error| {
                    format!("the uploaded file is gone or cannot be read: {error}")
                })?;
                reading::open(&head, is_whole, &profile).map_err(|fault| fault.detail)
            }
        })
        .await
        .map_err(Error::internal)?;
        let source = match opened {
            Ok(source) => source,
            Err(sentence) => return self.finish(JobStatus::Failed, &sentence).await,
        };
        let (mut state, position) = State::of(&record)?;
        match self
            .pump(&record, &source, path.clone(), position, &mut state)
            .await
        {
            Ok(End::Done) => {
                let sentence = state.sentence();
                self.finish(JobStatus::Done, &sentence).await?;
            }
            Ok(End::Cancelled) => {
                let sentence = format!(
                    "cancelled after {} rows; what came in stays until it is taken back",
                    state.progress.rows_read
                );
                self.finish(JobStatus::Cancelled, &sentence).await?;
            }
            Ok(End::Interrupted) => {
                let mut tx = self.services.db().write(self.actor.org).await?;
                store::ingest::jobs::release(&mut tx, self.id, &self.owner).await?;
                tx.commit().await?;
                return Ok(());
            }
            // The file itself cannot be read on: nothing would change on another try.
            Err(Error::Internal(cause)) if cause.downcast_ref::<std::io::Error>().is_some() => {
                tracing::error!(error = ?cause, import = %self.id, "an uploaded file cannot be read");
                self.finish(
                    JobStatus::Failed,
                    "the uploaded file could not be read to its end",
                )
                .await?;
            }
            Err(error) => return Err(error),
        }
        // The raw rows are in the database; the upload has done its work.
        if let Err(error) = tokio::fs::remove_file(&path).await {
            tracing::warn!(%error, import = %self.id, "an upload could not be removed");
        }
        Ok(())
    }

    /// Moves chunks from the reading thread into the database.
    async fn pump(
        &self,
        record: &JobRecord,
        source: &Source,
        path: PathBuf,
        position: Option<Position>,
        state: &mut State,
    ) -> Result<End> {
        let (sender, chunks) = mpsc::channel(AHEAD);
        let reader = tokio::task::spawn_blocking({
            let source = source.clone();
            let now = record.job.created_at;
            let chunk_rows = self.services.options().chunk_rows.max(1);
            move || reading::read(&path, &source, position, now, chunk_rows, &sender)
        });
        let landing = Landing::new(
            self.services,
            self.actor.org,
            record.data_source,
            record.supplier_id,
        );
        let (sender, mut ready) = mpsc::channel(AHEAD);
        let tasks = self.services.tasks();
        let preparing = tasks.spawn(prepare(landing, chunks, sender));
        while let Some(chunk) = ready.recv().await {
            match self.take(source, chunk?, state).await? {
                Pulse::GoOn => {}
                Pulse::CancelRequested => return Ok(End::Cancelled),
                Pulse::LeaseLost => return Ok(End::Interrupted),
            }
            if self.services.stop().is_cancelled() {
                return Ok(End::Interrupted);
            }
        }
        // A panic there leaves rows behind: the import is not done, and another run goes on with it.
        preparing.await.map_err(Error::internal)?;
        reader
            .await
            .map_err(Error::internal)?
            .map_err(Error::Internal)?;
        Ok(End::Done)
    }

    /// Commits one chunk.
    async fn take(&self, source: &Source, chunk: Ready, state: &mut State) -> Result<Pulse> {
        let Ready {
            prepared,
            warnings,
            rejected,
            rows_rejected,
            skipped,
            rows,
            end,
        } = chunk;
        let end = end.unwrap_or(Position::after_header(&source.sniffed));
        let (next, pulse, landed) = store::retrying(ATTEMPTS, || async {
            let mut tx = self.services.db().write(self.actor.org).await?;
            let landed = prepared.write(&mut tx, Some(self.id)).await?;
            let mut next = State {
                progress: state.progress.clone(),
                tally: state.tally.clone(),
            };
            let mut rejected = rejected.clone();
            next.count(
                &landed.outcomes,
                &prepared,
                &warnings,
                source,
                &mut rejected,
            );
            next.progress.rows_read += rows;
            next.progress.rows_rejected += rows_rejected;
            for (rule, row_number) in &skipped {
                next.tally.skipped(*rule, *row_number);
            }
            next.settle(source, end)?;
            rejected.sort_by_key(|row| row.row_number);
            store::ingest::rejections::insert(&mut tx, self.id, &rejected).await?;
            let until = self.services.clock().now() + LEASE;
            let pulse =
                store::ingest::jobs::advance(&mut tx, self.id, &self.owner, &next.progress, until)
                    .await?;
            tx.commit().await?;
            Ok::<_, Error>((next, pulse, landed))
        })
        .await?;
        *state = next;
        imports::announce(self.services, &self.actor, self.id).await?;
        landed.announce(self.services, self.actor.org);
        Ok(pulse)
    }

    pub(super) async fn finish(&self, status: JobStatus, sentence: &str) -> Result<()> {
        let now = self.services.clock().now();
        // Read before the transaction: it takes a while, and others write meanwhile.
        let mut conn = self.services.db().read(self.actor.org).await?;
        let span = store::quality::import_span(&mut conn, self.id).await?;
        drop(conn);
        let mut tx = self.services.db().write(self.actor.org).await?;
        store::ingest::jobs::finish(&mut tx, self.id, &self.owner, status, Some(sentence), now)
            .await?;
        if let Some((first, last)) = span {
            store::quality::mark_range(&mut tx, first, last).await?;
        }
        let action = format!("ingest.{}", status.as_str());
        let metadata = json!({ "message": sentence });
        imports::append_audit(
            self.services,
            &mut tx,
            &self.actor,
            self.id,
            &action,
            metadata,
        )
        .await?;
        tx.commit().await?;
        tracing::info!(import = %self.id, status = status.as_str(), "{sentence}");
        imports::announce(self.services, &self.actor, self.id).await
    }
}

/// A chunk with everything looked up and estimated, waiting for its transaction.
struct Ready {
    prepared: Prepared,
    warnings: Vec<Warnings>,
    rejected: Vec<RejectedRow>,
    rows_rejected: u64,
    skipped: Vec<(SkipRule, u64)>,
    rows: u64,
    end: Option<Position>,
}

/// Prepares the next chunk while the one before is written.
async fn prepare(
    mut landing: Landing,
    mut chunks: mpsc::Receiver<Chunk>,
    ready: mpsc::Sender<Result<Ready>>,
) {
    while let Some(chunk) = chunks.recv().await {
        if chunk.rows == 0 {
            return;
        }
        let (drafts, warnings): (Vec<_>, Vec<Warnings>) = chunk.drafts.into_iter().unzip();
        let prepared = landing.prepare(drafts).await;
        let is_fault = prepared.is_err();
        let next = prepared.map(|prepared| Ready {
            prepared,
            warnings,
            rejected: chunk.rejected,
            rows_rejected: chunk.rows_rejected,
            skipped: chunk.skipped,
            rows: chunk.rows,
            end: chunk.end,
        });
        if ready.send(next).await.is_err() || is_fault {
            return;
        }
    }
}

impl State {
    /// Where an import stands, and where its reader goes on; `None` at the beginning.
    fn of(record: &JobRecord) -> Result<(Self, Option<Position>)> {
        let job = &record.job;
        let cursor: Option<Cursor> = if job.rows_read == 0 {
            None
        } else {
            Some(serde_json::from_value(record.cursor.clone()).map_err(Error::internal)?)
        };
        let position = cursor.as_ref().map(|cursor| Position {
            byte_offset: cursor.byte_offset,
            row_number: cursor.row_number,
        });
        let progress = Progress {
            bytes_done: job.bytes_done,
            rows_read: job.rows_read,
            rows_accepted: job.rows_accepted,
            rows_duplicate: job.rows_duplicate,
            rows_rejected: job.rows_rejected,
            rows_skipped: job.rows_skipped,
            rows_no_factor: job.rows_no_factor,
            co2e: record.co2e,
            warnings: job.warnings.clone(),
            skips: job.skips.clone(),
            cursor: record.cursor.clone(),
        };
        let tally = cursor.map(|cursor| cursor.tally).unwrap_or_default();
        Ok((Self { progress, tally }, position))
    }

    /// Counts what became of the drafts of a chunk.
    fn count(
        &mut self,
        outcomes: &[Outcome],
        prepared: &Prepared,
        warnings: &[Warnings],
        source: &Source,
        rejected: &mut Vec<RejectedRow>,
    ) {
        for (index, outcome) in outcomes.iter().enumerate() {
            match outcome {
                Outcome::Inserted { co2e, .. } => {
                    self.progress.rows_accepted += 1;
                    let Some(draft) = prepared.draft(index) else {
                        continue;
                    };
                    if let Some(noticed) = warnings.get(index) {
                        self.tally.noticed(noticed, draft.row_number);
                    }
                    match co2e {
                        Some(co2e) => {
                            self.progress.co2e += *co2e;
                            self.tally.compared(&source.profile, draft, *co2e);
                        }
                        None => self.progress.rows_no_factor += 1,
                    }
                }
                Outcome::Duplicate => self.progress.rows_duplicate += 1,
                Outcome::Conflict | Outcome::UnknownSupplier | Outcome::ForeignSupplier => {
                    self.progress.rows_rejected += 1;
                    rejected.push(prepared.refusal(index, *outcome));
                }
            }
        }
    }

    /// Brings what is shown in line with what was counted.
    fn settle(&mut self, source: &Source, end: Position) -> Result<()> {
        self.progress.rows_skipped = self.tally.rows_skipped();
        self.progress.bytes_done = end.byte_offset;
        self.progress.skips = self.tally.skips(&source.profile);
        self.progress.warnings = self.tally.warnings(&source.profile);
        let cursor = Cursor {
            byte_offset: end.byte_offset,
            row_number: end.row_number,
            tally: self.tally.clone(),
        };
        self.progress.cursor = serde_json::to_value(cursor).map_err(Error::internal)?;
        Ok(())
    }

    fn sentence(&self) -> String {
        let progress = &self.progress;
        let total: Milligrams = progress.co2e;
        format!(
            "{} rows: {} accepted, {} duplicate, {} rejected, {} skipped; {:.3} kg CO2e",
            progress.rows_read,
            progress.rows_accepted,
            progress.rows_duplicate,
            progress.rows_rejected,
            progress.rows_skipped,
            total.kg()
        )
    }
}
