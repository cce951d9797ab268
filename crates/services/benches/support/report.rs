//! What was measured against what has to be reached: a table at the end, and a failed process when
//! a gate was missed.

use std::process::ExitCode;

use super::say;

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
pub(crate) struct Report {
    gates: Vec<Gate>,
}

impl Report {
    pub(crate) fn at_least(&mut self, what: &str, value: f64, limit: f64) {
        self.gate(what, value, ">=", limit, value >= limit);
    }

    pub(crate) fn at_most(&mut self, what: &str, value: f64, limit: f64) {
        self.gate(what, value, "<=", limit, value <= limit);
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
    pub(crate) fn finish(self, name: &str) -> ExitCode {
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
