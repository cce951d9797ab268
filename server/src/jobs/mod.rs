//! The schedule: what runs when, each with its why. Cron expressions are UTC, with seconds first.

mod scheduler;

use std::pin::Pin;
use std::time::Duration;

use anyhow::Result;
use services::Services;
use tokio_cron_scheduler::JobScheduler;

/// What a run reports.
type Report = Pin<Box<dyn Future<Output = services::Result<String>> + Send>>;

/// One line of the schedule.
#[derive(Debug, Clone, Copy)]
pub struct Scheduled {
    /// Its name in `job_runs`.
    pub name: &'static str,
    /// When it runs, in UTC.
    pub cron: &'static str,
    /// How long it may take.
    pub time_max: Duration,
    /// How long after a missed run it is caught up at start; `None` for jobs that may be missed.
    pub catch_up_after: Option<Duration>,
    run: fn(Services) -> Report,
}

/// The whole schedule.
pub const SCHEDULE: [Scheduled; 4] = [
    // A node that died leaves imports whose lease runs out; whoever lives takes them over.
    Scheduled {
        name: "resume_imports",
        cron: "15 * * * * *",
        time_max: Duration::from_secs(30),
        catch_up_after: None,
        run: |services| Box::pin(async move { services::jobs::resume_imports(&services).await }),
    },
    // A calculation that a stopped process left unfinished goes on; the next run goes on after a cut.
    Scheduled {
        name: services::emissions::RECALCULATION,
        cron: "45 * * * * *",
        time_max: services::emissions::RECALCULATION_TIME_MAX,
        catch_up_after: None,
        run: |services| {
            Box::pin(async move { services::emissions::continue_recalculations(&services).await })
        },
    },
    // Expired sessions, login failures and idempotency keys are of no use to anybody.
    Scheduled {
        name: "tidy_access",
        cron: "0 7 * * * *",
        time_max: Duration::from_secs(120),
        catch_up_after: Some(Duration::from_secs(3 * 3600)),
        run: |services| Box::pin(async move { services::jobs::tidy_access(&services).await }),
    },
    // Rows as they came are only kept as long as the settings say; at night, because it reads a lot.
    Scheduled {
        name: "raw_retention",
        cron: "0 17 2 * * *",
        time_max: Duration::from_secs(1_800),
        catch_up_after: Some(Duration::from_secs(26 * 3600)),
        run: |services| Box::pin(async move { services::jobs::raw_retention(&services).await }),
    },
];

/// Starts the schedule.
///
/// # Errors
/// When an expression is no cron expression.
pub async fn start(services: &Services) -> Result<JobScheduler> {
    scheduler::start(services, &SCHEDULE).await
}
