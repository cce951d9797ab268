//! The schedule: what runs when, each with its why. Cron expressions are UTC, with seconds first.

mod scheduler;
mod table;

use std::time::Duration;

use anyhow::Result;
use futures::future::BoxFuture;
use services::Services;
use tokio_cron_scheduler::JobScheduler;

use crate::config::Monitoring;

pub use table::Table;

/// What a run reports.
type Report = BoxFuture<'static, services::Result<String>>;

/// When a job runs.
#[derive(Debug, Clone, Copy)]
pub enum When {
    /// By a cron expression, in UTC.
    Cron(&'static str),
    /// Again and again, as often as a setting says.
    Every(&'static str, fn(&Monitoring) -> Duration),
}

/// One line of the schedule.
#[derive(Debug, Clone, Copy)]
pub struct Scheduled {
    /// Its name in `job_runs`.
    pub name: &'static str,
    /// When it runs.
    pub when: When,
    /// How long it may take.
    pub time_max: Duration,
    /// How long after a missed run it is caught up at start; `None` for jobs that may be missed.
    pub catch_up_after: Option<Duration>,
    run: fn(Services) -> Report,
}

impl Scheduled {
    /// One run, not yet begun.
    #[must_use]
    pub fn body(&self, services: &Services) -> Report {
        (self.run)(services.clone())
    }
}

/// The whole schedule.
const SCHEDULE: [Scheduled; 24] = [
    // A node that died leaves imports whose lease runs out; whoever lives takes them over.
    Scheduled {
        name: "resume_imports",
        when: When::Cron("15 * * * * *"),
        time_max: Duration::from_secs(30),
        catch_up_after: None,
        run: |services| Box::pin(async move { services::jobs::resume_imports(&services).await }),
    },
    // A calculation that a stopped process left unfinished goes on; the next run goes on after a cut.
    Scheduled {
        name: services::emissions::RECALCULATION,
        when: When::Cron("45 * * * * *"),
        time_max: services::emissions::RECALCULATION_TIME_MAX,
        catch_up_after: None,
        run: |services| {
            Box::pin(async move { services::emissions::continue_recalculations(&services).await })
        },
    },
    // What stands out now; people are told within one scan or two.
    Scheduled {
        name: services::monitoring::SCAN,
        when: When::Every("NEXUS_HOTSPOT_CHECK_INTERVAL", |monitoring| {
            monitoring.scan_every
        }),
        time_max: Duration::from_secs(240),
        catch_up_after: None,
        run: |services| Box::pin(async move { services::monitoring::scan_all(&services).await }),
    },
    // What would help with what stands out; soon after it does.
    Scheduled {
        name: services::recommendations::ADVICE,
        when: When::Cron("5,25,45 * * * * *"),
        time_max: Duration::from_secs(300),
        catch_up_after: None,
        run: |services| Box::pin(async move { services::recommendations::advise(&services).await }),
    },
    // Whether what was done four weeks ago saved what it promised.
    Scheduled {
        name: services::recommendations::VERIFICATION,
        when: When::Cron("0 37 3 * * *"),
        time_max: Duration::from_secs(1_800),
        catch_up_after: Some(Duration::from_secs(26 * 3600)),
        run: |services| {
            Box::pin(async move { services::recommendations::verify_due(&services).await })
        },
    },
    // What could not be sent at once is tried again, ever later.
    Scheduled {
        name: services::notifications::DELIVERY,
        when: When::Cron("20,50 * * * * *"),
        time_max: Duration::from_secs(600),
        catch_up_after: None,
        run: |services| Box::pin(async move { services::notifications::send_due(&services).await }),
    },
    // The hour that closed becomes part of what is normal; all hours do after an import.
    Scheduled {
        name: services::monitoring::BASELINES,
        when: When::Every("NEXUS_BASELINE_RECALC_INTERVAL", |monitoring| {
            monitoring.baselines_every
        }),
        time_max: Duration::from_secs(1_800),
        catch_up_after: Some(Duration::from_secs(3_600)),
        run: |services| {
            Box::pin(async move { services::monitoring::recompute_baselines(&services).await })
        },
    },
    // What dashboards show of the next days, made before anybody asks.
    Scheduled {
        name: services::forecasting::FORECASTS,
        when: When::Cron("30 4 * * * *"),
        time_max: Duration::from_secs(1_800),
        catch_up_after: Some(Duration::from_secs(2 * 3600)),
        run: |services| {
            Box::pin(async move { services::forecasting::refresh_forecasts(&services).await })
        },
    },
    // What the grid emits now and in the next days; plans use it at once. Providers publish soon after
    // the half-hour.
    Scheduled {
        name: services::energy::INTENSITY,
        when: When::Cron("40 6 * * * *"),
        time_max: Duration::from_secs(900),
        catch_up_after: Some(Duration::from_secs(3_600)),
        run: |services| {
            Box::pin(async move { services::energy::refresh_intensity(&services).await })
        },
    },
    // The sun of the next days above each array and the temperature outside of what is measured, as often as the
    // settings say.
    Scheduled {
        name: services::energy::WEATHER,
        when: When::Cron("10 9 * * * *"),
        time_max: Duration::from_secs(1_800),
        catch_up_after: Some(Duration::from_secs(3_600)),
        run: |services| Box::pin(async move { services::energy::refresh_weather(&services).await }),
    },
    // What folders and addresses of sites hold that is not known yet; before it becomes events and forecasts.
    Scheduled {
        name: services::energy::MEASUREMENT_SYNC,
        when: When::Cron("5 1,16,31,46 * * * *"),
        time_max: Duration::from_secs(840),
        catch_up_after: None,
        run: |services| {
            Box::pin(async move { services::energy::read_due_sources(&services).await })
        },
    },
    // What came since is looked at for what is odd and what is missing, before anything learns from it.
    Scheduled {
        name: services::energy::MEASUREMENT_QUALITY,
        when: When::Cron("40 1,16,31,46 * * * *"),
        time_max: Duration::from_secs(840),
        catch_up_after: None,
        run: |services| {
            Box::pin(async move { services::energy::review_measurements(&services).await })
        },
    },
    // What meters measured becomes events; measurements do so at once, what is said of the grid later.
    Scheduled {
        name: services::energy::METERED_EVENTS,
        when: When::Cron("40 2,17,32,47 * * * *"),
        time_max: Duration::from_secs(840),
        catch_up_after: None,
        run: |services| {
            Box::pin(async move { services::energy::make_metered_events(&services).await })
        },
    },
    // What each site will use, kept as it is known now, and what earlier forecasts were worth.
    Scheduled {
        name: services::energy::LOAD_FORECASTS,
        when: When::Cron("20 3,18,33,48 * * * *"),
        time_max: Duration::from_secs(840),
        catch_up_after: None,
        run: |services| {
            Box::pin(async move { services::energy::refresh_load_forecasts(&services).await })
        },
    },
    // What each array will yield, kept as it is known now, what earlier forecasts were worth, and what the
    // meters say of the chain.
    Scheduled {
        name: services::energy::SOLAR_FORECASTS,
        when: When::Cron("35 10,25,40,55 * * * *"),
        time_max: Duration::from_secs(840),
        catch_up_after: None,
        run: |services| {
            Box::pin(async move { services::energy::refresh_solar_forecasts(&services).await })
        },
    },
    // What each battery is to do, made anew soon after measurements came.
    Scheduled {
        name: services::energy::SITE_PLANS,
        when: When::Cron("50 */2 * * * *"),
        time_max: Duration::from_secs(600),
        catch_up_after: None,
        run: |services| Box::pin(async move { services::energy::refresh_plans(&services).await }),
    },
    // What is worth changing at each site that is measured; a quarter of a day later its figures are others.
    Scheduled {
        name: services::energy::ENERGY_ADVICE,
        when: When::Cron("50 12 1,7,13,19 * * *"),
        time_max: Duration::from_secs(3_600),
        catch_up_after: Some(Duration::from_secs(7 * 3600)),
        run: |services| Box::pin(async move { services::energy::advise_sites(&services).await }),
    },
    // In an hour it becomes two o'clock at night somewhere; what is old there is deleted.
    Scheduled {
        name: services::energy::UPKEEP,
        when: When::Cron("30 1 * * * *"),
        time_max: Duration::from_secs(1_800),
        catch_up_after: Some(Duration::from_secs(3_600)),
        run: |services| Box::pin(async move { services::energy::clean_up(&services).await }),
    },
    // Events that came late changed hours long closed.
    Scheduled {
        name: "all_baselines",
        when: When::Cron("0 27 1 * * *"),
        time_max: Duration::from_secs(3_600),
        catch_up_after: Some(Duration::from_secs(26 * 3600)),
        run: |services| {
            Box::pin(async move { services::monitoring::recompute_all(&services).await })
        },
    },
    // Models learn from what was metered since; a new one answers only where it is better.
    Scheduled {
        name: services::learning::TRAINING,
        when: When::Cron("0 17 3 * * Sun"),
        time_max: Duration::from_secs(3_600),
        catch_up_after: Some(Duration::from_secs(8 * 24 * 3600)),
        run: |services| Box::pin(async move { services::learning::train_all(&services).await }),
    },
    // Late readings and yesterday's outliers; at night, because it reads a quarter of a year.
    Scheduled {
        name: services::quality::NIGHTLY,
        when: When::Cron("0 47 1 * * *"),
        time_max: Duration::from_secs(3_600),
        catch_up_after: Some(Duration::from_secs(26 * 3600)),
        run: |services| Box::pin(async move { services::quality::review_recent(&services).await }),
    },
    // What an import brought is looked at soon after.
    Scheduled {
        name: services::quality::AFTER_IMPORTS,
        when: When::Cron("35 * * * * *"),
        time_max: Duration::from_secs(3_600),
        catch_up_after: None,
        run: |services| Box::pin(async move { services::quality::review_imports(&services).await }),
    },
    // Expired sessions, login failures and idempotency keys are of no use to anybody.
    Scheduled {
        name: "tidy_access",
        when: When::Cron("0 7 * * * *"),
        time_max: Duration::from_secs(120),
        catch_up_after: Some(Duration::from_secs(3 * 3600)),
        run: |services| Box::pin(async move { services::jobs::tidy_access(&services).await }),
    },
    // Rows as they came are only kept as long as the settings say; at night, because it reads a lot.
    Scheduled {
        name: "retention",
        when: When::Cron("0 17 2 * * *"),
        time_max: Duration::from_secs(1_800),
        catch_up_after: Some(Duration::from_secs(26 * 3600)),
        run: |services| Box::pin(async move { services::jobs::retention(&services).await }),
    },
];

/// Starts the schedule.
///
/// # Errors
/// When an expression is no cron expression.
pub async fn start(services: &Services, monitoring: &Monitoring) -> Result<JobScheduler> {
    scheduler::start(services, &SCHEDULE, monitoring).await
}
