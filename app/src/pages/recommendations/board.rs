//! The open recommendations by where they stand. A step moves a card at once; when the server refuses,
//! it is back where it was.

use leptos::prelude::*;
use model::recommendations::{Recommendation, RecommendationStatus};

use super::entry::board_card;
use super::steps::Steps;
use crate::components::mass;
use crate::words::recommendations as words;

const COLUMNS: [(RecommendationStatus, &str, &str); 4] = [
    (
        RecommendationStatus::Pending,
        words::TO_DECIDE,
        words::WHAT_THE_RULES_FIND_WAITS_HERE,
    ),
    (
        RecommendationStatus::Approved,
        words::APPROVED,
        words::THE_BASELINE_IS_FROZEN_WHEN,
    ),
    (
        RecommendationStatus::InProgress,
        words::IN_PROGRESS,
        words::WHAT_SOMEBODY_IS_AT,
    ),
    (
        RecommendationStatus::Done,
        words::DONE_BEING_MEASURED,
        words::THE_SAVING_IS_MEASURED_FOR_28,
    ),
];

/// Four columns.
#[component]
pub(super) fn Board(items: Vec<Recommendation>, may_act: bool, steps: Steps) -> impl IntoView {
    let items = StoredValue::new(items);
    COLUMNS
        .into_iter()
        .map(|column| view! { <Column column items may_act steps/> })
        .collect_view()
}

#[component]
fn Column(
    column: (RecommendationStatus, &'static str, &'static str),
    items: StoredValue<Vec<Recommendation>>,
    may_act: bool,
    steps: Steps,
) -> impl IntoView {
    let (status, title, empty) = column;
    let drawn_after = steps.drawn_after();
    let shown = Memo::new(move |_| {
        items.with_value(|items| {
            let here = items
                .iter()
                .enumerate()
                .filter(|(_, one)| steps.aim(one.id, drawn_after).unwrap_or(one.status) == status);
            here.map(|(index, _)| index).collect::<Vec<_>>()
        })
    });
    let total = move || {
        items.with_value(|items| {
            let shown = shown.get();
            let kg = shown.iter().filter_map(|index| items.get(*index));
            mass(kg.map(|one| one.co2_impact).sum())
        })
    };
    view! {
        <section class="board-column" aria-label=title>
            <h2>
                {title} " " <span class="note">{move || shown.with(Vec::len)}</span>
            </h2>
            <p class="note">{move || words::a_month(total())}</p>
            <ul>
                {move || {
                    items
                        .with_value(|items| {
                            let shown = shown.get();
                            let here = shown.iter().filter_map(|index| items.get(*index));
                            here.map(|one| board_card(one, may_act, steps)).collect_view()
                        })
                }}
            </ul>
            <Show when=move || shown.with(Vec::is_empty)>
                <p class="note">{empty}</p>
            </Show>
        </section>
    }
    .into_any()
}
