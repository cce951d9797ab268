//! `EmissionHeatmap`: where it is emitted. The card comes with the page; what is in it is fetched when
//! somebody scrolls near it.

mod scene;

mod table;

mod view;

use leptos::prelude::*;

use super::store::DashboardStore;
use crate::components::Card;
use crate::layout::{FarDown, ThemeVersion, when_near};
use crate::live::Live;
use crate::piece::{by, piece};
use crate::words::dashboard as words;

/// The card, and in it the map as soon as the browser has it.
#[component]
pub(super) fn EmissionHeatmap(store: DashboardStore) -> impl IntoView {
    let theme = use_context::<ThemeVersion>().unwrap_or_default().0;
    let around = Around {
        store,
        theme: theme.into(),
        alerts_told: Live::get().alerts_told.into(),
    };
    let corner = Signal::derive(move || store.data.with(|data| data.range.label.clone()));
    view! {
        <Card title=words::EMISSION_MAP corner class="span-12 map-card">
            {when_near(FarDown::Near, waiting, by(move || heatmap(around)))}
            <noscript>
                <p class="note">
                    {words::MAP_NEEDS_SCRIPT_BEFORE}
                    <a href="/activity">{words::MAP_NEEDS_SCRIPT_LINK}</a>
                    {words::MAP_NEEDS_SCRIPT_AFTER}
                </p>
            </noscript>
        </Card>
    }
    .into_any()
}

/// What the card's inside reads of its page.
#[derive(Debug, Clone, Copy)]
struct Around {
    store: DashboardStore,
    theme: Signal<u32>,
    #[cfg_attr(
        not(feature = "hydrate"),
        expect(dead_code, reason = "only the browser fetches again")
    )]
    alerts_told: Signal<u32>,
}

/// The shape of the map to come.
fn waiting() -> AnyView {
    view! { <div class="map-frame map-tall" role="status" aria-label=words::LOADING_THE_MAP></div> }
        .into_any()
}

piece! {
    fn heatmap / fetch_heatmap(around: Around) -> AnyView {
        view! { <view::Heatmap around/> }.into_any()
    }
}
