//! What is fetched and drawn after the first paint, so that the page does not wait for it.

use leptos::html::Div;
use leptos::prelude::*;

use super::fetched::fetched;
#[cfg(feature = "hydrate")]
use crate::components::near;
use crate::piece::NotFetched;

/// `waiting`, and once the browser has painted, what `draw` makes. The server draws the first alone.
pub(crate) fn after_paint<F, Drawn>(waiting: fn() -> AnyView, draw: F) -> AnyView
where
    F: Fn() -> Drawn + Copy + Send + Sync + 'static,
    Drawn: Future<Output = Result<AnyView, NotFetched>> + Send + 'static,
{
    let is_painted = RwSignal::new(false);
    Effect::new(move |_| request_animation_frame(move || is_painted.set(true)));
    drawn_when(is_painted, waiting, draw)
}

/// The same, once its place is about to come into view: for what is large and far down.
pub(crate) fn when_near<F, Drawn>(waiting: fn() -> AnyView, draw: F) -> AnyView
where
    F: Fn() -> Drawn + Copy + Send + Sync + 'static,
    Drawn: Future<Output = Result<AnyView, NotFetched>> + Send + 'static,
{
    let is_near = RwSignal::new(false);
    let place = NodeRef::<Div>::new();
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        let Some(place) = place.get() else { return };
        leptos::task::spawn_local_scoped_with_cancellation(async move {
            near(&place).await;
            // The page may have gone.
            let _ = is_near.try_set(true);
        });
    });
    view! { <div node_ref=place>{drawn_when(is_near, waiting, draw)}</div> }.into_any()
}

fn drawn_when<F, Drawn>(is_due: RwSignal<bool>, waiting: fn() -> AnyView, draw: F) -> AnyView
where
    F: Fn() -> Drawn + Copy + Send + Sync + 'static,
    Drawn: Future<Output = Result<AnyView, NotFetched>> + Send + 'static,
{
    view! {
        {move || {
            if is_due.get() {
                fetched(waiting, draw)
            } else {
                waiting()
            }
        }}
    }
    .into_any()
}
