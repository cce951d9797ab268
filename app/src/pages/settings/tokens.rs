//! API tokens: secrets for programs.

use leptos::prelude::*;
use model::auth::{ApiToken, TokenScope};

use super::api::{CreateToken, RevokeToken, TokenList, load_tokens};
use super::frame::SettingsFrame;
use crate::components::{Card, Instant, Notice, ScrollTable, SelectField, SelectOption, TextField};
use crate::layout::{Skeleton, problem_card};
use crate::wire::load;

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
                                    <Card title="Tokens" class="span-8">
                                        <TokenTable tokens revoke/>
                                    </Card>
                                    <Card title="New token" class="span-4">
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
        <section class="card secret-card" aria-label="New token">
            <h2>"Your new token"</h2>
            <p>"Copy it now: it is stored only as a hash and never shown again."</p>
            <div class="secret">
                <code data-testid="token-secret">{shown}</code>
                <button
                    type="button"
                    class="button with-script"
                    on:click=move |_| copy(&secret, copied)
                >
                    {move || if copied.get() { "Copied" } else { "Copy" }}
                </button>
            </div>
            <p class="note">"Programs send it as " <code>"Authorization: Bearer …"</code></p>
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
                "No tokens yet. A program that posts events or reads figures needs one."
            </p>
        }
        .into_any();
    }
    let rows = tokens
        .into_iter()
        .map(|token| row(token, revoke))
        .collect_view();
    view! {
        <ScrollTable label="Tokens">
            <thead>
                <tr>
                    <th scope="col">"Name"</th>
                    <th scope="col">"May"</th>
                    <th scope="col">"Begins with"</th>
                    <th scope="col">"Last used"</th>
                    <th scope="col">"Ends"</th>
                    <th scope="col">
                        <span class="sr-only">"Revoke"</span>
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
        None => view! { <span class="note">"never"</span> }.into_any(),
    };
    let label = format!("Revoke {}", token.name);
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
                    <summary class="button button-quiet">"Revoke…"</summary>
                    <p class="note">"Programs that use it are refused at once, for good."</p>
                    <ActionForm action=revoke>
                        <input type="hidden" name="id" value=token.id.to_string()/>
                        <button class="button button-critical" type="submit" aria-label=label>
                            "Revoke"
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
                TokenScope::Read => "read: figures and events",
                TokenScope::Ingest => "ingest: also bring events in",
                TokenScope::Full => "full: all that you may",
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
                label="Name"
                name="name"
                hint="What uses it, so that you know which to revoke."
                required=true
                errors
            />
            <SelectField
                label="May"
                name="scope"
                options=scopes
                value=TokenScope::Read.as_str()
                errors
            />
            <TextField
                label="Days until it ends"
                name="valid_days"
                kind="number"
                value="90"
                required=true
                errors
            />
            <button class="button" type="submit" disabled=move || create.pending().get()>
                "Create token"
            </button>
        </ActionForm>
    }
    .into_any()
}
