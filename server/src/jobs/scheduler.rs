//! Rings the bell for the schedule. The library keeps time; the guard around each run is ours: one
//! run at a time in this process, a lease across replicas, a time limit, panics caught, the result
//! recorded.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result};
use futures::FutureExt;
use metrics::{counter, histogram};
use services::Services;
use services::jobs::{Ended, Lease};
use tokio::sync::Mutex;
use tokio_cron_scheduler::{Job, JobScheduler};

use super::Scheduled;

type Locks = Arc<HashMap<&'static str, Mutex<()>>>;

pub(super) async fn start(
    services: &Services,
    schedule: &'static [Scheduled],
) -> Result<JobScheduler> {
    let scheduler = JobScheduler::new().await.context("the scheduler")?;
    let locks: Locks = Arc::new(
        schedule
            .iter()
            .map(|job| (job.name, Mutex::new(())))
            .collect(),
    );
    for scheduled in schedule {
        let services = services.clone();
        let bell_locks = Arc::clone(&locks);
        let bell = {
            let services = services.clone();
            move |_, _| {
                let services = services.clone();
                let locks = Arc::clone(&bell_locks);
                Box::pin(async move { ring(&services, scheduled, &locks).await })
                    as std::pin::Pin<Box<dyn Future<Output = ()> + Send>>
            }
        };
        let job = Job::new_async(scheduled.cron, bell)
            .with_context(|| format!("the schedule of {}", scheduled.name))?;
        scheduler
            .add(job)
            .await
            .with_context(|| format!("the job {}", scheduled.name))?;
        if let Some(after) = scheduled.catch_up_after
            && services::jobs::is_overdue(&services, scheduled.name, after).await?
        {
            let locks = Arc::clone(&locks);
            services
                .tasks()
                .clone()
                .spawn(async move { ring(&services, scheduled, &locks).await });
        }
    }
    scheduler.start().await.context("the scheduler")?;
    Ok(scheduler)
}

/// One run, guarded.
async fn ring(services: &Services, scheduled: &Scheduled, locks: &Locks) {
    let Some(Ok(_only_one)) = locks.get(scheduled.name).map(Mutex::try_lock) else {
        return;
    };
    if services.stop().is_cancelled() {
        return;
    }
    let lease = match Lease::take(services, scheduled.name, scheduled.time_max).await {
        Ok(Some(lease)) => lease,
        Ok(None) => return,
        Err(error) => {
            tracing::error!(error = ?error, job = scheduled.name, "a job could not take its lease");
            return;
        }
    };
    let started = Instant::now();
    let run = AssertUnwindSafe((scheduled.run)(services.clone())).catch_unwind();
    let ended = tokio::select! {
        () = services.stop().cancelled() => Ended::Cancelled,
        outcome = tokio::time::timeout(scheduled.time_max, run) => match outcome {
            Err(_) => Ended::TimedOut,
            Ok(Err(_)) => Ended::Failed("it panicked".to_owned()),
            Ok(Ok(Ok(report))) => Ended::Done(report),
            Ok(Ok(Err(error))) => {
                tracing::error!(error = ?error, job = scheduled.name, "a job failed");
                Ended::Failed(error.to_string())
            }
        },
    };
    counter!("job_runs_total", "job" => scheduled.name, "result" => ended.word()).increment(1);
    histogram!("job_seconds", "job" => scheduled.name).record(started.elapsed().as_secs_f64());
    if let Err(error) = lease.give_back(services, &ended).await {
        tracing::error!(error = ?error, job = scheduled.name, "a job's result could not be recorded");
    }
}
