//! What is fetched and drawn after the first paint, so that the page does not wait for it.

use leptos::prelude::*;

/// `waiting`, and once the browser has painted, what `draw` makes. The server draws the first alone.
pub(crate) fn after_paint<F, Drawn>(waiting: fn() -> AnyView, draw: F) -> AnyView
where
    F: Fn() -> Drawn + Copy + Send + Sync + 'static,
    Drawn: Future<Output = AnyView> + Send + 'static,
{
    let is_painted = RwSignal::new(false);
    Effect::new(move |_| request_animation_frame(move || is_painted.set(true)));
    view! {
        {move || {
            if is_painted.get() {
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
