//! `DataQualityBadge`: how much of the total was measured.

use leptos::prelude::*;
use model::emissions::QualityBadge;
use model::ingest::QualityStatus;

use super::store::DashboardStore;
use crate::components::{Card, count, percent};
use crate::words::dashboard as words;

/// Shares by event count, the predicted part hatched, and what needs looking at.
#[component]
pub(super) fn DataQualityBadge(store: DashboardStore) -> impl IntoView {
    let quality = Memo::new(move |_| store.data.with(|data| data.quality.clone()));
    let events =
        Signal::derive(move || quality.with(|quality| words::events(count(quality.events))));
    let bar = move |share: fn(&QualityBadge) -> f64| {
        move || quality.with(|quality| format!("width: {:.2}%", share(quality).clamp(0.0, 100.0)))
    };
    view! {
        <Card title=words::DATA_QUALITY corner=events class="span-3 quality-card">
            <p class="figure">
                <a
                    href=move || of_quality(store, QualityStatus::Measured)
                    title=words::EVENTS_IT_IS_MADE_OF
                >
                    <strong>{move || quality.with(|quality| percent(quality.measured_pct))}</strong>
                    <span class="unit">{words::MEASURED}</span>
                </a>
            </p>
            <div class="shares" aria-hidden="true">
                <span class="share-measured" style=bar(|quality| quality.measured_pct)></span>
                <span class="share-estimated" style=bar(|quality| quality.estimated_pct)></span>
                <span class="share-predicted" style=bar(|quality| quality.predicted_pct)></span>
            </div>
            <ul class="facts">
                <li>
                    <span class="swatch share-estimated" aria-hidden="true"></span>
                    <a href=move || of_quality(store, QualityStatus::Estimated)>
                        {move || quality.with(|quality| words::estimated(percent(quality.estimated_pct)))}
                    </a>
                </li>
                <li>
                    <span class="swatch share-predicted" aria-hidden="true"></span>
                    <a href=move || of_quality(store, QualityStatus::GapFilled)>
                        {move || quality.with(|quality| words::predicted(percent(quality.predicted_pct)))}
                    </a>
                </li>
                <li>
                    <a href=move || of_quality(store, QualityStatus::Outlier)>
                        {move || quality.with(|quality| words::outliers(&count(quality.outliers)))}
                    </a>
                </li>
                <li>
                    <a href=move || {
                        let events = store.look.get().events();
                        events.with("no_factor", Some("true")).at("/activity")
                    }>
                        {move || quality.with(|quality| words::without_a_factor(count(quality.no_factor_events)))}
                    </a>
                </li>
                <li>
                    <a href="/data-quality">{words::BY_SUPPLIER}</a>
                </li>
            </ul>
        </Card>
    }
    .into_any()
}

/// Where the events of the range that are of one quality are listed.
fn of_quality(store: DashboardStore, quality: QualityStatus) -> String {
    let events = store.look.get().events();
    events
        .with("quality", Some(quality.as_str()))
        .at("/activity")
}
