//! The form for another source. It works without script.

use leptos::prelude::*;
use model::energy::MeasurementProfile;
use model::ids::SiteId;

use super::api::AddSource;
use crate::components::{Notice, SelectField, SelectOption, TextField};
use crate::words::energy_sources as words;

#[component]
pub(super) fn NewSourceForm(
    site: SiteId,
    profiles: Vec<MeasurementProfile>,
    add: ServerAction<AddSource>,
) -> impl IntoView {
    let errors = Signal::derive(move || add.value().get().and_then(Result::err));
    let kinds = vec![
        SelectOption::new("file_drop", words::FILES_IN_A_FOLDER),
        SelectOption::new("http_pull", words::AN_ADDRESS),
    ];
    let read_as = profiles
        .into_iter()
        .map(|profile| SelectOption::new(profile.name.clone(), profile.name))
        .chain([SelectOption::new("", words::JSON_BATCH)]);
    let corrections = vec![
        SelectOption::new("false", words::ARE_CONFLICTS),
        SelectOption::new("true", words::REPLACE_STORED),
    ];
    view! {
        <h3>{words::NEW_SOURCE}</h3>
        <ActionForm action=add attr:class="form form-wide">
            <input type="hidden" name="site" value=site.to_string()/>
            {move || {
                errors
                    .get()
                    .map(|error| view! { <Notice tone="critical">{error.message}</Notice> })
            }}
            <div class="two-columns">
                <TextField label=words::NAME name="source[name]" required=true errors/>
                <SelectField label=words::KIND name="source[kind]" options=kinds errors/>
                <SelectField label=words::READ_AS name="source[profile]" options=read_as.collect() hint=words::READ_AS_HINT errors/>
                <SelectField label=words::CORRECTIONS name="source[replace]" options=corrections errors/>
                <TextField label=words::FOLDER name="source[folder]" hint=words::FOLDER_HINT errors/>
                <TextField label=words::ADDRESS name="source[url]" hint=words::ADDRESS_HINT errors/>
                <TextField label=words::HEADER name="source[header]" hint=words::HEADER_HINT autocomplete="off" errors/>
                <TextField label=words::SECRET name="source[secret]" kind="password" hint=words::SECRET_HINT autocomplete="new-password" errors/>
                <TextField label=words::OVERLAP name="source[overlap_hours]" kind="number" value="24" hint=words::OVERLAP_HINT errors/>
                <TextField label=words::DAYS name="source[days_a_call]" kind="number" value="7" errors/>
            </div>
            <button class="button" type="submit" disabled=move || add.pending().get()>
                {words::ADD}
            </button>
        </ActionForm>
    }
    .into_any()
}
