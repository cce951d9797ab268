//! Light, dark, or as the system says. The choice lives in a cookie, so that the server draws the
//! right one and nothing flashes.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::components::{Icon, IconName};
use crate::pages::auth::api::SetTheme;
use crate::words::layout as words;

/// The cookie's name.
pub(crate) const THEME_COOKIE: &str = "theme";

/// How long a choice is kept, in seconds: a year.
const CHOICE_SECONDS: u32 = 31_536_000;

/// What was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the system says.
    System,
    Light,
    Dark,
}

impl Theme {
    /// The word in the cookie.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme called `word`.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        [Self::System, Self::Light, Self::Dark]
            .into_iter()
            .find(|theme| theme.as_str() == word)
    }

    /// The value of `data-theme`; none leaves it to the system.
    pub(crate) fn attribute(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light | Self::Dark => Some(self.as_str()),
        }
    }
}

/// Counts up when colours changed: charts draw themselves anew.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ThemeVersion(pub(crate) RwSignal<u32>);

impl ThemeVersion {
    /// Makes it known to the pages below. A system that turns dark in the evening changes colours too.
    pub(crate) fn provide() {
        let version = Self::default();
        provide_context(version);
        #[cfg(feature = "hydrate")]
        version.follow_system();
    }

    #[cfg(feature = "hydrate")]
    fn follow_system(self) {
        use wasm_bindgen::JsCast;
        use wasm_bindgen::closure::Closure;

        let dark = window().match_media("(prefers-color-scheme: dark)");
        let Some(dark) = dark.ok().flatten() else {
            return;
        };
        let changed = Closure::<dyn Fn()>::new(move || {
            // The frame may have gone.
            let _ = self.0.try_update(|n| *n += 1);
        });
        let listener = changed.as_ref().unchecked_ref();
        // Listening to a query does not fail.
        let _ = dark.add_event_listener_with_callback("change", listener);
        // There is one frame for as long as the page is open.
        changed.forget();
    }
}

/// Three buttons; a plain form without script, at once with it.
#[component]
pub(crate) fn ThemeToggle() -> impl IntoView {
    let version = use_context::<ThemeVersion>().unwrap_or_default();
    let button = |theme: Theme, word: &'static str, icon: IconName| {
        view! {
            <button class="theme-button" type="submit" name="theme" value=theme.as_str()>
                <Icon name=icon/>
                <span>{word}</span>
            </button>
        }
    };
    let on_submit = move |event: SubmitEvent| {
        let chosen = event
            .submitter()
            .and_then(|button| button.get_attribute("value"))
            .and_then(|word| Theme::parse(&word));
        if let Some(theme) = chosen {
            event.prevent_default();
            apply(theme);
            version.0.update(|n| *n += 1);
        }
    };
    view! {
        <form
            class="theme-toggle"
            method="post"
            action=SetTheme::url()
            aria-label=words::COLOURS
            on:submit=on_submit
        >
            {button(Theme::Light, words::LIGHT, IconName::Sun)}
            {button(Theme::Dark, words::DARK, IconName::Moon)}
            {button(Theme::System, words::SYSTEM, IconName::Screen)}
        </form>
    }
    .into_any()
}

/// Shows the theme and remembers it.
pub(super) fn apply(theme: Theme) {
    if let Some(root) = document().document_element() {
        // Neither call fails for a name that is valid.
        let _ = match theme.attribute() {
            Some(word) => root.set_attribute("data-theme", word),
            None => root.remove_attribute("data-theme"),
        };
    }
    #[cfg(feature = "hydrate")]
    {
        use wasm_bindgen::{JsCast, JsValue};

        let cookie = choice_cookie(THEME_COOKIE, theme.as_str());
        let document: JsValue = document().unchecked_into();
        // `document.cookie` is a plain property; it never throws on a page of our own origin.
        let _ = js_sys::Reflect::set(&document, &"cookie".into(), &cookie.into());
    }
}

/// A cookie that keeps a choice of how pages look.
pub(crate) fn choice_cookie(name: &str, word: &str) -> String {
    format!("{name}={word}; Path=/; Max-Age={CHOICE_SECONDS}; SameSite=Lax")
}
