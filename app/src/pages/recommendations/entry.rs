//! One recommendation in a list: what, where, how much, and the decision.

use leptos::prelude::*;
use model::recommendations::Recommendation;

use super::steps::Steps;
use super::words::{cost_words, money_words, saving_words};
use crate::components::{mass, percent};
use crate::words::recommendations as words;

/// As an entry of the queue.
pub(super) fn entry(one: &Recommendation, may_act: bool, steps: Steps) -> AnyView {
    let verified = one.verified.as_ref().map(|saved| {
        let kg = words::measured_over_days_saved_to(
            saved.measured_days,
            mass(saved.saved_kg),
            mass(saved.low_kg),
            mass(saved.high_kg),
        );
        match &saved.money {
            None => kg,
            Some(money) => words::saved_and_money(kg, money_words(money)),
        }
    });
    let reason = (one.reason.as_ref()).map(words::reason);
    let figures = words::saving_cost_feasibility(
        saving_words(one),
        cost_words(one),
        percent(one.feasibility_score * 100.0),
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
    let assignee = (one.assignee.as_ref()).map(words::assigned_to);
    view! {
        <li class="board-card" data-testid="board-card">
            {head(one, steps)}
            <p>
                <strong>{mass(one.co2_impact).to_string()}</strong>
                <span class="note">{words::a_month_and(cost_words(one))}</span>
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
