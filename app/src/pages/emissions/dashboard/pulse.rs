//! `EmissionPulseCard`: kilograms per hour now.

use leptos::prelude::*;
use model::emissions::Pulse;

use super::store::DashboardStore;
use crate::components::{Card, Sparkline, mass, percent, percent_change};
use crate::words::dashboard as words;

/// The rate now, its trend, its distance from the target, the last 24 hours.
#[component]
pub(super) fn EmissionPulseCard(store: DashboardStore) -> impl IntoView {
    let pulse = Memo::new(move |_| store.data.with(|data| data.pulse.clone()));
    let rate = move || pulse.with(|pulse| mass(pulse.rate_kg_per_hour));
    let corner = Signal::derive(move || {
        if store.look.get().category.is_some() {
            words::NOW_ALL_CATEGORIES.to_owned()
        } else {
            words::NOW.to_owned()
        }
    });
    view! {
        <Card title=words::EMISSION_PULSE corner class="span-4 pulse-card">
            <p class="figure">
                // The newest events are what the rate is made of.
                <a href="/activity?range=1h" title=words::EVENTS_IT_IS_MADE_OF data-testid="pulse-rate">
                    <strong>{move || rate().figure}</strong>
                    <span class="unit">{move || words::co2e_per_hour_headline(rate().unit)}</span>
                </a>
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
        return view! { <span class="badge badge-plain">{words::NO_HOUR_BEFORE_TO_COMPARE_WITH}</span> }
            .into_any();
    };
    // A tenth of a percent either way is no trend.
    let by = percent_change(change);
    let (tone, arrow, words) = if change >= 0.1 {
        ("critical", "▲", words::up(by))
    } else if change <= -0.1 {
        ("good", "▼", words::down(by))
    } else {
        ("plain", "▶", words::steady(by))
    };
    view! {
        <span class=format!("badge badge-{tone}")>
            <span aria-hidden="true">{arrow}</span>
            {words}
        </span>
        <span class="note">{words::VS_THE_HOUR_BEFORE}</span>
    }
    .into_any()
}

fn against_target(pulse: &Pulse) -> String {
    let Some(target) = pulse.target_kg_per_hour else {
        return String::new();
    };
    let target_words = words::target_per_hour(mass(target));
    if target <= 0.0 {
        return target_words;
    }
    let difference = (pulse.rate_kg_per_hour - target) / target * 100.0;
    let apart = percent(difference.abs());
    if difference > 0.0 {
        words::above_target(apart, target_words)
    } else {
        words::below_target(apart, target_words)
    }
}

fn last_event(pulse: &Pulse) -> String {
    match &pulse.last_event_at_local {
        None => words::NO_EVENT_YET.to_owned(),
        Some(local) => words::latest_event(local),
    }
}

fn spark_words(pulse: &Pulse) -> String {
    let most = pulse.recent_kg.iter().copied().fold(0.0_f64, f64::max);
    words::kilograms_per_hour_over_the_last(pulse.recent_kg.len(), mass(most))
}
