//! Time as an argument: the only place that reads the wall clock.

use chrono::{DateTime, Duration, Utc};

/// Tells the time. Tests hand in one they can set.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// Now, in UTC, truncated to microseconds.
    fn now(&self) -> DateTime<Utc>;
}

/// The wall clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct WallClock;

impl Clock for WallClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the wall clock"
    )]
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(
            std::time::SystemTime::now()
                .duration_since(std::time::UNIX_EPOCH)
                .map_or(0, |since| {
                    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
                }),
        )
        .unwrap_or_default()
    }
}

/// The wall clock put ahead, for a demo that is to be seen as it will be then.
#[derive(Debug, Clone, Copy)]
pub struct AheadClock(pub Duration);

impl Clock for AheadClock {
    fn now(&self) -> DateTime<Utc> {
        WallClock.now() + self.0
    }
}

/// A clock that stands, for a demo that is to look the same whenever it is looked at.
#[derive(Debug, Clone, Copy)]
pub struct StillClock(pub DateTime<Utc>);

impl Clock for StillClock {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }
}
