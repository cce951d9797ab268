//! Choosing a file: by dropping it, by clicking, by keyboard; without script by a plain form.

use leptos::ev::DragEvent;
use leptos::html::Input;
use leptos::prelude::*;

use super::super::upload::{dropped_file, input_file};
use super::state::EditorState;
use crate::components::{Icon, IconName, bytes};

/// A place to drop a file on, around an ordinary file input.
#[component]
pub(super) fn DropZone(state: EditorState) -> impl IntoView {
    let is_over = RwSignal::new(false);
    let input = NodeRef::<Input>::new();
    // A file chosen while the program was still on its way has told nobody of it.
    Effect::new(move |_| {
        if let Some(file) = input_file(input) {
            state.open(file);
        }
    });
    let on_drop = move |event: DragEvent| {
        event.prevent_default();
        is_over.set(false);
        if let Some(file) = dropped_file(&event) {
            state.open(file);
        }
    };
    let on_over = move |event: DragEvent| {
        // Without this the browser would open the file instead.
        event.prevent_default();
        is_over.set(true);
    };
    let chosen = move || {
        state.file.with(|file| {
            file.as_ref()
                .map(|file| format!("{} ({})", file.name, bytes(file.bytes)))
        })
    };
    view! {
        <section
            class="card drop-zone"
            class:drop-over=move || is_over.get()
            aria-label="Choose a file"
            on:dragover=on_over
            on:dragleave=move |_| is_over.set(false)
            on:drop=on_drop
        >
            <Icon name=IconName::Import/>
            <p class="lead">{move || chosen().unwrap_or_else(|| "Drop a CSV file here".to_owned())}</p>
            <label class="button" for="import-file">
                {move || if chosen().is_some() { "Choose another file" } else { "Choose a file" }}
            </label>
            <input
                id="import-file"
                node_ref=input
                class="sr-only drop-input"
                type="file"
                accept=".csv,.txt,.tsv,text/csv,text/plain"
                on:change=move |_| {
                    if let Some(file) = input_file(input) {
                        state.open(file);
                    }
                }
            />
            <p class="note" role="status">
                {move || {
                    if state.is_busy.get() {
                        "Looking at the first rows…"
                    } else {
                        "Comma, semicolon or tab; any column names; any size. Nothing is imported before you say so."
                    }
                }}
            </p>
        </section>
    }
    .into_any()
}

/// The same without script: a file and a saved profile.
#[component]
pub(super) fn PlainUpload(names: Vec<String>) -> impl IntoView {
    let options = names
        .into_iter()
        .map(|name| {
            let label = name.clone();
            view! { <option value=name>{label}</option> }
        })
        .collect_view();
    view! {
        <section class="card" aria-label="Import with a saved profile">
            <header class="card-head">
                <h2>"Import with a saved profile"</h2>
            </header>
            <form
                class="form"
                method="post"
                action="/api/v1/ingest/csv"
                enctype="multipart/form-data"
            >
                <div class="field">
                    <label for="plain-profile">"Profile"</label>
                    <select id="plain-profile" name="profile">
                        {options}
                    </select>
                </div>
                <div class="field">
                    <label for="plain-file">"CSV file"</label>
                    <input id="plain-file" type="file" name="file" required/>
                    <p class="hint">
                        "The answer is the import's id; it appears in the list below. Mapping a new kind of file needs JavaScript."
                    </p>
                </div>
                <button class="button" type="submit">
                    "Import"
                </button>
            </form>
        </section>
    }
    .into_any()
}
