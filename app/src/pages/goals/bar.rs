//! How much of a goal is used or reached, beside where an even pace would be.

use leptos::prelude::*;
use model::goals::{GoalKind, GoalState};

use super::words::between;
use crate::components::mass;
use crate::words::goals as words;

/// Width and height of the drawing, in units of its own.
const WIDTH: f64 = 1_000.0;
const HEIGHT: f64 = 22.0;

/// Measured solid, expected hatched, the goal and an even pace as marks.
pub(super) fn bar(state: &GoalState) -> AnyView {
    let (goal, progress) = (&state.goal, &state.progress);
    let landing = progress.landing.map_or(progress.so_far.kg, |end| end.kg);
    // A little room beyond the goal, so that its mark is seen.
    let end = goal.kg.max(progress.so_far.kg).max(landing) * 1.02;
    let x = |kg: f64| (kg / end * WIDTH).clamp(0.0, WIDTH);
    let (measured, expected) = (x(progress.so_far.kg), x(landing));
    let (pace, at_goal) = (x(progress.even_pace_kg), x(goal.kg));
    let has_pace = progress.time_share > 0.0 && progress.time_share < 1.0;
    let line = |at: f64| format!("M{at:.1} 0V{HEIGHT}");
    let words = match goal.kind {
        GoalKind::Emissions => (words::EMITTED, words::EXPECTED_LATER),
        GoalKind::Saving => (words::VERIFIED, words::PROMISED),
    };
    let pace_words = words::even_pace_to_date(mass(progress.even_pace_kg));
    let label = words::bar_words(
        mass(progress.so_far.kg),
        mass(goal.kg),
        words.0,
        if has_pace {
            format!(", {pace_words}")
        } else {
            String::new()
        },
        progress.landing.map_or_else(String::new, |end| {
            words::landing_at(mass(end.kg), between(end))
        }),
    );
    view! {
        <svg
            class="goal-bar"
            viewBox=format!("0 0 {WIDTH} {HEIGHT}")
            preserveAspectRatio="none"
            role="img"
            aria-label=label
        >
            <rect class="goal-track" width=WIDTH y="4" height="14"></rect>
            <rect
                class="fall-predicted"
                x=format!("{measured:.1}")
                y="4"
                width=format!("{:.1}", (expected - measured).max(0.0))
                height="14"
            ></rect>
            <rect class="fall-measured" width=format!("{measured:.1}") y="4" height="14"></rect>
            {has_pace
                .then(|| {
                    view! {
                        <path class="goal-halo" d=line(pace)></path>
                        <path class="goal-pace" d=line(pace)></path>
                    }
                })}
            <path class="goal-halo" d=line(at_goal)></path>
            <path class="goal-mark" d=line(at_goal)></path>
        </svg>
        <p class="legend-row">
            <span>
                <span class="swatch share-measured" aria-hidden="true"></span>
                {words.0}
            </span>
            <span>
                <span class="swatch share-predicted" aria-hidden="true"></span>
                {words.1}
            </span>
            {has_pace
                .then(|| {
                    view! {
                        <span>
                            <span class="swatch pace-swatch" aria-hidden="true"></span>
                            {pace_words}
                        </span>
                    }
                })}
            <span>
                <span class="swatch goal-swatch" aria-hidden="true"></span>
                {words::GOAL}
            </span>
        </p>
    }
    .into_any()
}
