//! The levers: sliders for numbers, lists for words, each beside where it stands today.

use leptos::prelude::*;
use model::emissions::{Lever, LeverValue};
use model::whatif::{LeverNow, LeverOverview, LeverRange};

use super::start::Changes;
use super::words::{lever_word, value_words};
use crate::components::{count, percent};
use crate::words::whatif as words;

/// All levers that the events have.
#[component]
pub(super) fn Levers(overview: LeverOverview, changes: RwSignal<Changes>) -> impl IntoView {
    let events = overview.events;
    let rows = overview
        .levers
        .into_iter()
        .map(|now| row(now, events, changes))
        .collect_view();
    view! { <div class="levers">{rows}</div> }.into_any()
}

fn row(now: LeverNow, events: u64, changes: RwSignal<Changes>) -> AnyView {
    let lever = now.lever;
    let id = format!("lever-{}", lever.as_str());
    let about =
        (now.events != events).then(|| words::events_of_all(count(now.events), count(events)));
    let today: Vec<_> = today_words(&now).into_iter().chain(about).collect();
    let today = today.join(" · ");
    let is_changed = move || changes.with(|changes| changes.contains_key(&lever));
    let control = match now.range {
        Some(range) => slider(&id, &now, range, changes),
        None => list(&id, now, changes),
    };
    let reset = words::leave_as_it_is(lever_word(lever));
    view! {
        <div class="lever" data-changed=move || is_changed().to_string()>
            <label for=id>{lever_word(lever)}</label>
            <span class="note">{today}</span>
            {control}
            <button
                type="button"
                class="button button-quiet lever-reset"
                aria-label=reset
                disabled=move || !is_changed()
                on:click=move |_| {
                    changes
                        .update(|changes| {
                            changes.remove(&lever);
                        });
                }
            >
                {words::RESET}
            </button>
        </div>
    }
    .into_any()
}

/// Where it stands: a mean, or the most frequent word and its share; a relative lever stands nowhere.
fn today_words(now: &LeverNow) -> Option<String> {
    if is_relative(now.lever) {
        return None;
    }
    if let Some(first) = now.words.first() {
        let share = percent(100.0 * first.events as f64 / now.events.max(1) as f64);
        return Some(words::now(&first.label, &share));
    }
    let mean = now.value.as_ref()?;
    Some(words::now_on_average(value_words(now.lever, mean)))
}

fn is_relative(lever: Lever) -> bool {
    matches!(
        lever,
        Lever::Distance
            | Lever::Throughput
            | Lever::Temperature
            | Lever::Schedule
            | Lever::RenewableShare
    )
}

fn slider(id: &str, now: &LeverNow, range: LeverRange, changes: RwSignal<Changes>) -> AnyView {
    let lever = now.lever;
    let today = match now.value {
        Some(LeverValue::Number(number)) => number.clamp(range.min, range.max),
        _ => range.min,
    };
    let value = move || {
        changes.with(|changes| match changes.get(&lever) {
            Some(LeverValue::Number(number)) => *number,
            _ => today,
        })
    };
    let words = move || value_words(lever, &LeverValue::Number(value()));
    view! {
        <input
            id=id.to_owned()
            type="range"
            class="slider"
            min=range.min.to_string()
            max=range.max.to_string()
            step=range.step.to_string()
            prop:value=move || value().to_string()
            aria-valuetext=words
            on:input=move |event| {
                if let Ok(number) = event_target_value(&event).parse::<f64>() {
                    changes
                        .update(|changes| {
                            changes.insert(lever, LeverValue::Number(number));
                        });
                }
            }
        />
        <output class="lever-value" for=id.to_owned()>
            {words}
        </output>
    }
    .into_any()
}

fn list(id: &str, now: LeverNow, changes: RwSignal<Changes>) -> AnyView {
    let lever = now.lever;
    let chosen = move || {
        changes.with(|changes| match changes.get(&lever) {
            Some(LeverValue::Text(word)) => word.clone(),
            _ => String::new(),
        })
    };
    let choices = now
        .choices
        .into_iter()
        .map(|choice| {
            let word = choice.word.clone();
            let is_chosen = move || chosen() == word;
            view! { <option value=choice.word selected=is_chosen>{choice.label}</option> }
        })
        .collect_view();
    view! {
        <select
            id=id.to_owned()
            class="input"
            on:change=move |event| {
                let word = event_target_value(&event);
                changes
                    .update(|changes| {
                        if word.is_empty() {
                            changes.remove(&lever);
                        } else {
                            changes.insert(lever, LeverValue::Text(word));
                        }
                    });
            }
        >
            <option value="" selected=move || chosen().is_empty()>
                {words::AS_IT_IS}
            </option>
            {choices}
        </select>
    }
    .into_any()
}
