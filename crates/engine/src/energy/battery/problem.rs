//! A plan's input after `clean`: finite, in range and of one length. Energy is kWh per step, rates are
//! the mode's unit (money or kg) per kWh.

use super::slot::Slot;

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Problem {
    pub(super) hours: f64,
    pub(super) slots: Vec<Slot>,
    pub(super) store: Store,
    pub(super) soc_steps: usize,
    /// Whether a path along the grid is moved to the exact corners.
    pub(super) is_refined: bool,
    /// Charge per kW of the highest mean power beyond the one so far.
    pub(super) demand_per_kw: f64,
    pub(super) peak_so_far_kw: f64,
}

/// The battery in stored kWh.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Store {
    pub(super) capacity_kwh: f64,
    pub(super) floor_kwh: f64,
    pub(super) ceiling_kwh: f64,
    pub(super) initial_kwh: f64,
    pub(super) terminal_kwh: f64,
    /// Most energy taken in and given out in a step.
    pub(super) charge_kwh: f64,
    pub(super) discharge_kwh: f64,
    pub(super) charge_efficiency: f64,
    pub(super) discharge_efficiency: f64,
    /// Rate of wear per stored kWh discharged.
    pub(super) wear_rate: f64,
}

impl Problem {
    /// Smallest amount of stored energy that is told from none.
    pub(super) fn tolerance_kwh(&self) -> f64 {
        1e-9 * self.store.capacity_kwh
    }

    /// Whether the battery can move at all.
    pub(super) fn is_movable(&self) -> bool {
        let store = &self.store;
        store.ceiling_kwh - store.floor_kwh > self.tolerance_kwh()
            && (store.charge_kwh > 0.0 || store.discharge_kwh > 0.0)
    }
}
