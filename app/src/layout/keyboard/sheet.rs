//! Which keys there are, and the switch for single ones.

use leptos::prelude::*;

use super::places::PLACES;
use super::{Keyboard, SINGLE_KEYS};

/// Keys that are no page's.
const KEYS: [(&[&str], &str); 4] = [
    (&["Ctrl", "K"], "Go to a page by its words"),
    (&["?"], "This sheet"),
    (&["Esc"], "Close what is open over the page"),
    (
        &["Tab"],
        "To the next thing; the first one skips to the page",
    ),
];

/// The sheet.
#[component]
pub(super) fn KeySheet(keyboard: Keyboard) -> impl IntoView {
    let is_on = RwSignal::new(SINGLE_KEYS.is_on());
    let general = KEYS
        .into_iter()
        .map(|(keys, words)| row(keys.to_vec(), words))
        .collect_view();
    let places = PLACES
        .into_iter()
        .filter_map(|place| Some(row(vec!["g", place.key?], place.words)))
        .collect_view();
    view! {
        <h2>"Keyboard shortcuts"</h2>
        <table class="key-table">
            <thead class="sr-only">
                <tr>
                    <th scope="col">"Keys"</th>
                    <th scope="col">"What they do"</th>
                </tr>
            </thead>
            <tbody>{general} {places}</tbody>
        </table>
        <label class="check">
            <input
                type="checkbox"
                prop:checked=move || is_on.get()
                on:change=move |event| {
                    is_on.set(event_target_checked(&event));
                    SINGLE_KEYS.set(is_on.get_untracked());
                }
            />
            "Hear single keys in this browser"
        </label>
        <div class="dialog-actions">
            <button
                type="button"
                class="button"
                on:click=move |_| keyboard.0.set(None)
            >
                "Close"
            </button>
        </div>
    }
    .into_any()
}

fn row(keys: Vec<&'static str>, words: &'static str) -> AnyView {
    let keys = keys
        .into_iter()
        .map(|key| view! { <kbd>{key}</kbd> })
        .collect_view();
    view! {
        <tr>
            <td class="keys">{keys}</td>
            <td>{words}</td>
        </tr>
    }
    .into_any()
}
