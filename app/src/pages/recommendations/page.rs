//! What is advised: the queue, the board, and what is closed.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::auth::Permission;
use model::recommendations::{RecommendationQuery, RecommendationStats};

use super::api::{Queue, load_recommendations};
use super::board::Board;
use super::entry::entry;
use super::steps::Steps;
use crate::components::{Card, Query, Tab, Tabs, count, mass};
use crate::layout::{EmptyState, TopBar, loaded};
use crate::live::Live;
use crate::wire::load;
use crate::words::recommendations as words;

/// Entries of one page of the queue.
const PAGE_ROWS: u32 = 20;
/// Cards of the board: all that are open, as far as a board can be read.
const BOARD_CARDS_MAX: u32 = 200;

const QUEUE: &str = "/recommendations";
const BOARD: &str = "/recommendations?view=board";
const CLOSED: &str = "/recommendations?view=closed";

/// How they are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum View {
    Queue,
    Board,
    Closed,
}

impl View {
    fn href(self) -> &'static str {
        match self {
            Self::Queue => QUEUE,
            Self::Board => BOARD,
            Self::Closed => CLOSED,
        }
    }

    fn query(self, cursor: Option<String>) -> RecommendationQuery {
        let (status, limit) = match self {
            Self::Queue => ("open", PAGE_ROWS),
            Self::Board => ("open", BOARD_CARDS_MAX),
            Self::Closed => ("closed", PAGE_ROWS),
        };
        RecommendationQuery {
            status: Some(status.to_owned()),
            limit: Some(limit),
            cursor,
            ..RecommendationQuery::default()
        }
    }
}

/// Recommendations, moved by the live channel.
#[component]
pub(crate) fn RecommendationsPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| {
            let view = match query.get("view").as_deref() {
                Some("board") => View::Board,
                Some("closed") => View::Closed,
                _ => View::Queue,
            };
            (view, query.get("cursor").filter(|word| !word.is_empty()))
        })
    });
    let steps = Steps::new();
    let told = Live::get().advice_told;
    let queue = load(
        move || (asked.get(), steps.version(), told.get()),
        |((view, cursor), ..)| load_recommendations(view.query(cursor)),
    );
    let tab = |href, label| Tab {
        href,
        label,
        closed: None,
    };
    view! {
        <TopBar title=words::RECOMMENDATIONS/>
        {move || {
            let tabs = vec![tab(QUEUE, words::QUEUE), tab(BOARD, words::BOARD), tab(CLOSED, words::CLOSED)];
            view! { <Tabs label=words::RECOMMENDATIONS tabs current=asked.get().0.href()/> }
        }}
        {steps.refused()}
        {loaded(queue, Permission::Operate, 8, move |queue, may_act| {
            let view = asked.with_untracked(|(view, _)| *view);
            view! { <Shown queue view may_act steps/> }.into_any()
        })}
    }
    .into_any()
}

fn summary(stats: &RecommendationStats) -> String {
    words::wait_for_a_decision_a_month(
        count(stats.pending),
        mass(stats.promised_kg_per_month),
        mass(stats.verified_kg),
    )
}

#[component]
fn Shown(queue: Queue, view: View, may_act: bool, steps: Steps) -> impl IntoView {
    let Queue { page, stats } = queue;
    let next = page.next_cursor.map(|cursor| {
        let view = (view == View::Closed).then_some("closed");
        let query = Query::default().with("view", view);
        query.with("cursor", Some(cursor)).at(QUEUE)
    });
    if view == View::Board {
        let more = next.map(|_| {
            view! {
                <p class="note">
                    {words::the_newest_are_shown_the_queue(BOARD_CARDS_MAX)}
                </p>
            }
        });
        return view! {
            <Card title=words::BOARD>
                <p class="note">{summary(&stats)}</p>
                {more}
                <div class="board">
                    <Board items=page.items may_act steps/>
                </div>
            </Card>
        }
        .into_any();
    }
    let is_empty = page.items.is_empty();
    let entries = page.items.iter().map(|one| entry(one, may_act, steps));
    let entries = entries.collect_view();
    view! {
        <Card title=if view == View::Closed { words::CLOSED } else { words::QUEUE }>
            <p class="note">{summary(&stats)}</p>
            {is_empty
                .then(|| {
                    view! {
                        <EmptyState
                            title=words::NOTHING_HERE
                            reason=words::WHEN_A_HOTSPOT_FIRES_THE_RULES
                        >
                            <a class="button" href="/hotspots">
                                {words::SEE_THE_HOTSPOTS}
                            </a>
                        </EmptyState>
                    }
                })}
            <ul class="findings">{entries}</ul>
            <nav class="pager" aria-label=words::PAGES_OF_RECOMMENDATIONS>
                {next.map(|href| view! { <a class="button button-quiet" href=href rel="next">{words::OLDER}</a> })}
            </nav>
        </Card>
    }
    .into_any()
}
