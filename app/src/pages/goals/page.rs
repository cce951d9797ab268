//! The page of goals. Its address says which one is being changed, so that it works without script.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::auth::Permission;
use model::goals::GoalOverview;

use super::api::{RemoveGoal, load_goals};
use super::card::GoalCard;
use super::form::GoalForm;
use crate::components::{Icon, IconName, Notice};
use crate::layout::{EmptyState, TopBar, loaded, viewer_may};
use crate::live::Live;
use crate::wire::load;
use crate::words::goals as words;

/// All goals.
#[component]
pub(crate) fn GoalsPage() -> impl IntoView {
    let remove = ServerAction::<RemoveGoal>::new();
    let saved = RwSignal::new(0_u32);
    let told = Live::get().advice_told;
    let overview = load(
        move || (saved.get(), remove.version().get(), told.get()),
        |_| load_goals(),
    );
    let refused = move || remove.value().get().and_then(Result::err);
    view! {
        <TopBar title=words::GOALS>
            <Suspense>
                {move || Suspend::new(async move {
                    viewer_may(Permission::Administer)
                        .await
                        .then(|| {
                            view! {
                                <a class="pill" href="/goals?edit=new">
                                    <Icon name=IconName::Plus/>
                                    {words::ADD_A_GOAL}
                                </a>
                            }
                        })
                })}
            </Suspense>
        </TopBar>
        {move || refused().map(|error| view! { <Notice tone="critical">{error.message}</Notice> })}
        <Edited saved/>
        {loaded(overview, Permission::Administer, 8, move |overview, may_change| {
            view! { <Shown overview may_change remove/> }.into_any()
        })}
    }
    .into_any()
}

/// The form that the address asks for. It is drawn from the goals as they were when it was opened, and
/// stays as it is when they move: nobody's typing is lost, and nobody's change is overwritten.
#[component]
fn Edited(saved: RwSignal<u32>) -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|query| query.get("edit")));
    let opened = load(
        move || asked.get(),
        |asked| async move {
            match asked {
                Some(asked) => Ok(Some((asked, load_goals().await?))),
                None => Ok(None),
            }
        },
    );
    view! {
        <Transition>
            {move || Suspend::new(async move {
                let may_change = viewer_may(Permission::Administer).await;
                // What is wrong is said by the list below.
                let (asked, overview) = opened.await.ok().flatten().filter(|_| may_change)?;
                let goals = overview.goals.into_iter().map(|state| state.goal);
                let goal = goals.into_iter().find(|goal| goal.id.to_string() == asked);
                let (today, revision) = (overview.today, overview.revision);
                (goal.is_some() || asked == "new")
                    .then(|| view! { <GoalForm goal today revision saved/> })
            })}
        </Transition>
    }
    .into_any()
}

#[component]
fn Shown(
    overview: GoalOverview,
    may_change: bool,
    remove: ServerAction<RemoveGoal>,
) -> impl IntoView {
    let GoalOverview {
        revision, goals, ..
    } = overview;
    let is_empty = goals.is_empty();
    let cards = goals
        .into_iter()
        .map(|state| {
            let editing = may_change.then(|| (revision.clone(), remove));
            view! { <GoalCard state editing/> }
        })
        .collect_view();
    view! {
        {is_empty.then(|| view! { <Invitation may_change/> })}
        <div class="stack">{cards}</div>
    }
    .into_any()
}

#[component]
fn Invitation(may_change: bool) -> impl IntoView {
    view! {
        <div class="card">
            <EmptyState
                title=words::NO_GOALS_YET
                reason=words::SAY_WHAT_A_PERIOD_MAY_EMIT
            >
                {if may_change {
                    view! {
                        <a class="button" href="/goals?edit=new">
                            {words::SET_A_GOAL}
                        </a>
                    }
                        .into_any()
                } else {
                    view! { <p class="note">{words::ADMINISTRATORS_OF_THE_ORGANISATION}</p> }
                        .into_any()
                }}
            </EmptyState>
        </div>
    }
    .into_any()
}
