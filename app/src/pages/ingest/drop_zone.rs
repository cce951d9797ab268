//! Choosing a file: by dropping it, by clicking, by keyboard.

use leptos::ev::DragEvent;
use leptos::html::Input;
use leptos::prelude::*;

use super::upload::{PickedFile, dropped_file, input_file};
use crate::components::{Icon, IconName, bytes};
use crate::words::ingest as words;

/// A place to drop a file on, around an ordinary file input.
#[component]
pub(in crate::pages) fn DropZone<Open>(
    /// The file that was chosen.
    file: RwSignal<Option<PickedFile>>,
    /// How large it may be, in words.
    limit: &'static str,
    /// Whether its first rows are being looked at.
    is_busy: RwSignal<bool>,
    /// Runs with each file that is chosen.
    open: Open,
) -> impl IntoView
where
    Open: Fn(PickedFile) + Copy + Send + Sync + 'static,
{
    let is_over = RwSignal::new(false);
    let input = NodeRef::<Input>::new();
    // A file chosen while the program was still on its way has told nobody of it.
    Effect::new(move |_| {
        if let Some(file) = input_file(input) {
            open(file);
        }
    });
    let on_drop = move |event: DragEvent| {
        event.prevent_default();
        is_over.set(false);
        if let Some(file) = dropped_file(&event) {
            open(file);
        }
    };
    let on_over = move |event: DragEvent| {
        // Without this the browser would open the file instead.
        event.prevent_default();
        is_over.set(true);
    };
    let chosen = move || {
        file.with(|file| {
            file.as_ref()
                .map(|file| format!("{} ({})", file.name, bytes(file.bytes)))
        })
    };
    view! {
        <section
            class="card drop-zone"
            class:drop-over=move || is_over.get()
            aria-label=words::CHOOSE_A_FILE
            on:dragover=on_over
            on:dragleave=move |_| is_over.set(false)
            on:drop=on_drop
        >
            <Icon name=IconName::Import/>
            <p class="lead">{move || chosen().unwrap_or_else(|| words::DROP_A_CSV_FILE_HERE.to_owned())}</p>
            <label class="button" for="import-file">
                {move || if chosen().is_some() { words::CHOOSE_ANOTHER_FILE } else { words::CHOOSE_A_FILE }}
            </label>
            <input
                id="import-file"
                node_ref=input
                class="sr-only drop-input"
                type="file"
                accept=".csv,.txt,.tsv,text/csv,text/plain"
                on:change=move |_| {
                    if let Some(file) = input_file(input) {
                        open(file);
                    }
                }
            />
            <p class="note" role="status">
                {move || {
                    if is_busy.get() {
                        words::LOOKING_AT_THE_FIRST_ROWS.to_owned()
                    } else {
                        words::comma_semicolon_or_tab_any_column(limit)
                    }
                }}
            </p>
        </section>
    }
    .into_any()
}
