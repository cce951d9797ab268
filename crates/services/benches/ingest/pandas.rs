//! The same job done by pandas (`scripts/bench_pandas.py`), on a database of the same migrations.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde::Deserialize;

use super::support::setting;

#[derive(Debug, Deserialize)]
struct Outcome {
    rows: u64,
    seconds: f64,
}

/// Rows taken, and the time it took from opening the file to the last commit; starting Python and
/// loading pandas are not counted.
pub(crate) fn run(file: &Path, url: &str) -> (u64, Duration) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let output = Command::new(python())
        .arg(root.join("scripts/bench_pandas.py"))
        .arg(file)
        .arg(root.join("crates/engine/samples/airports.csv"))
        .arg(url.strip_prefix("sqlite:").expect("a SQLite file"))
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .expect("Python starts");
    assert!(output.status.success(), "the pandas pipeline failed");
    let outcome: Outcome = serde_json::from_slice(&output.stdout).expect("it answers in JSON");
    (outcome.rows, Duration::from_secs_f64(outcome.seconds))
}

/// Set by `make bench`, which installs pandas there.
fn python() -> String {
    setting("NEXUS_BENCH_PYTHON")
        .expect("NEXUS_BENCH_PYTHON is not set: name a Python that has pandas, or run `make bench`")
}
