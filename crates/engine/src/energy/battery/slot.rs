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
    /// On top of a discharged kWh that replaces import, and of one that is fed in, where its price is
    /// below zero: what the losses of charging it again would earn. So a discharge there pays where
    /// the battery is filled again at a still lower price, and never by wasting energy.
    pub(super) import_toll: f64,
    pub(super) export_toll: f64,
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

    /// The tolls of so much energy given out at the meter, which replaces import first and is fed in then.
    pub(super) fn toll(&self, discharge_kwh: f64) -> f64 {
        let replaced = discharge_kwh.min(self.net_kwh.max(0.0));
        self.import_toll * replaced + self.export_toll * (discharge_kwh - replaced)
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
        // A discharge replaces import first and is fed in then; none of it is curtailed.
        let useful = (slot.export_limit_kwh + slot.net_kwh).max(0.0);
        Self {
            slot,
            store,
            cap_kwh,
            cap_rate,
            lowest: -(store.discharge_kwh.min(useful) / store.discharge_efficiency),
            highest,
        }
    }

    /// The rated cost of a change.
    pub(super) fn cost(&self, delta: f64) -> f64 {
        let (slot, at_meter) = (self.slot, at_meter(self.store, delta));
        let net = slot.net_kwh + at_meter;
        slot.exchange(net)
            + slot.excess_rate * (net - slot.import_limit_kwh).max(0.0)
            + self.cap_rate * (net - self.cap_kwh).max(0.0)
            + self.store.wear_rate * (-delta).max(0.0)
            + slot.toll((-at_meter).max(0.0))
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
