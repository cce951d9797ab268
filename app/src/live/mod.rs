//! The browser's end of the live channels.
//!
//! Frames carry absolute values and nothing is replayed: pages subscribe, then fetch, and fetch
//! again whenever [`Live::refetch`] counts up. The socket itself is in `socket`.

#[cfg(feature = "hydrate")]
mod replaced;

#[cfg(feature = "hydrate")]
mod socket;

use leptos::prelude::*;
use model::emissions::Pulse;
use model::ids::{JobId, SiteId};
use model::ingest::{EventItem, IngestJob};
#[cfg(feature = "hydrate")]
use model::live::{Channel, EmissionsChanged, LiveData};
use model::time::TimeRange;

/// How many of the latest events are kept for the feed.
#[cfg(feature = "hydrate")]
const LATEST_MAX: usize = 20;

/// Where the connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    not(feature = "hydrate"),
    expect(dead_code, reason = "only the browser gets beyond connecting")
)]
pub(crate) enum LiveStatus {
    /// Drawn on the server, or about to open.
    Connecting,
    /// Subscribed; figures move by themselves.
    Live,
    /// Lost; trying again.
    Reconnecting,
    /// Tried for a while, or the browser says that there is no network.
    Offline,
}

/// What has come in, as signals any widget may read.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(
    not(feature = "hydrate"),
    expect(dead_code, reason = "only the browser hears frames")
)]
pub(crate) struct Live {
    /// Where the connection stands.
    pub(crate) status: RwSignal<LiveStatus>,
    /// The server runs another version than this page does.
    pub(crate) is_replaced: RwSignal<bool>,
    /// The newest pulse; `None` until a frame came.
    pub(crate) pulse: RwSignal<Option<Pulse>>,
    /// The newest events, newest first.
    pub(crate) latest: RwSignal<Vec<EventItem>>,
    /// The hours changed since somebody last took this.
    pub(crate) changed: RwSignal<Option<TimeRange>>,
    /// Counts what was told of alerts and hotspots: who shows some asks again when it moves.
    pub(crate) alerts_told: RwSignal<u32>,
    /// Counts what was told of recommendations, in the same way.
    pub(crate) advice_told: RwSignal<u32>,
    /// The site whose electricity something was told of last; `None` where it may be any.
    pub(crate) energy_told: RwSignal<Option<SiteId>>,
    /// Imports that moved, each once.
    jobs: RwSignal<Vec<IngestJob>>,
    /// Counts up when frames may have been missed.
    pub(crate) refetch: RwSignal<u32>,
}

impl Live {
    /// Provides the channels to the widgets below and, in the browser, opens the socket.
    pub(crate) fn provide() -> Self {
        let live = Self {
            status: RwSignal::new(LiveStatus::Connecting),
            is_replaced: RwSignal::new(false),
            pulse: RwSignal::new(None),
            latest: RwSignal::new(Vec::new()),
            changed: RwSignal::new(None),
            alerts_told: RwSignal::new(0),
            advice_told: RwSignal::new(0),
            energy_told: RwSignal::new(None),
            jobs: RwSignal::new(Vec::new()),
            refetch: RwSignal::new(0),
        };
        provide_context(live);
        #[cfg(feature = "hydrate")]
        socket::keep_open(live);
        live
    }

    /// The channels of the surrounding frame.
    pub(crate) fn get() -> Self {
        expect_context()
    }

    /// The newest word of an import, if one came.
    pub(crate) fn job(self, id: JobId) -> Option<IngestJob> {
        self.jobs
            .with(|jobs| jobs.iter().find(|job| job.id == id).cloned())
    }

    /// Frames were missed: who shows something asks again.
    #[cfg(feature = "hydrate")]
    fn missed(self) {
        for count in [self.refetch, self.alerts_told, self.advice_told] {
            count.update(|count| *count += 1);
        }
        self.energy_told.set(None);
    }

    /// Takes one frame in. What is told of alerts and recommendations is fetched anew by who shows it, so
    /// that it need not be read here.
    #[cfg(feature = "hydrate")]
    fn take(self, channel: Channel, text: &str) {
        match channel {
            Channel::IngestJobs => {
                if let Some(job) = data::<IngestJob>(text) {
                    self.jobs.update(|jobs| {
                        jobs.retain(|before| before.id != job.id);
                        jobs.push(job);
                    });
                }
            }
            Channel::Emissions => {
                if let Some(frame) = data(text) {
                    self.take_emissions(frame);
                }
            }
            // The alert of the same scan follows.
            Channel::Hotspots => {}
            Channel::Recommendations => self.advice_told.update(|told| *told += 1),
            Channel::Alerts => self.alerts_told.update(|told| *told += 1),
            Channel::Energy => {
                if let Some(moved) = data::<OfSite>(text) {
                    self.energy_told.set(Some(moved.site_id));
                }
            }
        }
    }

    #[cfg(feature = "hydrate")]
    fn take_emissions(self, frame: EmissionsChanged) {
        self.pulse.set(Some(frame.pulse));
        // A reader may not have looked since the frame before: keep the span of both.
        self.changed.update(|changed| {
            *changed = Some(match changed.take() {
                None => frame.changed,
                Some(before) => TimeRange {
                    from: before.from.min(frame.changed.from),
                    to: before.to.max(frame.changed.to),
                },
            });
        });
        if !frame.latest.is_empty() {
            self.latest
                .update(|latest| put_newest(latest, frame.latest, LATEST_MAX));
        }
    }
}

/// What a page has to know of `EnergySiteMoved`: whether it is about the site it shows.
#[cfg(feature = "hydrate")]
#[derive(serde::Deserialize)]
struct OfSite {
    site_id: SiteId,
}

/// The data of a frame.
#[cfg(feature = "hydrate")]
fn data<T: serde::de::DeserializeOwned>(text: &str) -> Option<T> {
    match serde_json::from_slice::<LiveData<T>>(text.as_bytes()) {
        Ok(frame) => Some(frame.data),
        Err(error) => {
            leptos::logging::warn!("live channel: {error}");
            None
        }
    }
}

/// Puts `news` into a list that is sorted newest first and has each event once, and keeps `max` of it.
#[cfg(feature = "hydrate")]
pub(crate) fn put_newest(list: &mut Vec<EventItem>, news: Vec<EventItem>, max: usize) {
    for event in news {
        list.retain(|old| old.id != event.id);
        let key = (event.occurred_at, event.id);
        let place = list.partition_point(|old| (old.occurred_at, old.id) > key);
        list.insert(place, event);
    }
    list.truncate(max);
}
