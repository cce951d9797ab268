//! The inside of the card: map, what is not on it, and its table.

use leptos::prelude::*;
use model::emissions::EmissionMap;

use super::super::super::api::MapSheet;
#[cfg(feature = "hydrate")]
use super::super::super::look::Look;
use super::Around;
use super::scene::{scene, undrawn};
use super::table::Tables;
use crate::components::map::{MapView, Tiles};
use crate::components::{count, mass};
use crate::error::AppError;
use crate::layout::{EmptyState, ProblemView};
use crate::words::dashboard as words;

/// The newest answer, and why a newer one did not come.
#[derive(Debug, Clone, Copy)]
struct Answer {
    sheet: RwSignal<Option<MapSheet>>,
    error: RwSignal<Option<AppError>>,
}

#[component]
pub(super) fn Heatmap(around: Around) -> impl IntoView {
    let answer = Answer {
        sheet: RwSignal::new(None),
        error: RwSignal::new(None),
    };
    #[cfg(feature = "hydrate")]
    answer.keep_up_to_date(around);
    let is_there = Memo::new(move |_| answer.sheet.with(Option::is_some));
    let is_empty = Memo::new(move |_| {
        let sheet = answer.sheet.read();
        sheet
            .as_ref()
            .is_some_and(|sheet| sheet.map.points.is_empty() && sheet.map.hotspots.is_empty())
    });
    view! {
        {move || answer.error.get().map(|error| problem(error, is_there.get()))}
        {move || {
            if !is_there.get() {
                answer.error.get().is_none().then(super::waiting)
            } else if is_empty.get() {
                Some(empty(answer))
            } else {
                Some(view! { <Drawn answer around/> }.into_any())
            }
        }}
    }
    .into_any()
}

#[cfg(feature = "hydrate")]
impl Answer {
    /// Fetches at once for another look, and a little later for news of the same one: they come in
    /// bursts, and a large map is worth a longer wait.
    fn keep_up_to_date(self, around: Around) {
        use gloo_timers::future::TimeoutFuture;
        use leptos::task::spawn_local;

        const PAUSE_MS: u32 = 1_000;
        const LARGE: usize = 1_000;
        const PAUSE_OF_LARGE_MS: u32 = 20_000;

        let is_waiting = StoredValue::new(false);
        Effect::new(move |before: Option<Look>| {
            around.store.fetched.track();
            around.alerts_told.track();
            let look = around.store.look.get_untracked();
            if before != Some(look) {
                spawn_local(self.fetch(around));
            } else if !is_waiting.get_value() {
                is_waiting.set_value(true);
                let points = self.sheet.with_untracked(|sheet| {
                    sheet.as_ref().map_or(0, |sheet| sheet.map.points.len())
                });
                let pause = if points > LARGE {
                    PAUSE_OF_LARGE_MS
                } else {
                    PAUSE_MS
                };
                spawn_local(async move {
                    TimeoutFuture::new(pause).await;
                    // `None`: the page has gone meanwhile.
                    let is_there = is_waiting.try_update_value(|waiting| *waiting = false);
                    if is_there.is_some() {
                        self.fetch(around).await;
                    }
                });
            }
            look
        });
    }

    async fn fetch(self, around: Around) {
        let look = around.store.look.get_untracked();
        let answer = super::super::super::api::load_map(look.range, look.category).await;
        // An answer to a look that is over is of no use; so is one to a page that has gone.
        if around.store.look.try_get_untracked() != Some(look) {
            return;
        }
        match answer {
            Ok(sheet) => {
                self.error.try_set(None);
                self.sheet.try_set(Some(sheet));
            }
            Err(error) => {
                self.error.try_set(Some(error));
            }
        }
    }
}

fn problem(error: AppError, is_there: bool) -> AnyView {
    if is_there {
        view! {
            <div class="notice notice-warn" role="status">
                {words::THE_MAP_COULD_NOT_BE_BROUGHT}
                {error.message}
            </div>
        }
        .into_any()
    } else {
        view! { <ProblemView error/> }.into_any()
    }
}

/// Why nothing is drawn, and what to do about it.
fn empty(answer: Answer) -> AnyView {
    let sheet = answer.sheet.read();
    let unplaced = sheet
        .as_ref()
        .map(|sheet| &sheet.map)
        .filter(|map| map.events_without_place > 0);
    let Some(map) = unplaced else {
        return view! {
            <EmptyState
                title=words::NOTHING_TO_DRAW_IN_THIS_RANGE
                reason=words::NOTHING_WAS_EMITTED_IN_IT_CHOOSE
            >
                <a class="button" href="/?range=all">
                    {words::SHOW_ALL_DATA}
                </a>
            </EmptyState>
        }
        .into_any();
    };
    let what = words::events_with_have_no_position_yet(
        count(map.events_without_place),
        mass(map.kg_without_place),
    );
    view! {
        <EmptyState
            title=words::YOUR_PLACES_WILL_BE_HERE
            reason=words::EVENTS_ARE_DRAWN_WHERE_THEIR_SITE
        >
            <p>{what}</p>
            <a class="button" href="/import">
                {words::IMPORT_A_FILE}
            </a>
            " "
            <a class="button button-quiet" href="/api/docs" rel="external">
                {words::SET_COORDINATES_BY_THE_API}
            </a>
        </EmptyState>
    }
    .into_any()
}

#[component]
fn Drawn(answer: Answer, around: Around) -> impl IntoView {
    let map = Memo::new(move |_| {
        answer
            .sheet
            .with(|sheet| sheet.as_ref().map(|sheet| sheet.map.clone()))
    });
    // A look that has changed is shown when its answer comes: words and marks belong together.
    let scene = Memo::new(move |_| {
        let look = around.store.look.get_untracked();
        map.with(|map| map.as_ref().map(|map| scene(map, look)))
            .unwrap_or_default()
    });
    let tiles = answer.sheet.with_untracked(|sheet| {
        let tiles = sheet.as_ref()?.tiles.clone()?;
        Some(Tiles {
            url: tiles.url,
            attribution: tiles.attribution,
        })
    });
    view! {
        <MapView
            scene
            tiles
            class="map-tall"
            label=words::MAP_OF_EMISSIONS_AND_HOTSPOTS_ARROW
            legend=words::CO2E
            value_text=|kg| format!("{} / h", mass(kg))
            theme=around.theme
        />
        {move || map.with(|map| map.as_ref().and_then(not_shown))}
        <Tables map look=around.store.look.into()/>
    }
    .into_any()
}

/// What is not on the map, in a sentence each.
fn not_shown(map: &EmissionMap) -> Option<AnyView> {
    let mut sentences = Vec::new();
    if map.events_without_place > 0 {
        sentences.push(words::events_with_have_no_position(
            count(map.events_without_place),
            mass(map.kg_without_place),
        ));
    }
    if map.points_left_out > 0 {
        sentences.push(words::more_places_with_together(
            count(map.points_left_out),
            mass(map.kg_left_out),
        ));
    }
    let routes = undrawn(map);
    if routes > 0 {
        sentences.push(words::smaller_routes_are_without_a_line(count(routes)));
    }
    let is_all = sentences.is_empty();
    (!is_all).then(|| view! { <p class="note">{sentences.join(" ")}</p> }.into_any())
}
