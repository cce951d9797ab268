//! The words of hotspots and alerts.

use crate::words::monitoring as words;
use model::monitoring::{AlertStatus, EntityKind, Hotspot, Severity};

/// Word and tone of a severity.
pub(crate) fn severity_words(severity: Severity) -> (&'static str, &'static str) {
    match severity {
        Severity::Info => (words::INFO, "info"),
        Severity::Warn => (words::WARNING, "warn"),
        Severity::Critical => (words::CRITICAL, "critical"),
    }
}

pub(super) fn status_words(status: AlertStatus) -> &'static str {
    match status {
        AlertStatus::Pending => words::SEEN_ONCE,
        AlertStatus::Firing => words::FIRING,
        AlertStatus::Recovering => words::RECOVERING,
        AlertStatus::Resolved => words::RESOLVED_STATUS,
    }
}

pub(super) fn kind_word(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Supplier => words::SUPPLIER,
        EntityKind::Site => words::SITE,
        EntityKind::Route => words::ROUTE,
        EntityKind::Vehicle => words::VEHICLE,
    }
}

/// On which side of its baseline it is.
pub(super) fn direction_words(hotspot: &Hotspot) -> &'static str {
    if hotspot.percent_above >= 0.0 {
        words::ABOVE_ITS_BASELINE
    } else {
        words::BELOW_ITS_BASELINE
    }
}

/// Which wider entities it explains.
pub(super) fn parents_words(hotspot: &Hotspot) -> Option<String> {
    let names: Vec<_> = hotspot
        .parents
        .iter()
        .map(|parent| {
            format!(
                "{} {}",
                kind_word(parent.kind).to_ascii_lowercase(),
                parent.name
            )
        })
        .collect();
    (!names.is_empty()).then(|| words::explains(names.join(", ")))
}
