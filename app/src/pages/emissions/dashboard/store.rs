//! The dashboard's data and when it is fetched again.

use leptos::prelude::*;
use model::emissions::Dashboard;

use super::super::look::Look;
use crate::error::AppError;

/// How long to collect changes before totals are fetched again, in milliseconds.
#[cfg(feature = "hydrate")]
const REFRESH_MS: u32 = 4_000;

/// How many of the latest events the feed shows.
pub(super) const FEED_MAX: usize = 7;

/// What the cards read.
#[derive(Debug, Clone, Copy)]
pub(super) struct DashboardStore {
    /// The newest answer, with live pulse and events put in.
    pub(super) data: RwSignal<Dashboard>,
    /// What is looked at.
    pub(super) look: Memo<Look>,
    /// Whether an answer is on its way because the look changed.
    pub(super) is_loading: RwSignal<bool>,
    /// Why the newest answer did not come.
    pub(super) error: RwSignal<Option<AppError>>,
    /// Counts the answers: what is fetched apart from them follows.
    #[cfg_attr(
        not(feature = "hydrate"),
        expect(dead_code, reason = "only the browser fetches again")
    )]
    pub(super) fetched: RwSignal<u32>,
    /// The range's words, shown in the top bar.
    #[cfg_attr(
        not(feature = "hydrate"),
        expect(dead_code, reason = "only the browser fetches again")
    )]
    label: RwSignal<String>,
}

impl DashboardStore {
    /// A store that starts with `first` and, in the browser, keeps itself up to date.
    pub(super) fn new(first: Dashboard, look: Memo<Look>, label: RwSignal<String>) -> Self {
        let store = Self {
            data: RwSignal::new(first),
            look,
            is_loading: RwSignal::new(false),
            error: RwSignal::new(None),
            fetched: RwSignal::new(0),
            label,
        };
        #[cfg(feature = "hydrate")]
        store.keep_up_to_date();
        store
    }

    /// Fetches when the look changes, when frames may have been missed, and (collected) when a
    /// live change falls into the range shown.
    #[cfg(feature = "hydrate")]
    fn keep_up_to_date(self) {
        use crate::live::Live;

        let live = Live::get();
        Effect::new(move |before: Option<(Look, u32)>| {
            let now = (self.look.get(), live.refetch.get());
            if let Some(before) = before
                && before != now
            {
                self.fetch(before.0 != now.0);
            }
            now
        });
        Effect::new(move |_| {
            if let Some(pulse) = live.pulse.get() {
                self.data.update(|data| data.pulse = pulse);
            }
        });
        Effect::new(move |_| {
            let news = live.latest.get();
            if !news.is_empty() {
                self.take_events(news);
            }
        });
        self.collect_changes(live);
    }

    #[cfg(feature = "hydrate")]
    fn collect_changes(self, live: crate::live::Live) {
        use gloo_timers::future::TimeoutFuture;
        use leptos::task::spawn_local;

        let is_waiting = StoredValue::new(false);
        Effect::new(move |_| {
            let Some(changed) = live.changed.get() else {
                return;
            };
            let touches = self.data.with_untracked(|data| {
                let shown = data.range.range;
                // The default range ends with the newest data, so news always belong to it.
                data.range.is_default || (changed.from < shown.to && shown.from < changed.to)
            });
            if !touches || is_waiting.get_value() {
                return;
            }
            is_waiting.set_value(true);
            spawn_local(async move {
                TimeoutFuture::new(REFRESH_MS).await;
                // `None`: the page has gone meanwhile.
                if is_waiting
                    .try_update_value(|waiting| *waiting = false)
                    .is_some()
                {
                    let _ = live.changed.try_set(None);
                    self.fetch(false);
                }
            });
        });
    }

    #[cfg(feature = "hydrate")]
    fn fetch(self, is_new_look: bool) {
        use leptos::task::spawn_local;

        let look = self.look.get_untracked();
        if is_new_look {
            self.is_loading.set(true);
        }
        spawn_local(async move {
            let answer = super::super::api::load_dashboard(look.range, look.category).await;
            // An answer to a look that is over is of no use; so is one to a page that has gone.
            if self.look.try_get_untracked() != Some(look) {
                return;
            }
            self.is_loading.set(false);
            match answer {
                Ok(data) => {
                    self.error.set(None);
                    self.label.set(data.range.label.clone());
                    self.data.set(data);
                    self.fetched.update(|fetched| *fetched += 1);
                }
                Err(error) => self.error.set(Some(error)),
            }
        });
    }

    /// Puts new events on top of the feed.
    #[cfg(feature = "hydrate")]
    fn take_events(self, news: Vec<model::ingest::EventItem>) {
        let category = self.look.get_untracked().category;
        let news = news
            .into_iter()
            .filter(|event| category.is_none_or(|wanted| event.event_type == wanted))
            .collect();
        self.data
            .update(|data| crate::live::put_newest(&mut data.latest, news, FEED_MAX));
    }
}
