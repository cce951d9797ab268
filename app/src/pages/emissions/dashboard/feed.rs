//! `ActivityFeed`: the latest events with their CO2e.

use leptos::prelude::*;
use model::ingest::EventItem;

use super::super::look::Look;
use super::super::words::{category_icon, event_title, partly_metered, quality_words};
use super::store::{DashboardStore, FEED_MAX};
use crate::components::{Badge, Card, Icon, mass};
use crate::live::{Live, LiveStatus};
use crate::words::dashboard as words;

/// The latest events, newest first. While the pointer or the focus is on the list it stands still, so that
/// nobody's click or key lands on another event than the one aimed at; the corner says how many are newer.
#[component]
pub(super) fn ActivityFeed(store: DashboardStore) -> impl IntoView {
    let is_hovered = RwSignal::new(false);
    let has_focus = RwSignal::new(false);
    let latest = Memo::new(move |_| {
        store.data.with(|data| {
            let shown = data.latest.len().min(FEED_MAX);
            data.latest[..shown].to_vec()
        })
    });
    let shown = Memo::new(move |before: Option<&(Look, Vec<EventItem>)>| {
        let look = store.look.get();
        match before {
            Some(before) if (is_hovered.get() || has_focus.get()) && before.0 == look => {
                before.clone()
            }
            _ => (look, latest.get()),
        }
    });
    let newer = Memo::new(move |_| {
        shown.with(|(_, shown)| {
            latest.with(|latest| {
                let is_shown = |id| shown.iter().any(|event| event.id == id);
                latest.iter().filter(|event| !is_shown(event.id)).count()
            })
        })
    });
    let status = Live::get().status;
    let corner = Signal::derive(move || match (newer.get(), status.get()) {
        (0, LiveStatus::Live) => words::LIVE.to_owned(),
        (0, LiveStatus::Connecting | LiveStatus::Reconnecting | LiveStatus::Offline) => {
            words::LATEST.to_owned()
        }
        // More than fit may have come meanwhile.
        (FEED_MAX, _) => words::or_more_newer(FEED_MAX),
        (newer, _) => words::newer(newer),
    });
    view! {
        <Card title=words::ACTIVITY corner class="feed-card">
            <Show
                when=move || shown.with(|(_, shown)| !shown.is_empty())
                fallback=|| view! { <p class="note">{words::NO_EVENTS_YET}</p> }
            >
                <ul
                    class="feed"
                    on:pointerenter=move |_| is_hovered.set(true)
                    on:pointerleave=move |_| is_hovered.set(false)
                    on:focusin=move |_| has_focus.set(true)
                    on:focusout=move |_| has_focus.set(false)
                >
                    // No `For`: its rows' owners stay known to its own for as long as it lives, and here rows
                    // come and go all day.
                    {move || shown.with(|(_, shown)| shown.iter().map(entry).collect_view())}
                </ul>
            </Show>
            <p class="card-foot">
                <a href="/activity">{words::ALL_ACTIVITY}</a>
            </p>
        </Card>
    }
    .into_any()
}

fn entry(event: &EventItem) -> impl IntoView + use<> {
    let (word, tone) = quality_words(event.quality_status);
    let kilograms = match &event.estimate {
        Some(estimate) => {
            view! { <strong>{mass(estimate.co2e_kg).to_string()}</strong> }.into_any()
        }
        None => view! {
            <strong title=event.no_factor_reason.clone()>"-"</strong>
            <span class="sr-only">{words::NO_FACTOR}</span>
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
                    <span class="feed-title">{event_title(event)}</span>
                    <span class="note">{event.summary.clone()}</span>
                    <span class="note">{event.occurred_at_local.clone()}</span>
                </span>
                <span class="feed-kg">{kilograms} <Badge tone text=word/>{partly_metered(event.metered_share)}</span>
            </a>
        </li>
    }
    .into_any()
}
