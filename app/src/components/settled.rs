//! What a control says once it rests: a slider passes many values.

use leptos::prelude::*;

/// How long it has to rest.
#[cfg(feature = "hydrate")]
const SETTLED_MS: u32 = 200;

/// The value as it was when nothing had moved for a moment.
pub(crate) fn settled<T>(moving: RwSignal<T>) -> RwSignal<T>
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let settled = RwSignal::new(moving.get_untracked());
    #[cfg(feature = "hydrate")]
    {
        use gloo_timers::future::TimeoutFuture;
        use leptos::task::spawn_local;

        let moves = StoredValue::new(0_u32);
        Effect::new(move |_| {
            let now = moving.get();
            let number = moves.get_value().wrapping_add(1);
            moves.set_value(number);
            spawn_local(async move {
                TimeoutFuture::new(SETTLED_MS).await;
                let is_last = moves.try_get_value() == Some(number);
                if is_last && settled.try_get_untracked().is_some_and(|last| last != now) {
                    settled.set(now);
                }
            });
        });
    }
    settled
}
