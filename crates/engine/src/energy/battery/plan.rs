//! The plan: what the battery does in each step, and what it is worth beside leaving it alone.

use chrono::{DateTime, Utc};
use model::problem::FieldError;
use serde::{Deserialize, Serialize};

use super::account::Account;
use super::clean::{Clean, clean};
use super::device::{Battery, Grid, Mode, Options, Outlook};
use super::peak::best_path;
use super::slot::at_meter;

/// What the battery does in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    Charge,
    Discharge,
    Rest,
}

/// One step of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PlanStep {
    pub at: DateTime<Utc>,
    pub action: Action,
    /// Taken in by the battery; one of this and `discharge_kwh` is 0.
    pub charge_kwh: f64,
    /// Given out by the battery.
    pub discharge_kwh: f64,
    pub import_kwh: f64,
    pub export_kwh: f64,
    /// Generation that could be neither used, stored nor fed in.
    pub curtailed_kwh: f64,
    /// State of charge at the end of the step, 0-1.
    pub soc: f64,
    /// Carbon of what is stored at the end of the step: the mean intensity of what it was charged with,
    /// own generation counting nothing, losses borne by what is left. kg CO2e per stored kWh.
    pub stored_kg_per_kwh: f64,
}

/// Sums over a plan.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Totals {
    /// What the mode makes least: money or kg, wear and demand charge included.
    pub objective: f64,
    /// Energy and what the plan's peak adds to the demand charge, money, without wear.
    pub cost: f64,
    /// Wear, money.
    pub wear_cost: f64,
    /// Carbon of what is taken from the grid (less that of what is fed in, where that counts), kg CO2e.
    pub carbon_kg: f64,
    pub import_kwh: f64,
    pub export_kwh: f64,
    pub curtailed_kwh: f64,
    /// Highest mean power taken in any step.
    pub peak_kw: f64,
    /// Energy taken beyond the connection's limit, which the load alone exceeds.
    pub over_limit_kwh: f64,
    /// Share of the generation that is used at once or stored, 0-1; `None` without generation.
    pub self_consumption_share: Option<f64>,
    /// Share of the load covered by own generation, at once or stored meanwhile, 0-1; `None` without
    /// load. What is stored at the beginning counts as the grid's.
    pub own_supply_share: Option<f64>,
}

/// What the battery is to do, and why that is good.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    pub mode: Mode,
    pub steps: Vec<PlanStep>,
    pub planned: Totals,
    /// With the battery left alone.
    pub idle: Totals,
    /// Whether leaving the battery alone was no worse than anything found.
    pub is_idle: bool,
    /// What was odd in the input, and what was planned with instead.
    pub adjustments: Vec<FieldError>,
}

/// The plan that is best by its mode, to the accuracy of its steps of the state of charge.
///
/// It is never worse than leaving the battery alone, unless that would leave too little stored at the
/// end. Where the load exceeds the connection's limit, exceeding it less comes before anything else.
#[must_use]
pub fn plan(battery: &Battery, outlook: &Outlook, grid: &Grid, options: Options) -> Plan {
    planned(clean(battery, outlook, grid, options), grid, options.mode)
}

/// The plan along the points of the grid, not moved to the exact corners at the end: what shows by itself
/// how its accuracy grows with the steps of the state of charge. For anything else take [`plan`].
#[must_use]
pub fn plan_on_grid(battery: &Battery, outlook: &Outlook, grid: &Grid, options: Options) -> Plan {
    let mut clean = clean(battery, outlook, grid, options);
    clean.problem.is_refined = false;
    planned(clean, grid, options.mode)
}

fn planned(mut clean: Clean, grid: &Grid, mode: Mode) -> Plan {
    let problem = &clean.problem;
    let idle = vec![0.0; problem.slots.len()];
    let mut path = best_path(problem);
    let may_rest =
        problem.store.initial_kwh >= problem.store.terminal_kwh - problem.tolerance_kwh();
    if may_rest && Account::of(problem, &path).rank() >= Account::of(problem, &idle).rank() {
        path.clone_from(&idle);
    }
    let is_idle = path == idle;
    let (steps, planned) = follow(&clean, grid, &path);
    let (_, idle) = follow(&clean, grid, &idle);
    if planned.over_limit_kwh > 1e-6 {
        clean.adjustments.push(FieldError::new(
            "grid.import_limit_kw",
            "limit_exceeded",
            format!(
                "grid.import_limit_kw: the load needs {:.3} kWh more than the connection and the battery can give; they are planned as taken",
                planned.over_limit_kwh
            ),
        ));
    }
    Plan {
        mode,
        steps,
        planned,
        idle,
        is_idle,
        adjustments: clean.adjustments,
    }
}

/// What is stored, and where it came from.
struct Stored {
    kwh: f64,
    carbon_kg: f64,
    solar_kwh: f64,
}

impl Stored {
    /// Carbon per stored kWh; nothing stored carries nothing.
    fn kg_per_kwh(&self) -> f64 {
        if self.kwh > 1e-12 {
            self.carbon_kg / self.kwh
        } else {
            0.0
        }
    }

    /// Takes a share of everything out, and returns the generation in it.
    fn take(&mut self, kwh: f64) -> f64 {
        let share = if self.kwh > 0.0 {
            (kwh / self.kwh).min(1.0)
        } else {
            0.0
        };
        let solar_kwh = share * self.solar_kwh;
        self.carbon_kg -= share * self.carbon_kg;
        self.solar_kwh -= solar_kwh;
        self.kwh = (self.kwh - kwh).max(0.0);
        solar_kwh
    }
}

/// Follows a path through its steps.
fn follow(clean: &Clean, grid: &Grid, path: &[f64]) -> (Vec<PlanStep>, Totals) {
    let problem = &clean.problem;
    let account = Account::of(problem, path);
    let mut walk = Walk {
        clean,
        stored: Stored {
            kwh: problem.store.initial_kwh,
            carbon_kg: problem.store.initial_kwh * clean.battery.stored_kg_per_kwh,
            solar_kwh: 0.0,
        },
        totals: Totals {
            objective: account.objective,
            cost: clean.demand_per_kw * (account.peak_kw - problem.peak_so_far_kw).max(0.0),
            peak_kw: account.peak_kw,
            over_limit_kwh: account.over_limit_kwh,
            ..Totals::default()
        },
        kept_kwh: 0.0,
        own_kwh: 0.0,
    };
    let steps = path.iter().enumerate();
    let steps = steps.map(|(step, delta)| walk.step(step, *delta, grid.export_avoids_carbon));
    let steps = steps.collect();
    let Outlook {
        load_kwh,
        solar_kwh,
        ..
    } = &clean.outlook;
    let mut totals = walk.totals;
    totals.self_consumption_share = share(walk.kept_kwh, solar_kwh.iter().sum());
    totals.own_supply_share = share(walk.own_kwh, load_kwh.iter().sum());
    (steps, totals)
}

/// On the way through a plan.
struct Walk<'a> {
    clean: &'a Clean,
    stored: Stored,
    totals: Totals,
    /// Generation used at once or stored.
    kept_kwh: f64,
    /// Load covered by generation.
    own_kwh: f64,
}

impl Walk<'_> {
    fn step(&mut self, step: usize, delta: f64, export_avoids_carbon: bool) -> PlanStep {
        let (problem, outlook) = (&self.clean.problem, &self.clean.outlook);
        let slot = &problem.slots[step];
        let at_meter = at_meter(&problem.store, delta);
        let net = slot.net_kwh + at_meter;
        let import_kwh = net.max(0.0);
        let export_kwh = (-net).clamp(0.0, slot.export_limit_kwh);
        let curtailed_kwh = (-net).max(0.0) - export_kwh;
        let kg_per_kwh = outlook.kg_per_kwh[step];
        self.store(step, delta, at_meter);
        let totals = &mut self.totals;
        totals.cost += import_kwh * outlook.import_price_per_kwh[step]
            - export_kwh * outlook.export_price_per_kwh[step];
        totals.wear_cost += (-delta).max(0.0) * self.clean.battery.wear_per_kwh;
        totals.carbon_kg += import_kwh * kg_per_kwh;
        if export_avoids_carbon {
            totals.carbon_kg -= export_kwh * kg_per_kwh;
        }
        totals.import_kwh += import_kwh;
        totals.export_kwh += export_kwh;
        totals.curtailed_kwh += curtailed_kwh;
        let capacity_kwh = problem.store.capacity_kwh;
        PlanStep {
            at: outlook.steps.at(step),
            action: if delta > 0.0 {
                Action::Charge
            } else if delta < 0.0 {
                Action::Discharge
            } else {
                Action::Rest
            },
            charge_kwh: at_meter.max(0.0),
            discharge_kwh: (-at_meter).max(0.0),
            import_kwh,
            export_kwh,
            curtailed_kwh,
            soc: share(self.stored.kwh, capacity_kwh).unwrap_or(self.clean.battery.soc_initial),
            stored_kg_per_kwh: self.stored.kg_per_kwh(),
        }
    }

    /// Moves energy and what it carries into or out of the battery.
    fn store(&mut self, step: usize, delta: f64, at_meter: f64) {
        let outlook = &self.clean.outlook;
        let (load, solar) = (outlook.load_kwh[step], outlook.solar_kwh[step]);
        let direct_kwh = load.min(solar);
        self.own_kwh += direct_kwh;
        self.kept_kwh += direct_kwh;
        if delta > 0.0 {
            let of_solar = at_meter.min(solar - direct_kwh);
            self.kept_kwh += of_solar;
            self.stored.carbon_kg += (at_meter - of_solar) * outlook.kg_per_kwh[step];
            self.stored.solar_kwh += delta * of_solar / at_meter;
            self.stored.kwh += delta;
        } else if delta < 0.0 {
            let solar_share = self.stored.take(-delta) / -delta;
            self.own_kwh += solar_share * (-at_meter).min(load - direct_kwh);
        }
    }
}

/// A part of a whole; rounding may not lead out of 0 to 1. `None` of nothing.
fn share(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| (part / whole).clamp(0.0, 1.0))
}
