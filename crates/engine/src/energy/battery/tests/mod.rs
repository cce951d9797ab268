//! Plans beside the optimum, what must hold for every plan, and what becomes of odd input.

mod broken;
mod carbon;
mod edges;
mod invariants;
mod oddities;
mod oddity;
mod optimum;

use std::f64::consts::PI;

use chrono::{TimeZone, Utc};

use super::*;
use crate::energy::steps::{Steps, Width};

/// A battery of a house, half full.
fn battery() -> Battery {
    Battery {
        capacity_kwh: 6.4,
        charge_kw: 5.0,
        discharge_kw: 5.0,
        charge_efficiency: 0.95,
        discharge_efficiency: 0.95,
        soc_min: 0.0,
        soc_max: 1.0,
        soc_initial: 0.5,
        wear_per_kwh: 0.01,
        wear_kg_per_kwh: 0.0,
        stored_kg_per_kwh: 0.3,
    }
}

fn grid() -> Grid {
    Grid {
        import_limit_kw: None,
        export_limit_kw: None,
        demand_charge_per_kw: 0.0,
        peak_so_far_kw: 0.0,
        export_avoids_carbon: false,
    }
}

fn options(mode: Mode) -> Options {
    Options {
        mode,
        soc_terminal: None,
        soc_steps: SOC_STEPS,
    }
}

fn steps(width: Width, count: usize) -> Steps {
    let start = Utc.with_ymd_and_hms(2026, 3, 2, 0, 0, 0).unwrap();
    Steps::new(start, width, count).unwrap()
}

/// The same in each of some hours.
fn constant(hours: usize, load: f64, solar: f64, price: f64, sell: f64) -> Outlook {
    Outlook {
        steps: steps(Width::Hour, hours),
        load_kwh: vec![load; hours],
        solar_kwh: vec![solar; hours],
        import_price_per_kwh: vec![price; hours],
        export_price_per_kwh: vec![sell; hours],
        kg_per_kwh: vec![0.3; hours],
    }
}

/// A day of a house, one of four: from no sun to much.
fn day(number: usize) -> Outlook {
    let hours = |value: &dyn Fn(usize) -> f64| (0..24).map(value).collect::<Vec<_>>();
    let turn = |hour: usize, shift: f64| 2.0 * PI * (hour as f64 - shift) / 24.0;
    Outlook {
        steps: steps(Width::Hour, 24),
        load_kwh: hours(&|t| {
            1.0 + 0.6 * turn(t, 7.0).sin() + 0.5 * ((t * 7 + number * 3) % 11) as f64 / 11.0
        }),
        solar_kwh: hours(&|t| (4.0 * turn(t, 6.0).sin()).max(0.0) * 0.2 * number as f64),
        import_price_per_kwh: hours(&|t| {
            0.22 + 0.10 * turn(t, 13.0).sin() + 0.06 * ((t * 5 + number * 7) % 9) as f64 / 9.0
        }),
        export_price_per_kwh: vec![0.05; 24],
        kg_per_kwh: hours(&|t| {
            0.30 + 0.12 * turn(t, 3.0).cos() + 0.05 * ((t * 3 + number) % 7) as f64 / 7.0
        }),
    }
}

fn charged(plan: &Plan) -> f64 {
    plan.steps.iter().map(|step| step.charge_kwh).sum()
}

fn discharged(plan: &Plan) -> f64 {
    plan.steps.iter().map(|step| step.discharge_kwh).sum()
}
