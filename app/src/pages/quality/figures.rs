//! Figures both pages show.

use leptos::prelude::*;
use model::quality::{FindingKind, QualityFigures};

use crate::components::{count, percent};
use crate::words::quality as words;

/// A share, or a dash where nothing can be said.
pub(super) fn share(pct: Option<f64>) -> String {
    pct.map_or_else(|| "–".to_owned(), |pct| percent(pct).to_string())
}

/// Complete, measured, estimated, predicted and odd, at a glance.
#[component]
pub(super) fn Figures(figures: QualityFigures) -> impl IntoView {
    let facts = [
        (words::COMPLETE, share(figures.completeness_pct)),
        (words::MEASURED, share(figures.measured_pct)),
        (words::ESTIMATED, share(figures.estimated_pct)),
        (words::PREDICTED, share(figures.predicted_pct)),
        (words::EVENTS, count(figures.events).to_string()),
        (words::ANOMALIES, count(figures.anomalies_count).to_string()),
    ];
    let cells = facts
        .into_iter()
        .map(|(word, value)| {
            view! {
                <div>
                    <dt>{word}</dt>
                    <dd>{value}</dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="fact-grid">{cells}</dl> }.into_any()
}

/// A kind in words.
pub(super) fn kind(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::OutOfRange => words::NOT_POSSIBLE,
        FindingKind::Spike => words::SPIKE,
        FindingKind::Stuck => words::STUCK_READING,
        FindingKind::Gap => words::GAP,
        FindingKind::Drift => words::LEFT_ITS_HABIT,
    }
}
