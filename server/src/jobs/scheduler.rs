//! Rings the bell for the schedule and counts what came of it. The library keeps time; the guard
//! around each run is `services::jobs::run_alone`.

use std::time::Instant;

use anyhow::{Context, Result};
use metrics::{counter, histogram};
use services::Services;
use tokio_cron_scheduler::{Job, JobScheduler};

use super::{Scheduled, When};
use crate::config::Monitoring;

pub(super) async fn start(
    services: &Services,
    schedule: &'static [Scheduled],
    monitoring: &Monitoring,
) -> Result<JobScheduler> {
    let scheduler = JobScheduler::new().await.context("the scheduler")?;
    for scheduled in schedule {
        let services = services.clone();
        let bell = {
            let services = services.clone();
            move |_, _| {
                let services = services.clone();
                Box::pin(async move { ring(&services, scheduled).await })
                    as std::pin::Pin<Box<dyn Future<Output = ()> + Send>>
            }
        };
        let job = match scheduled.when {
            When::Cron(expression) => Job::new_async(expression, bell),
            When::Every(_, interval) => Job::new_repeated_async(interval(monitoring), bell),
        };
        let job = job.with_context(|| format!("the schedule of {}", scheduled.name))?;
        scheduler
            .add(job)
            .await
            .with_context(|| format!("the job {}", scheduled.name))?;
        if let Some(after) = scheduled.catch_up_after
            && services::jobs::is_overdue(&services, scheduled.name, after).await?
        {
            services
                .tasks()
                .clone()
                .spawn(async move { ring(&services, scheduled).await });
        }
    }
    scheduler.start().await.context("the scheduler")?;
    Ok(scheduler)
}

async fn ring(services: &Services, scheduled: &Scheduled) {
    if services.stop().is_cancelled() {
        return;
    }
    let started = Instant::now();
    let run = scheduled.body(services);
    match services::jobs::run_alone(services, scheduled.name, scheduled.time_max, run).await {
        Ok(Some(ended)) => {
            let result = ended.word();
            counter!("job_runs_total", "job" => scheduled.name, "result" => result).increment(1);
            histogram!("job_seconds", "job" => scheduled.name)
                .record(started.elapsed().as_secs_f64());
        }
        Ok(None) => {}
        Err(error) => {
            tracing::error!(error = ?error, job = scheduled.name, "a job's lease or result could not be recorded");
        }
    }
}
