//! Import profiles: the list, and one as JSON.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use model::auth::Permission;
use model::ingest::StoredProfile;
use model::problem::ErrorKind;

use super::api::{DeleteProfile, SaveProfileText, load_profiles};
use super::frame::SettingsFrame;
use crate::components::{Badge, Card, Instant, Notice, ScrollTable, encode};
use crate::error::AppError;
use crate::layout::{Skeleton, problem_card, viewer_may};
use crate::wire::load;
use crate::words::settings as words;

/// All profiles.
#[component]
pub(crate) fn ProfilesPage() -> impl IntoView {
    let profiles = load(|| (), |()| load_profiles());
    view! {
        <SettingsFrame current="/settings/profiles">
            <Suspense fallback=|| view! { <Skeleton/> }>
                {move || Suspend::new(async move {
                    match profiles.await {
                        Ok(profiles) => {
                            let may_change = viewer_may(Permission::Operate).await;
                            view! { <ProfileList profiles may_change/> }.into_any()
                        }
                        Err(error) => problem_card(error),
                    }
                })}
            </Suspense>
        </SettingsFrame>
    }
    .into_any()
}

#[component]
fn ProfileList(profiles: Vec<StoredProfile>, may_change: bool) -> impl IntoView {
    let rows = profiles
        .into_iter()
        .map(|stored| {
            let kind = if stored.is_built_in {
                view! { <Badge tone="info" text=words::SHIPPED/> }
            } else {
                view! { <Badge tone="plain" text=words::OWN/> }
            };
            let profile = stored.profile;
            view! {
                <tr>
                    <th scope="row">
                        <a
                            class="row-link"
                            href=format!("/settings/profiles/{}", encode(&profile.name))
                        >
                            {profile.name.clone()}
                        </a>
                        <span class="note block">{profile.description}</span>
                    </th>
                    <td>{kind}</td>
                    <td>{profile.event_type.map_or(words::BY_COLUMN, |kind| kind.as_str())}</td>
                    <td class="num">{profile.columns.len()}</td>
                    <td>{stored.updated_at.map(|at| view! { <Instant at/> })}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Card title=words::IMPORT_PROFILES>
            <p class="note">
                {words::ABOUT_PROFILES_BEFORE}
                <a href="/import">{words::ABOUT_PROFILES_LINK}</a>
                {words::ABOUT_PROFILES_AFTER}
            </p>
            <ScrollTable label=words::IMPORT_PROFILES>
                <thead>
                    <tr>
                        <th scope="col">{words::NAME}</th>
                        <th scope="col">{words::KIND}</th>
                        <th scope="col">{words::EVENTS}</th>
                        <th scope="col" class="num">{words::COLUMNS}</th>
                        <th scope="col">{words::CHANGED}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </ScrollTable>
            {may_change
                .then(|| {
                    view! {
                        <details class="data-table">
                            <summary>{words::NEW_PROFILE_FROM_JSON}</summary>
                            <ProfileForm text=String::new() word=words::SAVE_PROFILE/>
                        </details>
                    }
                })}
        </Card>
    }
    .into_any()
}

/// One profile.
#[component]
pub(crate) fn ProfilePage() -> impl IntoView {
    let params = use_params_map();
    let name = Memo::new(move |_| params.with(|params| params.get("name")).unwrap_or_default());
    let loaded = load(
        move || name.get(),
        |name| async move {
            let profiles = load_profiles().await?;
            profiles
                .into_iter()
                .find(|stored| stored.profile.name == name)
                .ok_or_else(no_such_profile)
        },
    );
    view! {
        <SettingsFrame current="/settings/profiles">
            <Transition fallback=|| view! { <Skeleton/> }>
                {move || Suspend::new(async move {
                    match loaded.await {
                        Ok(stored) => {
                            let may_change = viewer_may(Permission::Operate).await;
                            view! { <ProfileView stored may_change/> }.into_any()
                        }
                        Err(error) => problem_card(error),
                    }
                })}
            </Transition>
        </SettingsFrame>
    }
    .into_any()
}

fn no_such_profile() -> AppError {
    #[cfg(feature = "ssr")]
    crate::context::set_status(ErrorKind::NotFound);
    AppError::new(ErrorKind::NotFound, words::THERE_IS_NO_PROFILE)
}

#[component]
fn ProfileView(stored: StoredProfile, may_change: bool) -> impl IntoView {
    let name = stored.profile.name.clone();
    let text = serde_json::to_string_pretty(&stored.profile).unwrap_or_default();
    let delete = ServerAction::<DeleteProfile>::new();
    let delete_error = move || delete.value().get().and_then(Result::err);
    let is_own = !stored.is_built_in;
    let body = if may_change && is_own {
        view! { <ProfileForm text word=words::SAVE_CHANGES/> }.into_any()
    } else {
        let why = if is_own {
            words::YOUR_ROLE_READS_AN_OPERATOR_CAN
        } else {
            words::SHIPPED_WITH_THE_PRODUCT_COPY
        };
        view! {
            <p class="note">{why}</p>
            <pre class="raw" tabindex="0">{text}</pre>
        }
        .into_any()
    };
    view! {
        <p class="crumbs">
            <a href="/settings/profiles">{words::ALL_PROFILES}</a>
        </p>
        <Card title=words::profile(&name)>
            <p>{stored.profile.description.clone()}</p>
            {body}
            {(may_change && is_own)
                .then(|| {
                    view! {
                        {move || {
                            delete_error()
                                .map(|error| {
                                    view! { <Notice tone="critical">{error.message}</Notice> }
                                })
                        }}
                        // A disclosure asks first with script and without it.
                        <details class="confirm">
                            <summary class="button button-quiet">{words::DELETE_MENU}</summary>
                            <p class="note">{words::FILES_CANNOT_BE_READ_BY_IT}</p>
                            <ActionForm action=delete>
                                <input type="hidden" name="name" value=name.clone()/>
                                <button class="button button-critical" type="submit">
                                    {words::DELETE_THIS_PROFILE}
                                </button>
                            </ActionForm>
                        </details>
                    }
                })}
        </Card>
    }
    .into_any()
}

/// The JSON of a profile, to be saved.
#[component]
fn ProfileForm(text: String, word: &'static str) -> impl IntoView {
    let save = ServerAction::<SaveProfileText>::new();
    let answer = save.value();
    view! {
        <ActionForm action=save attr:class="form form-wide">
            {move || {
                answer
                    .get()
                    .map(|answer| match answer {
                        Ok(stored) => {
                            view! {
                                <Notice tone="good">{words::saved_as(stored.profile.name)}</Notice>
                            }
                                .into_any()
                        }
                        Err(error) => {
                            let faults = error
                                .errors
                                .into_iter()
                                .map(|fault| {
                                    view! {
                                        <li>
                                            <code>{fault.field}</code>
                                            ": "
                                            {fault.message}
                                        </li>
                                    }
                                })
                                .collect_view();
                            view! {
                                <Notice tone="critical">
                                    <p>{error.message}</p>
                                    <ul class="bullets">{faults}</ul>
                                </Notice>
                            }
                                .into_any()
                        }
                    })
            }}
            <div class="field">
                <label for="profile-text">{words::PROFILE_JSON}</label>
                <textarea id="profile-text" name="text" rows="24" class="mono" spellcheck="false">
                    {text}
                </textarea>
            </div>
            <button class="button" type="submit" disabled=move || save.pending().get()>
                {word}
            </button>
        </ActionForm>
    }
    .into_any()
}
