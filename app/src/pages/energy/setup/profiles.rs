//! Profiles in the card of the import: one is chosen by its name, or the choices made are kept as one.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::energy::{CsvQuery, MeasurementProfile};

use super::api::{keep_profile, load_profiles, remove_profile};
use super::mapping::Mapping;
use crate::components::{Notice, SelectOption};
use crate::error::AppError;
use crate::words::energy_sources as words;

/// What is known of profiles; cheap to copy.
#[derive(Debug, Clone, Copy)]
pub(super) struct Profiles {
    all: RwSignal<Vec<MeasurementProfile>>,
    /// Empty: none.
    chosen: RwSignal<String>,
    name: RwSignal<String>,
    kept: RwSignal<Option<String>>,
    failure: RwSignal<Option<AppError>>,
}

impl Profiles {
    /// None is known before the browser has asked.
    pub(super) fn new() -> Self {
        let profiles = Self {
            all: RwSignal::new(Vec::new()),
            chosen: RwSignal::new(String::new()),
            name: RwSignal::new(String::new()),
            kept: RwSignal::new(None),
            failure: RwSignal::new(None),
        };
        Effect::new(move |_| profiles.fetch());
        profiles
    }

    fn fetch(self) {
        spawn_local(async move {
            match load_profiles().await {
                Ok(all) => drop(self.all.try_set(all)),
                Err(error) => drop(self.failure.try_set(Some(error))),
            }
        });
    }

    /// What the chosen one stands for.
    pub(super) fn mapping(self) -> Option<CsvQuery> {
        let chosen = self.chosen.get_untracked();
        let all = self.all.get_untracked();
        let profile = all.into_iter().find(|profile| profile.name == chosen);
        profile.map(|profile| profile.mapping)
    }

    fn keep(self, mapping: RwSignal<Mapping>) {
        let name = self.name.get_untracked().trim().to_owned();
        self.kept.set(None);
        self.failure.set(None);
        let Some(query) = mapping.with_untracked(Mapping::query) else {
            return;
        };
        spawn_local(async move {
            match keep_profile(name, query).await {
                Ok(kept) => {
                    let _ = self.chosen.try_set(kept.name.clone());
                    let _ = self.kept.try_set(Some(kept.name));
                    self.fetch();
                }
                Err(error) => drop(self.failure.try_set(Some(error))),
            }
        });
    }

    fn remove(self) {
        let name = self.chosen.get_untracked();
        self.kept.set(None);
        self.failure.set(None);
        spawn_local(async move {
            match remove_profile(name).await {
                Ok(()) => {
                    let _ = self.chosen.try_set(String::new());
                    self.fetch();
                }
                Err(error) => drop(self.failure.try_set(Some(error))),
            }
        });
    }
}

/// The choice of one, which fills in the mapping.
pub(super) fn choose(profiles: Profiles, mapping: RwSignal<Mapping>) -> AnyView {
    let options = move || {
        let chosen = profiles.chosen.get();
        let none = SelectOption::new("", words::NONE_I_CHOOSE_BELOW);
        let all = profiles.all.get().into_iter().map(|profile| {
            let label = if profile.is_built_in {
                words::shipped(&profile.name)
            } else {
                profile.name.clone()
            };
            SelectOption::new(profile.name, label)
        });
        std::iter::once(none)
            .chain(all)
            .map(|option| {
                let is_chosen = option.value == chosen;
                view! { <option value=option.value prop:selected=is_chosen>{option.label}</option> }
            })
            .collect_view()
    };
    let is_own = Memo::new(move |_| {
        let chosen = profiles.chosen.get();
        let is_it = |one: &MeasurementProfile| one.name == chosen && !one.is_built_in;
        profiles.all.with(|all| all.iter().any(is_it))
    });
    view! {
        <div class="field">
            <label for="csv-profile">{words::PROFILE}</label>
            <select
                id="csv-profile"
                aria-describedby="csv-profile-hint"
                on:change=move |event| {
                    profiles.chosen.set(event_target_value(&event));
                    if let Some(query) = profiles.mapping() {
                        mapping.update(|mapping| mapping.take(&query));
                    }
                }
            >
                {options}
            </select>
            <p class="hint" id="csv-profile-hint">
                {words::A_PROFILE_FILLS_IN}
            </p>
            <Show when=move || is_own.get()>
                <button type="button" class="button button-quiet" on:click=move |_| profiles.remove()>
                    {words::REMOVE_PROFILE}
                </button>
            </Show>
        </div>
    }
    .into_any()
}

/// Keeps the choices under a name.
pub(super) fn keep(profiles: Profiles, mapping: RwSignal<Mapping>) -> AnyView {
    view! {
        <div class="field">
            <label for="csv-keep">{words::KEEP_AS_A_PROFILE}</label>
            <input
                id="csv-keep"
                prop:value=move || profiles.name.get()
                aria-describedby="csv-keep-hint"
                on:input=move |event| profiles.name.set(event_target_value(&event))
            />
            <p class="hint" id="csv-keep-hint">
                {words::KEEP_HINT}
            </p>
            <button
                type="button"
                class="button button-quiet"
                disabled=move || profiles.name.with(|name| name.trim().is_empty())
                on:click=move |_| profiles.keep(mapping)
            >
                {words::KEEP}
            </button>
        </div>
        {move || {
            profiles
                .failure
                .get()
                .map(|error| view! { <Notice tone="critical">{error.message}</Notice> })
        }}
        {move || profiles.kept.get().map(|name| view! { <Notice tone="good">{words::kept_as(name)}</Notice> })}
    }
    .into_any()
}
