//! What a piece of the program draws: what is shown while it comes, and when it does not.

use leptos::prelude::*;

use super::top_bar::TopBar;
use crate::components::{Icon, IconName};
use crate::live::Live;
use crate::piece::{Draw, NotFetched};
use crate::words::layout as words;

/// `waiting` while the piece comes, then what it draws. When it does not come, that is said; it is asked for again when
/// somebody says so, and when the connection is back.
pub(crate) fn fetched(waiting: fn() -> AnyView, draw: Draw) -> AnyView {
    drawn_or(not_fetched, waiting, draw)
}

/// The same for a whole page.
pub(crate) fn fetched_page(draw: Draw) -> AnyView {
    drawn_or(page_not_fetched, one_moment, draw)
}

fn drawn_or(
    otherwise: fn(RwSignal<u32>) -> AnyView,
    waiting: fn() -> AnyView,
    draw: Draw,
) -> AnyView {
    let tries = RwSignal::new(0_u32);
    view! {
        <Suspense fallback=waiting>
            {move || {
                tries.track();
                let drawn = draw();
                Suspend::new(async move {
                    drawn.await.unwrap_or_else(|NotFetched| otherwise(tries))
                })
            }}
        </Suspense>
    }
    .into_any()
}

/// While a piece comes that has no shape of its own.
pub(crate) fn one_moment() -> AnyView {
    view! {
        <p class="note" role="status">
            {words::ONE_MOMENT}
        </p>
    }
    .into_any()
}

/// In the place of a page; those who have not signed in have no frame around theirs.
fn page_not_fetched(tries: RwSignal<u32>) -> AnyView {
    let is_framed = use_context::<Live>().is_some();
    view! {
        {is_framed.then(|| view! { <TopBar title=words::NOT_LOADED/> })}
        <div class="card">{not_fetched(tries)}</div>
    }
    .into_any()
}

/// That a piece did not come, and what to do.
fn not_fetched(tries: RwSignal<u32>) -> AnyView {
    if let Some(live) = use_context::<Live>() {
        let before = live.refetch.get_untracked();
        Effect::new(move |_| {
            if live.refetch.get() != before {
                tries.update(|tries| *tries += 1);
            }
        });
    }
    view! {
        <div class="state state-error" role="alert">
            <Icon name=IconName::Warning/>
            <h2>{words::THIS_PART_DID_NOT_LOAD}</h2>
            <p>{words::THERE_IS_NO_CONNECTION}</p>
            <div class="state-action">
                <button
                    type="button"
                    class="button"
                    on:click=move |_| tries.update(|tries| *tries += 1)
                >
                    {words::TRY_AGAIN}
                </button>
                <a class="button button-quiet" href="" rel="external">
                    {words::RELOAD_THE_PAGE}
                </a>
            </div>
        </div>
    }
    .into_any()
}
