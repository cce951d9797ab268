//! Choosing a file without script.

use crate::words::ingest_editor as words;
use leptos::prelude::*;

/// A file and a saved profile.
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
        <section class="card" aria-label=words::IMPORT_WITH_A_SAVED_PROFILE>
            <header class="card-head">
                <h2>{words::IMPORT_WITH_A_SAVED_PROFILE}</h2>
            </header>
            <form
                class="form"
                method="post"
                action="/api/v1/ingest/csv"
                enctype="multipart/form-data"
            >
                <div class="field">
                    <label for="plain-profile">{words::PROFILE}</label>
                    <select id="plain-profile" name="profile">
                        {options}
                    </select>
                </div>
                <div class="field">
                    <label for="plain-file">{words::CSV_FILE}</label>
                    <input id="plain-file" type="file" name="file" required/>
                    <p class="hint">
                        {words::THE_ANSWER_IS_THE_IMPORTS_ID}
                    </p>
                </div>
                <button class="button" type="submit">
                    {words::IMPORT}
                </button>
            </form>
        </section>
    }
    .into_any()
}
