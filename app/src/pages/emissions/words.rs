//! Words, icons and colours of what events carry.

use model::emissions::{ContributionKind, IntervalBasis, MethodTier};
use model::ingest::{DataSource, EventItem, EventType, Mode, QualityStatus};

use crate::components::IconName;

/// The word of a category.
pub(crate) fn category_word(category: EventType) -> &'static str {
    match category {
        EventType::Logistics => "Logistics",
        EventType::Factory => "Factory",
        EventType::Warehouse => "Warehouse",
        EventType::Delivery => "Delivery",
    }
}

/// The style sheet's variable with a category's colour; a neutral one for others.
pub(super) fn category_color(key: &str) -> &'static str {
    match EventType::parse(key) {
        Some(EventType::Logistics) => "--logistics",
        Some(EventType::Factory) => "--factory",
        Some(EventType::Warehouse) => "--warehouse",
        Some(EventType::Delivery) => "--delivery",
        None => "--ink-3",
    }
}

/// The icon of a category.
pub(super) fn category_icon(category: EventType) -> IconName {
    match category {
        EventType::Logistics => IconName::Truck,
        EventType::Factory => IconName::Factory,
        EventType::Warehouse => IconName::Warehouse,
        EventType::Delivery => IconName::Parcel,
    }
}

/// The word of a mode of transport.
pub(super) fn mode_word(mode: Mode) -> &'static str {
    match mode {
        Mode::Road => "Road",
        Mode::Rail => "Rail",
        Mode::Sea => "Sea",
        Mode::Air => "Air",
        Mode::InlandWaterway => "Inland waterway",
    }
}

/// Word and tone of how far an event can be trusted.
pub(super) fn quality_words(quality: QualityStatus) -> (&'static str, &'static str) {
    match quality {
        QualityStatus::Measured => ("measured", "measured"),
        QualityStatus::Estimated => ("estimated", "plain"),
        QualityStatus::GapFilled => ("gap-filled", "predicted"),
        QualityStatus::Outlier => ("outlier", "warn"),
        QualityStatus::Rejected => ("rejected", "critical"),
    }
}

/// The words of how an estimate was obtained.
pub(super) fn method_words(method: MethodTier) -> &'static str {
    match method {
        MethodTier::Metered => "from metered fuel, energy or CO₂e",
        MethodTier::Activity => "from activity and its published factor",
        MethodTier::Modelled => "from the published load model",
        MethodTier::GapFilled => "filled in for a gap",
    }
}

/// The words of what an interval rests on.
pub(super) fn basis_words(basis: IntervalBasis) -> &'static str {
    match basis {
        IntervalBasis::Calibrated => "Calibrated 90 % interval.",
        IntervalBasis::FactorBased => "Range by the factors' uncertainty.",
    }
}

/// The words of an additive part.
pub(crate) fn contribution_words(kind: ContributionKind) -> &'static str {
    match kind {
        ContributionKind::Fuel => "Fuel",
        ContributionKind::Distance => "Distance",
        ContributionKind::Load => "Load",
        ContributionKind::EmptyRunning => "Empty running",
        ContributionKind::Refrigeration => "Refrigeration",
        ContributionKind::TonneKm => "Tonne-kilometres",
        ContributionKind::Electricity => "Electricity",
        ContributionKind::GridLosses => "Grid losses",
        ContributionKind::Gas => "Natural gas",
        ContributionKind::Heat => "Heat",
        ContributionKind::RefrigerantLeak => "Refrigerant leak",
        ContributionKind::FloorArea => "Floor area",
        ContributionKind::MeteredCo2e => "Metered CO₂e",
    }
}

/// The words of the door an event came in by.
pub(super) fn source_words(source: DataSource) -> &'static str {
    match source {
        DataSource::Csv => "file import",
        DataSource::Api => "API",
        DataSource::Stream => "stream",
        DataSource::Meter => "meter",
        DataSource::GapFill => "gap filling",
        DataSource::Demo => "demo",
    }
}

/// What an event is called in a list: its route, else its site, else its supplier.
pub(super) fn event_title(event: &EventItem) -> String {
    match (&event.origin, &event.destination) {
        (Some(origin), Some(destination)) => format!("{origin} → {destination}"),
        (Some(origin), None) => format!("from {origin}"),
        (None, Some(destination)) => format!("to {destination}"),
        (None, None) => event.site.clone().unwrap_or_else(|| event.supplier.clone()),
    }
}
