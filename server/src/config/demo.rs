//! The demo of `serve --demo`.
//!
//! Variables: `NEXUS_DEMO_SPEED`, `NEXUS_DEMO_HISTORY_DAYS`, `NEXUS_DEMO_HOTSPOT_MINUTES`,
//! `NEXUS_DEMO_DAYS_AHEAD`, `NEXUS_DEMO_NOW`.

use chrono::{DateTime, Utc};

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
    /// Days that its clock is ahead, at most [`DAYS_AHEAD_MAX`].
    pub days_ahead: u32,
    /// When its clock stands; `None`: it goes.
    pub now: Option<DateTime<Utc>>,
}

/// A year and a day: every saving is verified long before.
const DAYS_AHEAD_MAX: u32 = 366;

impl Demo {
    pub(super) fn from_env(env: &Env) -> Self {
        let days_ahead = env.get(
            "NEXUS_DEMO_DAYS_AHEAD",
            0,
            "Days the demo's clock is ahead, up to 366: started again with 29, it verifies what is done today.",
        );
        if days_ahead > DAYS_AHEAD_MAX {
            env.refuse(&format!(
                "NEXUS_DEMO_DAYS_AHEAD is {days_ahead}; it must be 0 to {DAYS_AHEAD_MAX}"
            ));
        }
        let now = env.optional(
            "NEXUS_DEMO_NOW",
            "The time at which the demo's clock stands, such as 2026-06-17T10:20:00Z: it looks the same whenever it is opened. It goes when empty.",
        );
        if now.is_some() && days_ahead > 0 {
            env.refuse("NEXUS_DEMO_NOW and NEXUS_DEMO_DAYS_AHEAD are both set; a clock that stands is not ahead");
        }
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
            days_ahead,
            now,
        }
    }
}
