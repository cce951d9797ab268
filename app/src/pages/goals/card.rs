//! One goal: how far along it is, where it lands, and how that was found.

use std::sync::Arc;

use leptos::prelude::*;
use model::goals::{Goal, GoalKind, GoalPath, GoalProgress, GoalState};

use super::api::RemoveGoal;
use super::bar::bar;
use super::draw::draw;
use super::words::{between, counts_words, landing_words, method_words, status_words};
use crate::components::chart::{Chart, ChartBuilder};
use crate::components::{Badge, Card, ScrollTable, kg_tick, mass, percent};
use crate::layout::ThemeVersion;

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
    let of_goal = format!("of {} {}", mass(goal.kg), counts_words(&goal));
    let notes = progress
        .notes
        .iter()
        .map(|note| view! { <p class="note">{note.clone()}</p> })
        .collect_view();
    let landing = landing(&goal, &progress);
    let missing = (progress.missing.as_ref())
        .map(|reason| view! { <p class="note">"No landing is said: " {reason.clone()} "."</p> });
    let actions = editing.map(|editing| actions(&goal, editing));
    view! {
        <Card title=goal.label.clone() corner=period class="goal-card">
            <p class="figure">
                <strong>{mass(progress.so_far.kg).to_string()}</strong>
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

/// Where the period ends, while it is open.
fn landing(goal: &Goal, progress: &GoalProgress) -> Option<AnyView> {
    let is_over = progress.time_share >= 1.0;
    let landing = progress.landing.filter(|_| !is_over)?;
    let interval =
        (landing.low_kg < landing.high_kg).then(|| format!(" {} (nine of ten)", between(landing)));
    let nothing = goal.kind == GoalKind::Saving && landing.kg == 0.0;
    let advice = nothing.then(|| {
        view! {
            <span class="note">
                " Nothing is decided yet: " <a href="/recommendations">"recommendations"</a>
                " count from when they are approved."
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
    let mut facts = vec![format!(
        "{} of the goal, {} of the time",
        percent(progress.share * 100.0),
        percent(progress.time_share * 100.0)
    )];
    if progress.so_far.low_kg < progress.so_far.high_kg {
        let known = match goal.kind {
            GoalKind::Emissions => "by the factors",
            GoalKind::Saving => "by the measurements",
        };
        facts.push(format!("{known} {}", between(progress.so_far)));
    }
    facts.push(match goal.kind {
        GoalKind::Emissions if progress.left_kg < 0.0 => {
            format!("{} over the budget", mass(-progress.left_kg))
        }
        GoalKind::Emissions => format!("{} of the budget left", mass(progress.left_kg)),
        GoalKind::Saving if progress.left_kg <= 0.0 => "reached".to_owned(),
        GoalKind::Saving => format!("{} missing", mass(progress.left_kg)),
    });
    if let (GoalKind::Saving, Some(to_come)) = (goal.kind, progress.to_come) {
        facts.push(format!("{} promised", mass(to_come.kg)));
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
    let label = format!(
        "{}: kilograms since the first day, where they are expected to go, and the goal; the table below has the figures",
        goal.label
    );
    let view = view! {
        <Chart make class="chart-goal" label value_text=kg_tick theme/>
        <details class="data-table">
            <summary>"Figures as a table"</summary>
            {rows}
        </details>
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
                (Some(low), Some(high)) => format!("{} to {}", mass(low), mass(high)),
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
        <ScrollTable label="The period day by day">
            <thead>
                <tr>
                    <th scope="col">"End of"</th>
                    <th scope="col" class="num">"So far"</th>
                    <th scope="col" class="num">"Expected"</th>
                    <th scope="col" class="num">"Nine of ten"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </ScrollTable>
    }
    .into_any()
}

fn actions(goal: &Goal, (revision, remove): Editing) -> AnyView {
    let id = goal.id.to_string();
    let change_label = format!("Change {}", goal.label);
    let remove_label = format!("Remove {}", goal.label);
    view! {
        <div class="filter-actions">
            <a
                class="button button-quiet"
                href=format!("/goals?edit={id}")
                aria-label=change_label
            >
                "Change"
            </a>
            <details class="confirm">
                <summary class="button button-quiet">"Remove…"</summary>
                <p class="note">"What was emitted and saved stays; only the goal is gone."</p>
                <ActionForm action=remove>
                    <input type="hidden" name="revision" value=revision/>
                    <input type="hidden" name="id" value=id/>
                    <button
                        class="button button-critical"
                        type="submit"
                        aria-label=remove_label
                    >
                        "Remove"
                    </button>
                </ActionForm>
            </details>
        </div>
    }
    .into_any()
}
