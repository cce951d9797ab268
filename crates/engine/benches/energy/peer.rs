//! The solver and pvlib, run in Python.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use engine::energy::battery::{Mode, Plan};
use serde::{Deserialize, Serialize};

use super::days::Day;

/// A plan to be made, in the rates of its mode.
#[derive(Debug, Serialize)]
pub(crate) struct Task {
    net_kwh: Vec<f64>,
    import_rate: Vec<f64>,
    export_rate: Vec<f64>,
    hours: f64,
    charge_kw: f64,
    discharge_kw: f64,
    import_limit_kw: Option<f64>,
    export_limit_kw: Option<f64>,
    floor_kwh: f64,
    ceiling_kwh: f64,
    initial_kwh: f64,
    terminal_kwh: f64,
    charge_efficiency: f64,
    discharge_efficiency: f64,
    wear_rate: f64,
    demand_per_kw: f64,
    peak_so_far_kw: f64,
    /// On top of a discharged kWh that replaces import, and of one fed in, where its price is below zero:
    /// what losing it in cycling would earn.
    import_toll: Vec<f64>,
    export_toll: Vec<f64>,
    /// Whether the optimum bears it.
    is_tolled: bool,
}

impl Task {
    pub(crate) fn of(day: &Day, mode: Mode, is_tolled: bool) -> Self {
        let (battery, outlook, grid) = (&day.battery, &day.outlook, &day.grid);
        let (money, kg) = match mode {
            Mode::Cost => (1.0, 0.0),
            Mode::Carbon => (0.0, 1.0),
            Mode::Balanced { price_per_kg } => (1.0, price_per_kg),
        };
        let pairs = outlook.import_price_per_kwh.iter().zip(&outlook.kg_per_kwh);
        let net = outlook.load_kwh.iter().zip(&outlook.solar_kwh);
        let lost = 1.0 / (battery.charge_efficiency * battery.discharge_efficiency) - 1.0;
        let tolls = |prices: &[f64]| {
            let prices = prices.iter();
            prices
                .map(|price| money * lost * (-price).max(0.0))
                .collect()
        };
        let initial_kwh = battery.soc_initial * battery.capacity_kwh;
        Self {
            net_kwh: net.map(|(load, solar)| load - solar).collect(),
            import_rate: pairs
                .map(|(price, kg_per_kwh)| money * price + kg * kg_per_kwh)
                .collect(),
            export_rate: outlook
                .export_price_per_kwh
                .iter()
                .map(|price| money * price)
                .collect(),
            hours: outlook.steps.width().hours(),
            charge_kw: battery.charge_kw,
            discharge_kw: battery.discharge_kw,
            import_limit_kw: grid.import_limit_kw,
            export_limit_kw: grid.export_limit_kw,
            floor_kwh: battery.soc_min * battery.capacity_kwh,
            ceiling_kwh: battery.soc_max * battery.capacity_kwh,
            initial_kwh,
            terminal_kwh: initial_kwh,
            charge_efficiency: battery.charge_efficiency,
            discharge_efficiency: battery.discharge_efficiency,
            wear_rate: money * battery.wear_per_kwh + kg * battery.wear_kg_per_kwh,
            demand_per_kw: money * grid.demand_charge_per_kw,
            peak_so_far_kw: grid.peak_so_far_kw,
            import_toll: tolls(&outlook.import_price_per_kwh),
            export_toll: tolls(&outlook.export_price_per_kwh),
            is_tolled,
        }
    }

    /// Whether any price is below zero.
    pub(crate) fn has_toll(&self) -> bool {
        let tolls = self.import_toll.iter().chain(&self.export_toll);
        tolls.into_iter().any(|toll| *toll > 0.0)
    }

    /// What the discharges of a plan bear.
    pub(crate) fn toll(&self, plan: &Plan) -> f64 {
        let steps = plan.steps.iter().enumerate();
        let tolls = steps.map(|(step, one)| {
            let replaced = one.discharge_kwh.min(self.net_kwh[step].max(0.0));
            let fed_in = one.discharge_kwh - replaced;
            self.import_toll[step] * replaced + self.export_toll[step] * fed_in
        });
        tolls.sum()
    }
}

/// The optimum of a task, the toll of its discharges (whether it bears it or not), and how long the solver took.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct Optimum {
    pub(crate) objective: f64,
    pub(crate) toll: f64,
    pub(crate) ms: f64,
}

/// A year of an array by pvlib.
#[derive(Debug, Deserialize)]
pub(crate) struct Chain {
    pub(crate) latitude_deg: f64,
    pub(crate) longitude_deg: f64,
    pub(crate) altitude_m: f64,
    /// Beginning (seconds since 1970), global irradiance, temperature of the air.
    pub(crate) hours: Vec<(i64, f64, f64)>,
    /// Apparent zenith and azimuth of the sun in the middle of each hour, degrees.
    pub(crate) sun: Vec<(f64, f64)>,
    /// Global irradiance of a clear sky by name of the formula, W/m2.
    pub(crate) clear: BTreeMap<String, Vec<f64>>,
    /// kWh of each hour, by model of the sky.
    pub(crate) models: BTreeMap<String, Vec<f64>>,
}

pub(crate) fn optima(tasks: &[Task]) -> Result<Vec<Optimum>, String> {
    let mut input = String::new();
    for task in tasks {
        input += &serde_json::to_string(task).map_err(|error| error.to_string())?;
        input.push('\n');
    }
    let output = run("optimum.py", input)?;
    let optima: Vec<Optimum> = output
        .lines()
        .map(|line| serde_json::from_str(line).map_err(|error| error.to_string()))
        .collect::<Result<_, _>>()?;
    if optima.len() == tasks.len() {
        Ok(optima)
    } else {
        Err(format!("{} optima of {} days", optima.len(), tasks.len()))
    }
}

pub(crate) fn chain() -> Result<Chain, String> {
    serde_json::from_str(&run("chain.py", String::new())?).map_err(|error| error.to_string())
}

fn run(script: &str, input: String) -> Result<String, String> {
    let python = python().ok_or(
        "NEXUS_BENCH_ENERGY is not set: name a Python that has scipy and pvlib, or run `make bench`",
    )?;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/energy");
    let mut child = Command::new(&python)
        .arg(path.join(script))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .map_err(|error| format!("{python} does not start: {error}"))?;
    let mut stdin = child.stdin.take().ok_or("Python reads nothing")?;
    // Answers come while questions are still written: a full pipe would stop both.
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child
        .wait_with_output()
        .map_err(|error| error.to_string())?;
    // A Python that ended early says why on standard error.
    let _ = writer.join();
    if !output.status.success() {
        return Err(format!("{script} failed: its last line above says why"));
    }
    String::from_utf8(output.stdout).map_err(|error| error.to_string())
}

#[expect(
    clippy::disallowed_methods,
    reason = "a setting of a benchmark, which no server has"
)]
fn python() -> Option<String> {
    std::env::var("NEXUS_BENCH_ENERGY")
        .ok()
        .filter(|value| !value.is_empty())
}
