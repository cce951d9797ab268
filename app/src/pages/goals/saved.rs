//! `GaugeSavedCard`: what was saved and verified, and what is promised, against the goal. The card comes
//! with the dashboard; what is in it is fetched after the first paint.

use leptos::prelude::*;

use super::super::lazy::{LaterCard, later_cards};
use crate::components::Card;
use crate::layout::after_paint;
use crate::live::Live;
use crate::piece::by;
use crate::words::goals as words;

/// The card, and in it the gauge as soon as the browser has it.
#[component]
pub(crate) fn GaugeSavedCard() -> impl IntoView {
    let around = Around {
        period: RwSignal::new(String::new()),
        told: Live::get().advice_told.into(),
    };
    view! {
        <Card title=words::SAVED_AGAINST_GOAL corner=around.period class="saved-card">
            {after_paint(waiting, by(move || later_cards(LaterCard::Saved(around))))}
            <p class="card-foot">
                <a href="/goals">{words::ALL_GOALS}</a>
            </p>
        </Card>
    }
    .into_any()
}

/// What the gauge shares with its card.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Around {
    /// Words of the goal's period.
    pub(super) period: RwSignal<String>,
    /// Counts up with each message about a recommendation.
    pub(super) told: Signal<u32>,
}

/// The shape of the gauge to come.
fn waiting() -> AnyView {
    view! { <div class="gauge-space"></div> }.into_any()
}
