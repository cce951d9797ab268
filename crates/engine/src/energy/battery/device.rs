//! What a plan is made from. Money is in one currency, whichever it is; power and energy are those at
//! the meter unless they are said to be stored.

use serde::{Deserialize, Serialize};

use crate::energy::steps::Steps;

/// Steps of the state of charge from its minimum to its maximum that a plan is accurate with.
pub const SOC_STEPS: usize = 128;
/// Most steps that are planned at once: a week of quarter-hours.
pub const HORIZON_STEPS_MAX: usize = 672;

/// A battery and what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Battery {
    /// Stored energy between a state of charge of 0 and of 1.
    pub capacity_kwh: f64,
    /// Most power it takes in.
    pub charge_kw: f64,
    /// Most power it gives out.
    pub discharge_kw: f64,
    /// Stored energy per energy taken in, above 0 to 1.
    pub charge_efficiency: f64,
    /// Energy given out per stored energy, above 0 to 1.
    pub discharge_efficiency: f64,
    /// Share of the capacity below which it is not discharged, 0-1.
    pub soc_min: f64,
    /// Share of the capacity above which it is not charged, 0-1.
    pub soc_max: f64,
    /// Share of the capacity that is stored at the beginning, 0-1.
    pub soc_initial: f64,
    /// What wear costs, money per kWh of stored energy that is discharged.
    pub wear_per_kwh: f64,
    /// The carbon of a new battery that wear stands for, kg CO2e per kWh of stored energy that is
    /// discharged.
    pub wear_kg_per_kwh: f64,
    /// The carbon of what is stored at the beginning, kg CO2e per stored kWh.
    pub stored_kg_per_kwh: f64,
}

/// What is expected in each step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outlook {
    pub steps: Steps,
    /// What the site uses.
    pub load_kwh: Vec<f64>,
    /// What its own generation yields.
    pub solar_kwh: Vec<f64>,
    /// Price of a kWh taken from the grid; may be below zero.
    pub import_price_per_kwh: Vec<f64>,
    /// Paid for a kWh fed in; may be below zero.
    pub export_price_per_kwh: Vec<f64>,
    /// Carbon intensity of the grid, kg CO2e per kWh.
    pub kg_per_kwh: Vec<f64>,
}

/// The connection to the grid.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grid {
    /// Most power taken; `None` without a limit.
    pub import_limit_kw: Option<f64>,
    /// Most power fed in, 0 where none may be; `None` without a limit. Generation beyond it is curtailed.
    pub export_limit_kw: Option<f64>,
    /// Charge for a kW of the highest mean power of any step, 0 for none.
    pub demand_charge_per_kw: f64,
    /// The highest so far in the billing period, which is paid for already.
    pub peak_so_far_kw: f64,
    /// Whether feeding in avoids the grid's carbon. Where not, it counts nothing.
    pub export_avoids_carbon: bool,
}

/// What a plan is to make least.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "mode", rename_all = "snake_case")]
pub enum Mode {
    /// Money: price x import - price x export, demand charge and wear.
    Cost,
    /// kg CO2e: intensity x import, and the wear's carbon.
    Carbon,
    /// Both, a kilogram valued at so much money. They are added and never multiplied: a product would
    /// choose dear hours for being clean.
    Balanced { price_per_kg: f64 },
}

/// How to plan.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Options {
    pub mode: Mode,
    /// Least state of charge at the end, 0-1; `None`: what it is at the beginning.
    pub soc_terminal: Option<f64>,
    /// Steps from the lowest to the highest state of charge, see [`SOC_STEPS`].
    pub soc_steps: usize,
}
