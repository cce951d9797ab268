//! Figures beside their bounds.

use std::process::ExitCode;

/// What must hold, and whether all of it did.
#[derive(Debug, Default)]
pub(crate) struct Gates {
    missed: usize,
}

impl Gates {
    pub(crate) fn at_least(&mut self, name: &str, value: f64, least: f64) {
        self.judge(
            name,
            &format!("{value:.3} (must be >= {least})"),
            value >= least,
        );
    }

    pub(crate) fn below(&mut self, name: &str, value: f64, peer_name: &str, peer: f64) {
        self.judge(
            name,
            &format!("{value:.2} (must be < {peer:.2}, {peer_name})"),
            value < peer,
        );
    }

    pub(crate) fn within(&mut self, name: &str, value: f64, low: f64, high: f64) {
        self.judge(
            name,
            &format!("{value:.3} (must be {low} to {high})"),
            (low..=high).contains(&value),
        );
    }

    fn judge(&mut self, name: &str, words: &str, is_met: bool) {
        let verdict = if is_met { "ok    " } else { "MISSED" };
        say(&format!("  gate {verdict} {name}: {words}"));
        self.missed += usize::from(!is_met);
    }

    pub(crate) fn finish(&self, name: &str) -> ExitCode {
        if self.missed == 0 {
            say(&format!("{name}: every gate is met"));
            ExitCode::SUCCESS
        } else {
            say(&format!("{name}: {} gates are missed", self.missed));
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stdout, reason = "figures are what a benchmark is for")]
pub(crate) fn say(line: &str) {
    println!("{line}");
}
