//! What is fetched and drawn after the first paint, so that the page does not wait for it.

use leptos::html::Div;
use leptos::prelude::*;

use super::fetched::fetched;
#[cfg(feature = "hydrate")]
use crate::components::{near, near_or_wanted};
use crate::piece::Draw;

/// `waiting`, and once the browser has painted, what `draw` makes. The server draws the first alone.
pub(crate) fn after_paint(waiting: fn() -> AnyView, draw: Draw) -> AnyView {
    let is_painted = RwSignal::new(false);
    Effect::new(move |_| request_animation_frame(move || is_painted.set(true)));
    drawn_when(is_painted, waiting, draw)
}

/// When what is far down is fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FarDown {
    /// Once its place is about to come into view.
    Near,
    /// Then, or when somebody has been there for a while: what belongs on a printed page.
    NearOrWanted,
}

/// The same, for what is large and far down.
pub(crate) fn when_near(when: FarDown, waiting: fn() -> AnyView, draw: Draw) -> AnyView {
    let is_near = RwSignal::new(false);
    let place = NodeRef::<Div>::new();
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        let Some(place) = place.get() else { return };
        leptos::task::spawn_local_scoped_with_cancellation(async move {
            match when {
                FarDown::Near => near(&place).await,
                FarDown::NearOrWanted => near_or_wanted(&place).await,
            }
            // The page may have gone.
            let _ = is_near.try_set(true);
        });
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = when;
    view! { <div node_ref=place>{drawn_when(is_near, waiting, draw)}</div> }.into_any()
}

fn drawn_when(is_due: RwSignal<bool>, waiting: fn() -> AnyView, draw: Draw) -> AnyView {
    view! {
        {move || {
            if is_due.get() {
                fetched(waiting, Draw::clone(&draw))
            } else {
                waiting()
            }
        }}
    }
    .into_any()
}
