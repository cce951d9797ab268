//! Who may sign in.

use leptos::prelude::*;
use model::auth::{Role, User};

use super::api::{ChangeUser, CreateUser, load_users};
use super::frame::SettingsFrame;
use crate::components::{
    Badge, Card, Instant, Notice, ScrollTable, SelectField, SelectOption, TextField,
};
use crate::layout::{Skeleton, problem_card};
use crate::wire::load;
use crate::words::settings_access as words;

/// The list and the form for a new one.
#[component]
pub(crate) fn UsersPage() -> impl IntoView {
    let create = ServerAction::<CreateUser>::new();
    let change = ServerAction::<ChangeUser>::new();
    let users = load(
        move || (create.version().get(), change.version().get()),
        |_| load_users(),
    );
    let change_error = move || change.value().get().and_then(Result::err);
    view! {
        <SettingsFrame current="/settings/users">
            <Transition fallback=|| view! { <Skeleton/> }>
                {move || Suspend::new(async move {
                    match users.await {
                        Ok(users) => {
                            view! {
                                <div class="grid">
                                    <Card title=words::USERS class="span-8">
                                        {move || {
                                            change_error()
                                                .map(|error| {
                                                    view! {
                                                        <Notice tone="critical">{error.message}</Notice>
                                                    }
                                                })
                                        }}
                                        <UserTable users change/>
                                    </Card>
                                    <Card title=words::NEW_USER class="span-4">
                                        <NewUserForm create/>
                                    </Card>
                                </div>
                            }
                                .into_any()
                        }
                        Err(error) => problem_card(error),
                    }
                })}
            </Transition>
        </SettingsFrame>
    }
    .into_any()
}

#[component]
fn UserTable(users: Vec<User>, change: ServerAction<ChangeUser>) -> impl IntoView {
    let rows = users
        .into_iter()
        .map(|user| row(user, change))
        .collect_view();
    view! {
        <ScrollTable label=words::USERS csv="users">
            <thead>
                <tr>
                    <th scope="col">{words::NAME}</th>
                    <th scope="col">{words::STATUS}</th>
                    <th scope="col">{words::LAST_SIGN_IN}</th>
                    <th scope="col">{words::ROLE}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </ScrollTable>
    }
    .into_any()
}

fn row(user: User, change: ServerAction<ChangeUser>) -> AnyView {
    let status = if user.is_disabled {
        view! { <Badge tone="warn" text=words::DISABLED/> }
    } else {
        view! { <Badge tone="good" text=words::ACTIVE/> }
    };
    let last = match user.last_login_at {
        Some(at) => view! { <Instant at/> }.into_any(),
        None => view! { <span class="note">{words::NEVER}</span> }.into_any(),
    };
    let roles = Role::ALL
        .iter()
        .map(|role| {
            let is_chosen = *role == user.role;
            view! { <option value=role.as_str() selected=is_chosen>{role.as_str()}</option> }
        })
        .collect_view();
    let (word, next) = if user.is_disabled {
        (words::ENABLE, "false")
    } else {
        (words::DISABLE, "true")
    };
    let kept = user.is_disabled.to_string();
    let name = user.name.clone();
    view! {
        <tr>
            <th scope="row">
                {user.name.clone()} <span class="note block">{user.email}</span>
            </th>
            <td>{status}</td>
            <td class="nowrap">{last}</td>
            <td>
                <ActionForm action=change attr:class="inline-form">
                    <input type="hidden" name="id" value=user.id.to_string()/>
                    <select name="role" aria-label=words::role_of(&name)>
                        {roles}
                    </select>
                    <button
                        class="button button-quiet"
                        type="submit"
                        name="is_disabled"
                        value=kept
                    >
                        {words::SET_ROLE}
                    </button>
                    <button class="button button-quiet" type="submit" name="is_disabled" value=next>
                        {word}
                    </button>
                </ActionForm>
            </td>
        </tr>
    }
    .into_any()
}

fn role_options() -> Vec<SelectOption> {
    Role::ALL
        .iter()
        .map(|role| {
            let may = match role {
                Role::Supplier => words::SUPPLIER_SEES_ITS_OWN_DATA,
                Role::Viewer => words::VIEWER_READS,
                Role::Operator => words::OPERATOR_IMPORTS_AND_DECIDES,
                Role::Admin => words::ADMIN_MANAGES_EVERYTHING,
            };
            SelectOption::new(role.as_str(), may)
        })
        .collect()
}

#[component]
fn NewUserForm(create: ServerAction<CreateUser>) -> impl IntoView {
    let errors = Signal::derive(move || create.value().get().and_then(Result::err));
    let done = move || create.value().get().and_then(Result::ok);
    view! {
        <ActionForm action=create attr:class="form">
            {move || {
                errors
                    .get()
                    .map(|error| view! { <Notice tone="critical">{error.message}</Notice> })
            }}
            {move || {
                done()
                    .map(|user: User| {
                        view! { <Notice tone="good">{words::can_sign_in_now(user.email)}</Notice> }
                    })
            }}
            <TextField label=words::NAME name="name" required=true errors/>
            <TextField
                label=words::EMAIL
                name="email"
                kind="email"
                autocomplete="off"
                required=true
                errors
            />
            <TextField
                label=words::PASSWORD
                name="password"
                kind="password"
                autocomplete="new-password"
                hint=words::AT_LEAST_12_CHARACTERS_TELL
                required=true
                errors
            />
            <SelectField
                label=words::ROLE
                name="role"
                options=role_options()
                value=Role::Viewer.as_str()
                errors
            />
            <TextField
                label=words::SUPPLIER
                name="supplier"
                hint=words::ONLY_FOR_THE_ROLE_SUPPLIER
                errors
            />
            <button class="button" type="submit" disabled=move || create.pending().get()>
                {words::CREATE_USER}
            </button>
        </ActionForm>
    }
    .into_any()
}
