//! Battery plans beside the optimum of a solver, and a year of solar yields beside pvlib. Missed gates
//! fail the run.
//!
//! `cargo bench -p engine --bench energy`; `-- --quick` plans 20 days instead of 365. Solver (`optimum.py`)
//! and pvlib (`chain.py`) run in the Python that `NEXUS_BENCH_ENERGY` names; `scripts/setup.sh solver solar`
//! installs them.

mod days;
mod peer;

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use chrono::DateTime;
use engine::energy::battery::{Grid, Mode, Options, SOC_STEPS, plan};
use engine::energy::solar::{Array, Mounting, Place, Plane, SkyModel, SkyState, yields};
use engine::energy::{Steps, Width};

use self::days::{Day, SHAPES};
use self::peer::{Chain, Task};

/// Highest mean excess over the optimum, in per cent, and longest median plan of a day of hours.
const EXCESS_PCT_MAX: f64 = 0.12;
const PLAN_MS_MAX: f64 = 1.0;
/// Largest error of the chain beside pvlib, in per cent of the mean yield by day.
const NRMSE_PCT_MAX: f64 = 1.0;
/// Lambda of the mode balanced, currency per kg.
const PRICE_PER_KG: f64 = 0.1;

fn main() -> ExitCode {
    let count = if std::env::args().any(|argument| argument == "--quick") {
        20
    } else {
        365
    };
    let mut gates = Gates::default();
    if let Err(fault) = batteries(count, &mut gates).and_then(|()| solar(&mut gates)) {
        say(&format!("energy: {fault}"));
        return ExitCode::FAILURE;
    }
    gates.finish()
}

fn batteries(count: u64, gates: &mut Gates) -> Result<(), String> {
    let modes = [
        ("cost", Mode::Cost),
        ("carbon", Mode::Carbon),
        (
            "balanced",
            Mode::Balanced {
                price_per_kg: PRICE_PER_KG,
            },
        ),
    ];
    let mut found = Vec::new();
    for shape in SHAPES {
        for (name, mode) in modes {
            // A demand charge counts in money alone.
            let has_demand = shape.grid.demand_charge_per_kw > 0.0;
            if !(has_demand && mode == Mode::Carbon) {
                found.push((shape, name, mode));
            }
        }
    }
    say(&format!(
        "battery: {count} seeded days of each shape at {SOC_STEPS} steps, beside HiGHS"
    ));
    for (shape, name, mode) in found {
        let days: Vec<Day> = (0..count).map(|seed| shape.day(seed)).collect();
        let tasks: Vec<Task> = days.iter().map(|day| Task::of(day, mode)).collect();
        let optima = peer::optima(&tasks)?;
        let (mut excess, mut size, mut worst, mut solver_ms) = (0.0, 0.0, 0.0_f64, 0.0);
        for (day, optimum) in days.iter().zip(&optima) {
            let planned = plan(&day.battery, &day.outlook, &day.grid, options(mode)).planned;
            let over = planned.objective - optimum.objective;
            excess += over;
            size += optimum.objective.abs();
            worst = worst.max(over);
            solver_ms += optimum.ms / optima.len() as f64;
        }
        let pct = 100.0 * excess / size;
        let worst_pct = 100.0 * worst * optima.len() as f64 / size;
        let ms = plan_ms(&days, mode);
        say(&format!(
            "  {:7} {name:8}: excess {pct:.4} %, worst day {worst_pct:.4} % of a mean one; {ms:.2} ms a plan, HiGHS {solver_ms:.1}",
            shape.name
        ));
        let what = format!("mean excess, {}, {name}, %", shape.name);
        gates.at_most(&what, pct, EXCESS_PCT_MAX);
        if shape.width == Width::Hour && shape.grid.demand_charge_per_kw == 0.0 {
            let what = format!("median plan, {}, {name}, ms", shape.name);
            gates.at_most(&what, ms, PLAN_MS_MAX);
        }
    }
    Ok(())
}

fn options(mode: Mode) -> Options {
    Options {
        mode,
        soc_terminal: None,
        soc_steps: SOC_STEPS,
    }
}

/// The median time of a plan.
fn plan_ms(days: &[Day], mode: Mode) -> f64 {
    let mut times: Vec<f64> = days
        .iter()
        .map(|day| {
            let begin = Instant::now();
            black_box(plan(&day.battery, &day.outlook, &day.grid, options(mode)));
            begin.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn solar(gates: &mut Gates) -> Result<(), String> {
    let chain: Chain = peer::chain()?;
    let place = Place {
        latitude_deg: chain.latitude_deg,
        longitude_deg: chain.longitude_deg,
        altitude_m: chain.altitude_m,
        linke_turbidity: 3.0,
    };
    let array = Array {
        plane: Plane {
            tilt_deg: 30.0,
            azimuth_deg: 180.0,
        },
        dc_kw: 10.0,
        ac_kw: 8.0,
        inverter_efficiency: 0.96,
        gamma_per_c: -0.004,
        mounting: Mounting::FreeStanding,
        loss_share: 0.14,
        albedo: 0.2,
    };
    let start = DateTime::from_timestamp(chain.hours.first().ok_or("no hours")?.0, 0);
    let start = start.ok_or("the first hour is no time")?;
    let steps = Steps::new(start, Width::Hour, chain.hours.len()).map_err(|e| e.to_string())?;
    let sky: Vec<SkyState> = chain
        .hours
        .iter()
        .map(|(_, ghi, air_c)| SkyState {
            ghi: *ghi,
            beam: None,
            air_c: *air_c,
        })
        .collect();
    say(&format!(
        "solar: {} hours of a typical year, beside pvlib",
        sky.len()
    ));
    for (name, model) in [
        ("isotropic", SkyModel::Isotropic),
        ("haydavies", SkyModel::HayDavies),
        ("reindl", SkyModel::Hdkr),
        ("perez", SkyModel::Perez),
    ] {
        let expected = chain.models.get(name).ok_or(name)?;
        let ours = yields(&place, &array, model, &steps, &sky).map_err(|e| e.to_string())?;
        let by_day: Vec<(f64, f64)> = ours
            .iter()
            .zip(expected)
            .filter(|(one, expected)| one.zenith_deg < 90.0 || **expected > 0.0)
            .map(|(one, expected)| (one.kwh, *expected))
            .collect();
        let n = by_day.len() as f64;
        let mean = by_day.iter().map(|pair| pair.1).sum::<f64>() / n;
        let squares: f64 = by_day.iter().map(|(a, b)| (a - b).powi(2)).sum();
        let sum: f64 = by_day.iter().map(|pair| pair.0).sum();
        let pct = 100.0 * (squares / n).sqrt() / mean;
        say(&format!(
            "  {name:9}: {sum:.1} kWh, pvlib {:.1}, {n} hours of daylight",
            mean * n
        ));
        gates.at_most(&format!("nRMSE, {name}, %"), pct, NRMSE_PCT_MAX);
    }
    Ok(())
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
