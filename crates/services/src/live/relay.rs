//! News across processes on one database: replicas on PostgreSQL, the command line beside a server.
//!
//! PostgreSQL carries ids, and each process reads for its own readers. SQLite carries nothing; there
//! the server looks at the imports whenever something was committed.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use model::ids::{AlertId, JobId, OrgId, RecommendationId};
use model::ingest::JobStatus;
use model::live::EnergySiteMoved;
use model::page::PageRequest;
use model::time::TimeRange;
use serde::{Deserialize, Serialize};
use store::Heard;
use uuid::Uuid;

use super::{Change, Origin};
use crate::Services;
use crate::emissions;
use crate::energy;
use crate::error::{Error, Result};
use crate::ingest::announce_here;
use crate::monitoring;
use crate::recommendations;

/// Pause before listening again after a fault; doubled up to the longest.
const RETRY: Duration = Duration::from_secs(1);
const RETRY_MAX: Duration = Duration::from_secs(60);
/// Imports looked at after a commit on SQLite: more do not run side by side.
const JOBS: u32 = 20;

/// What one process tells the others: ids, not figures.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Told {
    Emissions(Change),
    IngestJob(JobId),
    Alert(AlertId),
    Recommendation(RecommendationId),
    EnergySite(EnergySiteMoved),
}

#[derive(Debug, Serialize, Deserialize)]
struct Message {
    process: Uuid,
    org: OrgId,
    told: Told,
}

/// Whether others have to be told of a change.
pub(crate) fn is_needed(services: &Services, origin: Origin) -> bool {
    origin == Origin::Own && services.db().carries_messages()
}

/// Tells the other processes beside what goes on: an import does not wait for its announcements.
pub(crate) fn tell_soon(services: &Services, org: OrgId, told: Told) {
    if services.db().carries_messages() {
        let services = services.clone();
        services.tasks().spawn({
            let services = services.clone();
            async move { tell(&services, org, told).await }
        });
    }
}

/// Tells the other processes. What they miss they find at the next look, so a fault is only logged.
pub(crate) async fn tell(services: &Services, org: OrgId, told: Told) {
    if !services.db().carries_messages() {
        return;
    }
    let process = services.process();
    let message = Message { process, org, told };
    let sent = match serde_json::to_string(&message) {
        Ok(text) => services.db().tell(&text).await.map_err(Error::from),
        Err(error) => Err(Error::internal(error)),
    };
    if let Err(error) = sent {
        tracing::warn!(?error, "other processes could not be told of a change");
    }
}

/// Passes on what other processes do, until this one stops.
pub async fn listen(services: &Services) {
    let stop = services.stop().clone();
    let mut pause = RETRY;
    loop {
        let (heard_for, fault) = {
            let started = tokio::time::Instant::now();
            tokio::select! {
                () = stop.cancelled() => return,
                fault = pass_on(services) => (started.elapsed(), fault),
            }
        };
        pause = if heard_for > RETRY_MAX {
            RETRY
        } else {
            (pause * 2).min(RETRY_MAX)
        };
        tracing::warn!(error = ?fault, "other processes are not heard; trying again in {pause:?}");
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
        anything_may_have_changed(services);
    }
}

/// Runs until the database is not heard any more.
async fn pass_on(services: &Services) -> Error {
    let mut imports = Imports::default();
    let mut listener = match services.db().listen().await {
        Ok(listener) => listener,
        Err(error) => return error.into(),
    };
    loop {
        let passed = match listener.next().await {
            Ok(Heard::Message(text)) => take(services, &text).await,
            Ok(Heard::Commit) => imports.look(services).await,
            Ok(Heard::Gap) => {
                anything_may_have_changed(services);
                Ok(())
            }
            Err(error) => return error.into(),
        };
        if let Err(error) = passed {
            tracing::warn!(?error, "a change of another process could not be announced");
        }
    }
}

async fn take(services: &Services, text: &str) -> Result<()> {
    // A process of another version may say what this one does not know.
    let Ok(message) = serde_json::from_str::<Message>(text) else {
        return Ok(());
    };
    if message.process == services.process() {
        return Ok(());
    }
    match message.told {
        Told::Emissions(change) => {
            emissions::note(services, message.org, change, Origin::Relayed);
            Ok(())
        }
        Told::IngestJob(id) => announce_here(services, message.org, id).await,
        Told::Alert(id) => monitoring::announce_here(services, message.org, id).await,
        Told::EnergySite(moved) => {
            energy::announce_here(services, message.org, moved);
            Ok(())
        }
        Told::Recommendation(id) => recommendations::announce_here(services, message.org, id).await,
    }
}

/// Pages ask again for what they show.
fn anything_may_have_changed(services: &Services) {
    for org in services.live().heard() {
        emissions::note(services, org, any_time(), Origin::Relayed);
    }
}

/// A change that concerns every range.
fn any_time() -> Change {
    let ever = DateTime::from_timestamp(253_370_764_800, 0);
    Change {
        range: TimeRange {
            from: DateTime::UNIX_EPOCH,
            to: ever.unwrap_or(DateTime::<Utc>::MAX_UTC),
        },
        new_events: 0,
        latest: Vec::new(),
    }
}

/// How far imports were when they were last looked at.
#[derive(Debug, Default)]
struct Imports {
    seen: HashMap<OrgId, HashMap<JobId, (JobStatus, u64)>>,
}

impl Imports {
    /// Announces imports that moved without this process's doing.
    async fn look(&mut self, services: &Services) -> Result<()> {
        let orgs = services.live().heard();
        self.seen.retain(|org, _| orgs.contains(org));
        for org in orgs {
            let mut conn = services.db().read(org).await?;
            let page = PageRequest::default();
            let jobs = store::ingest::jobs::page(&mut conn, None, &page, JOBS).await?;
            drop(conn);
            let now: HashMap<_, _> = jobs
                .items
                .iter()
                .map(|job| (job.id, (job.status, job.rows_read)))
                .collect();
            let Some(before) = self.seen.insert(org, now.clone()) else {
                // Who begins to listen has just read how things stand.
                continue;
            };
            let own = services.working_on().lock().clone();
            let moved = now
                .iter()
                .filter(|(id, state)| !own.contains(id) && before.get(id) != Some(state));
            let mut has_moved = false;
            for (id, _) in moved {
                has_moved = true;
                announce_here(services, org, *id).await?;
            }
            if has_moved {
                emissions::note(services, org, any_time(), Origin::Relayed);
            }
        }
        Ok(())
    }
}
