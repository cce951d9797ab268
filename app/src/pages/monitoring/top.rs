//! `HotspotList`: what stands out most now, on the dashboard.

use leptos::prelude::*;
use model::auth::Permission;
use model::monitoring::{Alert, Hotspot, HotspotQuery};

use super::api::{HotspotList, load_hotspots};
use super::notice::Notices;
use super::words::{kind_word, severity_words};
use crate::components::{Ago, Badge, Sparkline, count, mass, percent_change};
use crate::layout::{ProblemView, Skeleton, viewer_may};
use crate::live::Live;
use crate::wire::load;
use crate::words::monitoring as words;

/// How many are shown; the page has all.
const SHOWN: u32 = 4;

/// The worst open ones, with their last day.
#[component]
pub(crate) fn HotspotListCard() -> impl IntoView {
    let notices = Notices::new();
    let told = Live::get().alerts_told;
    let list = load(
        move || (notices.version(), told.get()),
        |_| {
            load_hotspots(HotspotQuery {
                limit: Some(SHOWN),
                ..HotspotQuery::default()
            })
        },
    );
    view! {
            {notices.refused()}
            <Transition fallback=|| view! { <Skeleton lines=5/> }>
                {move || Suspend::new(async move {
                    let may_act = viewer_may(Permission::Operate).await;
                    match list.await {
                        Ok(list) => shown(list, may_act, notices),
                        Err(error) => view! { <ProblemView error/> }.into_any(),
                    }
                })}
            </Transition>
    }
    .into_any()
}

fn shown(list: HotspotList, may_act: bool, notices: Notices) -> AnyView {
    let HotspotList {
        page,
        alerts,
        stats,
    } = list;
    if page.items.is_empty() {
        let words = if stats.baselines == 0 {
            words::WHAT_IS_NORMAL_IS_LEARNED
        } else {
            words::NOTHING_STANDS_OUT_EVERYONE_EMITS
        };
        return view! {
            <p class="note">{words}</p>
            <p class="card-foot">
                <a href="/hotspots?status=closed">{words::WHAT_STOOD_OUT_BEFORE}</a>
            </p>
        }
        .into_any();
    }
    let entries = page
        .items
        .into_iter()
        .map(|hotspot| {
            let alert = alerts.iter().find(|alert| alert.id == hotspot.alert_id);
            entry(hotspot, alert.cloned(), may_act, notices)
        })
        .collect_view();
    let all = words::all_hotspots(count(stats.open));
    view! {
        <ol class="findings">{entries}</ol>
        <p class="card-foot">
            <a href="/hotspots">{all}</a>
        </p>
    }
    .into_any()
}

fn entry(hotspot: Hotspot, alert: Option<Alert>, may_act: bool, notices: Notices) -> AnyView {
    let (word, tone) = severity_words(hotspot.severity);
    let is_new = alert
        .as_ref()
        .is_some_and(|alert| alert.acknowledged_by.is_none());
    let line = words::instead_of_in_60_minutes(mass(hotspot.metric_value), mass(hotspot.baseline));
    let label = words::kg_co2e_per_hour_of_last(&hotspot.entity.name);
    let mut values = hotspot.recent_kg.clone();
    values.push(hotspot.metric_value);
    let baseline = hotspot.baseline;
    view! {
        <li class="top-hotspot" data-testid="top-hotspot">
            <div>
                <p class="hotspot-title">
                    <a href=format!("/hotspots/{}", hotspot.id)>
                        <strong>{hotspot.entity.name.clone()}</strong>
                    </a>
                    <Badge tone text=word/>
                </p>
                <p>
                    <strong>{percent_change(hotspot.percent_above)}</strong>
                    <span class="note">
                        " · " {kind_word(hotspot.entity.kind)} " · " {line} " · "
                        {words::SINCE_BEFORE} " "
                        <Ago at=hotspot.detected_at text=hotspot.detected_text/>
                    </span>
                </p>
                {alert
                    .filter(|_| is_new && may_act)
                    .map(|alert| notices.acknowledge_button(alert.id, &hotspot.entity.name))}
            </div>
            <Sparkline
                values=Signal::stored(values)
                target=Signal::stored(Some(baseline))
                label=label
            />
        </li>
    }
    .into_any()
}
