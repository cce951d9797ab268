//! `ActivityFeed`: the latest events with their CO2e.

use leptos::prelude::*;
use model::ingest::EventItem;

use super::super::words::{category_icon, event_title, quality_words};
use super::store::{DashboardStore, FEED_MAX};
use crate::components::{Badge, Card, Icon, mass};
use crate::live::{Live, LiveStatus};

/// The latest events, newest first.
#[component]
pub(super) fn ActivityFeed(store: DashboardStore) -> impl IntoView {
    let latest = Memo::new(move |_| {
        store.data.with(|data| {
            let shown = data.latest.len().min(FEED_MAX);
            data.latest[..shown].to_vec()
        })
    });
    let status = Live::get().status;
    let corner = Signal::derive(move || match status.get() {
        LiveStatus::Live => "live".to_owned(),
        LiveStatus::Connecting | LiveStatus::Reconnecting | LiveStatus::Offline => {
            "latest".to_owned()
        }
    });
    view! {
        <Card title="Activity" corner class="feed-card">
            <Show
                when=move || latest.with(|latest| !latest.is_empty())
                fallback=|| view! { <p class="note">"No events yet."</p> }
            >
                <ul class="feed">
                    <For each=move || latest.get() key=|event| event.id let:event>
                        <FeedEntry event/>
                    </For>
                </ul>
            </Show>
            <p class="card-foot">
                <a href="/activity">"All activity"</a>
            </p>
        </Card>
    }
    .into_any()
}

#[component]
fn FeedEntry(event: EventItem) -> impl IntoView {
    let (word, tone) = quality_words(event.quality_status);
    let kilograms = match &event.estimate {
        Some(estimate) => {
            view! { <strong>{mass(estimate.co2e_kg).to_string()}</strong> }.into_any()
        }
        None => view! {
            <strong title=event.no_factor_reason.clone()>"-"</strong>
            <span class="sr-only">"no factor"</span>
        }
        .into_any(),
    };
    view! {
        <li>
            <a class="feed-entry" href=format!("/activity/{}", event.id)>
                <span class="tile">
                    <Icon name=category_icon(event.event_type)/>
                </span>
                <span class="feed-what">
                    <span class="feed-title">{event_title(&event)}</span>
                    <span class="note">{event.summary.clone()}</span>
                    <span class="note">{event.occurred_at_local.clone()}</span>
                </span>
                <span class="feed-kg">{kilograms} <Badge tone text=word/></span>
            </a>
        </li>
    }
    .into_any()
}
