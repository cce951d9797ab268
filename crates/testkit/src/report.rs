//! What benchmarks print: quantiles, and what was measured against what has to be reached, as a
//! table at the end; a missed gate fails the process.

use std::io::Write;
use std::process::ExitCode;

/// One line of the table.
#[derive(Debug)]
struct Gate {
    what: String,
    measured: String,
    limit: String,
    is_met: bool,
}

/// The gates judged so far, in order.
#[derive(Debug, Default)]
pub struct Report {
    gates: Vec<Gate>,
}

impl Report {
    /// A figure that must reach `limit`.
    pub fn at_least(&mut self, what: &str, value: f64, limit: f64) {
        self.gate(what, value, ">=", limit, value >= limit);
    }

    /// A figure that must not pass `limit`.
    pub fn at_most(&mut self, what: &str, value: f64, limit: f64) {
        self.gate(what, value, "<=", limit, value <= limit);
    }

    /// A count that must be `expected`, neither less nor more.
    pub fn exactly(&mut self, what: &str, count: usize, expected: usize) {
        self.gate(what, count as f64, "=", expected as f64, count == expected);
    }

    fn gate(&mut self, what: &str, value: f64, sign: &str, limit: f64, is_met: bool) {
        self.gates.push(Gate {
            what: what.to_owned(),
            measured: format!("{value:.2}"),
            limit: format!("{sign} {limit}"),
            is_met,
        });
    }

    /// Prints the table and fails the process when a gate was missed.
    #[must_use]
    pub fn finish(self, name: &str) -> ExitCode {
        let width = |cell: fn(&Gate) -> &str, head: &str| {
            let cells = self.gates.iter().map(|gate| cell(gate).chars().count());
            cells.max().unwrap_or(0).max(head.len())
        };
        let what = width(|gate| &gate.what, "gate");
        let measured = width(|gate| &gate.measured, "measured");
        let limit = width(|gate| &gate.limit, "required");
        let line = |first: &str, second: &str, third: &str, fourth: &str| {
            say(&format!(
                "| {first:<what$} | {second:>measured$} | {third:>limit$} | {fourth:<6} |"
            ));
        };
        line("gate", "measured", "required", "");
        line(
            &"-".repeat(what),
            &"-".repeat(measured),
            &"-".repeat(limit),
            "------",
        );
        for gate in &self.gates {
            let verdict = if gate.is_met { "ok" } else { "MISSED" };
            line(&gate.what, &gate.measured, &gate.limit, verdict);
        }
        let missed = self.gates.iter().filter(|gate| !gate.is_met).count();
        say(&format!(
            "{name}: {missed} of {} gates missed",
            self.gates.len()
        ));
        if missed == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

/// The value below which the share `q` of the values lies (nearest rank).
#[must_use]
pub fn quantile(values: &[f64], q: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (q * sorted.len() as f64).ceil() as usize;
    sorted
        .get(rank.saturating_sub(1))
        .copied()
        .unwrap_or(f64::NAN)
}

/// The middle value.
#[must_use]
pub fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}

/// Prints a line; benchmarks speak on standard output.
pub fn say(line: &str) {
    // Nobody reading any more is no reason to fail.
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// A line of the kernel's account of this process, in MB: `VmRSS:` is what is resident, `VmHWM:` the most that was.
///
/// # Panics
/// Where there is no such line.
#[must_use]
pub fn resident_mb(line: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells");
    let kilobytes = status
        .lines()
        .find_map(|text| {
            text.strip_prefix(line)?
                .trim()
                .strip_suffix(" kB")?
                .parse::<f64>()
                .ok()
        })
        .expect("the account has this line");
    kilobytes / 1024.0
}

/// Whether the run is a short one, for trying the benchmark itself. Its figures mean little.
#[must_use]
pub fn is_quick() -> bool {
    std::env::args().any(|argument| argument == "--quick")
}
