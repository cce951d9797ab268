//! The button at the end of a form that keeps settings.

use crate::words::components as words;
use leptos::prelude::*;

/// Held while an answer is on its way; only who may change the settings has it.
#[component]
pub(crate) fn SaveButton(may_change: bool, is_pending: Memo<bool>) -> impl IntoView {
    may_change.then(|| {
        view! {
            <button class="button" type="submit" disabled=move || is_pending.get()>
                {words::SAVE}
            </button>
        }
    })
}
