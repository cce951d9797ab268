//! The live bus: services announce after the commit, sockets listen; other processes on the same
//! database are told by [`relay`].
//!
//! Announcements of figures are coalesced per organisation: the first goes out at once, those that
//! follow within 100 ms go out together. A message is serialised once, whoever listens.

pub mod relay;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use model::ids::{EventId, OrgId, SupplierId};
use model::live::{Channel, LiveMessage};
use model::time::TimeRange;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;

/// Announcements a slow reader may fall behind before it is told that it lags.
const BACKLOG: usize = 256;

/// Shortest time between two announcements of figures.
pub(crate) const COALESCE: Duration = Duration::from_millis(100);

/// How many of the newest events an announcement carries.
pub(crate) const LATEST_MAX: usize = 10;

/// Something announced, ready to be sent.
#[derive(Debug)]
pub struct Announcement {
    /// The channel it goes to.
    pub channel: Channel,
    /// When it was announced.
    pub at: DateTime<Utc>,
    /// The message itself.
    pub message: LiveMessage,
    /// The message as JSON, serialised once for all readers.
    pub json: String,
    /// The one supplier it concerns; `None` when it concerns the whole organisation.
    pub supplier: Option<SupplierId>,
}

/// Who is told what, per organisation.
#[derive(Debug, Default)]
pub struct LiveBus {
    orgs: Mutex<HashMap<OrgId, OrgBus>>,
}

#[derive(Debug)]
struct OrgBus {
    readers: broadcast::Sender<Arc<Announcement>>,
    waiting: Waiting,
    is_flush_due: bool,
}

/// Changes that wait to be announced.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    /// For the readers of this process.
    pub(crate) here: Option<Change>,
    /// What this process changed itself, for the other ones.
    pub(crate) elsewhere: Option<Change>,
}

/// Whose change it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// This process made it; the others do not know.
    Own,
    /// Another process made it and told all others itself.
    Relayed,
}

/// Changes of figures that are announced together.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Change {
    pub(crate) range: TimeRange,
    pub(crate) new_events: u64,
    /// Newest by arrival, at most [`LATEST_MAX`].
    pub(crate) latest: Vec<EventId>,
}

impl LiveBus {
    /// Listens to everything announced for `org`.
    #[must_use]
    pub fn listen(&self, org: OrgId) -> broadcast::Receiver<Arc<Announcement>> {
        self.orgs.lock().entry(org).or_default().readers.subscribe()
    }

    /// Whether anybody listens.
    #[must_use]
    pub fn is_heard(&self, org: OrgId) -> bool {
        self.orgs
            .lock()
            .get(&org)
            .is_some_and(|bus| bus.readers.receiver_count() > 0)
    }

    pub(crate) fn send(
        &self,
        org: OrgId,
        at: DateTime<Utc>,
        message: LiveMessage,
        supplier: Option<SupplierId>,
    ) {
        let orgs = self.orgs.lock();
        let Some(bus) = orgs
            .get(&org)
            .filter(|bus| bus.readers.receiver_count() > 0)
        else {
            return;
        };
        match serde_json::to_string(&message) {
            Ok(json) => {
                let channel = message.channel();
                // Nobody listening any more is no fault.
                let _ = bus.readers.send(Arc::new(Announcement {
                    channel,
                    at,
                    message,
                    json,
                    supplier,
                }));
            }
            Err(error) => tracing::error!(%error, "a live message could not be written as JSON"),
        }
    }

    /// Adds a change to what waits; true when the caller is to flush it.
    pub(crate) fn note(&self, org: OrgId, change: Change, origin: Origin) -> bool {
        let mut orgs = self.orgs.lock();
        let bus = orgs.entry(org).or_default();
        if origin == Origin::Own {
            merge(&mut bus.waiting.elsewhere, change.clone());
        }
        merge(&mut bus.waiting.here, change);
        !std::mem::replace(&mut bus.is_flush_due, true)
    }

    /// Takes what waits. With nothing waiting the flush is over and the next change starts one.
    pub(crate) fn take(&self, org: OrgId) -> Option<Waiting> {
        let mut orgs = self.orgs.lock();
        let bus = orgs.get_mut(&org)?;
        let waiting = std::mem::take(&mut bus.waiting);
        if waiting.here.is_none() {
            bus.is_flush_due = false;
            return None;
        }
        Some(waiting)
    }

    /// Organisations somebody listens to.
    pub(crate) fn heard(&self) -> Vec<OrgId> {
        let orgs = self.orgs.lock();
        let heard = orgs
            .iter()
            .filter(|(_, bus)| bus.readers.receiver_count() > 0);
        heard.map(|(org, _)| *org).collect()
    }
}

impl Default for OrgBus {
    fn default() -> Self {
        Self {
            readers: broadcast::channel(BACKLOG).0,
            waiting: Waiting::default(),
            is_flush_due: false,
        }
    }
}

fn merge(waiting: &mut Option<Change>, newer: Change) {
    *waiting = Some(match waiting.take() {
        None => newer,
        Some(older) => older.merged(newer),
    });
}

impl Change {
    fn merged(mut self, newer: Self) -> Self {
        self.range.from = self.range.from.min(newer.range.from);
        self.range.to = self.range.to.max(newer.range.to);
        self.new_events += newer.new_events;
        self.latest.extend(newer.latest);
        let surplus = self.latest.len().saturating_sub(LATEST_MAX);
        self.latest.drain(..surplus);
        self
    }
}
