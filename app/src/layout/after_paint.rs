//! What is fetched and drawn after the first paint, so that the page does not wait for it.

use leptos::html::Div;
use leptos::prelude::*;

/// `waiting`, and once the browser has painted, what `draw` makes. The server draws the first alone.
pub(crate) fn after_paint<F, Drawn>(waiting: fn() -> AnyView, draw: F) -> AnyView
where
    F: Fn() -> Drawn + Copy + Send + Sync + 'static,
    Drawn: Future<Output = AnyView> + Send + 'static,
{
    let is_painted = RwSignal::new(false);
    Effect::new(move |_| request_animation_frame(move || is_painted.set(true)));
    drawn_when(is_painted, waiting, draw)
}

/// The same, once its place is about to come into view: for what is large and far down.
pub(crate) fn when_near<F, Drawn>(waiting: fn() -> AnyView, draw: F) -> AnyView
where
    F: Fn() -> Drawn + Copy + Send + Sync + 'static,
    Drawn: Future<Output = AnyView> + Send + 'static,
{
    let is_near = RwSignal::new(false);
    let place = NodeRef::<Div>::new();
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        // A browser that cannot watch draws at once.
        if let Some(place) = place.get()
            && near::watch(&place, is_near).is_err()
        {
            is_near.set(true);
        }
    });
    view! { <div node_ref=place>{drawn_when(is_near, waiting, draw)}</div> }.into_any()
}

fn drawn_when<F, Drawn>(is_due: RwSignal<bool>, waiting: fn() -> AnyView, draw: F) -> AnyView
where
    F: Fn() -> Drawn + Copy + Send + Sync + 'static,
    Drawn: Future<Output = AnyView> + Send + 'static,
{
    view! {
        {move || {
            if is_due.get() {
                view! {
                    <Suspense fallback=waiting>{move || Suspend::new(draw())}</Suspense>
                }
                    .into_any()
            } else {
                waiting()
            }
        }}
    }
    .into_any()
}

#[cfg(feature = "hydrate")]
mod near {
    use leptos::prelude::*;
    use wasm_bindgen::prelude::*;
    use web_sys::{
        Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit,
    };

    /// How far outside the window counts as near.
    const MARGIN: &str = "400px";

    /// Sets `is_near` the first time that `place` is, and then lets go of it.
    pub(super) fn watch(place: &Element, is_near: RwSignal<bool>) -> Result<(), JsValue> {
        let seen = Closure::<dyn Fn(js_sys::Array, IntersectionObserver)>::new(
            move |entries: js_sys::Array, observer: IntersectionObserver| {
                let is_in = |entry: JsValue| {
                    entry
                        .unchecked_into::<IntersectionObserverEntry>()
                        .is_intersecting()
                };
                if entries.iter().any(is_in) {
                    observer.disconnect();
                    // The page may have gone.
                    let _ = is_near.try_set(true);
                }
            },
        );
        let options = IntersectionObserverInit::new();
        options.set_root_margin(MARGIN);
        let callback = seen.into_js_value();
        IntersectionObserver::new_with_options(callback.unchecked_ref(), &options)?.observe(place);
        Ok(())
    }
}
