//! The hotspots: what stands out now, or what did.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::auth::Permission;
use model::monitoring::{AlertKind, HotspotQuery};

use super::api::{HotspotList, Scan, load_hotspots};
use super::desktop::DesktopSwitch;
use super::hotspot::HotspotEntry;
use super::notice::Notices;
use crate::components::{Card, Notice, Query, count, mass};
use crate::layout::{EmptyState, Toasts, TopBar, loaded};
use crate::live::Live;
use crate::wire::load;
use crate::words::monitoring as words;

/// Rows of one page.
const PAGE_ROWS: u32 = 50;

/// The list, moved by the live channel.
#[component]
pub(crate) fn HotspotsPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| HotspotQuery {
            status: query.get("status").filter(|word| !word.is_empty()),
            cursor: query.get("cursor").filter(|word| !word.is_empty()),
            limit: Some(PAGE_ROWS),
            ..HotspotQuery::default()
        })
    });
    let (scan, notices) = (ServerAction::<Scan>::new(), Notices::new());
    Toasts::get().after(*scan, |report| {
        words::scanned_looked_at_above_new(report.entities, report.above, report.opened)
    });
    let told = Live::get().alerts_told;
    let list = load(
        move || {
            let acted = (scan.version().get(), notices.version());
            (asked.get(), acted, told.get())
        },
        |(query, ..)| load_hotspots(query),
    );
    let refused = move || scan.value().get().and_then(Result::err);
    view! {
        <TopBar title=words::HOTSPOTS/>
        {move || refused().map(|error| view! { <Notice tone="critical">{error.message}</Notice> })}
        {notices.refused()}
        {loaded(list, Permission::Operate, 8, move |list, may_act| {
            let is_closed = asked.with_untracked(|asked| asked.status.as_deref() == Some("closed"));
            view! { <Hotspots list is_closed may_act scan notices/> }.into_any()
        })}
    }
    .into_any()
}

#[component]
fn Hotspots(
    list: HotspotList,
    is_closed: bool,
    may_act: bool,
    scan: ServerAction<Scan>,
    notices: Notices,
) -> impl IntoView {
    let HotspotList {
        page,
        alerts,
        stats,
    } = list;
    let scanned = match &stats.scanned_text {
        Some(text) => words::last_scan(text),
        None => words::NOT_SCANNED_YET.to_owned(),
    };
    let silent: Vec<_> = alerts
        .iter()
        .filter(|alert| alert.kind == AlertKind::NoData)
        .map(|alert| {
            let is_new = may_act && alert.acknowledged_by.is_none();
            let button = is_new.then(|| notices.acknowledge_button(alert.id, &alert.message));
            view! { <li class="silent">{alert.message.clone()} {button}</li> }
        })
        .collect();
    let is_empty = page.items.is_empty();
    let has_silent = !silent.is_empty();
    let next = page.next_cursor.map(|cursor| {
        Query::default()
            .with("status", is_closed.then(|| "closed".to_owned()))
            .with("cursor", Some(cursor))
            .at("/hotspots")
    });
    let entries = page
        .items
        .into_iter()
        .map(|hotspot| {
            let alert = alerts
                .iter()
                .find(|alert| alert.id == hotspot.alert_id)
                .cloned();
            view! { <HotspotEntry hotspot alert may_act notices/> }
        })
        .collect_view();
    let summary = words::open_critical_warnings_infos_per(
        count(stats.open),
        count(stats.critical),
        count(stats.warn),
        count(stats.info),
        mass(stats.excess_kg_per_hour),
        count(stats.baselines),
    );
    view! {
        <Card title=words::ABOVE_THEIR_BASELINES corner=Signal::stored(scanned)>
            <div class="filters">
                <p class="note">{summary}</p>
                <div class="filter-actions">
                    <a
                        class="button button-quiet"
                        href="/hotspots"
                        aria-current=(!is_closed).then_some("true")
                    >
                        {words::OPEN}
                    </a>
                    <a
                        class="button button-quiet"
                        href="/hotspots?status=closed"
                        aria-current=is_closed.then_some("true")
                    >
                        {words::RESOLVED}
                    </a>
                    {may_act
                        .then(|| {
                            view! {
                                <ActionForm action=scan>
                                    <button
                                        class="button"
                                        type="submit"
                                        disabled=move || scan.pending().get()
                                    >
                                        {words::SCAN_NOW}
                                    </button>
                                </ActionForm>
                            }
                        })}
                </div>
            </div>
            {if is_empty {
                empty(is_closed, stats.baselines)
            } else {
                view! { <ul class="hotspots">{entries}</ul> }.into_any()
            }}
            {has_silent
                .then(|| {
                    view! {
                        <h3>{words::SILENT}</h3>
                        <ul class="plain-list">{silent}</ul>
                    }
                })}
            <DesktopSwitch/>
            <nav class="pager" aria-label=words::PAGES_OF_HOTSPOTS>
                {next.map(|href| view! { <a class="button button-quiet" href=href rel="next">{words::OLDER}</a> })}
            </nav>
        </Card>
    }
    .into_any()
}

fn empty(is_closed: bool, baselines: u64) -> AnyView {
    let (title, reason) = match (is_closed, baselines) {
        (true, _) => (
            words::NOTHING_RESOLVED_YET,
            words::HOTSPOTS_THAT_WENT_BACK_TO_NORMAL,
        ),
        (false, 0) => (words::NO_BASELINES_YET, words::WHAT_IS_NORMAL_IS_LEARNED),
        (false, _) => (words::NOTHING_STANDS_OUT, words::EVERY_SUPPLIER_SITE_ROUTE),
    };
    view! { <EmptyState title reason/> }.into_any()
}
