//! Sources read one after the other: taken, read, and what came of it noted.

use chrono::{DateTime, Duration, Utc};
use model::auth::Permission;
use model::energy::{
    EnergySite, MeasurementAnswer, MeasurementSource, ReadCounts, RejectedMeasurement, SourceReads,
    SourceState,
};
use model::ids::{OrgId, SiteId, SourceId};
use serde_json::json;
use store::energy::{StoredSource, Validators};

use super::{file_drop, found, http_pull, shown};
use crate::Services;
use crate::actor::Actor;
use crate::audit;
use crate::energy::csv::settings_of;
use crate::energy::providers::{ProviderError, pause_after};
use crate::error::{Error, Result};
use crate::jobs::organisations;

/// Name of the job that reads them.
pub const MEASUREMENT_SYNC: &str = "measurement_sync";

/// A source is free again after this time, whatever became of who read it.
const TAKEN: Duration = Duration::minutes(10);
/// How long somebody who asked for a reading waits for its end.
const WAITED: std::time::Duration = std::time::Duration::from_secs(20);
/// Sources of an organisation that a run reads, longest due first.
const SOURCES_A_RUN: u32 = 200;
/// Rejected rows that are kept of a reading.
pub(super) const REJECTED_KEPT: usize = 20;

/// A source and the site it is read for.
pub(super) struct Task<'a> {
    pub(super) services: &'a Services,
    pub(super) actor: &'a Actor,
    pub(super) settings: &'a EnergySite,
    pub(super) source: &'a StoredSource,
}

/// What a reading gave.
#[derive(Debug, Default)]
pub(super) struct Brought {
    pub(super) counts: ReadCounts,
    pub(super) rejected: Vec<RejectedMeasurement>,
    /// Up to where it was asked or read; `None` leaves it.
    pub(super) reached_at: Option<DateTime<Utc>>,
    pub(super) validators: Validators,
    /// What of it could not be used, though the rest could.
    pub(super) partly: Option<String>,
}

impl Brought {
    pub(super) fn add(&mut self, counts: ReadCounts, rejected: &[RejectedMeasurement]) {
        self.counts += counts;
        let room = REJECTED_KEPT.saturating_sub(self.rejected.len());
        self.rejected.extend(rejected.iter().take(room).cloned());
    }
}

/// What became of rows.
pub(super) fn counts(rows: u64, answer: &MeasurementAnswer) -> ReadCounts {
    ReadCounts {
        rows,
        accepted: answer.accepted,
        duplicate: answer.duplicate,
        replaced: answer.replaced,
        rejected: answer.rejected_count,
    }
}

/// Why a reading gave nothing.
#[derive(Debug)]
pub(super) enum Failure {
    /// What others or the settings are at fault for, in words.
    Theirs(String),
    /// Its address did not answer as it should.
    Address(ProviderError),
    /// The database, or this program.
    Ours(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Invalid { detail, .. } => Self::Theirs(detail),
            Error::TooLarge(detail) => Self::Theirs(detail),
            Error::NotFound("profile") => {
                Self::Theirs("its profile was removed; choose another".to_owned())
            }
            other => Self::Ours(other),
        }
    }
}

/// Reads every source that is due. One that fails keeps nobody else.
///
/// # Errors
/// When the database does not answer.
pub async fn read_due_sources(services: &Services) -> Result<String> {
    let (mut read, mut failed, mut total) = (0, 0, ReadCounts::default());
    for org in organisations(services).await? {
        let due = {
            let mut conn = services.db().read(org).await?;
            store::energy::due_sources(&mut conn, services.clock().now(), SOURCES_A_RUN).await?
        };
        let actor = Actor::system(org);
        for source in due {
            // Another process may have been faster.
            let Some(state) = read_one(services, &actor, &source).await? else {
                continue;
            };
            match state {
                Ok(counts) => {
                    read += 1;
                    total += counts;
                }
                Err(()) => failed += 1,
            }
        }
    }
    Ok(format!(
        "{read} sources read, {failed} failed; {} measurements new, {} replaced, {} rejected",
        total.accepted, total.replaced, total.rejected
    ))
}

/// Reads one now, whether it is due or not, and gives how it stands.
///
/// # Errors
/// `NotFound`; `Conflict` while it is being read; `Forbidden` unless an operator asks. A reading that fails is no error: its
/// state says so, and one that takes longer than 20 s goes on.
pub async fn read_source_now(
    services: &Services,
    actor: &Actor,
    site: SiteId,
    id: SourceId,
) -> Result<MeasurementSource> {
    actor.must(Permission::Operate)?;
    let mut tx = services.db().write(actor.org).await?;
    let source = found(&mut tx, actor, site, id).await?;
    let subject = format!("source {}", source.name);
    let action = "energy.source.run";
    audit::record(
        services,
        &mut tx,
        actor,
        action,
        subject,
        json!({ "site": site }),
    )
    .await?;
    tx.commit().await?;
    let (own, reader) = (services.clone(), actor.clone());
    // It goes on when nobody waits for it any more.
    let task = async move { read_one(&own, &reader, &source).await };
    let task = services.tasks().spawn(task);
    if let Ok(done) = tokio::time::timeout(WAITED, task).await
        && done.map_err(Error::internal)??.is_none()
    {
        return Err(busy());
    }
    let mut conn = services.db().read(actor.org).await?;
    let source = found(&mut conn, actor, site, id).await?;
    shown(&mut conn, actor, source).await
}

pub(super) fn busy() -> Error {
    Error::Conflict("the source is being read; try again in a minute".to_owned())
}

/// `None` when somebody else reads it.
async fn read_one(
    services: &Services,
    actor: &Actor,
    source: &StoredSource,
) -> Result<Option<std::result::Result<ReadCounts, ()>>> {
    let now = services.clock().now();
    let mut tx = services.db().write(actor.org).await?;
    if !store::energy::take_source(&mut tx, source.id, now, now + TAKEN).await? {
        return Ok(None);
    }
    tx.commit().await?;
    let came = read(services, actor, source).await;
    if let Err(Failure::Ours(error)) = &came {
        let (org, source) = (actor.org.0, source.id.0);
        tracing::error!(?error, org, %source, "a source of measurements could not be read");
    }
    let at = services.clock().now();
    let outcome = came.as_ref().map(|came| came.counts).map_err(|_| ());
    let (state, validators) = settled(source, came, at);
    settle(services, actor.org, source.id, &state, &validators, at).await?;
    Ok(Some(outcome))
}

async fn read(
    services: &Services,
    actor: &Actor,
    source: &StoredSource,
) -> std::result::Result<Brought, Failure> {
    let settings = settings_of(services, actor, source.site).await?;
    let task = Task {
        services,
        actor,
        settings: &settings,
        source,
    };
    // Whole use cases live in these futures: too large for the stack of every caller.
    match &source.reads {
        SourceReads::FileDrop { folder, profile } => {
            Box::pin(file_drop::read(&task, folder, profile)).await
        }
        SourceReads::HttpPull { .. } => Box::pin(http_pull::read(&task)).await,
    }
}

/// The state after a reading.
fn settled(
    source: &StoredSource,
    came: std::result::Result<Brought, Failure>,
    at: DateTime<Utc>,
) -> (SourceState, Validators) {
    let mut state = source.state.clone();
    let failure = match came {
        Ok(brought) => {
            state.last_success_at = Some(at);
            state.failure = brought.partly;
            state.failures = 0;
            state.not_before = None;
            state.reached_at = brought.reached_at.or(state.reached_at);
            state.total += brought.counts;
            if brought.counts.rows > 0 {
                state.last_counts = Some(brought.counts);
                state.rejected = brought.rejected;
            }
            if state.failure.is_some() {
                state.last_failure_at = Some(at);
            }
            return (state, brought.validators);
        }
        Err(failure) => failure,
    };
    state.last_failure_at = Some(at);
    state.failures = state.failures.saturating_add(1);
    let (words, pause) = match failure {
        Failure::Address(error) => {
            let pause = pause_after(state.failures, Some(&error));
            (error.to_string(), Some(pause))
        }
        // A folder costs nobody anything to look at again.
        Failure::Theirs(words) => {
            let is_pull = matches!(source.reads, SourceReads::HttpPull { .. });
            (words, is_pull.then(|| pause_after(state.failures, None)))
        }
        Failure::Ours(error) => (error.to_string(), None),
    };
    state.failure = Some(words);
    state.not_before = pause.map(|pause| at + pause);
    (state, source.validators.clone())
}

async fn settle(
    services: &Services,
    org: OrgId,
    id: SourceId,
    state: &SourceState,
    validators: &Validators,
    at: DateTime<Utc>,
) -> Result<()> {
    let mut tx = services.db().write(org).await?;
    let due_at = state.not_before.unwrap_or(at);
    store::energy::settle_source(&mut tx, id, state, validators, due_at).await?;
    tx.commit().await?;
    Ok(())
}
