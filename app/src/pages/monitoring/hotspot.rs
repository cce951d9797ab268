//! One hotspot: who, how far above what, since when, and what to do about it.

use leptos::prelude::*;
use model::monitoring::{Alert, Hotspot};

use super::notice::Notices;
use super::words::{direction_words, kind_word, parents_words, severity_words, status_words};
use crate::components::{Badge, Sparkline, decimal, mass};
use crate::words::monitoring as words;

/// A hotspot as an entry of the list.
#[component]
pub(super) fn HotspotEntry(
    hotspot: Hotspot,
    alert: Option<Alert>,
    may_act: bool,
    notices: Notices,
) -> impl IntoView {
    let (word, tone) = severity_words(hotspot.severity);
    let line = words::per_hour_instead_of_nine(
        mass(hotspot.metric_value),
        mass(hotspot.baseline),
        mass(hotspot.baseline_low_kg),
        mass(hotspot.baseline_high_kg),
        hotspot.baseline_samples,
    );
    let since = match hotspot.resolved_at {
        None => words::since(&hotspot.detected_text),
        Some(_) => words::detected(&hotspot.detected_text),
    };
    let parents = parents_words(&hotspot).map(|words| view! { <p class="note">{words}</p> });
    let chart_label = words::kg_co2e_per_hour_of_over(&hotspot.entity.name);
    let mut values = hotspot.recent_kg.clone();
    let has_chart = !values.is_empty();
    // The whole hours, then the 60 minutes that stand out.
    values.push(hotspot.metric_value);
    let baseline = hotspot.baseline;
    view! {
        <li class="hotspot" data-testid="hotspot">
            <div class="hotspot-what">
                <p class="hotspot-title">
                    <a href=format!("/hotspots/{}", hotspot.id)>
                        <strong>{hotspot.entity.name.clone()}</strong>
                    </a>
                    <span class="note">{kind_word(hotspot.entity.kind)}</span>
                    <Badge tone text=word/>
                    <Badge tone="plain" text=status_words(hotspot.status)/>
                </p>
                <p>
                    <strong class="hotspot-percent">
                        {format!("{} %", decimal(hotspot.percent_above.abs(), 0))}
                    </strong>
                    " " {direction_words(&hotspot)} ": "
                    {line}
                </p>
                <p class="note">{since}</p>
                {parents}
                {alert.map(|alert| notices.view(alert, may_act))}
            </div>
            {has_chart
                .then(|| {
                    view! {
                        <Sparkline
                            values=Signal::stored(values)
                            target=Signal::stored(Some(baseline))
                            label=chart_label
                        />
                    }
                })}
        </li>
    }
    .into_any()
}
