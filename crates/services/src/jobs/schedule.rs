//! What runs by itself, shown to people and run at their word. The process keeps the schedule; here is
//! what anybody may ask of it.

use std::fmt::Debug;
use std::time::Duration as StdDuration;

use chrono::{DateTime, Duration, Utc};
use futures::future::BoxFuture;
use model::auth::Permission;
use model::jobs::{Job, JobRun};
use serde_json::json;

use super::{run_apart, runs};
use crate::Services;
use crate::actor::Actor;
use crate::audit;
use crate::error::{Error, Result};

/// When a job runs again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    At(DateTime<Utc>),
    /// So long after it last began.
    Every(StdDuration),
}

/// A line of the schedule.
#[derive(Debug, Clone)]
pub struct Line {
    pub name: &'static str,
    /// When it runs, for people.
    pub when: String,
    /// `None`: not by itself.
    pub next: Option<Next>,
    /// How long it may take.
    pub time_max: StdDuration,
}

/// The schedule of the process.
pub trait Schedule: Debug + Send + Sync {
    /// Every job, in the order of reading.
    fn lines(&self, now: DateTime<Utc>) -> Vec<Line>;

    /// A run that has not begun; `None`: there is no such job.
    fn body(&self, services: &Services, name: &str) -> Option<BoxFuture<'static, Result<String>>>;
}

/// Every job with its last runs.
///
/// # Errors
/// `Forbidden` for supplier users.
pub async fn jobs(services: &Services, actor: &Actor) -> Result<Vec<Job>> {
    actor.must(Permission::Read)?;
    let Some(schedule) = services.schedule() else {
        return Ok(Vec::new());
    };
    let mut jobs = Vec::new();
    for line in schedule.lines(services.clock().now()) {
        let runs = runs(services, line.name).await?;
        let next_at = match line.next {
            Some(Next::At(at)) => Some(at),
            Some(Next::Every(interval)) => {
                let after = Duration::from_std(interval).map_err(Error::internal)?;
                runs.first().map(|run| run.started_at + after)
            }
            None => None,
        };
        jobs.push(Job {
            name: line.name.to_owned(),
            schedule: line.when,
            next_at,
            runs,
        });
    }
    Ok(jobs)
}

/// How long somebody who asked for a run waits for its end.
const WAITED: StdDuration = StdDuration::from_secs(20);

/// Runs a job now, as the schedule would, and gives its record. A run that takes longer than 20 s goes on, and its
/// record says so.
///
/// # Errors
/// `Forbidden` unless an admin asks; `NotFound` without such a job; `Conflict` while it is running
/// somewhere.
pub async fn run_now(services: &Services, actor: &Actor, name: &str) -> Result<JobRun> {
    actor.must(Permission::Administer)?;
    let schedule = services.schedule().ok_or(Error::NotFound("job"))?;
    let lines = schedule.lines(services.clock().now());
    let line = lines.iter().find(|line| line.name == name);
    let (Some(line), Some(run)) = (line, schedule.body(services, name)) else {
        return Err(Error::NotFound("job"));
    };
    let mut tx = services.db().write(actor.org).await?;
    let subject = format!("job {name}");
    audit::record(services, &mut tx, actor, "job.run", subject, json!({})).await?;
    tx.commit().await?;
    let run = run_apart(services, line.name, line.time_max, run);
    let has_begun = match tokio::time::timeout(WAITED, run).await {
        Ok(ended) => ended?.is_some(),
        Err(_) => true,
    };
    if !has_begun {
        return Err(Error::Conflict(format!(
            "`{name}` is running already; wait until it has ended"
        )));
    }
    let latest = runs(services, line.name).await?;
    latest.into_iter().next().ok_or(Error::NotFound("run"))
}
