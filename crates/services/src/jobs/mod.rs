//! Bodies of scheduled jobs, and the guard around each run: a lease that lets one replica run it, a time
//! limit, a record of the end. The bell is rung by `server`; nothing here knows when.

mod schedule;
#[cfg(test)]
mod tests;

use std::panic::AssertUnwindSafe;
use std::time::Duration as StdDuration;

use chrono::{DateTime, Duration, Utc};
use futures::FutureExt;
use futures::future::BoxFuture;
use model::ids::OrgId;
use model::jobs::JobRun;
use store::SystemConn;
use store::jobs::RunStatus;
use uuid::Uuid;

use crate::Services;
use crate::error::{Error, Result};

pub use schedule::{Line, Next, Schedule, jobs, run_now};

/// Idempotency keys are honoured this long.
const KEYS_KEPT: Duration = Duration::hours(48);
/// Runs are remembered this long.
const RUNS_KEPT: Duration = Duration::days(90);
/// Answers to questions are kept this long.
const PREDICTIONS_KEPT: Duration = Duration::days(90);
/// Hotspots and alerts are kept this long after they were resolved: two years can be compared.
const RESOLVED_KEPT: Duration = Duration::days(730);

/// A lease holds this long without a word: whoever dies keeps a job from others no longer.
const LEASE_HELD: Duration = Duration::seconds(90);
/// How often a run says that it goes on.
const LEASE_RENEWED: StdDuration = StdDuration::from_secs(20);

/// Runs shown of a job.
const RUNS_SHOWN: u32 = 10;
/// More organisations than an installation has.
const ORGANISATIONS_MAX: u32 = 100_000;

/// How a run ended.
#[derive(Debug, Clone)]
pub enum Ended {
    /// Well; what it reports.
    Done(String),
    /// Not; why.
    Failed(String),
    /// It took too long and was cut off.
    TimedOut,
    /// The process stopped.
    Cancelled,
}

impl Ended {
    /// A word for metrics.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Done(_) => "done",
            Self::Failed(_) => "failed",
            Self::TimedOut => "timed_out",
            Self::Cancelled => "cancelled",
        }
    }
}

/// The right to run a job, held by one replica at a time.
#[derive(Debug)]
struct Lease {
    name: &'static str,
    node: String,
    run: Uuid,
}

impl Lease {
    /// Takes the lease and records the start of a run; `None` when somebody else has it. A run that
    /// seems to go on is of a process that died: it is closed.
    ///
    /// # Errors
    /// When the database does not answer.
    async fn take(services: &Services, name: &'static str) -> Result<Option<Self>> {
        let lease = Self {
            name,
            node: Uuid::now_v7().to_string(),
            run: Uuid::now_v7(),
        };
        let mut system = services.db().system_write().await?;
        if !lease.hold(services, &mut system).await? {
            return Ok(None);
        }
        // Taking it may have waited for the run before to end: this one begins now.
        let begun_at = services.clock().now();
        store::jobs::close_abandoned(&mut system, name, begun_at).await?;
        store::jobs::start_run(&mut system, lease.run, name, &lease.node, begun_at).await?;
        system.commit().await?;
        Ok(Some(lease))
    }

    /// Takes or extends it; whether it is held now.
    async fn hold(&self, services: &Services, system: &mut SystemConn) -> Result<bool> {
        let now = services.clock().now();
        let until = now + LEASE_HELD;
        let is_held = store::jobs::acquire_lease(system, self.name, &self.node, now, until).await?;
        Ok(is_held)
    }

    /// Extends it whenever `due` says that it is time to; ends when somebody else has it.
    async fn lost<D: Future<Output = ()>>(&self, services: &Services, due: impl Fn() -> D) {
        loop {
            due().await;
            let extended = async {
                let mut system = services.db().system_write().await?;
                let is_held = self.hold(services, &mut system).await?;
                system.commit().await?;
                Result::Ok(is_held)
            };
            match extended.await {
                Ok(true) => {}
                Ok(false) => return,
                // The lease holds for some more tries.
                Err(error) => {
                    tracing::warn!(error = ?error, job = self.name, "a lease could not be extended");
                }
            }
        }
    }

    /// Records how the run ended and lets go.
    ///
    /// # Errors
    /// When the database does not answer.
    async fn give_back(self, services: &Services, ended: &Ended) -> Result<()> {
        let (status, message) = match ended {
            Ended::Done(report) => (RunStatus::Done, Some(report.as_str())),
            Ended::Failed(why) => (RunStatus::Failed, Some(why.as_str())),
            Ended::TimedOut => (RunStatus::TimedOut, None),
            Ended::Cancelled => (RunStatus::Cancelled, None),
        };
        let now = services.clock().now();
        let mut system = services.db().system_write().await?;
        store::jobs::finish_run(&mut system, self.run, status, message, now).await?;
        store::jobs::release_lease(&mut system, self.name, &self.node).await?;
        system.commit().await?;
        Ok(())
    }
}

/// Runs a job when nobody else does: lease, time limit, panics caught, the end recorded. `None` when
/// somebody else has it.
///
/// # Errors
/// When the lease cannot be taken or given back.
pub async fn run_alone(
    services: &Services,
    name: &'static str,
    time_max: StdDuration,
    run: impl Future<Output = Result<String>>,
) -> Result<Option<Ended>> {
    let due = || tokio::time::sleep(LEASE_RENEWED);
    run_renewing(services, name, time_max, Box::pin(run), due).await
}

/// [`run_alone`], whose lease is extended whenever `due` ends.
async fn run_renewing<D: Future<Output = ()>>(
    services: &Services,
    name: &'static str,
    time_max: StdDuration,
    run: impl Future<Output = Result<String>>,
    due: impl Fn() -> D,
) -> Result<Option<Ended>> {
    let Some(lease) = Lease::take(services, name).await? else {
        return Ok(None);
    };
    let run = AssertUnwindSafe(run).catch_unwind();
    let ended = tokio::select! {
        () = services.stop().cancelled() => Ended::Cancelled,
        () = lease.lost(services, due) => Ended::Failed("another process took it over".to_owned()),
        outcome = tokio::time::timeout(time_max, run) => match outcome {
            Err(_) => Ended::TimedOut,
            Ok(Err(_)) => Ended::Failed("it panicked".to_owned()),
            Ok(Ok(Ok(report))) => Ended::Done(report),
            Ok(Ok(Err(error))) => {
                tracing::error!(error = ?error, job = name, "a job failed");
                Ended::Failed(error.to_string())
            }
        },
    };
    lease.give_back(services, &ended).await?;
    Ok(Some(ended))
}

/// Runs a job as [`run_alone`] does, in a task of its own: it goes on when nobody waits for it any more.
///
/// # Errors
/// As [`run_alone`].
pub(crate) async fn run_apart(
    services: &Services,
    name: &'static str,
    time_max: StdDuration,
    run: BoxFuture<'static, Result<String>>,
) -> Result<Option<Ended>> {
    let own = services.clone();
    let task = async move { run_alone(&own, name, time_max, run).await };
    services
        .tasks()
        .spawn(task)
        .await
        .map_err(Error::internal)?
}

/// The last runs of a job, newest first.
async fn runs(services: &Services, name: &str) -> Result<Vec<JobRun>> {
    let mut system = services.db().system().await?;
    let runs = store::jobs::runs(&mut system, Some(name), RUNS_SHOWN).await?;
    Ok(runs.into_iter().map(answer).collect())
}

fn answer(run: store::jobs::JobRun) -> JobRun {
    JobRun {
        started_at: run.started_at,
        finished_at: run.finished_at,
        status: run.status.as_str().to_owned(),
        message: run.message,
    }
}

/// Whether the last good run is longer ago than `after`.
///
/// # Errors
/// When the database does not answer.
pub async fn is_overdue(services: &Services, name: &str, after: StdDuration) -> Result<bool> {
    let mut system = services.db().system().await?;
    let last = store::jobs::last_done(&mut system, name).await?;
    let after = Duration::from_std(after).map_err(Error::internal)?;
    Ok(last.is_none_or(|run| services.clock().now() - run.started_at > after))
}

/// Every organisation, for jobs that go through all.
pub(crate) async fn organisations(services: &Services) -> Result<Vec<OrgId>> {
    let mut system = services.db().system().await?;
    let all = store::organisations::list(&mut system, ORGANISATIONS_MAX).await?;
    Ok(all
        .into_iter()
        .map(|organisation| organisation.id)
        .collect())
}

/// Goes on with imports that are nobody's.
///
/// # Errors
/// When the database does not answer.
pub async fn resume_imports(services: &Services) -> Result<String> {
    let resumed = crate::ingest::resume_jobs(services).await?;
    Ok(format!("{resumed} imports go on"))
}

/// Removes expired sessions, old login failures, idempotency keys and records of runs.
///
/// # Errors
/// When the database does not answer.
pub async fn tidy_access(services: &Services) -> Result<String> {
    let now = services.clock().now();
    let window = Duration::seconds(i64::from(services.options().login_window_seconds));
    let mut system = services.db().system_write().await?;
    let sessions = store::sessions::delete_expired(&mut system, now).await?;
    let attempts = store::login_attempts::delete_older(&mut system, now - window).await?;
    let keys = store::idempotency::delete_older(&mut system, now - KEYS_KEPT).await?;
    let runs = store::jobs::delete_older(&mut system, now - RUNS_KEPT).await?;
    system.commit().await?;
    Ok(format!(
        "{sessions} sessions, {attempts} login failures, {keys} idempotency keys, {runs} runs removed"
    ))
}

/// Forgets old predictions, hotspots and alerts, and deletes rows and bodies as they came once their
/// events are older than the settings say. Events, estimates and sums stay.
///
/// # Errors
/// When the database does not answer; the next run goes on.
pub async fn retention(services: &Services) -> Result<String> {
    let now = services.clock().now();
    let (mut predictions, mut hotspots, mut alerts) = (0, 0, 0);
    for org in organisations(services).await? {
        let mut tx = services.db().write(org).await?;
        predictions += store::learning::forget_predictions(&mut tx, now - PREDICTIONS_KEPT).await?;
        let resolved = store::monitoring::forget_resolved(&mut tx, now - RESOLVED_KEPT).await?;
        tx.commit().await?;
        hotspots += resolved.0;
        alerts += resolved.1;
    }
    let rows = raw_retention(services).await?;
    Ok(format!(
        "{predictions} predictions, {hotspots} hotspots, {alerts} alerts forgotten; {rows}"
    ))
}

async fn raw_retention(services: &Services) -> Result<String> {
    let Some(days) = services.options().raw_days else {
        return Ok("rows are kept as they came for good".to_owned());
    };
    let until = services.clock().now() - Duration::days(i64::from(days));
    let mut removed = 0;
    for org in organisations(services).await? {
        let mut from = DateTime::<Utc>::UNIX_EPOCH;
        loop {
            let mut conn = services.db().read(org).await?;
            let first = store::ingest::events::first_raw(&mut conn, from, until).await?;
            drop(conn);
            let Some(first) = first else { break };
            from = (first + Duration::hours(1)).min(until);
            let mut tx = services.db().write(org).await?;
            removed += store::ingest::events::remove_raw(&mut tx, first, from).await?;
            tx.commit().await?;
        }
    }
    Ok(format!("{removed} rows removed, of events before {until}"))
}
