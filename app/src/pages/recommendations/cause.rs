//! Why emissions grew, and what was saved: figures beside bars.

use leptos::prelude::*;
use model::recommendations::{Cause, VerifiedSaving};

use super::super::emissions::contribution_words;
use super::words::{driver_words, money_words, unit_words};
use crate::components::{Badge, Card, decimal, mass};
use crate::words::recommendations as words;

/// Width of a bar's drawing, in units of its own.
const WIDTH: f64 = 1_000.0;

/// An increase taken apart twice.
#[component]
pub(super) fn CauseCard(cause: Cause) -> impl IntoView {
    let has_grown = cause.increase_kg >= 0.0;
    let lead = words::instead_of_the_that_are_usual(
        mass(cause.recent_kg),
        mass(cause.expected_kg),
        mass(cause.increase_kg.abs()),
        if has_grown { words::MORE } else { words::LESS },
    );
    let title = if has_grown {
        words::WHY_IT_GREW
    } else {
        words::WHY_IT_FELL
    };
    let drivers = cause
        .drivers
        .iter()
        .map(|one| (driver_words(one.driver, one.unit), one.increase_kg))
        .collect();
    let kinds = cause
        .kinds
        .iter()
        .map(|one| (contribution_words(one.kind).to_owned(), one.increase_kg))
        .collect();
    view! {
        <Card title=title>
            <p>{lead}</p>
            {shares(words::BY_REASON, drivers)}
            {shares(words::BY_PART_OF_THE_ESTIMATE, kinds)}
        </Card>
    }
    .into_any()
}

/// Parts of a sum, largest first; each list adds up to the same.
fn shares(title: &'static str, parts: Vec<(String, f64)>) -> Option<AnyView> {
    let most = parts.iter().map(|(_, kg)| kg.abs()).fold(0.0, f64::max);
    if most <= 0.0 {
        return None;
    }
    let rows = parts
        .into_iter()
        .map(|(word, kg)| {
            let tone = if kg > 0.0 { "worse" } else { "better" };
            let sign = if kg > 0.0 { "+" } else { "" };
            let width = format!("{:.1}", (WIDTH * kg.abs() / most).max(2.0));
            view! {
                <li>
                    <span>{word}</span>
                    <svg viewBox="0 0 1000 12" preserveAspectRatio="none" aria-hidden="true">
                        <rect class=format!("fall fall-{tone}") x="0" y="0" width=width height="12"/>
                    </svg>
                    <span class="fall-figure">{format!("{sign}{}", mass(kg))}</span>
                </li>
            }
        })
        .collect_view();
    Some(
        view! {
            <h3>{title}</h3>
            <ul class="waterfall" aria-label=title>
                {rows}
            </ul>
        }
        .into_any(),
    )
}

/// What was saved, measured against the baseline frozen at approval.
#[component]
pub(super) fn VerifiedCard(saved: VerifiedSaving) -> impl IntoView {
    let per_unit = words::kg_per_unit_of_before_kg(
        decimal(saved.frozen_kg_per_unit, 3),
        unit_words(saved.unit),
        decimal(saved.actual_kg_per_unit, 3),
        decimal(saved.actual_units, 0),
    );
    let money = saved.money.as_ref().map(|money| {
        let words = words::saved_because(money_words(money), &money.words);
        view! { <p>{words}</p> }
    });
    let interval = words::between_and_nine_of_ten(mass(saved.low_kg), mass(saved.high_kg));
    let days = words::days_before_the_approval_days_since(saved.baseline_days, saved.measured_days);
    view! {
        <Card title=words::WHAT_IT_SAVED>
            <p class="lead">
                {mass(saved.saved_kg).to_string()} " " <Badge tone="measured" text=words::MEASURED/>
            </p>
            <p class="note">{interval}</p>
            {money}
            <p>{per_unit}</p>
            <p class="note">{days}</p>
        </Card>
    }
    .into_any()
}
