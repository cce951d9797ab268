//! The answer: both sides, the share of each change, and the money.

use leptos::prelude::*;
use model::whatif::{LeverShare, Outcome, ScenarioCost};

use super::words::{lever_word, value_words};
use crate::components::{Notice, count, decimal, mass, percent_change};
use crate::pages::emissions::category_word;
use crate::words::whatif as words;

/// Width of the drawings, in units of their own.
const WIDTH: f64 = 1_000.0;

/// Both sides of a scenario.
#[component]
pub(super) fn OutcomeView(
    outcome: Outcome,
    /// Where its events are listed.
    events: Option<String>,
) -> impl IntoView {
    if outcome.events == 0 {
        return view! {
            <p class="note">
                {words::NO_EVENT_OF_THIS_PERIOD}
            </p>
        }
        .into_any();
    }
    let delta = &outcome.delta;
    let change = if outcome.baseline.co2e_kg > 0.0 {
        percent_change(100.0 * delta.co2e_kg / outcome.baseline.co2e_kg)
    } else {
        String::new()
    };
    let interval =
        words::between_and_nine_of_ten(mass(delta.interval_low_kg), mass(delta.interval_high_kg));
    let was = mass(outcome.baseline.co2e_kg).to_string();
    let was = match events {
        Some(href) => view! {
            <a class="figure-link" href=href title=words::THE_EVENTS_IT_RESTS_ON>
                {was}
            </a>
        }
        .into_any(),
        None => was.into_any(),
    };
    let without = (outcome.events_without_factor > 0)
        .then(|| words::events_have_no_factor(count(outcome.events_without_factor)));
    view! {
        <dl class="sides" data-testid="sides">
            <div>
                <dt>{words::AS_IT_WAS}</dt>
                <dd>{was}</dd>
            </div>
            <div>
                <dt>{words::WHAT_IF}</dt>
                <dd class="is-predicted">{mass(outcome.scenario.co2e_kg).to_string()}</dd>
            </div>
            <div>
                <dt>{words::DIFFERENCE}</dt>
                <dd>{mass(delta.co2e_kg).to_string()} " " <span class="unit">{change}</span></dd>
            </div>
        </dl>
        <p class="note">{words::about_events(interval, count(outcome.events))}</p>
        {without.map(|text| view! { <Notice tone="info">{text}</Notice> })}
        {waterfall(&outcome)}
        {by_type(&outcome)}
        {money(&outcome.cost)}
        {remarks(&outcome.levers)}
    }
    .into_any()
}

/// From one side to the other, change by change.
fn waterfall(outcome: &Outcome) -> Option<AnyView> {
    if outcome.levers.is_empty() {
        return None;
    }
    let (from, to) = (outcome.baseline.co2e_kg, outcome.scenario.co2e_kg);
    let mut at = from;
    let mut steps = vec![(
        words::AS_IT_WAS.to_owned(),
        0.0,
        from,
        "measured",
        mass(from).to_string(),
    )];
    for lever in &outcome.levers {
        let label = format!(
            "{}: {}",
            lever_word(lever.change.lever),
            value_words(lever.change.lever, &lever.change.value)
        );
        let tone = if lever.delta_kg > 0.0 {
            "worse"
        } else {
            "better"
        };
        let next = at + lever.delta_kg;
        steps.push((label, at, next, tone, mass(lever.delta_kg).to_string()));
        at = next;
    }
    steps.push((
        words::WHAT_IF.to_owned(),
        0.0,
        to,
        "predicted",
        mass(to).to_string(),
    ));
    let most = steps
        .iter()
        .map(|step| step.1.max(step.2))
        .fold(f64::MIN_POSITIVE, f64::max);
    let rows = steps
        .into_iter()
        .map(|(label, begin, end, tone, text)| {
            let (low, high) = (begin.min(end).max(0.0), begin.max(end).max(0.0));
            view! {
                <li>
                    <span>{label}</span>
                    <svg viewBox="0 0 1000 12" preserveAspectRatio="none" aria-hidden="true">
                        <rect
                            class=format!("fall fall-{tone}")
                            x=decimal_plain(WIDTH * low / most)
                            y="0"
                            width=decimal_plain((WIDTH * (high - low) / most).max(2.0))
                            height="12"
                        />
                    </svg>
                    <span class="fall-figure">{text}</span>
                </li>
            }
        })
        .collect_view();
    Some(
        view! {
            <h3 id="whatif-changes">{words::WHICH_CHANGE_DOES_HOW_MUCH}</h3>
            <ul class="waterfall" aria-labelledby="whatif-changes">{rows}</ul>
        }
        .into_any(),
    )
}

/// A coordinate: no thousands, no minus of typography.
fn decimal_plain(value: f64) -> String {
    format!("{value:.1}")
}

fn by_type(outcome: &Outcome) -> AnyView {
    let rows = outcome
        .parts
        .by_event_type
        .iter()
        .map(|part| {
            view! {
                <tr>
                    <th scope="row">{category_word(part.event_type)}</th>
                    <td class="num">{count(part.events)}</td>
                    <td class="num">{mass(part.baseline_kg).to_string()}</td>
                    <td class="num">{mass(part.scenario_kg).to_string()}</td>
                    <td class="num">{mass(part.delta_kg).to_string()}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <details class="data-table">
            <summary>{words::BY_TYPE}</summary>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{words::TYPE}</th>
                        <th scope="col">{words::EVENTS_COLUMN}</th>
                        <th scope="col">{words::AS_IT_WAS}</th>
                        <th scope="col">{words::WHAT_IF}</th>
                        <th scope="col">{words::DIFFERENCE}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </details>
    }
    .into_any()
}

fn money(cost: &ScenarioCost) -> AnyView {
    let text = match &cost.delta {
        Some(delta) => {
            let amount = delta.amount.micros() as f64 / 1e6;
            let sign = if amount > 0.0 { "+" } else { "" };
            words::energy_and_freight(sign, decimal(amount, 0), delta.currency.as_str())
        }
        None => words::cost_is_not_known(cost.missing.join("; ")),
    };
    view! { <p class="note">{text}</p> }.into_any()
}

/// What the changes rest on, and where they say nothing.
fn remarks(levers: &[LeverShare]) -> Option<AnyView> {
    let lines: Vec<String> = levers
        .iter()
        .flat_map(|lever| {
            let name = lever_word(lever.change.lever);
            let notes = lever
                .notes
                .iter()
                .map(move |note| format!("{name}: {note}"));
            let reasons = lever.reasons.iter().map(move |reason| {
                words::not_for_events(name, count(reason.events), &reason.reason)
            });
            notes.chain(reasons)
        })
        .collect();
    (!lines.is_empty()).then(|| {
        let items = lines
            .into_iter()
            .map(|line| view! { <li>{line}</li> })
            .collect_view();
        view! {
            <details class="data-table">
                <summary>{words::WHAT_THIS_RESTS_ON}</summary>
                <ul class="plain-list note">{items}</ul>
            </details>
        }
        .into_any()
    })
}
