//! Watching entities: what is normal for each, which stand out, and who takes notice.

mod alerts;
mod baselines;
mod detail;
mod entities;
mod evidence;
mod hotspots;
mod map;
mod scan;
mod silence;

pub(crate) use alerts::announce_here;
pub use alerts::{acknowledge, alert, alert_stats, alerts, snooze};
pub use baselines::{BASELINES, baselines, recompute_all, recompute_baselines};
pub use detail::hotspot;
pub(crate) use entities::entities;
pub use hotspots::{hotspot_stats, hotspots, top_hotspots};
pub use map::emission_map;
pub use scan::{SCAN, scan, scan_all};
