//! Instants. The server writes UTC; the browser, which knows the zones, writes the organisation's
//! or the reader's time over it once the page reacts.

use crate::words::components as words;
use chrono::{DateTime, Datelike, Timelike, Utc};
use leptos::prelude::*;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// `21 Nov 2026, 10:04 UTC`.
pub(crate) fn utc_text(at: DateTime<Utc>) -> String {
    let month = usize::try_from(at.month0())
        .ok()
        .and_then(|index| MONTHS.get(index))
        .copied()
        .unwrap_or_default();
    words::utc_time(at.day(), month, at.year(), at.hour(), at.minute())
}

/// An instant in words: UTC as drawn, the reader's own zone once the page reacts.
#[component]
pub(crate) fn Instant(at: DateTime<Utc>) -> impl IntoView {
    let utc = utc_text(at);
    let text = RwSignal::new(utc.clone());
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        if let Some(local) = local_text(at) {
            text.set(local);
        }
    });
    view! {
        <time datetime=at.to_rfc3339() title=utc>
            {move || text.get()}
        </time>
    }
}

/// In the browser's zone and the page's language.
#[cfg(feature = "hydrate")]
fn local_text(at: DateTime<Utc>) -> Option<String> {
    use js_sys::{Date, Object, Reflect};
    use wasm_bindgen::JsValue;

    // Milliseconds of any sensible instant are far below 2^53.
    let date = Date::new(&JsValue::from_f64(at.timestamp_millis() as f64));
    let options = Object::new();
    for (key, value) in [
        ("day", "numeric"),
        ("month", "short"),
        ("year", "numeric"),
        ("hour", "2-digit"),
        ("minute", "2-digit"),
        ("timeZoneName", "short"),
    ] {
        Reflect::set(&options, &key.into(), &value.into()).ok()?;
    }
    date.to_locale_string(words::LOCALE, &options).as_string()
}
