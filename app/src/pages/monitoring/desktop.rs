//! Telling of new alerts beside the page, where somebody asked for it in this browser.

use leptos::prelude::*;

#[cfg(feature = "hydrate")]
use crate::layout::KeptSwitch;
use crate::words::monitoring as words;

/// Whether somebody asked for it.
#[cfg(feature = "hydrate")]
const ON_DESKTOP: KeptSwitch = KeptSwitch {
    name: "alerts-on-desktop",
    by_default: false,
};

/// Says how many alerts wait, when the page is not looked at and somebody asked for it.
#[cfg(feature = "hydrate")]
pub(super) fn tell(words: &str) {
    if !ON_DESKTOP.is_on() || !are_there() || !document().hidden() {
        return;
    }
    if web_sys::Notification::permission() == web_sys::NotificationPermission::Granted {
        // Some phones allow it and yet have none.
        let _ = web_sys::Notification::new(&words::window_title_with_alerts(words));
    }
}

/// Some browsers have none, and asking them about it would fail.
#[cfg(feature = "hydrate")]
fn are_there() -> bool {
    js_sys::Reflect::has(&window(), &"Notification".into()).unwrap_or(false)
}

/// Keeps the choice; the browser asks for its own permission first.
#[cfg(feature = "hydrate")]
fn choose(is_on: RwSignal<bool>, refused: RwSignal<bool>, wanted: bool) {
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{Notification, NotificationPermission};

    leptos::task::spawn_local(async move {
        let is_known = are_there();
        let granted = NotificationPermission::Granted;
        let mut is_allowed = is_known && Notification::permission() == granted;
        if wanted
            && is_known
            && !is_allowed
            && let Ok(asked) = Notification::request_permission()
        {
            let answer = JsFuture::from(asked).await.ok();
            is_allowed = answer.and_then(|answer| answer.as_string()).as_deref() == Some("granted");
        }
        let is_chosen = wanted && is_allowed;
        ON_DESKTOP.set(is_chosen);
        // The page may have gone meanwhile.
        let _ = is_on.try_set(is_chosen);
        let _ = refused.try_set(wanted && !is_allowed);
    });
}

/// The choice.
#[component]
pub(super) fn DesktopSwitch() -> impl IntoView {
    let (is_on, refused) = (RwSignal::new(false), RwSignal::new(false));
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| is_on.set(ON_DESKTOP.is_on()));
    let change = move |event| {
        let wanted = event_target_checked(&event);
        #[cfg(feature = "hydrate")]
        choose(is_on, refused, wanted);
        #[cfg(not(feature = "hydrate"))]
        let _ = wanted;
    };
    view! {
        <div class="needs-script">
            <label class="check">
                <input type="checkbox" prop:checked=move || is_on.get() on:change=change/>
                {words::TELL_ME_OF_NEW_ALERTS_WHEN}
            </label>
            <p class="note" role="status">
                {move || {
                    refused.get().then_some(words::THIS_BROWSER_DOES_NOT_ALLOW)
                }}
            </p>
        </div>
    }
    .into_any()
}
