//! `RecommendationQueue`: what waits for a decision, on the dashboard; and what is open about a site, on its page.

use leptos::prelude::*;
use model::auth::Permission;
use model::ids::SiteId;
use model::ingest::EventType;
use model::recommendations::{Recommendation, RecommendationQuery};

use super::api::{Queue, load_recommendations};
use super::steps::Steps;
use super::words::cost_words;
use crate::components::{count, mass, percent};
use crate::layout::{ProblemView, Skeleton, viewer_may};
use crate::live::Live;
use crate::wire::load;
use crate::words::recommendations as words;

/// How many are shown; the page has all.
const SHOWN: u32 = 3;

/// The newest that are not decided.
#[component]
pub(crate) fn RecommendationQueueCard(
    /// The only one shown.
    category: Signal<Option<EventType>>,
) -> impl IntoView {
    let query = Signal::derive(move || RecommendationQuery {
        status: Some("pending".to_owned()),
        event_type: category.get(),
        limit: Some(SHOWN),
        ..RecommendationQuery::default()
    });
    listed(query, Signal::stored(0), shown)
}

/// What is open about a site.
#[component]
pub(crate) fn AdviceOfSite(
    site: SiteId,
    /// Counts when more was looked for.
    asked: Signal<usize>,
) -> impl IntoView {
    let query = RecommendationQuery {
        site_id: Some(site),
        ..RecommendationQuery::default()
    };
    listed(Signal::stored(query), asked, of_site)
}

/// The list that `draw` makes of what a query finds, up to date.
fn listed(
    query: Signal<RecommendationQuery>,
    asked: Signal<usize>,
    draw: fn(Queue, bool, Steps) -> AnyView,
) -> AnyView {
    let steps = Steps::new();
    let told = Live::get().advice_told;
    let queue = load(
        move || (steps.version(), told.get(), asked.get(), query.get()),
        |(_, _, _, query)| load_recommendations(query),
    );
    view! {
        {steps.refused()}
        <Transition fallback=|| view! { <Skeleton lines=5/> }>
            {move || Suspend::new(async move {
                let may_act = viewer_may(Permission::Operate).await;
                match queue.await {
                    Ok(queue) => draw(queue, may_act, steps),
                    Err(error) => view! { <ProblemView error/> }.into_any(),
                }
            })}
        </Transition>
    }
    .into_any()
}

fn of_site(queue: Queue, may_act: bool, steps: Steps) -> AnyView {
    let items = queue.page.items;
    if items.is_empty() {
        return view! { <p class="note">{words::NOTHING_IS_ADVISED_HERE}</p> }.into_any();
    }
    let entries = items.iter().map(|one| entry(one, may_act, steps));
    view! { <ul class="findings">{entries.collect_view()}</ul> }.into_any()
}

fn shown(queue: Queue, may_act: bool, steps: Steps) -> AnyView {
    let Queue { page, stats } = queue;
    if page.items.is_empty() {
        return view! {
            <p class="note">
                {words::NOTHING_WAITS_FOR_A_DECISION}
            </p>
            <p class="card-foot">
                <a href="/recommendations?view=board">{words::WHAT_IS_UNDER_WAY}</a>
            </p>
        }
        .into_any();
    }
    let entries = page.items.iter().map(|one| entry(one, may_act, steps));
    let all = words::all_that_wait(count(stats.pending));
    view! {
        <ul class="findings">{entries.collect_view()}</ul>
        <p class="card-foot">
            <a href="/recommendations">{all}</a>
        </p>
    }
    .into_any()
}

fn entry(one: &Recommendation, may_act: bool, steps: Steps) -> AnyView {
    let figures =
        words::cost_and_feasibility(cost_words(one), percent(one.feasibility_score * 100.0));
    view! {
        <li data-testid="next-recommendation">
            <p class="hotspot-title">
                <a href=format!("/recommendations/{}", one.id)>
                    <strong>{one.title.clone()}</strong>
                </a>
                {steps.badge(one)}
            </p>
            <p>
                <strong>{mass(one.co2_impact).to_string()}</strong>
                <span class="note">{words::a_month_and(figures)}</span>
            </p>
            <p class="note">{one.entity.name.clone()}</p>
            <p class="note reason-line">{one.body.clone()}</p>
            {may_act.then(|| view! { <div class="filter-actions">{steps.forms(one)}</div> })}
        </li>
    }
    .into_any()
}
