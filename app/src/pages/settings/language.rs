//! The language model that words recommendations, tried by a button.

use leptos::prelude::*;

use super::api::TestLanguageModel;
use crate::components::{Card, Notice, decimal};
use crate::words::settings_running as words;

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
                        {words::after_s(&fared.outcome, &seconds)}
                    </Notice>
                }
                .into_any()
            }
            Err(error) => view! { <Notice tone="critical">{error.message}</Notice> }.into_any(),
        })
    };
    view! {
        <Card title=words::LANGUAGE_MODEL>
            <p class="note">
                {words::WORDS_RECOMMENDATIONS_WHEN_ONE}
            </p>
            {outcome}
            <ActionForm action=test>
                <button class="button button-quiet" type="submit" disabled=move || test.pending().get()>
                    {move || if test.pending().get() { words::ASKING } else { words::ASK_IT_A_TEST_QUESTION }}
                </button>
            </ActionForm>
        </Card>
    }
    .into_any()
}
