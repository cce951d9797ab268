//! The demo of `serve --demo`.
//!
//! Variables: `NEXUS_DEMO_SPEED`, `NEXUS_DEMO_HISTORY_DAYS`, `NEXUS_DEMO_HOTSPOT_MINUTES`.

use super::Env;

/// See the module.
#[derive(Debug, Clone)]
pub struct Demo {
    /// Events per second of the live stream; 0 stops it.
    pub speed: f64,
    /// Days of history the demo starts with.
    pub history_days: u32,
    /// Minutes after the start until the planned hotspot begins; negative when it began before.
    pub hotspot_minutes: i32,
}

impl Demo {
    pub(super) fn from_env(env: &Env) -> Self {
        Self {
            speed: env.get(
                "NEXUS_DEMO_SPEED",
                1.0,
                "Events per second of the demo's live stream, about, up to 2.5; 0 stops it.",
            ),
            history_days: env.get(
                "NEXUS_DEMO_HISTORY_DAYS",
                90,
                "Days of history the demo starts with.",
            ),
            hotspot_minutes: env.get(
                "NEXUS_DEMO_HOTSPOT_MINUTES",
                10,
                "Minutes after the start until the demo's planned hotspot begins; -60: it began an hour before.",
            ),
        }
    }
}
