//! One hotspot: who, how far above what, since when, and what to do about it.

use leptos::prelude::*;
use model::monitoring::{Alert, AlertStatus, EntityKind, Hotspot, Severity};

use super::api::{Acknowledge, Snooze};
use crate::components::{Badge, Sparkline, decimal, mass};

/// Word and tone of a severity.
fn severity_words(severity: Severity) -> (&'static str, &'static str) {
    match severity {
        Severity::Info => ("info", "info"),
        Severity::Warn => ("warning", "warn"),
        Severity::Critical => ("critical", "critical"),
    }
}

fn status_words(status: AlertStatus) -> &'static str {
    match status {
        AlertStatus::Pending => "seen once",
        AlertStatus::Firing => "firing",
        AlertStatus::Recovering => "recovering",
        AlertStatus::Resolved => "resolved",
    }
}

pub(super) fn kind_word(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Supplier => "Supplier",
        EntityKind::Site => "Site",
        EntityKind::Route => "Route",
        EntityKind::Vehicle => "Vehicle",
    }
}

/// A hotspot as an entry of the list.
#[component]
pub(super) fn HotspotEntry(
    hotspot: Hotspot,
    alert: Option<Alert>,
    may_act: bool,
    acknowledge: ServerAction<Acknowledge>,
    snooze: ServerAction<Snooze>,
) -> impl IntoView {
    let (word, tone) = severity_words(hotspot.severity);
    let line = format!(
        "{} per hour instead of {} (nine of ten such hours: {} to {}, from {} weeks)",
        mass(hotspot.metric_value),
        mass(hotspot.baseline),
        mass(hotspot.baseline_low_kg),
        mass(hotspot.baseline_high_kg),
        hotspot.baseline_samples,
    );
    let since = match hotspot.resolved_at {
        None => format!("since {}", hotspot.detected_text),
        Some(_) => format!("detected {}", hotspot.detected_text),
    };
    let parents = (!hotspot.parents.is_empty()).then(|| {
        let names: Vec<_> = hotspot
            .parents
            .iter()
            .map(|parent| format!("{} {}", kind_word(parent.kind).to_lowercase(), parent.name))
            .collect();
        view! { <p class="note">"Explains " {names.join(", ")} "."</p> }
    });
    let chart_label = format!(
        "kg CO2e per hour of {} over the last 24 whole hours and the last 60 minutes, with its baseline",
        hotspot.entity.name
    );
    let mut values = hotspot.recent_kg.clone();
    let has_chart = !values.is_empty();
    // The whole hours, then the 60 minutes that stand out.
    values.push(hotspot.metric_value);
    let baseline = hotspot.baseline;
    view! {
        <li class="hotspot" data-testid="hotspot">
            <div class="hotspot-what">
                <p class="hotspot-title">
                    <strong>{hotspot.entity.name.clone()}</strong>
                    <span class="note">{kind_word(hotspot.entity.kind)}</span>
                    <Badge tone text=word/>
                    <Badge tone="plain" text=status_words(hotspot.status)/>
                </p>
                <p>
                    <strong class="hotspot-percent">
                        {format!("{} %", decimal(hotspot.percent_above.abs(), 0))}
                    </strong>
                    {if hotspot.percent_above >= 0.0 { " above its baseline: " } else { " below its baseline: " }}
                    {line}
                </p>
                <p class="note">{since}</p>
                {parents}
                {alert.map(|alert| view! { <Notices alert may_act acknowledge snooze/> })}
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

/// Who took notice, and the buttons to do so.
#[component]
fn Notices(
    alert: Alert,
    may_act: bool,
    acknowledge: ServerAction<Acknowledge>,
    snooze: ServerAction<Snooze>,
) -> impl IntoView {
    let id = alert.id.to_string();
    let is_open = alert.resolved_at.is_none();
    let taken = alert
        .acknowledged_by
        .clone()
        .map(|who| view! { <p class="note">"Acknowledged by " {who} "."</p> });
    let is_snoozed = alert.snoozed_until.is_some();
    let actions = (may_act && is_open).then(|| {
        let (for_snooze, is_new) = (id.clone(), alert.acknowledged_by.is_none());
        view! {
            <div class="hotspot-actions">
                {is_new
                    .then(|| {
                        view! {
                            <ActionForm action=acknowledge>
                                <input type="hidden" name="id" value=id.clone()/>
                                <button class="button button-small" type="submit">
                                    "Acknowledge"
                                </button>
                            </ActionForm>
                        }
                    })}
                <ActionForm action=snooze>
                    <input type="hidden" name="id" value=for_snooze/>
                    <input type="hidden" name="minutes" value=if is_snoozed { "0" } else { "60" }/>
                    <button class="button button-quiet button-small" type="submit">
                        {if is_snoozed { "End the snooze" } else { "Snooze for an hour" }}
                    </button>
                </ActionForm>
            </div>
        }
    });
    view! {
        {taken}
        {actions}
    }
    .into_any()
}
