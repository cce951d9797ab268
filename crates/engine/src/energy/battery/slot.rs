//! One step: what a change of the stored energy costs in it.

use super::problem::Store;

/// What is expected of a step, and what its grid energy is rated at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Slot {
    /// Load less generation; below zero there is a surplus.
    pub(super) net_kwh: f64,
    pub(super) import_rate: f64,
    pub(super) export_rate: f64,
    /// Infinite without a limit.
    pub(super) import_limit_kwh: f64,
    pub(super) export_limit_kwh: f64,
    /// What a kWh beyond the import limit is rated at on top: more than any plan could gain by it.
    pub(super) excess_rate: f64,
    /// A thousandth of a thousandth of what matters: of moves of one cost the smaller is taken.
    pub(super) tie_rate: f64,
}

impl Slot {
    /// The rated cost of energy exchanged with the grid: taken above zero, fed in below. What exceeds
    /// the export limit is curtailed and costs nothing.
    pub(super) fn exchange(&self, kwh: f64) -> f64 {
        if kwh > 0.0 {
            self.import_rate * kwh
        } else {
            self.export_rate * kwh.max(-self.export_limit_kwh)
        }
    }
}

/// The moves a step allows under a cap on its import, and their costs.
#[derive(Debug)]
pub(super) struct Moves<'a> {
    slot: &'a Slot,
    store: &'a Store,
    cap_kwh: f64,
    cap_rate: f64,
    /// Furthest change downwards, at most 0.
    pub(super) lowest: f64,
    /// Furthest change upwards, at least 0.
    pub(super) highest: f64,
}

impl<'a> Moves<'a> {
    /// The moves of a step whose import beyond `cap_kwh` is rated at `cap_rate` on top.
    pub(super) fn new(slot: &'a Slot, store: &'a Store, cap_kwh: f64, cap_rate: f64) -> Self {
        let room = (slot.import_limit_kwh - slot.net_kwh).max(0.0);
        let highest = store.charge_kwh.min(room) * store.charge_efficiency;
        // A discharge replaces import first and is fed in then; neither where that costs.
        let need = slot.net_kwh.max(0.0);
        let fed_in = if slot.export_rate < 0.0 {
            0.0
        } else {
            (slot.export_limit_kwh + slot.net_kwh.min(0.0)).max(0.0)
        };
        let useful = if need > 0.0 && slot.import_rate < 0.0 {
            0.0
        } else {
            need + fed_in
        };
        Self {
            slot,
            store,
            cap_kwh,
            cap_rate,
            lowest: -(store.discharge_kwh.min(useful) / store.discharge_efficiency),
            highest,
        }
    }

    /// Energy exchanged with the grid when stored energy changes by `delta`.
    fn net(&self, delta: f64) -> f64 {
        self.slot.net_kwh + at_meter(self.store, delta)
    }

    /// The rated cost of a change.
    pub(super) fn cost(&self, delta: f64) -> f64 {
        let (slot, net) = (self.slot, self.net(delta));
        slot.exchange(net)
            + slot.excess_rate * (net - slot.import_limit_kwh).max(0.0)
            + self.cap_rate * (net - self.cap_kwh).max(0.0)
            + self.store.wear_rate * (-delta).max(0.0)
            + slot.tie_rate * delta.abs()
    }

    /// Changes at which one straight piece of the cost ends and the next begins, the ends among them.
    pub(super) fn corners(&self) -> impl Iterator<Item = f64> + '_ {
        let slot = self.slot;
        let exchanges = [
            0.0,
            slot.import_limit_kwh,
            self.cap_kwh,
            -slot.export_limit_kwh,
        ];
        let inner = exchanges
            .into_iter()
            .filter(|kwh| kwh.is_finite())
            .map(move |kwh| stored(self.store, kwh - slot.net_kwh));
        [self.lowest, self.highest, 0.0]
            .into_iter()
            .chain(inner)
            .filter(|delta| (self.lowest..=self.highest).contains(delta))
    }
}

/// What a change of stored energy is at the meter.
pub(super) fn at_meter(store: &Store, delta: f64) -> f64 {
    if delta > 0.0 {
        delta / store.charge_efficiency
    } else {
        delta * store.discharge_efficiency
    }
}

/// What energy at the meter changes of the stored.
fn stored(store: &Store, kwh: f64) -> f64 {
    if kwh > 0.0 {
        kwh * store.charge_efficiency
    } else {
        kwh / store.discharge_efficiency
    }
}
