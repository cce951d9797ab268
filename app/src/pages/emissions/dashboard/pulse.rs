//! `EmissionPulseCard`: kilograms per hour now.

use leptos::prelude::*;
use model::emissions::Pulse;

use super::store::DashboardStore;
use crate::components::{Card, Sparkline, mass, percent, percent_change};

/// The rate now, its trend, its distance from the target, the last 24 hours.
#[component]
pub(super) fn EmissionPulseCard(store: DashboardStore) -> impl IntoView {
    let pulse = Memo::new(move |_| store.data.with(|data| data.pulse.clone()));
    let rate = move || pulse.with(|pulse| mass(pulse.rate_kg_per_hour));
    let corner = Signal::derive(move || {
        if store.look.get().category.is_some() {
            "now, all categories".to_owned()
        } else {
            "now".to_owned()
        }
    });
    view! {
        <Card title="Emission pulse" corner class="span-4 pulse-card">
            <p class="figure" data-testid="pulse-rate">
                <strong>{move || rate().figure}</strong>
                <span class="unit">{move || format!("{} CO₂e / h", rate().unit)}</span>
            </p>
            <p class="compare">
                {move || pulse.with(trend)}
                <span class="note block">{move || pulse.with(against_target)}</span>
            </p>
            <Sparkline
                values=Signal::derive(move || pulse.with(|pulse| pulse.recent_kg.clone()))
                target=Signal::derive(move || pulse.with(|pulse| pulse.target_kg_per_hour))
                label=Signal::derive(move || pulse.with(spark_words))
            />
            <p class="note">{move || pulse.with(last_event)}</p>
        </Card>
    }
    .into_any()
}

/// The change against the hour before, as arrow, word and figure.
fn trend(pulse: &Pulse) -> AnyView {
    let Some(change) = pulse.trend_pct else {
        return view! { <span class="badge badge-plain">"no hour before to compare with"</span> }
            .into_any();
    };
    // A tenth of a percent either way is no trend.
    let (tone, arrow, word) = if change >= 0.1 {
        ("critical", "▲", "up")
    } else if change <= -0.1 {
        ("good", "▼", "down")
    } else {
        ("plain", "▶", "steady")
    };
    view! {
        <span class=format!("badge badge-{tone}")>
            <span aria-hidden="true">{arrow}</span>
            {format!(" {word} {}", percent_change(change))}
        </span>
        <span class="note">" vs the hour before"</span>
    }
    .into_any()
}

fn against_target(pulse: &Pulse) -> String {
    let Some(target) = pulse.target_kg_per_hour else {
        return String::new();
    };
    let target_words = format!("target {} / h", mass(target));
    if target <= 0.0 {
        return target_words;
    }
    let difference = (pulse.rate_kg_per_hour - target) / target * 100.0;
    let side = if difference > 0.0 { "above" } else { "below" };
    format!("{} {side} {target_words}", percent(difference.abs()))
}

fn last_event(pulse: &Pulse) -> String {
    match &pulse.last_event_at_local {
        None => "No event yet".to_owned(),
        Some(local) => format!("Latest event: {local}"),
    }
}

fn spark_words(pulse: &Pulse) -> String {
    let most = pulse.recent_kg.iter().copied().fold(0.0_f64, f64::max);
    format!(
        "Kilograms per hour over the last {} hours; at most {}",
        pulse.recent_kg.len(),
        mass(most)
    )
}
