//! A link to the scenarios that opens them over the page where a script runs.

use leptos::html::Dialog;
use leptos::prelude::*;

use super::start::Start;
use crate::components::{Icon, IconName};
use crate::layout::{fetched, one_moment};
use crate::pages::lazy::{WhatIf, whatif_pages};
use crate::piece::by;
use crate::words::whatif as words;

/// Opens a scenario of what the page shows.
#[component]
pub(crate) fn WhatIfButton(
    /// What it begins with.
    #[prop(into)]
    start: Signal<Start>,
    /// Its words.
    #[prop(default = words::WHAT_IF)]
    label: &'static str,
    /// Its look.
    #[prop(default = "pill")]
    class: &'static str,
) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    let shown = RwSignal::new(None::<Start>);
    let open = move |event: leptos::ev::MouseEvent| {
        // In a tab of its own it is the page.
        if event.ctrl_key() || event.meta_key() || event.shift_key() {
            return;
        }
        if let Some(dialog) = dialog.get() {
            event.prevent_default();
            shown.set(Some(start.get_untracked()));
            // Fails only when it is open already.
            let _ = dialog.show_modal();
        }
    };
    let close = move || {
        if let Some(dialog) = dialog.get() {
            dialog.close();
        }
    };
    view! {
        <a class=class href=move || start.with(Start::href) on:click=open>
            {label}
        </a>
        <dialog
            class="dialog dialog-wide"
            node_ref=dialog
            aria-label=words::WHAT_IF
            on:close=move |_| shown.set(None)
        >
            <header class="card-head">
                <h2>{words::SOME_THINGS_DONE_DIFFERENTLY}</h2>
                <button
                    type="button"
                    class="button button-quiet"
                    aria-label=words::CLOSE
                    on:click=move |_| close()
                >
                    <Icon name=IconName::Close/>
                </button>
            </header>
            <div class="card">{move || shown.get().map(panel)}</div>
        </dialog>
    }
    .into_any()
}

/// The panel, fetched when it is first opened.
fn panel(start: Start) -> AnyView {
    let panel = by(move || whatif_pages(WhatIf::Panel(start.clone())));
    fetched(one_moment, panel)
}
