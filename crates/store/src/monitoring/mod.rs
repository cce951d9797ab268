//! Baselines, hotspots, alerts, and the kilograms they are judged by.

mod alerts;
mod baselines;
mod forget;
mod hotspots;
mod kilograms;
mod names;
mod silence;
mod state;

use model::monitoring::EntityKind;

pub use alerts::{
    AlertChange, AlertRow, NewAlert, acknowledge, alert, alert_counts, alerts_page, change_alert,
    open_alert, open_alerts, snooze,
};
pub use baselines::{
    BaselineRow, baselines_of, clear_baselines, count_baselines, of_hour, replace_hour,
};
pub use forget::forget_resolved;
pub use hotspots::{
    HotspotRow, Measured, NewHotspot, add_events, change_hotspot, contributing_events, explain,
    explained_by, hotspot, hotspots_before, hotspots_page, insert_hotspot, open_hotspots,
};
pub use kilograms::{EntityKilograms, EventShare, events_between, kilograms_by_entity, recent_of};
pub use names::entity_names;
pub use silence::{expected_hours, suppliers_not_seen_since};
pub use state::{MonitoringState, begin_computing, begin_scan, put_computed, state};

/// What is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityKey {
    pub kind: EntityKind,
    /// The inner number of its `SupplierId`, `SiteId`, `RouteId` or `VehicleId`.
    pub id: i64,
}
