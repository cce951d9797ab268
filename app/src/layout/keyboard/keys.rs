//! Listening for keys, in the browser.

use js_sys::Date;
use leptos::ev;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::places::of_key;
use super::{Keyboard, SINGLE_KEYS, Shown};

/// The letter after `g` comes within this time.
const PAUSE_MS_MAX: f64 = 1_500.0;

pub(super) fn listen(keyboard: Keyboard) {
    let navigate = use_navigate();
    let went_at = StoredValue::new(f64::NEG_INFINITY);
    let handle = window_event_listener(ev::keydown, move |event| {
        if (event.ctrl_key() || event.meta_key()) && event.key().eq_ignore_ascii_case("k") {
            event.prevent_default();
            keyboard.open(Shown::Palette);
            return;
        }
        if event.ctrl_key() || event.meta_key() || event.alt_key() || is_typing(&event) {
            return;
        }
        if !SINGLE_KEYS.is_on() {
            return;
        }
        let key = event.key();
        if key == "?" {
            keyboard.open(Shown::Keys);
            return;
        }
        let is_second = Date::now() - went_at.get_value() <= PAUSE_MS_MAX;
        went_at.set_value(if key == "g" && !is_second {
            Date::now()
        } else {
            f64::NEG_INFINITY
        });
        if is_second && let Some(href) = of_key(&key) {
            event.prevent_default();
            navigate(href, leptos_router::NavigateOptions::default());
        }
    });
    on_cleanup(move || handle.remove());
}

/// Whether a letter belongs to a field, or to a dialog.
fn is_typing(event: &KeyboardEvent) -> bool {
    let Some(target) = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
    else {
        return false;
    };
    let fields = "input, select, textarea, dialog, [contenteditable], [role=application]";
    target.closest(fields).is_ok_and(|field| field.is_some())
}
