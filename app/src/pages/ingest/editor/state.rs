//! What the workbench holds while a file is being mapped.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::ingest::{FieldWord, Preview, Profile, StoredProfile, Trial, Vocabulary};

use super::super::api::Workbench;
use super::super::upload::{PickedFile, preview, trial};
use super::draft::empty_profile;
use crate::error::AppError;

/// How long to wait after a change before the server is asked again.
const TRIAL_AFTER: Duration = Duration::from_millis(400);

/// The workbench's signals; cheap to copy.
#[derive(Debug, Clone, Copy)]
pub(super) struct EditorState {
    /// The file that was picked.
    pub(super) file: RwSignal<Option<PickedFile>>,
    /// Its first rows.
    pub(super) preview: RwSignal<Option<Preview>>,
    /// The mapping being made.
    pub(super) profile: RwSignal<Profile>,
    /// What the first rows would become.
    pub(super) trial: RwSignal<Option<Trial>>,
    /// Whether an answer is on its way.
    pub(super) is_busy: RwSignal<bool>,
    /// How much of the file is on the server, while it is being sent.
    pub(super) sent: RwSignal<Option<f64>>,
    /// What went wrong last.
    pub(super) failure: RwSignal<Option<AppError>>,
    /// Saved and shipped mappings.
    pub(super) profiles: RwSignal<Vec<StoredProfile>>,
    /// Fields, units, words, zones.
    pub(super) vocabulary: StoredValue<Vocabulary>,
}

impl EditorState {
    /// An empty workbench.
    pub(super) fn new(workbench: Workbench) -> Self {
        let state = Self {
            file: RwSignal::new(None),
            preview: RwSignal::new(None),
            profile: RwSignal::new(empty_profile()),
            trial: RwSignal::new(None),
            is_busy: RwSignal::new(false),
            sent: RwSignal::new(None),
            failure: RwSignal::new(None),
            profiles: RwSignal::new(workbench.profiles),
            vocabulary: StoredValue::new(workbench.vocabulary),
        };
        state.try_after_changes();
        state
    }

    /// Looks at a file's first rows and takes over what is suggested for it.
    pub(super) fn open(self, file: PickedFile) {
        self.failure.set(None);
        self.preview.set(None);
        self.trial.set(None);
        self.file.set(Some(file.clone()));
        self.is_busy.set(true);
        spawn_local(async move {
            let answer = preview(&file).await;
            let _ = self.is_busy.try_set(false);
            match answer {
                Ok(answer) => {
                    let fitting = answer.matching_profiles.first().and_then(|name| {
                        self.profiles.with_untracked(|profiles| {
                            profiles
                                .iter()
                                .find(|stored| stored.profile.name == *name)
                                .map(|stored| stored.profile.clone())
                        })
                    });
                    self.profile
                        .set(fitting.unwrap_or_else(|| answer.suggested.clone()));
                    self.preview.set(Some(answer));
                }
                Err(error) => {
                    let _ = self.file.try_set(None);
                    let _ = self.failure.try_set(Some(error));
                }
            }
        });
    }

    /// Asks the server about the mapping a moment after it changed.
    fn try_after_changes(self) {
        let timer = StoredValue::new(None::<TimeoutHandle>);
        Effect::new(move |_| {
            let profile = self.profile.get();
            if self.preview.with(Option::is_none) {
                return;
            }
            let Some(file) = self.file.get_untracked() else {
                return;
            };
            if let Some(earlier) = timer.get_value() {
                earlier.clear();
            }
            let later = set_timeout_with_handle(
                move || {
                    spawn_local(async move {
                        let answer = trial(&file, &profile).await;
                        // The mapping may have changed again: another trial is on its way then.
                        let is_current = self
                            .profile
                            .try_with_untracked(|now| *now == profile)
                            .unwrap_or(false);
                        if is_current {
                            match answer {
                                Ok(answer) => self.trial.set(Some(answer)),
                                Err(error) => self.failure.set(Some(error)),
                            }
                        }
                    });
                },
                TRIAL_AFTER,
            );
            timer.set_value(later.ok());
        });
        // Nobody waits for a trial on a page that has gone.
        on_cleanup(move || {
            if let Some(Some(waiting)) = timer.try_get_value() {
                waiting.clear();
            }
        });
    }

    /// The fault at a part of the profile, such as `columns[3].unit`.
    pub(super) fn fault_at(self, path: &str) -> Option<String> {
        let find = |faults: &[model::problem::FieldError]| {
            faults
                .iter()
                .find(|fault| fault.field == path)
                .map(|fault| fault.message.clone())
        };
        match self
            .trial
            .with(|trial| trial.as_ref().map(|trial| find(&trial.profile_errors)))
        {
            Some(fault) => fault,
            None => self
                .preview
                .with(|preview| preview.as_ref().and_then(|preview| find(&preview.missing))),
        }
    }

    /// The columns of the file.
    pub(super) fn column_names(self) -> Vec<String> {
        self.preview.with(|preview| {
            preview
                .as_ref()
                .map(|preview| preview.columns.iter().map(|c| c.name.clone()).collect())
                .unwrap_or_default()
        })
    }

    /// What is known about one of our fields.
    pub(super) fn field(self, name: &str) -> Option<FieldWord> {
        self.vocabulary.with_value(|vocabulary| {
            vocabulary
                .fields
                .iter()
                .find(|field| field.field == name)
                .cloned()
        })
    }
}

/// A fault below the part it is about.
#[component]
pub(super) fn FaultAt(state: EditorState, #[prop(into)] path: String) -> impl IntoView {
    move || {
        state
            .fault_at(&path)
            .map(|text| view! { <p class="fault">{text}</p> })
    }
}
