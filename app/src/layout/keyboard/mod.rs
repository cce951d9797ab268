//! The keyboard's short ways: Ctrl+K asks where to go, `?` lists the keys, `g` and a letter go to a page.
//!
//! Only listening belongs to the browser's first program; what is shown is fetched when it is asked for.

mod entries;

#[cfg(feature = "hydrate")]
mod keys;

mod palette;

mod places;

mod sheet;

use leptos::html::Dialog;
use leptos::prelude::*;

use self::palette::Palette;
use self::sheet::KeySheet;
use super::fetched::{fetched, one_moment};
use super::kept::KeptSwitch;
use crate::components::{Icon, IconName};
use crate::piece::{by, piece};
use crate::words::layout as words;

/// Whether `g` and its kind are heard; a reader whose voice types letters switches them off.
const SINGLE_KEYS: KeptSwitch = KeptSwitch {
    name: "single-keys",
    by_default: true,
};

/// What is shown over the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// Where to go.
    Palette,
    /// Which keys there are.
    Keys,
}

/// What is open, for the button in the bar.
#[derive(Debug, Clone, Copy)]
pub(super) struct Keyboard(RwSignal<Option<Shown>>);

impl Keyboard {
    pub(super) fn provide() -> Self {
        let keyboard = Self(RwSignal::new(None));
        provide_context(keyboard);
        keyboard
    }

    pub(super) fn open(self, shown: Shown) {
        self.0.set(Some(shown));
    }
}

/// The dialog, and the listening for keys.
#[component]
pub(super) fn KeyboardDialog(keyboard: Keyboard) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    #[cfg(feature = "hydrate")]
    keys::listen(keyboard);
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            if keyboard.0.get().is_none() {
                dialog.close();
            } else if !dialog.open() {
                // Fails only when it is open already.
                let _ = dialog.show_modal();
            }
        }
    });
    let label = move || match keyboard.0.get() {
        Some(Shown::Keys) => words::KEYBOARD_SHORTCUTS,
        _ => words::GO_TO,
    };
    view! {
        <dialog
            class="dialog palette"
            node_ref=dialog
            aria-label=label
            on:close=move |_| keyboard.0.set(None)
        >
            {move || keyboard.0.get().map(|shown| later(shown, keyboard))}
        </dialog>
    }
    .into_any()
}

/// The button for those who do not know the key.
#[component]
pub(super) fn GoButton() -> impl IntoView {
    let keyboard = expect_context::<Keyboard>();
    view! {
        <button
            class="pill go-button"
            type="button"
            aria-label=words::GO_TO_A_PAGE
            title=words::GO_TO_A_PAGE_CTRL_K
            on:click=move |_| keyboard.open(Shown::Palette)
        >
            <Icon name=IconName::Search/>
        </button>
    }
    .into_any()
}

fn later(shown: Shown, keyboard: Keyboard) -> AnyView {
    fetched(one_moment, by(move || dialogs(shown, keyboard)))
}

piece! {
    fn dialogs / fetch_dialogs(shown: Shown, keyboard: Keyboard) -> AnyView {
        match shown {
            Shown::Palette => view! { <Palette keyboard/> }.into_any(),
            Shown::Keys => view! { <KeySheet keyboard/> }.into_any(),
        }
    }
}
