//! Figures both pages show.

use leptos::prelude::*;
use model::quality::{FindingKind, QualityFigures};

use crate::components::{count, percent};

/// A share, or a dash where nothing can be said.
pub(super) fn share(pct: Option<f64>) -> String {
    pct.map_or_else(|| "–".to_owned(), |pct| percent(pct).to_string())
}

/// Complete, measured, estimated, predicted and odd, at a glance.
#[component]
pub(super) fn Figures(figures: QualityFigures) -> impl IntoView {
    let facts = [
        ("complete", share(figures.completeness_pct)),
        ("measured", share(figures.measured_pct)),
        ("estimated", share(figures.estimated_pct)),
        ("predicted", share(figures.predicted_pct)),
        ("events", count(figures.events).to_string()),
        ("anomalies", count(figures.anomalies_count).to_string()),
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
        FindingKind::OutOfRange => "not possible",
        FindingKind::Spike => "spike",
        FindingKind::Stuck => "stuck reading",
        FindingKind::Gap => "gap",
        FindingKind::Drift => "left its habit",
    }
}
