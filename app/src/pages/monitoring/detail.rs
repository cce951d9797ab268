//! One hotspot: how far above what, its week, what it is made of, what could be done, what was before.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use model::auth::Permission;
use model::ids::HotspotId;
use model::monitoring::{EarlierHotspot, HotspotDetail, HotspotEvent};
use model::recommendations::RecommendationQuery;

use super::api::load_hotspot;
use super::notice::Notices;
use super::week::WeekCard;
use super::words::{direction_words, kind_word, parents_words, severity_words, status_words};
use crate::components::{Badge, Card, ScrollTable, decimal, mass, percent, percent_change};
use crate::layout::{NotFoundPage, Skeleton, TopBar, loaded};
use crate::live::Live;
use crate::pages::recommendations::api::load_recommendations;
use crate::wire::load;
use crate::words::monitoring as words;

/// The page of one hotspot.
#[component]
pub(crate) fn HotspotPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")?.parse::<HotspotId>().ok()));
    move || match id.get() {
        Some(id) => view! { <Known id/> }.into_any(),
        None => view! { <NotFoundPage/> }.into_any(),
    }
}

#[component]
fn Known(id: HotspotId) -> impl IntoView {
    let notices = Notices::new();
    let live = Live::get();
    let detail = load(
        move || (notices.version(), live.alerts_told.get()),
        move |_| load_hotspot(id),
    );
    view! {
        <TopBar title=words::HOTSPOT/>
        <p class="crumbs">
            <a href="/hotspots">{words::HOTSPOTS}</a>
        </p>
        {notices.refused()}
        {loaded(detail, Permission::Operate, 10, move |detail, may_act| {
            view! { <Detail detail may_act notices/> }.into_any()
        })}
    }
    .into_any()
}

#[component]
fn Detail(detail: HotspotDetail, may_act: bool, notices: Notices) -> impl IntoView {
    let HotspotDetail {
        hotspot,
        alert,
        hours,
        earlier,
        events,
    } = detail;
    let id = hotspot.id;
    let (word, tone) = severity_words(hotspot.severity);
    let direction = direction_words(&hotspot);
    let times = match &hotspot.resolved_text {
        None => words::since(&hotspot.detected_text),
        Some(resolved) => words::from_to_resolved(&hotspot.detected_text, resolved),
    };
    let parents = parents_words(&hotspot).map(|words| view! { <p class="note">{words}</p> });
    let wider = hotspot.explained_by.map(|id| {
        view! {
            <p class="note">
                {words::NARROWER_ONE_BEFORE}
                <a href=format!("/hotspots/{id}")>{words::NARROWER_ONE_LINK}</a> "."
            </p>
        }
    });
    view! {
        <div class="grid">
            <Card title=hotspot.entity.name.clone() corner=times class="span-8 top">
                <p class="hotspot-title">
                    <span class="note">{kind_word(hotspot.entity.kind)}</span>
                    <Badge tone text=word/>
                    <Badge tone="plain" text=status_words(hotspot.status)/>
                </p>
                <p>
                    <strong class="lead">
                        {format!("{} %", decimal(hotspot.percent_above.abs(), 0))}
                    </strong>
                    {words::beside_its_baseline(direction, mass(hotspot.metric_value), mass(hotspot.baseline))}
                </p>
                <p class="note">
                    {words::nine_of_ten_such_hours_lie(mass(hotspot.baseline_low_kg), mass(hotspot.baseline_high_kg), hotspot.baseline_samples, percent(hotspot.confidence * 100.0))}
                </p>
                {parents}
                {wider}
                {notices.view(alert, may_act)}
            </Card>
            <Advice id/>
            <WeekCard hours/>
            <Card title=words::WHAT_IT_IS_MADE_OF class="span-6 top">{made_of(events)}</Card>
            <Card title=words::BEFORE class="span-6 top">{before(earlier)}</Card>
        </div>
    }
    .into_any()
}

/// What could be done about it.
#[component]
fn Advice(id: HotspotId) -> impl IntoView {
    let told = Live::get().advice_told;
    let advice = load(
        move || told.get(),
        move |_| {
            load_recommendations(RecommendationQuery {
                hotspot_id: Some(id),
                ..RecommendationQuery::default()
            })
        },
    );
    view! {
        <Card title=words::WHAT_COULD_BE_DONE class="span-4 top">
            <Transition fallback=|| view! { <Skeleton lines=3/> }>
                {move || Suspend::new(async move {
                    let items = advice.await.map(|queue| queue.page.items).unwrap_or_default();
                    if items.is_empty() {
                        return view! {
                            <p class="note">
                                {words::NO_RULE_HAS_FOUND_ANYTHING}
                            </p>
                        }
                            .into_any();
                    }
                    let entries = items
                        .into_iter()
                        .map(|one| {
                            view! {
                                <li>
                                    <a href=format!("/recommendations/{}", one.id)>{one.title}</a>
                                    <span class="note">
                                        {words::a_month(mass(one.co2_impact))}
                                    </span>
                                </li>
                            }
                        })
                        .collect_view();
                    view! { <ul class="plain-list">{entries}</ul> }.into_any()
                })}
            </Transition>
        </Card>
    }
    .into_any()
}

fn made_of(events: Vec<HotspotEvent>) -> AnyView {
    if events.is_empty() {
        return view! { <p class="note">{words::THE_EVENTS_BEHIND_IT_ARE_NO}</p> }.into_any();
    }
    let rows = events
        .into_iter()
        .map(|event| {
            view! {
                <tr>
                    <th scope="row">
                        <a href=format!("/activity/{}", event.event_id)>{event.summary}</a>
                    </th>
                    <td class="num">{mass(event.co2e_kg).to_string()}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <ScrollTable label=words::LARGEST_EVENTS>
            <thead>
                <tr>
                    <th scope="col">{words::EVENT}</th>
                    <th scope="col" class="num">{words::CO2E}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </ScrollTable>
    }
    .into_any()
}

fn before(earlier: Vec<EarlierHotspot>) -> AnyView {
    if earlier.is_empty() {
        return view! { <p class="note">{words::IT_DID_NOT_STAND_OUT_BEFORE}</p> }.into_any();
    }
    let entries = earlier
        .into_iter()
        .map(|one| {
            let (word, tone) = severity_words(one.severity);
            view! {
                <li>
                    <a href=format!("/hotspots/{}", one.id)>{one.detected_text}</a>
                    " "
                    <Badge tone text=word/>
                    <span class="note">
                        {words::at_its_last_scan(percent_change(one.percent_above))}
                    </span>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="plain-list">{entries}</ul> }.into_any()
}
