//! API tokens: secrets for programs.

use leptos::prelude::*;
use model::auth::{ApiToken, TokenScope};

use super::api::{CreateToken, RevokeToken, TokenList, load_tokens};
use super::frame::SettingsFrame;
use crate::components::{Card, Instant, Notice, ScrollTable, SelectField, SelectOption, TextField};
use crate::layout::{Skeleton, problem_card};
use crate::wire::load;
use crate::words::settings_access as words;

/// The list, the form for a new one, and a new one's secret.
#[component]
pub(crate) fn TokensPage() -> impl IntoView {
    let create = ServerAction::<CreateToken>::new();
    let revoke = ServerAction::<RevokeToken>::new();
    let list = load(
        move || (create.version().get(), revoke.version().get()),
        |_| load_tokens(),
    );
    let made = move || {
        create
            .value()
            .get()
            .and_then(Result::ok)
            .map(|made| made.secret)
    };
    view! {
        <SettingsFrame current="/settings/tokens">
            {move || made().map(|secret| view! { <SecretCard secret/> })}
            <Transition fallback=|| view! { <Skeleton/> }>
                {move || Suspend::new(async move {
                    match list.await {
                        Ok(TokenList { tokens, new_secret }) => {
                            view! {
                                {new_secret.map(|secret| view! { <SecretCard secret/> })}
                                <div class="grid">
                                    <Card title=words::TOKENS class="span-8">
                                        <TokenTable tokens revoke/>
                                    </Card>
                                    <Card title=words::NEW_TOKEN class="span-4">
                                        <NewTokenForm create/>
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

/// A secret, shown this once.
#[component]
fn SecretCard(secret: String) -> impl IntoView {
    let copied = RwSignal::new(false);
    let shown = secret.clone();
    view! {
        <section class="card secret-card" aria-label=words::NEW_TOKEN>
            <h2>{words::YOUR_NEW_TOKEN}</h2>
            <p>{words::COPY_IT_NOW_IT_IS_STORED}</p>
            <div class="secret">
                <code data-testid="token-secret">{shown}</code>
                <button
                    type="button"
                    class="button with-script"
                    on:click=move |_| copy(&secret, copied)
                >
                    {move || if copied.get() { words::COPIED } else { words::COPY }}
                </button>
            </div>
            <p class="note">{words::PROGRAMS_SEND_IT_AS_BEFORE} <code>{words::AUTHORIZATION_BEARER}</code></p>
        </section>
    }
    .into_any()
}

/// Puts the secret on the clipboard.
#[cfg(feature = "hydrate")]
fn copy(secret: &str, copied: RwSignal<bool>) {
    use leptos::task::spawn_local;
    use wasm_bindgen_futures::JsFuture;

    let written = window().navigator().clipboard().write_text(secret);
    spawn_local(async move {
        // Without the permission the text can still be selected.
        if JsFuture::from(written).await.is_ok() {
            let _ = copied.try_set(true);
        }
    });
}

#[cfg(not(feature = "hydrate"))]
fn copy(_secret: &str, _copied: RwSignal<bool>) {}

#[component]
fn TokenTable(tokens: Vec<ApiToken>, revoke: ServerAction<RevokeToken>) -> impl IntoView {
    if tokens.is_empty() {
        return view! {
            <p class="note">
                {words::NO_TOKENS_YET_A_PROGRAM}
            </p>
        }
        .into_any();
    }
    let rows = tokens
        .into_iter()
        .map(|token| row(token, revoke))
        .collect_view();
    view! {
        <ScrollTable label=words::TOKENS>
            <thead>
                <tr>
                    <th scope="col">{words::NAME}</th>
                    <th scope="col">{words::MAY}</th>
                    <th scope="col">{words::BEGINS_WITH}</th>
                    <th scope="col">{words::LAST_USED}</th>
                    <th scope="col">{words::ENDS}</th>
                    <th scope="col">
                        <span class="sr-only">{words::REVOKE}</span>
                    </th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </ScrollTable>
    }
    .into_any()
}

fn row(token: ApiToken, revoke: ServerAction<RevokeToken>) -> AnyView {
    let used = match token.last_used_at {
        Some(at) => view! { <Instant at/> }.into_any(),
        None => view! { <span class="note">{words::NEVER}</span> }.into_any(),
    };
    let label = words::revoke(&token.name);
    view! {
        <tr>
            <th scope="row">
                {token.name} <span class="note block">{token.owner_email}</span>
            </th>
            <td>{token.scope.as_str()}</td>
            <td>
                <code>{token.prefix} "…"</code>
            </td>
            <td>{used}</td>
            <td>
                <Instant at=token.expires_at/>
            </td>
            <td>
                // A disclosure asks first with script and without it.
                <details class="confirm">
                    <summary class="button button-quiet">{words::REVOKE_MENU}</summary>
                    <p class="note">{words::PROGRAMS_THAT_USE_IT_ARE_REFUSED}</p>
                    <ActionForm action=revoke>
                        <input type="hidden" name="id" value=token.id.to_string()/>
                        <button class="button button-critical" type="submit" aria-label=label>
                            {words::REVOKE}
                        </button>
                    </ActionForm>
                </details>
            </td>
        </tr>
    }
    .into_any()
}

#[component]
fn NewTokenForm(create: ServerAction<CreateToken>) -> impl IntoView {
    let errors = Signal::derive(move || create.value().get().and_then(Result::err));
    let scopes = TokenScope::ALL
        .iter()
        .map(|scope| {
            let may = match scope {
                TokenScope::Read => words::READ_FIGURES_AND_EVENTS,
                TokenScope::Ingest => words::INGEST_ALSO_BRING_EVENTS_IN,
                TokenScope::Full => words::FULL_ALL_THAT_YOU_MAY,
            };
            SelectOption::new(scope.as_str(), may)
        })
        .collect();
    view! {
        <ActionForm action=create attr:class="form">
            {move || {
                errors
                    .get()
                    .map(|error| view! { <Notice tone="critical">{error.message}</Notice> })
            }}
            <TextField
                label=words::NAME
                name="name"
                hint=words::WHAT_USES_IT_SO_THAT_YOU
                required=true
                errors
            />
            <SelectField
                label=words::MAY
                name="scope"
                options=scopes
                value=TokenScope::Read.as_str()
                errors
            />
            <TextField
                label=words::DAYS_UNTIL_IT_ENDS
                name="valid_days"
                kind="number"
                value="90"
                required=true
                errors
            />
            <button class="button" type="submit" disabled=move || create.pending().get()>
                {words::CREATE_TOKEN}
            </button>
        </ActionForm>
    }
    .into_any()
}
