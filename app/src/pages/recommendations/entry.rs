//! One recommendation in a list: what, where, how much, and the decision.

use leptos::prelude::*;
use model::recommendations::Recommendation;

use super::steps::Steps;
use super::words::{cost_words, money_words, saving_words};
use crate::components::{mass, percent};

/// As an entry of the queue.
pub(super) fn entry(one: &Recommendation, may_act: bool, steps: Steps) -> AnyView {
    let verified = one.verified.as_ref().map(|saved| {
        let money = saved.money.as_ref();
        let money = money.map(|money| format!("; {}", money_words(money)));
        format!(
            "Measured over {} days: {} saved ({} to {}){}.",
            saved.measured_days,
            mass(saved.saved_kg),
            mass(saved.low_kg),
            mass(saved.high_kg),
            money.unwrap_or_default()
        )
    });
    let reason = (one.reason.as_ref()).map(|reason| format!("Reason: {reason}"));
    let figures = format!(
        "{} · {} · feasibility {}",
        saving_words(one),
        cost_words(one),
        percent(one.feasibility_score * 100.0)
    );
    view! {
        <li data-testid="recommendation">
            {head(one, steps)}
            <p>{one.body.clone()}</p>
            <p class="note">{figures}</p>
            {verified.map(|text| view! { <p>{text}</p> })}
            {reason.map(|text| view! { <p class="note">{text}</p> })}
            {may_act.then(|| view! { <div class="filter-actions">{steps.forms(one)}</div> })}
        </li>
    }
    .into_any()
}

/// As a card of the board.
pub(super) fn board_card(one: &Recommendation, may_act: bool, steps: Steps) -> AnyView {
    let assignee = (one.assignee.as_ref()).map(|who| format!("for {who}"));
    view! {
        <li class="board-card" data-testid="board-card">
            {head(one, steps)}
            <p>
                <strong>{mass(one.co2_impact).to_string()}</strong>
                <span class="note">" a month · " {cost_words(one)}</span>
            </p>
            {assignee.map(|text| view! { <p class="note">{text}</p> })}
            {may_act.then(|| view! { <div class="filter-actions">{steps.forms(one)}</div> })}
        </li>
    }
    .into_any()
}

fn head(one: &Recommendation, steps: Steps) -> AnyView {
    view! {
        <p class="hotspot-title">
            <a href=format!("/recommendations/{}", one.id)>
                <strong>{one.title.clone()}</strong>
            </a>
            {steps.badge(one)}
        </p>
        <p class="note">{one.entity.name.clone()} " · " {one.created_text.clone()}</p>
    }
    .into_any()
}
