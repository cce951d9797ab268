//! Saving the mapping under a name, and starting the import.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use model::auth::Permission;
use model::ingest::TrialOutcome;

use super::super::api::save_profile;
use super::super::upload::import;
use super::state::{EditorState, FaultAt};
use crate::components::{Card, Meter, Notice};
use crate::layout::viewer_may;
use crate::words::ingest_editor as words;

/// Name, save, start, and the progress of sending.
#[component]
pub(super) fn StartCard(state: EditorState) -> impl IntoView {
    let saved = RwSignal::new(None::<String>);
    let may_save = LocalResource::new(|| viewer_may(Permission::Operate));
    let is_sending = Memo::new(move |_| state.sent.with(Option::is_some));
    let is_ready = Memo::new(move |_| {
        !is_sending.get()
            && state.trial.with(|trial| {
                trial
                    .as_ref()
                    .is_some_and(|trial| trial.profile_errors.is_empty())
            })
    });
    let save = move |_| {
        saved.set(None);
        state.failure.set(None);
        let profile = state.profile.get_untracked();
        spawn_local(async move {
            match save_profile(profile).await {
                Ok(stored) => {
                    saved.set(Some(stored.profile.name.clone()));
                    state.profiles.update(|profiles| {
                        profiles.retain(|known| known.profile.name != stored.profile.name);
                        profiles.push(stored);
                    });
                }
                Err(error) => state.failure.set(Some(error)),
            }
        });
    };
    let start = start(state);
    // What is being typed lives here: another change of the profile must not take it away.
    let typed = RwSignal::new(String::new());
    let name = Memo::new(move |_| state.profile.with(|profile| profile.name.clone()));
    Effect::new(move |_| typed.set(name.get()));
    view! {
        <Card title=words::IMPORT_IT corner=trial_words(state) class="start-card">
            <div class="form-row">
                <div class="field grow">
                    <label for="map-name">{words::NAME_OF_THIS_MAPPING}</label>
                    <input
                        id="map-name"
                        type="text"
                        prop:value=move || typed.get()
                        on:input=move |event| typed.set(event_target_value(&event))
                        on:change=move |_| {
                            let name = typed.with_untracked(|name| name.trim().to_owned());
                            state.profile.update(|profile| profile.name = name);
                        }
                    />
                    <p class="hint">{words::LETTERS_DIGITS_AND}</p>
                    <FaultAt state path="name"/>
                </div>
                <Show when=move || may_save.get().unwrap_or(false)>
                    <button
                        type="button"
                        class="button button-quiet"
                        disabled=move || !is_ready.get()
                        on:click=save
                    >
                        {words::SAVE_MAPPING}
                    </button>
                </Show>
                <button
                    type="button"
                    class="button"
                    disabled=move || !is_ready.get()
                    on:click=move |_| start()
                >
                    {words::START_IMPORT}
                </button>
            </div>
            {move || {
                saved
                    .get()
                    .map(|name| {
                        view! {
                            <Notice tone="good">
                                {words::SAVED_AS_BEFORE} <strong>{name}</strong>
                                {words::SAVED_AS_AFTER}
                            </Notice>
                        }
                    })
            }}
            <Show when=move || is_sending.get()>
                <p class="note">{words::SENDING_THE_FILE_PLEASE_KEEP}</p>
                <Meter label=words::SENDING_THE_FILE share=Signal::derive(move || state.sent.get())/>
            </Show>
        </Card>
    }
    .into_any()
}

/// How the first rows fare, beside the button that imports them all.
fn trial_words(state: EditorState) -> Signal<String> {
    Signal::derive(move || {
        state.trial.with(|trial| match trial {
            None => words::LOOKING_AT_THE_MAPPING.to_owned(),
            Some(trial) if !trial.profile_errors.is_empty() => {
                words::THE_MAPPING_IS_NOT_COMPLETE_YET.to_owned()
            }
            Some(trial) => {
                let count = |is: fn(&TrialOutcome) -> bool| {
                    trial.rows.iter().filter(|row| is(&row.outcome)).count()
                };
                words::first_rows_accepted_rejected_skipped(
                    count(|outcome| matches!(outcome, TrialOutcome::Event { .. })),
                    count(|outcome| matches!(outcome, TrialOutcome::Rejected { .. })),
                    count(|outcome| matches!(outcome, TrialOutcome::Skipped { .. })),
                )
            }
        })
    })
}

/// What the button does: send the file, then go to the import's page.
fn start(state: EditorState) -> impl Fn() + Clone {
    let navigate = use_navigate();
    move || {
        let Some(file) = state.file.get_untracked() else {
            return;
        };
        let profile = state.profile.get_untracked();
        // An unchanged saved mapping goes by its name, so that the import says which one it was.
        let is_saved = state
            .profiles
            .with_untracked(|profiles| profiles.iter().any(|stored| stored.profile == profile));
        let profile = if is_saved {
            profile.name
        } else {
            match serde_json::to_string(&profile) {
                Ok(text) => text,
                // A profile is made of texts and finite numbers; if it ever is not, say nothing false.
                Err(_) => return,
            }
        };
        state.failure.set(None);
        state.sent.set(Some(0.0));
        let navigate = navigate.clone();
        spawn_local(async move {
            let progress = move |share: f64| {
                let _ = state.sent.try_set(Some(share));
            };
            let answer = import(&file, &profile, progress).await;
            let _ = state.sent.try_set(None);
            match answer {
                Ok(id) => navigate(&format!("/import/{id}"), NavigateOptions::default()),
                Err(error) => {
                    let _ = state.failure.try_set(Some(error));
                }
            }
        });
    }
}
