//! A refresh in a process of its own, whose memory nothing else touches: the benchmark starts itself again
//! with an order.

use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;
use std::time::Instant;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use services::Services;
use services::clock::Clock;
use services::energy::{advise_sites, refresh_load_forecasts, refresh_plans};
use testkit::report::{resident_mb, say};

use super::support::open;

/// The argument that makes a process of this program carry out an order.
const ORDER: &str = "--refresh";

/// A clock that stands.
#[derive(Debug)]
struct Stands(DateTime<Utc>);

impl Clock for Stands {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }
}

/// What the child is to refresh, and when.
pub(crate) struct Order {
    url: String,
    now: DateTime<Utc>,
}

/// What a job said, and how long it took.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Stage {
    pub(crate) said: String,
    pub(crate) seconds: f64,
}

/// What it found.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Outcome {
    pub(crate) forecasts: Stage,
    pub(crate) plans: Stage,
    pub(crate) advice: Stage,
    /// Most memory it ever had resident, and what it had before it began.
    pub(crate) peak_mb: f64,
    pub(crate) idle_mb: f64,
}

impl Outcome {
    pub(crate) fn seconds(&self) -> f64 {
        self.forecasts.seconds + self.plans.seconds + self.advice.seconds
    }
}

impl Order {
    /// `None` in the benchmark itself.
    pub(crate) fn from_arguments() -> Option<Self> {
        let mut arguments = std::env::args()
            .skip_while(|argument| argument != ORDER)
            .skip(1);
        Some(Self {
            url: arguments.next()?,
            now: DateTime::from_timestamp(arguments.next()?.parse().ok()?, 0)?,
        })
    }

    pub(crate) async fn carry_out(self) -> ExitCode {
        let data_dir = tempfile::tempdir().expect("a temporary folder");
        let services = open(&self.url, data_dir.path(), Arc::new(Stands(self.now))).await;
        let idle_mb = resident_mb("VmRSS:");
        let outcome = Outcome {
            forecasts: stage(&services, refresh_load_forecasts).await,
            plans: stage(&services, refresh_plans).await,
            advice: stage(&services, advise_sites).await,
            peak_mb: resident_mb("VmHWM:"),
            idle_mb,
        };
        say(&serde_json::to_string(&outcome).expect("plain numbers"));
        ExitCode::SUCCESS
    }
}

async fn stage(
    services: &Services,
    job: impl AsyncFn(&Services) -> services::Result<String>,
) -> Stage {
    let start = Instant::now();
    let said = job(services).await.expect("the job runs");
    Stage {
        said,
        seconds: start.elapsed().as_secs_f64(),
    }
}

/// Starts a child and waits for what it found.
pub(crate) fn run(url: &str, now: DateTime<Utc>) -> Outcome {
    let program = std::env::current_exe().expect("this program has a path");
    let output = Command::new(program)
        .args([ORDER, url, &now.timestamp().to_string()])
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .expect("this program starts again");
    assert!(
        output.status.success(),
        "the refresh in a process of its own failed"
    );
    serde_json::from_slice(&output.stdout).expect("the child answers in JSON")
}
