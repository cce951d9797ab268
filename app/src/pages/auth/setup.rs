//! The first start: the organisation and its first administrator.

use leptos::prelude::*;
use leptos_meta::Title;

use super::api::{CompleteSetup, load_welcome};
use crate::components::{Notice, TextField};
use crate::layout::{GoTo, ProblemView};
use crate::wire::load;

/// Shown until there is a user; afterwards it leads to the sign-in page.
#[component]
pub(crate) fn SetupPage() -> impl IntoView {
    let facts = load(|| (), |()| load_welcome());
    view! {
        <Title text="First start"/>
        <main class="lone">
            <div class="card lone-card">
                <p class="brand brand-dark">
                    <img src="/favicon.svg" alt="" width="28" height="28"/>
                    <span>"Carbon Nexus"</span>
                </p>
                <Suspense>
                    {move || Suspend::new(async move {
                        match facts.await {
                            Ok(facts) if facts.setup_needed => {
                                view! { <SetupForm/> }.into_any()
                            }
                            Ok(_) => view! { <GoTo path="/login"/> }.into_any(),
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
fn SetupForm() -> impl IntoView {
    let action = ServerAction::<CompleteSetup>::new();
    let errors = Signal::derive(move || action.value().get().and_then(Result::err));
    let pending = action.pending();
    view! {
        <h1>"First start"</h1>
        <p>
            "Nobody can sign in yet. The log of the server shows a one-time code; with it you make your organisation and its first administrator."
        </p>
        <ActionForm action=action attr:class="form">
            {move || {
                errors
                    .get()
                    .map(|error| view! { <Notice tone="critical">{error.message}</Notice> })
            }}
            <TextField
                label="One-time code"
                name="code"
                hint="From the server's log."
                autocomplete="one-time-code"
                required=true
                errors
            />
            <TextField
                label="Organisation"
                name="organisation"
                autocomplete="organization"
                required=true
                errors
            />
            <TextField
                label="Time zone"
                name="time_zone"
                value="Europe/Berlin"
                hint="Days and weeks are counted in it, such as Europe/Berlin."
                required=true
                errors
            />
            <TextField label="Your name" name="name" autocomplete="name" required=true errors/>
            <TextField
                label="Email"
                name="email"
                kind="email"
                autocomplete="username"
                required=true
                errors
            />
            <TextField
                label="Password"
                name="password"
                kind="password"
                hint="At least 12 characters."
                autocomplete="new-password"
                required=true
                errors
            />
            <button class="button" type="submit" disabled=move || pending.get()>
                "Create and sign in"
            </button>
        </ActionForm>
    }
    .into_any()
}
