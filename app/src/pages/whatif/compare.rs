//! Scenarios kept under a name: up to four side by side, and what is made of them.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::ids::ScenarioId;
use model::whatif::{NAME_CHARS_MAX, SavedScenario};

use super::api::{About, forget_scenario, recommend_scenario, save_scenario};
use super::panel::listed;
use super::start::Changes;
use crate::components::{ConfirmButton, Notice, ScrollTable, decimal, mass};
use crate::error::AppError;
use crate::words::whatif as words;

/// Scenarios side by side at most.
const COMPARED_MAX: usize = 4;

/// The name being typed, and the scenarios side by side.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Draft {
    name: RwSignal<String>,
    compared: RwSignal<Vec<ScenarioId>>,
}

/// The form that keeps the scenario, and those kept.
#[component]
pub(super) fn Kept(
    kept: Vec<SavedScenario>,
    about: RwSignal<About>,
    changes: RwSignal<Changes>,
    /// What is typed and ticked here: other events being chosen leaves it.
    draft: Draft,
) -> impl IntoView {
    let Draft { name, compared } = draft;
    let kept = RwSignal::new(kept);
    let said = RwSignal::new(None::<Result<String, AppError>>);
    let is_busy = RwSignal::new(false);
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        is_busy.set(true);
        let (text, about) = (name.get_untracked(), about.get_untracked());
        let changes = changes.with_untracked(listed);
        spawn_local(async move {
            let answer = save_scenario(text, about, changes).await;
            is_busy.set(false);
            said.set(Some(answer.map(|saved| {
                let words = words::kept_as(&saved.name);
                name.set(String::new());
                kept.update(|kept| kept.insert(0, saved));
                words
            })));
        });
    };
    view! {
        <form class="whatif-save" on:submit=save>
            <label for="whatif-name" class="sr-only">
                {words::NAME_OF_THE_SCENARIO}
            </label>
            <input
                id="whatif-name"
                class="input"
                maxlength=NAME_CHARS_MAX.to_string()
                placeholder=words::NAME_IT_TO_KEEP_IT
                required=true
                prop:value=move || name.get()
                on:input=move |event| name.set(event_target_value(&event))
            />
            <button class="button" type="submit" disabled=move || is_busy.get()>
                {words::KEEP}
            </button>
        </form>
        {move || {
            said.get()
                .map(|said| match said {
                    Ok(words) => view! { <Notice tone="good">{words}</Notice> },
                    Err(error) => view! { <Notice tone="critical">{error.message}</Notice> },
                })
        }}
        <Show when=move || kept.with(|kept| !kept.is_empty())>
            <h3>{words::KEPT_SCENARIOS}</h3>
            <ul class="plain-list kept">
                <For each=move || kept.get() key=|one| (one.id, one.recommendation_id) let:one>
                    {entry(one, kept, compared, said)}
                </For>
            </ul>
            {move || table(&kept.get(), &compared.get())}
        </Show>
    }
    .into_any()
}

fn entry(
    one: SavedScenario,
    kept: RwSignal<Vec<SavedScenario>>,
    compared: RwSignal<Vec<ScenarioId>>,
    said: RwSignal<Option<Result<String, AppError>>>,
) -> AnyView {
    let (id, name) = (one.id, one.name.clone());
    let is_compared = move || compared.with(|compared| compared.contains(&id));
    let is_full = move || compared.with(|compared| compared.len() >= COMPARED_MAX);
    let compare = words::compare(&name);
    let facts = format!(
        "{} · {} · {}",
        one.period_text,
        mass(one.outcome.delta.co2e_kg),
        one.created_text
    );
    let advise = move |_| {
        spawn_local(async move {
            let answer = recommend_scenario(id).await;
            if let Ok(made) = &answer {
                let made = *made;
                kept.update(|kept| {
                    for one in kept.iter_mut().filter(|one| one.id == id) {
                        one.recommendation_id = Some(made);
                    }
                });
            }
            said.set(Some(
                answer.map(|_| words::IT_WAITS_AMONG_THE_RECOMMENDATIONS.to_owned()),
            ));
        });
    };
    let forget = Callback::new(move |()| {
        spawn_local(async move {
            match forget_scenario(id).await {
                Ok(()) => {
                    kept.update(|kept| kept.retain(|one| one.id != id));
                    compared.update(|compared| compared.retain(|one| *one != id));
                }
                Err(error) => said.set(Some(Err(error))),
            }
        });
    });
    let advice = match one.recommendation_id {
        Some(_) => view! { <a href="/recommendations">{words::RECOMMENDED}</a> }.into_any(),
        None => view! {
            <button type="button" class="button button-quiet" on:click=advise>
                {words::MAKE_THIS_A_RECOMMENDATION}
            </button>
        }
        .into_any(),
    };
    view! {
        <li>
            <label class="kept-name">
                <input
                    type="checkbox"
                    aria-label=compare
                    prop:checked=is_compared
                    disabled=move || is_full() && !is_compared()
                    on:change=move |_| {
                        compared
                            .update(|compared| {
                                if compared.contains(&id) {
                                    compared.retain(|one| *one != id);
                                } else {
                                    compared.push(id);
                                }
                            });
                    }
                />
                <strong>{name.clone()}</strong>
            </label>
            <span class="note">{facts}</span>
            <span class="filter-actions">
                {advice}
                <ConfirmButton
                    label=words::DELETE
                    name=words::delete(&name)
                    question=words::DELETE_THIS_SCENARIO
                    consequence=words::ITS_FIGURES_ARE_GONE
                    confirm=words::DELETE
                    on_confirm=forget
                />
            </span>
        </li>
    }
    .into_any()
}

/// Those chosen, side by side.
fn table(kept: &[SavedScenario], compared: &[ScenarioId]) -> Option<AnyView> {
    let chosen: Vec<&SavedScenario> = kept
        .iter()
        .filter(|one| compared.contains(&one.id))
        .collect();
    if chosen.len() < 2 {
        return None;
    }
    let line = |word: &'static str, cell: fn(&SavedScenario) -> String| {
        let cells = chosen
            .iter()
            .map(|one| view! { <td class="num">{cell(one)}</td> })
            .collect_view();
        view! {
            <tr>
                <th scope="row">{word}</th>
                {cells}
            </tr>
        }
    };
    let names = chosen
        .iter()
        .map(|one| view! { <th scope="col">{one.name.clone()}</th> })
        .collect_view();
    let body = view! {
        {line(words::PERIOD, |one| one.period_text.clone())}
        {line(words::AS_IT_WAS, |one| mass(one.outcome.baseline.co2e_kg).to_string())}
        {line(words::WHAT_IF, |one| mass(one.outcome.scenario.co2e_kg).to_string())}
        {line(words::DIFFERENCE, |one| mass(one.outcome.delta.co2e_kg).to_string())}
        {line(
            words::NINE_OF_TEN,
            |one| {
                let delta = &one.outcome.delta;
                words::low_to_high(mass(delta.interval_low_kg), mass(delta.interval_high_kg))
            },
        )}
        {line(words::COST, cost)}
    };
    Some(
        view! {
            <ScrollTable label=words::SCENARIOS_SIDE_BY_SIDE class="compared" is_in_order=true csv="scenarios">
                <thead>
                    <tr>
                        <td></td>
                        {names}
                    </tr>
                </thead>
                <tbody>{body}</tbody>
            </ScrollTable>
        }
        .into_any(),
    )
}

fn cost(one: &SavedScenario) -> String {
    one.outcome.cost.delta.map_or_else(
        || words::NOT_KNOWN.to_owned(),
        |delta| {
            let amount = decimal(delta.amount.micros() as f64 / 1e6, 0);
            format!("{amount} {}", delta.currency.as_str())
        },
    )
}
