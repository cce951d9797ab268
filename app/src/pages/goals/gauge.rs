//! The gauge: verified solid, promised hatched on top, the goal at its end.

use leptos::prelude::*;
use model::auth::Permission;
use model::goals::GoalState;

use super::api::load_saved;
use super::saved::Around;
use super::words::{between, status_words};
use crate::components::{Badge, mass};
use crate::layout::{ProblemView, viewer_may};
use crate::wire::load;
use crate::words::goals as words;

/// Half a circle around (100, 96), drawn from left to right.
const ARC: &str = "M16 96A84 84 0 0 1 184 96";

/// The saving goal, asked for again when a recommendation moves.
#[component]
pub(crate) fn Gauge(around: Around) -> impl IntoView {
    let told = around.told;
    let saved = load(move || told.get(), |_| load_saved());
    view! {
        <Transition fallback=|| view! { <div class="gauge-space"></div> }>
            {move || Suspend::new(async move {
                let may_change = viewer_may(Permission::Administer).await;
                match saved.await {
                    Ok(Some(state)) => {
                        around.period.set(state.period.clone());
                        shown(&state)
                    }
                    Ok(None) => invitation(may_change),
                    Err(error) => view! { <ProblemView error/> }.into_any(),
                }
            })}
        </Transition>
    }
    .into_any()
}

fn shown(state: &GoalState) -> AnyView {
    let (goal, progress) = (&state.goal, &state.progress);
    let (tone, word) = status_words(progress.status);
    let to_come = progress.to_come.unwrap_or_default();
    let percent = |kg: f64| (100.0 * kg / goal.kg).clamp(0.0, 100.0);
    let verified = percent(progress.so_far.kg);
    let promised = percent(progress.so_far.kg + to_come.kg.max(0.0)) - verified;
    let label = words::verified_and_promised(
        mass(progress.so_far.kg),
        mass(to_come.kg),
        mass(goal.kg),
        word,
    );
    let figures = mass(progress.so_far.kg);
    view! {
        <div class="gauge">
            <svg viewBox="0 0 200 104" role="img" aria-label=label>
                <defs>
                    <pattern
                        id="gauge-hatch"
                        width="6"
                        height="6"
                        patternUnits="userSpaceOnUse"
                        patternTransform="rotate(45)"
                    >
                        <rect class="hatch-ground" width="6" height="6"></rect>
                        <rect class="hatch-line" width="3" height="6"></rect>
                    </pattern>
                </defs>
                <path class="gauge-track" d=ARC></path>
                <path
                    class="gauge-promised"
                    d=ARC
                    pathLength="100"
                    stroke-dasharray=format!("0 {verified:.2} {promised:.2} 200")
                ></path>
                <path
                    class="gauge-verified"
                    d=ARC
                    pathLength="100"
                    stroke-dasharray=format!("{verified:.2} 200")
                ></path>
            </svg>
            <p class="gauge-figure">
                <a href="/recommendations?view=closed" title=words::WHAT_WAS_CARRIED_OUT>
                    <strong data-testid="saved-verified">{figures.figure}</strong>
                    <span>{words::verified_of_goal(figures.unit, mass(goal.kg))}</span>
                </a>
            </p>
        </div>
        <ul class="facts">
            <li>
                <span class="swatch share-measured" aria-hidden="true"></span>
                {words::verified(mass(progress.so_far.kg))}
            </li>
            <li>
                <span class="swatch share-predicted" aria-hidden="true"></span>
                {words::promised_so_far(mass(to_come.kg))}
                {(to_come.high_kg > to_come.low_kg)
                    .then(|| view! { <span class="note">{format!(" ({})", between(to_come))}</span> })}
            </li>
        </ul>
        <p class="compare">
            <Badge tone text=word/>
            " "
            <span class="note">{goal.label.clone()}</span>
        </p>
    }
    .into_any()
}

fn invitation(may_change: bool) -> AnyView {
    view! {
        <p>{words::NO_SAVING_GOAL_IS_SET}</p>
        <p class="note">
            {words::WITH_ONE_THIS_SHOWS_WHAT_CARRIED}
        </p>
        {may_change
            .then(|| {
                view! {
                    <p class="card-foot">
                        <a class="button" href="/goals?edit=new">
                            {words::SET_A_GOAL}
                        </a>
                    </p>
                }
            })}
    }
    .into_any()
}
