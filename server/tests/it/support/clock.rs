//! A clock that only moves when it is told to.

use chrono::{DateTime, Duration, Utc};
use parking_lot::Mutex;
use services::clock::Clock;

/// See the module.
#[derive(Debug)]
pub(crate) struct MockClock(Mutex<DateTime<Utc>>);

impl MockClock {
    pub(crate) fn at(now: DateTime<Utc>) -> Self {
        Self(Mutex::new(now))
    }

    pub(crate) fn set(&self, now: DateTime<Utc>) {
        *self.0.lock() = now;
    }

    pub(crate) fn advance(&self, by: Duration) {
        *self.0.lock() += by;
    }
}

impl Clock for MockClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock()
    }
}
