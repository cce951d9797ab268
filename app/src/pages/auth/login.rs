//! The sign-in page.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::api::{Login, load_welcome};
use crate::components::{Notice, TextField};
use crate::layout::{GoTo, ProblemView};
use crate::wire::load;
use crate::words::sign_in as words;

/// E-mail addresses of the demo, by what they may do.
const DEMO_ACCOUNTS: [(&str, &str); 4] = [
    ("admin@demo.example", words::MANAGES_EVERYTHING),
    ("operator@demo.example", words::IMPORTS_AND_DECIDES),
    ("viewer@demo.example", words::READS),
    ("supplier@demo.example", words::SEES_ONE_SUPPLIER),
];
const DEMO_PASSWORD: &str = "demo-carbon-nexus";

/// Sign in.
#[component]
pub(crate) fn LoginPage() -> impl IntoView {
    let facts = load(|| (), |()| load_welcome());
    view! {
        <Title text=words::SIGN_IN/>
        <main class="lone">
            <div class="card lone-card">
                <p class="brand brand-dark">
                    <img src="/favicon.svg" alt="" width="28" height="28"/>
                    <span>{words::CARBON_NEXUS}</span>
                </p>
                <Suspense>
                    {move || Suspend::new(async move {
                        match facts.await {
                            Ok(facts) if facts.setup_needed => {
                                view! { <GoTo path="/setup"/> }.into_any()
                            }
                            Ok(facts) => {
                                view! {
                                    <LoginForm/>
                                    {facts.is_demo.then(|| view! { <DemoAccounts/> })}
                                }
                                    .into_any()
                            }
                            Err(error) => view! { <ProblemView error/> }.into_any(),
                        }
                    })}
                </Suspense>
            </div>
        </main>
    }
    .into_any()
}

#[component]
fn LoginForm() -> impl IntoView {
    let action = ServerAction::<Login>::new();
    let next = use_query_map().with_untracked(|query| query.get("next").unwrap_or_default());
    let fault = move || action.value().get().and_then(Result::err);
    let pending = action.pending();
    view! {
        <h1>{words::SIGN_IN}</h1>
        <ActionForm action=action attr:class="form">
            {move || {
                fault().map(|error| view! { <Notice tone="critical">{error.message}</Notice> })
            }}
            <input type="hidden" name="next" value=next/>
            <TextField
                label=words::EMAIL
                name="email"
                kind="email"
                autocomplete="username"
                required=true
            />
            <TextField
                label=words::PASSWORD
                name="password"
                kind="password"
                autocomplete="current-password"
                required=true
            />
            <button class="button" type="submit" disabled=move || pending.get()>
                {words::SIGN_IN}
            </button>
        </ActionForm>
    }
    .into_any()
}

#[component]
fn DemoAccounts() -> impl IntoView {
    let accounts = DEMO_ACCOUNTS
        .into_iter()
        .map(|(email, may)| {
            view! {
                <li>
                    <code>{email}</code>
                    <span class="note">{may}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="inset demo-accounts">
            <h2>{words::THIS_IS_THE_DEMO}</h2>
            <p>
                {words::DEMO_PASSWORD_BEFORE} <code>{DEMO_PASSWORD}</code> "."
            </p>
            <ul class="plain">{accounts}</ul>
        </div>
    }
    .into_any()
}
