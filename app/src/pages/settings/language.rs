//! The language model that words recommendations, tried by a button.

use leptos::prelude::*;

use super::api::TestLanguageModel;
use crate::components::{Card, Notice, decimal};

/// One tiny question to the model that is set up, and how it fared.
#[component]
pub(super) fn LanguageModelCard() -> impl IntoView {
    let test = ServerAction::<TestLanguageModel>::new();
    let outcome = move || {
        test.value().get().map(|answer| match answer {
            Ok(fared) => {
                let seconds = decimal(fared.duration_ms as f64 / 1_000.0, 1);
                let tone = if fared.is_usable { "good" } else { "critical" };
                view! {
                    <Notice tone=tone>
                        <strong>{fared.model}</strong>
                        {format!(": {}, after {seconds}\u{a0}s.", fared.outcome)}
                    </Notice>
                }
                .into_any()
            }
            Err(error) => view! { <Notice tone="critical">{error.message}</Notice> }.into_any(),
        })
    };
    view! {
        <Card title="Language model">
            <p class="note">
                "Words recommendations when one is set up; every number it writes is checked against the figures. \
                Without one, the rules' own texts are shown."
            </p>
            {outcome}
            <ActionForm action=test>
                <button class="button button-quiet" type="submit" disabled=move || test.pending().get()>
                    {move || if test.pending().get() { "Asking …" } else { "Ask it a test question" }}
                </button>
            </ActionForm>
        </Card>
    }
    .into_any()
}
