//! Words, icons and colours of what events carry.

use leptos::prelude::*;
use model::emissions::{ContributionKind, IntervalBasis, MethodTier};
use model::ingest::{DataSource, EventItem, EventType, Mode, QualityStatus};

use crate::components::{Badge, IconName};
use crate::words::emissions as words;

/// The word of a category.
pub(crate) fn category_word(category: EventType) -> &'static str {
    match category {
        EventType::Logistics => words::LOGISTICS,
        EventType::Factory => words::FACTORY,
        EventType::Warehouse => words::WAREHOUSE,
        EventType::Delivery => words::DELIVERY,
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
        Mode::Road => words::ROAD,
        Mode::Rail => words::RAIL,
        Mode::Sea => words::SEA,
        Mode::Air => words::AIR,
        Mode::InlandWaterway => words::INLAND_WATERWAY,
    }
}

/// Word and tone of how far an event can be trusted.
pub(super) fn quality_words(quality: QualityStatus) -> (&'static str, &'static str) {
    match quality {
        QualityStatus::Measured => (words::MEASURED, "measured"),
        QualityStatus::Estimated => (words::ESTIMATED, "plain"),
        QualityStatus::GapFilled => (words::GAP_FILLED, "predicted"),
        QualityStatus::Outlier => (words::OUTLIER, "warn"),
        QualityStatus::Superseded => (words::COUNTED_BY_THE_METER, "warn"),
        QualityStatus::Rejected => (words::REJECTED, "critical"),
    }
}

/// A badge for an event of which a meter of its site counts a part; its status says where it counts all.
pub(super) fn partly_metered(share: Option<f64>) -> Option<AnyView> {
    let share = share.filter(|share| *share < 1.0)?;
    // Neither nothing nor all of it, however little or much it is.
    let pct = (100.0 * share).round().clamp(1.0, 99.0);
    Some(view! { <Badge tone="info" text=words::pct_counted_by_the_meter(pct)/> }.into_any())
}

/// The words of how an estimate was obtained.
pub(super) fn method_words(method: MethodTier) -> &'static str {
    match method {
        MethodTier::Metered => words::FROM_METERED_FUEL_ENERGY_OR_CO2E,
        MethodTier::Activity => words::FROM_ACTIVITY_AND_ITS_PUBLISHED,
        MethodTier::Modelled => words::FROM_THE_PUBLISHED_LOAD_MODEL,
        MethodTier::GapFilled => words::FILLED_IN_FOR_A_GAP,
    }
}

/// The words of what an interval rests on.
pub(super) fn basis_words(basis: IntervalBasis) -> &'static str {
    match basis {
        IntervalBasis::Calibrated => words::CALIBRATED_90_PERCENT_INTERVAL,
        IntervalBasis::FactorBased => words::RANGE_BY_THE_FACTORS_UNCERTAINTY,
    }
}

/// The words of an additive part.
pub(crate) fn contribution_words(kind: ContributionKind) -> &'static str {
    match kind {
        ContributionKind::Fuel => words::FUEL,
        ContributionKind::Distance => words::DISTANCE,
        ContributionKind::Load => words::LOAD,
        ContributionKind::EmptyRunning => words::EMPTY_RUNNING,
        ContributionKind::Refrigeration => words::REFRIGERATION,
        ContributionKind::TonneKm => words::TONNE_KILOMETRES,
        ContributionKind::Electricity => words::ELECTRICITY,
        ContributionKind::GridLosses => words::GRID_LOSSES,
        ContributionKind::Gas => words::NATURAL_GAS,
        ContributionKind::Heat => words::HEAT,
        ContributionKind::RefrigerantLeak => words::REFRIGERANT_LEAK,
        ContributionKind::FloorArea => words::FLOOR_AREA,
        ContributionKind::MeteredCo2e => words::METERED_CO2E,
    }
}

/// The words of the door an event came in by.
pub(super) fn source_words(source: DataSource) -> &'static str {
    match source {
        DataSource::Csv => words::FILE_IMPORT,
        DataSource::Api => words::API,
        DataSource::Stream => words::STREAM,
        DataSource::Meter => words::METER,
        DataSource::GapFill => words::GAP_FILLING,
        DataSource::Demo => words::DEMO,
    }
}

/// What an event is called in a list: its route, else its site, else its supplier.
pub(super) fn event_title(event: &EventItem) -> String {
    match (&event.origin, &event.destination) {
        (Some(origin), Some(destination)) => words::route(origin, destination),
        (Some(origin), None) => words::from_origin(origin),
        (None, Some(destination)) => words::to_destination(destination),
        (None, None) => event.site.clone().unwrap_or_else(|| event.supplier.clone()),
    }
}
