//! Which keys there are, and the switch for single ones.

use leptos::prelude::*;

use super::places::PLACES;
use super::{Keyboard, SINGLE_KEYS};
use crate::words::layout as words;

/// Keys that are no page's.
const KEYS: [(&[&str], &str); 4] = [
    (&[words::CTRL, "K"], words::KEY_GO_TO_A_PAGE),
    (&["?"], words::KEY_THIS_SHEET),
    (&[words::ESC], words::CLOSE_WHAT_IS_OPEN_OVER),
    (&[words::TAB], words::TO_THE_NEXT_THING_THE_FIRST),
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
        <h2>{words::KEYBOARD_SHORTCUTS}</h2>
        <table class="key-table">
            <thead class="sr-only">
                <tr>
                    <th scope="col">{words::KEYS}</th>
                    <th scope="col">{words::WHAT_THEY_DO}</th>
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
            {words::HEAR_SINGLE_KEYS_IN_THIS_BROWSER}
        </label>
        <div class="dialog-actions">
            <button
                type="button"
                class="button"
                on:click=move |_| keyboard.0.set(None)
            >
                {words::CLOSE}
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
