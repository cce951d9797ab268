//! What a hotspot is made of: the events of the last hour, shared out among the entities they belong
//! to.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Duration, Utc};
use engine::emissions::hour_of;
use engine::monitoring::Share;
use model::ids::{EventId, SupplierId};
use model::units::Milligrams;
use store::Conn;
use store::emissions::Calculation;
use store::monitoring::{EntityKey, EventShare};

use crate::error::Result;

/// Events looked at: enough to tell which entities belong together.
const EVENTS: u32 = 5_000;
/// Events kept with a hotspot.
const KEPT: usize = 8;

/// The events behind a scan's hotspots.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    events: Vec<EventShare>,
}

impl Evidence {
    /// The events of the running hour and the one before it.
    pub(super) async fn read(
        conn: &mut Conn,
        calculation: Calculation,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let from = hour_of(now) - Duration::hours(1);
        let to = now + Duration::seconds(1);
        let events = store::monitoring::events_between(conn, calculation, from, to, EVENTS).await?;
        Ok(Self { events })
    }

    fn of(&self, key: EntityKey) -> impl Iterator<Item = &EventShare> {
        self.events
            .iter()
            .filter(move |event| event.keys().any(|one| one == key))
    }

    /// The largest events of an entity, largest first.
    pub(super) fn largest(&self, key: EntityKey) -> Vec<(EventId, Milligrams)> {
        let mut events: Vec<_> = self
            .of(key)
            .map(|event| (event.event_id, event.co2e))
            .collect();
        events.sort_unstable_by_key(|(id, co2e)| (Reverse(*co2e), *id));
        events.truncate(KEPT);
        events
    }

    /// The one supplier all events of an entity belong to, if it is one.
    pub(super) fn supplier(&self, key: EntityKey) -> Option<SupplierId> {
        let suppliers: HashSet<_> = self.of(key).map(|event| event.supplier_id).collect();
        let mut suppliers = suppliers.into_iter();
        suppliers.next().filter(|_| suppliers.next().is_none())
    }

    /// The kilograms any two of these entities have in common, each pair in both directions.
    pub(super) fn shares(&self, hot: &[EntityKey]) -> Vec<Share<EntityKey>> {
        let mut common: HashMap<(EntityKey, EntityKey), i64> = HashMap::new();
        for event in &self.events {
            let keys: Vec<_> = event.keys().filter(|key| hot.contains(key)).collect();
            for narrow in &keys {
                for wide in keys.iter().filter(|wide| *wide != narrow) {
                    *common.entry((*narrow, *wide)).or_default() += event.co2e.0;
                }
            }
        }
        common
            .into_iter()
            .map(|((narrow, wide), mg)| Share {
                narrow,
                wide,
                kg: Milligrams(mg).kg(),
            })
            .collect()
    }
}
