//! The first start: the organisation and its first administrator.

use leptos::prelude::*;
use leptos_meta::Title;

use super::api::{CompleteSetup, load_welcome};
use crate::components::{Notice, TextField};
use crate::layout::{GoTo, ProblemView};
use crate::wire::load;
use crate::words::sign_in as words;

/// Shown until there is a user; afterwards it leads to the sign-in page.
#[component]
pub(crate) fn SetupPage() -> impl IntoView {
    let facts = load(|| (), |()| load_welcome());
    view! {
        <Title text=words::FIRST_START/>
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
        <h1>{words::FIRST_START}</h1>
        <p>
            {words::NOBODY_CAN_SIGN_IN_YET}
        </p>
        <ActionForm action=action attr:class="form">
            {move || {
                errors
                    .get()
                    .map(|error| view! { <Notice tone="critical">{error.message}</Notice> })
            }}
            <TextField
                label=words::ONE_TIME_CODE
                name="code"
                hint=words::FROM_THE_SERVERS_LOG
                autocomplete="one-time-code"
                required=true
                errors
            />
            <TextField
                label=words::ORGANISATION
                name="organisation"
                autocomplete="organization"
                required=true
                errors
            />
            <TextField
                label=words::TIME_ZONE
                name="time_zone"
                value="Europe/Berlin"
                hint=words::DAYS_AND_WEEKS_ARE_COUNTED
                required=true
                errors
            />
            <TextField label=words::YOUR_NAME name="name" autocomplete="name" required=true errors/>
            <TextField
                label=words::EMAIL
                name="email"
                kind="email"
                autocomplete="username"
                required=true
                errors
            />
            <TextField
                label=words::PASSWORD
                name="password"
                kind="password"
                hint=words::AT_LEAST_12_CHARACTERS
                autocomplete="new-password"
                required=true
                errors
            />
            <button class="button" type="submit" disabled=move || pending.get()>
                {words::CREATE_AND_SIGN_IN}
            </button>
        </ActionForm>
    }
    .into_any()
}
