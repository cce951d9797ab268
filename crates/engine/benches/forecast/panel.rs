//! The peers' forecasts, and figures of anybody's.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

/// The forecasts of one model from all origins.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Entry {
    pub(crate) model: String,
    /// Steps of history.
    pub(crate) window: usize,
    /// Median milliseconds of one.
    pub(crate) ms: f64,
    pub(crate) mean: Vec<Vec<f64>>,
    pub(crate) low: Vec<Vec<f64>>,
    pub(crate) high: Vec<Vec<f64>>,
}

impl Entry {
    /// Mean absolute percentage error.
    pub(crate) fn mape_pct(&self, values: &[f64], origins: &[usize]) -> f64 {
        let (mut sum, mut n) = (0.0, 0.0);
        for (origin, forecast) in origins.iter().zip(&self.mean) {
            for (value, actual) in forecast.iter().zip(&values[*origin..]) {
                sum += ((value - actual) / actual).abs();
                n += 1.0;
            }
        }
        100.0 * sum / n
    }

    /// The share of values in the band, in per cent; NaN without bands.
    pub(crate) fn coverage_pct(&self, values: &[f64], origins: &[usize]) -> f64 {
        let (mut held, mut n) = (0.0, 0.0);
        for ((origin, low), high) in origins.iter().zip(&self.low).zip(&self.high) {
            for ((low, high), actual) in low.iter().zip(high).zip(&values[*origin..]) {
                held += f64::from(u8::from(low <= actual && actual <= high));
                n += 1.0;
            }
        }
        100.0 * held / n
    }

    pub(crate) fn line(&self, values: &[f64], origins: &[usize]) -> String {
        format!(
            "  {:<15} MAPE {:5.2} %, band holds {:5.1} %, {:8.2} ms",
            self.model,
            self.mape_pct(values, origins),
            self.coverage_pct(values, origins),
            self.ms
        )
    }
}

/// What the peers are asked.
#[derive(Debug, Serialize)]
pub(crate) struct Task<'a> {
    pub(crate) values: &'a [f64],
    pub(crate) origins: &'a [usize],
    /// Steps of history.
    pub(crate) windows: &'a [usize],
    pub(crate) horizon: usize,
    /// Steps of a day.
    pub(crate) day: usize,
    pub(crate) models: &'a [&'a str],
}

/// Runs the peers; the message says which of them is not there.
pub(crate) fn peers(task: &Task<'_>) -> Result<Vec<Entry>, String> {
    let python = python().ok_or(
        "NEXUS_BENCH_FORECASTERS is not set: name a Python that has statsforecast and prophet, or run `make bench`",
    )?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/forecast/peers.py");
    let mut child = Command::new(&python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .map_err(|error| format!("{python} does not start: {error}"))?;
    let task = serde_json::to_vec(task).map_err(|error| error.to_string())?;
    let mut input = child.stdin.take().ok_or("Python reads nothing")?;
    // A Python that ended early says why on standard error.
    let _ = input.write_all(&task);
    drop(input);
    let output = child
        .wait_with_output()
        .map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err("the script failed: its last line above says what is missing".to_owned());
    }
    output
        .stdout
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).map_err(|error| error.to_string()))
        .collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "a setting of a benchmark, which no server has"
)]
fn python() -> Option<String> {
    std::env::var("NEXUS_BENCH_FORECASTERS")
        .ok()
        .filter(|value| !value.is_empty())
}

/// The middle value. `values` is not empty.
pub(crate) fn median(values: &mut [f64]) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}
