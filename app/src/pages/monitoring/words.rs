//! The words of hotspots and alerts.

use model::monitoring::{AlertStatus, EntityKind, Hotspot, Severity};

/// Word and tone of a severity.
pub(super) fn severity_words(severity: Severity) -> (&'static str, &'static str) {
    match severity {
        Severity::Info => ("info", "info"),
        Severity::Warn => ("warning", "warn"),
        Severity::Critical => ("critical", "critical"),
    }
}

pub(super) fn status_words(status: AlertStatus) -> &'static str {
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

/// On which side of its baseline it is.
pub(super) fn direction_words(hotspot: &Hotspot) -> &'static str {
    if hotspot.percent_above >= 0.0 {
        "above its baseline"
    } else {
        "below its baseline"
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
    (!names.is_empty()).then(|| format!("Explains {}.", names.join(", ")))
}
