//! An import in a process of its own, whose memory nothing else touches: the benchmark starts itself
//! again with an order.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;

use model::ids::OrgId;
use serde::{Deserialize, Serialize};
use services::Actor;
use services::clock::WallClock;

use super::support::{flights_profile, import, open};
use testkit::report::{resident_mb, say};

/// The argument that makes a process of this program carry out an order.
const ORDER: &str = "--import";

/// What the child is to import, and where to.
pub(crate) struct Order {
    url: String,
    org: OrgId,
    file: PathBuf,
}

/// What it found.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Outcome {
    pub(crate) rows: u64,
    pub(crate) seconds: f64,
    /// Most memory it ever had resident.
    pub(crate) peak_mb: f64,
    /// Memory resident before the import began.
    pub(crate) idle_mb: f64,
}

impl Order {
    /// `None` in the benchmark itself.
    pub(crate) fn from_arguments() -> Option<Self> {
        let mut arguments = std::env::args()
            .skip_while(|argument| argument != ORDER)
            .skip(1);
        Some(Self {
            url: arguments.next()?,
            org: OrgId(arguments.next()?.parse().ok()?),
            file: PathBuf::from(arguments.next()?),
        })
    }

    pub(crate) async fn carry_out(self) -> ExitCode {
        let data_dir = tempfile::tempdir().expect("a temporary folder");
        let services = open(&self.url, data_dir.path(), Arc::new(WallClock)).await;
        let idle_mb = resident_mb("VmRSS:");
        let actor = Actor::system(self.org);
        let (job, took) = import(&services, &actor, &self.file, flights_profile()).await;
        let outcome = Outcome {
            rows: job.rows_accepted,
            seconds: took.as_secs_f64(),
            peak_mb: resident_mb("VmHWM:"),
            idle_mb,
        };
        say(&serde_json::to_string(&outcome).expect("plain numbers"));
        ExitCode::SUCCESS
    }
}

/// Starts a child and waits for what it found.
pub(crate) fn run(url: &str, org: OrgId, file: &Path) -> Outcome {
    let program = std::env::current_exe().expect("this program has a path");
    let output = Command::new(program)
        .args([ORDER, url, &org.0.to_string()])
        .arg(file)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .expect("this program starts again");
    assert!(
        output.status.success(),
        "the import in a process of its own failed"
    );
    serde_json::from_slice(&output.stdout).expect("the child answers in JSON")
}
