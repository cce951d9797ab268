//! Short messages in a corner that say what was done: read aloud where they are not seen, gone by
//! themselves. What must be acted on is never said here.

use leptos::prelude::*;

use crate::error::AppError;
use crate::words::layout as words;

/// How long one is shown.
#[cfg(feature = "hydrate")]
const SHOWN: std::time::Duration = std::time::Duration::from_secs(6);
/// More at once cannot be read.
const SHOWN_MAX: usize = 3;

/// The messages on screen.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Toasts {
    shown: RwSignal<Vec<(u32, String)>>,
    count: StoredValue<u32>,
}

impl Toasts {
    /// Makes them known to the pages below.
    pub(super) fn provide() -> Self {
        let toasts = Self {
            shown: RwSignal::new(Vec::new()),
            count: StoredValue::new(0),
        };
        provide_context(toasts);
        toasts
    }

    /// Those of the surrounding frame.
    pub(crate) fn get() -> Self {
        expect_context()
    }

    fn say(self, text: String) {
        self.count.update_value(|count| *count += 1);
        let id = self.count.get_value();
        self.shown.update(|shown| {
            shown.push((id, text));
            let left_over = shown.len().saturating_sub(SHOWN_MAX);
            shown.drain(..left_over);
        });
        #[cfg(feature = "hydrate")]
        set_timeout(move || self.close(id), SHOWN);
    }

    /// Says what an action did, each time it did; what was refused is said elsewhere.
    pub(crate) fn after<Input, Made>(
        self,
        action: Action<Input, Result<Made, AppError>>,
        words: impl Fn(Made) -> String + 'static,
    ) where
        Input: Send + Sync + 'static,
        Made: Clone + Send + Sync + 'static,
    {
        Effect::new(move |_| {
            if let Some(Ok(made)) = action.value().get() {
                self.say(words(made));
            }
        });
    }

    fn close(self, id: u32) {
        self.shown
            .update(|shown| shown.retain(|(one, _)| *one != id));
    }
}

/// Where they appear.
#[component]
pub(super) fn ToastRegion(toasts: Toasts) -> impl IntoView {
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toasts.shown.get() key=|(id, _)| *id let:toast>
                <button
                    class="toast"
                    type="button"
                    title=words::CLOSE
                    on:click=move |_| toasts.close(toast.0)
                >
                    {toast.1}
                </button>
            </For>
        </div>
    }
    .into_any()
}
