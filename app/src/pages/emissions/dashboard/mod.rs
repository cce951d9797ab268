//! The dashboard: what is emitted now, by whom, since when, and how well that is known.
//!
//! The first paint is drawn by the server. Then the pulse and the feed move with the live frames;
//! totals and series are fetched again when a change falls into the range shown, at most every few
//! seconds.

mod categories;

mod feed;

mod later;

mod map;

mod pulse;

mod quality;

mod range_picker;

mod series;

mod store;

mod suppliers;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::auth::Permission;
use model::emissions::Dashboard;

use self::categories::DonutCategoryCard;
use self::feed::ActivityFeed;
use self::later::Later;
use self::map::EmissionHeatmap;
use self::pulse::EmissionPulseCard;
use self::quality::DataQualityBadge;
use self::series::SeriesCard;
use self::store::DashboardStore;
use self::suppliers::TopSuppliersCard;
use super::super::goals::GaugeSavedCard;
use super::super::lazy::{LaterCard, forecast_card, later_cards};
use super::super::whatif::{About, Start, WhatIfButton};
use super::look::Look;
use super::words::category_word;
use crate::components::{Icon, IconName};
use crate::layout::{
    EmptyState, FarDown, Skeleton, TopBar, after_paint, problem_card, viewer_may, when_near,
};
use crate::piece::by;
use crate::wire::load;
use crate::words::dashboard as words;

pub(crate) use range_picker::RangePicker;

/// The dashboard.
#[component]
pub(crate) fn DashboardPage() -> impl IntoView {
    let query = use_query_map();
    let look = Memo::new(move |_| query.with(Look::read));
    // Only the first look is drawn from here; afterwards the store fetches by itself, so that
    // charts move to their new values instead of being drawn anew.
    let first = load(
        move || look.get_untracked(),
        |look| super::api::load_dashboard(look.range, look.category),
    );
    let label = RwSignal::new(String::new());
    view! {
        <TopBar title=words::DASHBOARD>
            <Suspense>
                {move || Suspend::new(async move {
                    if let Ok(first) = first.await
                        && label.with_untracked(String::is_empty)
                    {
                        label.set(first.range.label);
                    }
                    let may_simulate = viewer_may(Permission::Operate).await;
                    view! {
                        {may_simulate.then(|| view! { <WhatIfButton start=whatif_of(look)/> })}
                        <RangePicker path="/" look label/>
                    }
                })}
            </Suspense>
        </TopBar>
        <Suspense fallback=|| {
            view! {
                <div class="card">
                    <Skeleton lines=8/>
                </div>
            }
        }>
            {move || Suspend::new(async move {
                // Goals are the organisation's, not a supplier's.
                let may_see_goals = viewer_may(Permission::Read).await;
                match first.await {
                    Ok(first) => {
                        view! { <DashboardView first look label may_see_goals/> }.into_any()
                    }
                    Err(error) => problem_card(error),
                }
            })}
        </Suspense>
    }
    .into_any()
}

/// A scenario of what the page shows.
fn whatif_of(look: Memo<Look>) -> Signal<Start> {
    Signal::derive(move || {
        let look = look.get();
        Start {
            about: About {
                range: look.range,
                event_type: look.category,
                ..About::default()
            },
            ..Start::default()
        }
    })
}

#[component]
fn DashboardView(
    first: Dashboard,
    look: Memo<Look>,
    label: RwSignal<String>,
    may_see_goals: bool,
) -> impl IntoView {
    let store = DashboardStore::new(first, look, label);
    let is_empty = Memo::new(move |_| {
        store
            .data
            .with(|data| data.pulse.last_event_at.is_none() && data.quality.events == 0)
    });
    let category = Signal::derive(move || look.get().category);
    // What is normal is learned of suppliers, sites, routes and vehicles, not of categories.
    let all_categories = Signal::derive(move || {
        let words = category.get().map(|_| words::ALL_CATEGORIES);
        words.unwrap_or_default().to_owned()
    });
    view! {
        <div class="grid" aria-busy=move || store.is_loading.get().to_string()>
            {move || {
                look.get()
                    .category
                    .map(|category| {
                        let all = look.get().of(None).query().at("/");
                        view! {
                            <p class="filter-chip">
                                {words::ONLY_BEFORE} <strong>{category_word(category)}</strong>
                                <a href=all class="chip-close">
                                    <Icon name=IconName::Close/>
                                    {words::SHOW_ALL_AFTER}
                                </a>
                            </p>
                        }
                    })
            }}
            {move || {
                store
                    .error
                    .get()
                    .map(|error| {
                        view! {
                            <div class="notice notice-warn span-12" role="status">
                                {words::THESE_FIGURES_COULD_NOT_BE_BROUGHT} {error.message}
                            </div>
                        }
                    })
            }}
            <Show
                when=move || !is_empty.get()
                fallback=|| {
                    view! {
                        <div class="card span-12">
                            <EmptyState
                                title=words::YOUR_EMISSIONS_WILL_BE_HERE
                                reason=words::NO_EVENTS_HAVE_COME_IN_YET
                            >
                                <a class="button" href="/import">
                                    {words::IMPORT_A_FILE}
                                </a>
                            </EmptyState>
                        </div>
                    }
                }
            >
                <EmissionPulseCard store/>
                <DonutCategoryCard store/>
                <DataQualityBadge store/>
                <Later
                    title=words::HOTSPOTS
                    page=("/hotspots", words::ALL_HOTSPOTS)
                    class="span-6 attention-card"
                    corner=all_categories
                >
                    {after_paint(later::waiting, by(|| later_cards(LaterCard::Hotspots)))}
                </Later>
                <Later
                    title=words::TO_DECIDE
                    page=("/recommendations", words::ALL_RECOMMENDATIONS)
                    class="span-6 attention-card"
                >
                    {after_paint(
                        later::waiting,
                        by(move || later_cards(LaterCard::Recommendations(category))),
                    )}
                </Later>
                <SeriesCard store/>
                <div class="span-4 side-column">
                    {may_see_goals.then(|| view! { <GaugeSavedCard/> })}
                    <ActivityFeed store/>
                </div>
                <TopSuppliersCard store/>
                <Later
                    title=words::FORECAST
                    page=("/activity", words::THE_EVENTS_IT_RESTS_ON)
                    class="span-12 forecast-card"
                >
                    {when_near(
                        FarDown::NearOrWanted,
                        later::waiting,
                        by(move || forecast_card(category)),
                    )}
                </Later>
                <EmissionHeatmap store/>
            </Show>
        </div>
    }
    .into_any()
}
