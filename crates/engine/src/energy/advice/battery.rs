//! What a battery would have saved on the days that were measured, and of which size.
//!
//! Every whole day is planned with it, as if the day had been known beforehand: the most that a battery of
//! that size can save. Where generation is left over, that is self-consumption; under a price of the hour
//! it is arbitrage; under a charge for peaks it is peak avoidance. What the battery costs is not known
//! here; stated as an investment, it is paid back out of what is saved.

use super::past::Past;
use super::{Advice, DAYS_MIN, Draft, Mean};
use crate::energy::battery::{Battery, Grid, Mode, Options, Outlook};
use crate::energy::shifting::sizes;
use crate::recommendations::facts::MONTH_DAYS;
use crate::recommendations::rule::Work;
use crate::recommendations::text::Figures;

/// Sizes that are tried, as shares of a mean day's load.
const SHARES: [f64; 3] = [0.1, 0.25, 0.5];
/// A smaller battery is advised while it saves this much of what the largest does.
const ENOUGH: f64 = 0.8;
/// Usual figures of lithium batteries: energy kept on the way in and out, range of charge, and hours from
/// empty to full.
const EFFICIENCY: f64 = 0.95;
const SOC_MIN: f64 = 0.1;
const SOC_MAX: f64 = 0.9;
const HOURS_TO_FULL: f64 = 2.0;
/// Days that are planned, the newest.
const DAYS_MAX: usize = 28;
/// Steps of the state of charge: within a half per cent of the optimum.
const SOC_STEPS: usize = 32;
/// Days that one saving is summed over.
const WEEK: usize = 7;

/// What holds for the battery's surroundings.
#[derive(Debug, Clone, Copy)]
pub struct BatteryCase {
    pub mode: Mode,
    /// Its charge for peaks is that of a month.
    pub grid: Grid,
}

/// The smallest battery that saves most of what a large one does; `None` where none saves anything.
#[must_use]
pub fn battery(past: &Past, case: &BatteryCase) -> Option<Advice> {
    let days = past.days();
    let days = &days[days.len().saturating_sub(DAYS_MAX)..];
    if days.len() < DAYS_MIN {
        return None;
    }
    let outlooks: Vec<Outlook> = days
        .iter()
        .filter_map(|day| past.outlook(&past.day(*day)))
        .collect();
    let load: f64 = outlooks.iter().flat_map(|day| &day.load_kwh).sum();
    let mean_day_kwh = load / outlooks.len() as f64;
    if mean_day_kwh <= 0.0 {
        return None;
    }
    let tried: Vec<(f64, Mean, Mean)> = SHARES
        .iter()
        .map(|share| {
            let capacity_kwh = share * mean_day_kwh;
            let (money, kg) = saved(&outlooks, capacity_kwh, case);
            (capacity_kwh, money, kg)
        })
        .collect();
    let aim = |money: Mean, kg: Mean| match case.mode {
        Mode::Cost => money,
        Mode::Carbon => kg,
        Mode::Balanced { price_per_kg } => money.plus(kg.times(price_per_kg)),
    };
    let most = tried
        .iter()
        .map(|(_, money, kg)| aim(*money, *kg).value)
        .fold(0.0, f64::max);
    let (capacity_kwh, money, kg) = tried
        .iter()
        .copied()
        .find(|(_, money, kg)| aim(*money, *kg).value >= ENOUGH * most)?;
    let figures = Figures::default()
        .number("capacity", capacity_kwh, "kWh")
        .number("power", capacity_kwh / HOURS_TO_FULL, "kW")
        .share("efficiency", EFFICIENCY * EFFICIENCY)
        .number("mean_day", mean_day_kwh, "kWh");
    Draft {
        rule: "energy_battery".to_owned(),
        title: "Weigh a battery of {capacity}",
        body: "A battery of {capacity} and {power}, which gives back {efficiency} of what it takes, would have saved this much at most on {days} measured days, each planned as if it had been known beforehand. Note what it costs as an investment to see when it is paid back.",
        work: Work::Investment,
        days: outlooks.len(),
        kg,
        money: past.has_prices.then_some(money),
        aim: aim(money, kg),
        figures,
        sources: &[
            "Dynamic programming over the state of charge on the site's own measurements",
            "Usual figures of lithium batteries, as the plan's defaults",
        ],
    }
    .advice()
}

/// Money and kg of a month, from the weeks of the days.
fn saved(days: &[Outlook], capacity_kwh: f64, case: &BatteryCase) -> (Mean, Mean) {
    let battery = Battery {
        capacity_kwh,
        charge_kw: capacity_kwh / HOURS_TO_FULL,
        discharge_kw: capacity_kwh / HOURS_TO_FULL,
        charge_efficiency: EFFICIENCY,
        discharge_efficiency: EFFICIENCY,
        soc_min: SOC_MIN,
        soc_max: SOC_MAX,
        soc_initial: SOC_MIN,
        wear_per_kwh: 0.0,
        wear_kg_per_kwh: 0.0,
        stored_kg_per_kwh: 0.0,
    };
    let options = Options {
        mode: case.mode,
        soc_terminal: None,
        soc_steps: SOC_STEPS,
    };
    // A week bears its part of what a month's peak costs.
    let grid = Grid {
        demand_charge_per_kw: case.grid.demand_charge_per_kw * WEEK as f64 / MONTH_DAYS,
        ..case.grid
    };
    let weeks = days.chunks_exact(WEEK);
    let of_weeks: Vec<_> = weeks
        .filter_map(|week| sizes(&[capacity_kwh], &battery, week, &grid, options).pop())
        .collect();
    let per_month = |value: &dyn Fn(&crate::energy::shifting::Size) -> f64| {
        let values: Vec<f64> = of_weeks.iter().map(value).collect();
        Mean::of(&values).times(MONTH_DAYS / WEEK as f64)
    };
    (
        per_month(&|size| size.saved),
        per_month(&|size| size.saved_kg),
    )
}
