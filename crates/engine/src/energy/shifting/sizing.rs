//! What batteries of several sizes would do on the same days.

use serde::{Deserialize, Serialize};

use crate::energy::battery::{Battery, Grid, Options, Outlook, plan};

/// What a battery of a size does, over all days.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Size {
    pub capacity_kwh: f64,
    /// Money saved against no battery, wear taken off.
    pub saved: f64,
    /// Carbon saved, kg CO2e.
    pub saved_kg: f64,
    /// Highest power with it, and without one.
    pub peak_kw: f64,
    pub peak_without_kw: f64,
    /// Stored energy it discharged, in full capacities.
    pub cycles: f64,
    /// Own generation of all days; what of it is used at once or stored with the battery, and what is used
    /// without one.
    pub solar_kwh: f64,
    pub own_kwh: f64,
    pub own_without_kwh: f64,
}

/// Plans one day after another with each capacity, every day beginning with what the one before left and
/// with the peak that is paid for already. Powers grow with the capacity, from those of `battery`. Forecasts
/// are taken as what came, so this is the most that can be saved.
#[must_use]
pub fn sizes(
    capacities_kwh: &[f64],
    battery: &Battery,
    days: &[Outlook],
    grid: &Grid,
    options: Options,
) -> Vec<Size> {
    capacities_kwh
        .iter()
        .map(|capacity_kwh| one_size(*capacity_kwh, battery, days, grid, options))
        .collect()
}

fn one_size(
    capacity_kwh: f64,
    battery: &Battery,
    days: &[Outlook],
    grid: &Grid,
    options: Options,
) -> Size {
    let scale = if battery.capacity_kwh > 0.0 {
        capacity_kwh / battery.capacity_kwh
    } else {
        0.0
    };
    let mut sized = Battery {
        capacity_kwh,
        charge_kw: scale * battery.charge_kw,
        discharge_kw: scale * battery.discharge_kw,
        ..*battery
    };
    let (mut with, mut without) = (*grid, *grid);
    let mut size = Size {
        capacity_kwh,
        saved: 0.0,
        saved_kg: 0.0,
        peak_kw: grid.peak_so_far_kw,
        peak_without_kw: grid.peak_so_far_kw,
        cycles: 0.0,
        solar_kwh: 0.0,
        own_kwh: 0.0,
        own_without_kwh: 0.0,
    };
    for day in days {
        let planned = plan(&sized, day, &with, options);
        // What the peak adds differs between the two, as their peaks so far do.
        let beyond = (planned.idle.peak_kw - without.peak_so_far_kw).max(0.0);
        let beyond_with = (planned.idle.peak_kw - with.peak_so_far_kw).max(0.0);
        let idle_cost = planned.idle.cost + grid.demand_charge_per_kw * (beyond - beyond_with);
        size.saved += idle_cost - planned.planned.cost - planned.planned.wear_cost;
        size.saved_kg += planned.idle.carbon_kg - planned.planned.carbon_kg;
        with.peak_so_far_kw = with.peak_so_far_kw.max(planned.planned.peak_kw);
        without.peak_so_far_kw = without.peak_so_far_kw.max(planned.idle.peak_kw);
        let given: f64 = planned.steps.iter().map(|step| step.discharge_kwh).sum();
        if capacity_kwh > 0.0 {
            size.cycles += given / sized.discharge_efficiency / capacity_kwh;
        }
        let solar_kwh: f64 = day.solar_kwh.iter().sum();
        let own_kwh = |share: Option<f64>| share.map_or(0.0, |share| share * solar_kwh);
        size.solar_kwh += solar_kwh;
        size.own_kwh += own_kwh(planned.planned.self_consumption_share);
        size.own_without_kwh += own_kwh(planned.idle.self_consumption_share);
        if let Some(last) = planned.steps.last() {
            sized.soc_initial = last.soc;
            sized.stored_kg_per_kwh = last.stored_kg_per_kwh;
        }
    }
    size.peak_kw = with.peak_so_far_kw;
    size.peak_without_kw = without.peak_so_far_kw;
    size
}
