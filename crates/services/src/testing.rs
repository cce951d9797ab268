//! What tests of decisions need that look behind the doors: a process on a scratch database, and a clock
//! that only moves when it is told to.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Duration, TimeZone, Utc};
use parking_lot::Mutex;

use crate::clock::Clock;
use crate::{Options, Services};

/// See the module.
#[derive(Debug)]
pub(crate) struct SetClock(Mutex<DateTime<Utc>>);

impl SetClock {
    /// A Monday, half past ten.
    pub(crate) fn monday() -> Arc<Self> {
        let at = Utc.with_ymd_and_hms(2026, 6, 15, 10, 30, 0).single();
        Self::at(at.expect("a time"))
    }

    pub(crate) fn at(at: DateTime<Utc>) -> Arc<Self> {
        Arc::new(Self(Mutex::new(at)))
    }

    pub(crate) fn advance(&self, by: Duration) {
        *self.0.lock() += by;
    }
}

impl Clock for SetClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock()
    }
}

/// A process on the database at `url`. It keeps no files.
pub(crate) async fn process(url: &str, clock: &Arc<SetClock>) -> Services {
    process_with(url, clock, |_| {}).await
}

/// The same with other options.
pub(crate) async fn process_with(
    url: &str,
    clock: &Arc<SetClock>,
    change: impl FnOnce(&mut Options),
) -> Services {
    let mut options = Options::new(PathBuf::new(), vec![7; 32]);
    change(&mut options);
    Services::open(url, 4, Arc::clone(clock) as Arc<dyn Clock>, options)
        .await
        .expect("services")
}
