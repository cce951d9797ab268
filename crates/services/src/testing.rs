//! What tests of decisions need that look behind the doors: a process on a scratch database, and a clock
//! that only moves when it is told to.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Duration, TimeZone, Utc};
use model::energy::{Channel, Measurement};
use model::ids::SiteId;
use parking_lot::Mutex;
use serde_json::Value;

use crate::actor::Actor;
use crate::clock::Clock;
use crate::{Options, Services, energy, places};

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

/// A site whose energy is measured, from what a user would send of the place and of its energy.
pub(crate) async fn energy_site(
    services: &Services,
    actor: &Actor,
    place: Value,
    settings: Value,
) -> SiteId {
    let place = serde_json::from_value(place).expect("a place");
    let site = places::create_site(services, actor, place).await;
    let id = site.expect("a site").id;
    let settings = serde_json::from_value(settings).expect("settings");
    let set = energy::put_site(services, actor, id, settings).await;
    set.expect("settings");
    id
}

/// What a site drew from the grid in so many hours. Returns where they end.
pub(crate) async fn import_hours(
    services: &Services,
    actor: &Actor,
    site: SiteId,
    (from, hours): (DateTime<Utc>, i32),
    kwh: impl Fn(DateTime<Utc>) -> f64,
) -> DateTime<Utc> {
    let rows = (0..hours).map(|hour| {
        let at = from + Duration::hours(hour.into());
        Measurement {
            channel: Channel::ImportKwh,
            at,
            value: kwh(at),
        }
    });
    let stored = energy::land(services, actor, site, rows.collect()).await;
    stored.expect("stored");
    from + Duration::hours(hours.into())
}
