//! Battery plans beside the optimum of a solver, and a year of the sun, clear skies and yields beside pvlib. Missed
//! gates fail the run.
//!
//! `cargo bench -p engine --bench energy`; `-- --quick` plans 20 days instead of 365. Solver (`optimum.py`)
//! and pvlib (`chain.py`) run in the Python that `NEXUS_BENCH_ENERGY` names; `scripts/setup.sh solver solar`
//! installs them.

mod days;
mod peer;
mod plans;
mod yields;

use std::process::ExitCode;

use engine::energy::battery::Grid;

fn main() -> ExitCode {
    let count = if std::env::args().any(|argument| argument == "--quick") {
        20
    } else {
        365
    };
    let mut gates = Gates::default();
    if let Err(fault) = plans::batteries(count, &mut gates).and_then(|()| yields::solar(&mut gates))
    {
        say(&format!("energy: {fault}"));
        return ExitCode::FAILURE;
    }
    gates.finish()
}

/// Figures beside their bounds.
#[derive(Debug, Default)]
struct Gates {
    missed: usize,
}

impl Gates {
    fn at_most(&mut self, name: &str, value: f64, most: f64) {
        let is_met = value <= most;
        let verdict = if is_met { "ok    " } else { "MISSED" };
        say(&format!(
            "  gate {verdict} {name}: {value:.4} (must be <= {most})"
        ));
        self.missed += usize::from(!is_met);
    }

    fn finish(&self) -> ExitCode {
        if self.missed == 0 {
            say("energy: every gate is met");
            ExitCode::SUCCESS
        } else {
            say(&format!("energy: {} gates are missed", self.missed));
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stdout, reason = "figures are what a benchmark is for")]
fn say(line: &str) {
    println!("{line}");
}

/// A grid without limits and charges.
const OPEN: Grid = Grid {
    import_limit_kw: None,
    export_limit_kw: None,
    demand_charge_per_kw: 0.0,
    peak_so_far_kw: 0.0,
    export_avoids_carbon: false,
};
