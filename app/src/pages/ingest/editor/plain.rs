//! Choosing a file without script.

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
