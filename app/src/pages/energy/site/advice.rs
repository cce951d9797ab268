//! What is advised about the site, and looking for more.

use leptos::prelude::*;
use model::energy::AdviceAnswer;
use model::ids::SiteId;

use super::super::api::LookForAdvice;
use crate::components::{Card, Notice};
use crate::pages::recommendations::AdviceOfSite;
use crate::words::energy_site as words;

/// The card of advice.
#[component]
pub(super) fn AdviceCard(id: SiteId, may_change: bool) -> impl IntoView {
    let looking = ServerAction::<LookForAdvice>::new();
    let asked = Signal::derive(move || looking.version().get());
    let button = may_change.then(|| {
        view! {
            <ActionForm action=looking>
                <input type="hidden" name="site" value=id.to_string()/>
                <button
                    class="button button-quiet"
                    type="submit"
                    disabled=move || looking.pending().get()
                >
                    {words::LOOK_FOR_ADVICE}
                </button>
            </ActionForm>
        }
    });
    view! {
        <Card title=words::ADVICE corner=words::LOOKED_FOR_EVERY_SIX_HOURS>
            <AdviceOfSite site=id asked/>
            <div role="status">
                {move || match looking.value().get()? {
                    Ok(came) => Some(outcome(came)),
                    Err(error) => {
                        Some(view! { <Notice tone="critical">{error.message}</Notice> }.into_any())
                    }
                }}
            </div>
            {button}
        </Card>
    }
    .into_any()
}

/// What came of looking, and what could not be known.
fn outcome(came: AdviceAnswer) -> AnyView {
    let missing = came.missing.into_iter();
    let missing = missing.map(|piece| view! { <li>{piece.words}</li> });
    view! {
        <p class="note">
            {words::came_of_looking(came.saved_count, came.held_back, came.measured_days)}
        </p>
        <ul class="plain-list note">{missing.collect_view()}</ul>
    }
    .into_any()
}
