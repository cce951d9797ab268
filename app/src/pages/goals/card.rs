//! One goal: how far along it is, where it lands, and how that was found.

use std::sync::Arc;

use leptos::prelude::*;
use model::goals::{Goal, GoalKind, GoalPath, GoalProgress, GoalState};
use model::ingest::EventType;

use super::api::RemoveGoal;
use super::bar::bar;
use super::draw::draw;
use super::words::{between, counts_words, landing_words, method_words, status_words};
use crate::components::chart::{Chart, ChartBuilder};
use crate::components::{Badge, Card, Figures, Query, ScrollTable, kg_tick, mass, percent};
use crate::layout::ThemeVersion;
use crate::words::goals as words;

/// What an admin needs to change goals: the revision that is shown, and how one is removed.
pub(super) type Editing = (String, ServerAction<RemoveGoal>);

/// A goal's card; with `editing` it can be changed.
#[component]
pub(super) fn GoalCard(state: GoalState, editing: Option<Editing>) -> impl IntoView {
    let drawn = bar(&state);
    let GoalState {
        goal,
        period,
        progress,
    } = state;
    let (tone, word) = status_words(progress.status);
    let of_goal = words::figure_of_goal(mass(goal.kg), counts_words(&goal));
    let notes = progress
        .notes
        .iter()
        .map(|note| view! { <p class="note">{note.clone()}</p> })
        .collect_view();
    let landing = landing(&goal, &progress);
    let missing = (progress.missing.as_ref())
        .map(|reason| view! { <p class="note">{words::no_landing_is_said(reason)}</p> });
    let actions = editing.map(|editing| actions(&goal, editing));
    let (events, title) = behind(&goal);
    view! {
        <Card title=goal.label.clone() corner=period class="goal-card">
            <p class="figure">
                <a href=events title=title>
                    <strong>{mass(progress.so_far.kg).to_string()}</strong>
                </a>
                <span class="unit">{of_goal}</span>
                " "
                <Badge tone text=word/>
            </p>
            {drawn}
            {landing}
            <ul class="facts facts-row">{facts(&goal, &progress)}</ul>
            {missing}
            {notes}
            {line(&goal, &progress)}
            <p class="note">{method_words(&progress)}</p>
            {actions}
        </Card>
    }
    .into_any()
}

/// Where the figure of a goal comes from.
fn behind(goal: &Goal) -> (String, &'static str) {
    match goal.kind {
        GoalKind::Emissions => {
            let last_day = goal.to.pred_opt();
            let query = Query::default()
                .with("from", Some(goal.from.to_string()))
                .with("to", last_day.map(|day| day.to_string()))
                .with("category", goal.category.map(EventType::as_str));
            (query.at("/activity"), words::ITS_EVENTS)
        }
        GoalKind::Saving => {
            let closed = "/recommendations?view=closed".to_owned();
            (closed, words::WHAT_WAS_CARRIED_OUT)
        }
    }
}

/// Where the period ends, while it is open.
fn landing(goal: &Goal, progress: &GoalProgress) -> Option<AnyView> {
    let is_over = progress.time_share >= 1.0;
    let landing = progress.landing.filter(|_| !is_over)?;
    let interval = (landing.low_kg < landing.high_kg).then(|| words::nine_of_ten(between(landing)));
    let nothing = goal.kind == GoalKind::Saving && landing.kg == 0.0;
    let advice = nothing.then(|| {
        view! {
            <span class="note">
                {words::NOTHING_IS_DECIDED_BEFORE} <a href="/recommendations">{words::NOTHING_IS_DECIDED_LINK}</a>
                {words::NOTHING_IS_DECIDED_AFTER}
            </span>
        }
    });
    let view = view! {
        <p class="goal-landing">
            <strong class="is-predicted">{landing_words(goal, landing)}</strong>
            <span class="note">{interval}</span>
            {advice}
        </p>
    };
    Some(view.into_any())
}

/// The figures as words.
fn facts(goal: &Goal, progress: &GoalProgress) -> AnyView {
    let mut facts = vec![words::of_the_goal_of_the_time(
        percent(progress.share * 100.0),
        percent(progress.time_share * 100.0),
    )];
    if progress.so_far.low_kg < progress.so_far.high_kg {
        let known = match goal.kind {
            GoalKind::Emissions => words::BY_THE_FACTORS,
            GoalKind::Saving => words::BY_THE_MEASUREMENTS,
        };
        facts.push(format!("{known} {}", between(progress.so_far)));
    }
    facts.push(match goal.kind {
        GoalKind::Emissions if progress.left_kg < 0.0 => {
            words::over_the_budget(mass(-progress.left_kg))
        }
        GoalKind::Emissions => words::of_the_budget_left(mass(progress.left_kg)),
        GoalKind::Saving if progress.left_kg <= 0.0 => words::REACHED.to_owned(),
        GoalKind::Saving => words::missing(mass(progress.left_kg)),
    });
    if let (GoalKind::Saving, Some(to_come)) = (goal.kind, progress.to_come) {
        facts.push(words::promised(mass(to_come.kg)));
    }
    facts
        .into_iter()
        .map(|fact| view! { <li>{fact}</li> })
        .collect_view()
        .into_any()
}

/// The period as a line, and the same as a table.
fn line(goal: &Goal, progress: &GoalProgress) -> Option<AnyView> {
    let path = progress.path.clone();
    if path.labels.len() < 2 {
        return None;
    }
    let theme = use_context::<ThemeVersion>().unwrap_or_default().0;
    let rows = table(&path);
    let goal_kg = goal.kg;
    let make: ChartBuilder = Arc::new(move |palette| draw(&path, goal_kg, palette));
    let label = words::kilograms_since_the_first_day_where(&goal.label);
    let view = view! {
        <Chart make class="chart-goal" label value_text=kg_tick theme/>
        <Figures name="goal">
            {rows}
        </Figures>
    };
    Some(view.into_any())
}

fn table(path: &GoalPath) -> AnyView {
    let cell = |kg: Option<f64>| kg.map_or_else(|| "–".to_owned(), |kg| mass(kg).to_string());
    let rows = path
        .labels
        .iter()
        .enumerate()
        .map(|(place, label)| {
            let at = |line: &[Option<f64>]| line.get(place).copied().flatten();
            let interval = match (at(&path.low_kg), at(&path.high_kg)) {
                (Some(low), Some(high)) => words::low_to_high(mass(low), mass(high)),
                _ => "–".to_owned(),
            };
            view! {
                <tr>
                    <th scope="row">{label.clone()}</th>
                    <td class="num">{cell(at(&path.measured_kg))}</td>
                    <td class="num">{cell(at(&path.expected_kg))}</td>
                    <td class="num">{interval}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <ScrollTable label=words::THE_PERIOD_DAY_BY_DAY>
            <thead>
                <tr>
                    <th scope="col">{words::END_OF}</th>
                    <th scope="col" class="num">{words::SO_FAR}</th>
                    <th scope="col" class="num">{words::EXPECTED}</th>
                    <th scope="col" class="num">{words::NINE_OF_TEN}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </ScrollTable>
    }
    .into_any()
}

fn actions(goal: &Goal, (revision, remove): Editing) -> AnyView {
    let id = goal.id.to_string();
    let change_label = words::change(&goal.label);
    let remove_label = words::remove(&goal.label);
    view! {
        <div class="filter-actions">
            <a
                class="button button-quiet"
                href=format!("/goals?edit={id}")
                aria-label=change_label
            >
                {words::CHANGE}
            </a>
            <details class="confirm">
                <summary class="button button-quiet">{words::REMOVE}</summary>
                <p class="note">{words::WHAT_WAS_EMITTED_AND_SAVED_STAYS}</p>
                <ActionForm action=remove>
                    <input type="hidden" name="revision" value=revision/>
                    <input type="hidden" name="id" value=id/>
                    <button
                        class="button button-critical"
                        type="submit"
                        aria-label=remove_label
                    >
                        {words::REMOVE_CONFIRM}
                    </button>
                </ActionForm>
            </details>
        </div>
    }
    .into_any()
}
