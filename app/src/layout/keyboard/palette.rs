//! Where to go and what to do: a field, and the pages and commands whose words it holds.

use leptos::ev;
use leptos::html::Input;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::entries::{Entry, TEXT_MAX, matching};
use super::{Keyboard, Shown};
use crate::layout::theme::ThemeVersion;
use crate::words::layout as words;

/// A field with a list below it; arrows choose, Enter goes.
#[component]
pub(super) fn Palette(keyboard: Keyboard) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    let text = RwSignal::new(String::new());
    let found = Memo::new(move |_| matching(&text.get()));
    let chosen = RwSignal::new(0_usize);
    let navigate = use_navigate();
    let colours = use_context::<ThemeVersion>().unwrap_or_default();
    let go = Callback::new(move |entry: Entry| {
        keyboard.0.set(None);
        match (&entry, entry.href()) {
            (Entry::Command(command, _), _) => command.run(colours),
            // A page of its own, which the router does not know.
            (_, Some(href)) if href.starts_with("/api/") => {
                let _ = window().location().set_href(&href);
            }
            (_, Some(href)) => navigate(&href, NavigateOptions::default()),
            (_, None) => {}
        }
    });
    let on_key = move |event: ev::KeyboardEvent| {
        let last = found.with_untracked(Vec::len).saturating_sub(1);
        match event.key().as_str() {
            "ArrowDown" => chosen.update(|index| {
                *index = if *index >= last { 0 } else { *index + 1 };
            }),
            "ArrowUp" => chosen.update(|index| {
                *index = index.checked_sub(1).unwrap_or(last);
            }),
            "Enter" => {
                let index = chosen.get_untracked();
                if let Some(entry) = found.with_untracked(|found| found.get(index).cloned()) {
                    go.run(entry);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            // It is made before it is in the page, and focused when it is.
            request_animation_frame(move || {
                let _ = field.focus();
            });
        }
    });
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        let place = document().get_element_by_id(&format!("place-{}", chosen.get()));
        if let Some(place) = place {
            let how = web_sys::ScrollIntoViewOptions::new();
            how.set_block(web_sys::ScrollLogicalPosition::Nearest);
            place.scroll_into_view_with_scroll_into_view_options(&how);
        }
    });
    let current = move || {
        let is_there = chosen.get() < found.with(Vec::len);
        is_there.then(|| format!("place-{}", chosen.get()))
    };
    view! {
        <input
            node_ref=field
            class="palette-field"
            type="text"
            role="combobox"
            aria-label=words::GO_TO
            aria-expanded="true"
            aria-controls="places"
            aria-autocomplete="list"
            aria-activedescendant=current
            autocomplete="off"
            maxlength=TEXT_MAX.to_string()
            placeholder=words::WHERE_TO
            on:input=move |event| {
                text.set(event_target_value(&event));
                chosen.set(0);
            }
            on:keydown=on_key
        />
        <ul id="places" class="palette-places" role="listbox" aria-label=words::PAGES>
            {move || {
                found
                    .get()
                    .into_iter()
                    .enumerate()
                    .map(|(index, entry)| option(index, entry, chosen, go))
                    .collect_view()
            }}
        </ul>
        <button
            type="button"
            class="button button-quiet"
            on:click=move |_| keyboard.open(Shown::Keys)
        >
            {words::KEYBOARD_SHORTCUTS}
        </button>
    }
    .into_any()
}

fn option(index: usize, entry: Entry, chosen: RwSignal<usize>, go: Callback<Entry>) -> AnyView {
    let words = entry.words();
    let keys = entry.key().map(|key| {
        view! {
            <span class="keys" aria-hidden="true">
                <kbd>"g"</kbd>
                <kbd>{key}</kbd>
            </span>
        }
    });
    view! {
        <li
            id=format!("place-{index}")
            role="option"
            aria-selected=move || (chosen.get() == index).to_string()
            on:click=move |_| go.run(entry.clone())
            on:mousemove=move |_| {
                if chosen.get_untracked() != index {
                    chosen.set(index);
                }
            }
        >
            {words}
            {keys}
        </li>
    }
    .into_any()
}
