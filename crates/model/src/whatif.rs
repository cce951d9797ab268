//! What-if: a period as it was beside the same period with some things done differently.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::emissions::{Change, ContributionKind, Lever, LeverValue};
use crate::ids::{RecommendationId, RouteId, ScenarioId, SiteId, SupplierId, VehicleId};
use crate::ingest::EventType;
use crate::money::{Commodity, Money, Price};

/// Most changes of one scenario: all their combinations are calculated.
pub const CHANGES_MAX: usize = 6;

/// Most scenarios that are asked for together.
pub const BATCH_MAX: usize = 10;
/// Longest name of a saved scenario, in characters.
pub const NAME_CHARS_MAX: usize = 100;

/// Whose events a scenario is about; left out: everybody's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct ScenarioFilter {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supplier_id: Option<SupplierId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site_id: Option<SiteId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route_id: Option<RouteId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vehicle_id: Option<VehicleId>,
}

/// `POST /simulate`: what if, in this period, these things had been done differently?
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SimulateRequest {
    /// Events of this type alone; left out: of every type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario_type: Option<EventType>,
    /// Events that begin in `[from, to)`.
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    #[serde(default)]
    pub filter: ScenarioFilter,
    /// At most `CHANGES_MAX`, each lever once.
    pub changes: Vec<Change>,
}

/// `GET /simulate/levers`: which events are asked about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct LeversQuery {
    pub scenario_type: Option<EventType>,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub supplier_id: Option<SupplierId>,
    pub site_id: Option<SiteId>,
    pub route_id: Option<RouteId>,
    pub vehicle_id: Option<VehicleId>,
}

impl From<SimulateRequest> for LeversQuery {
    fn from(scenario: SimulateRequest) -> Self {
        let filter = scenario.filter;
        Self {
            scenario_type: scenario.scenario_type,
            from: scenario.from,
            to: scenario.to,
            supplier_id: filter.supplier_id,
            site_id: filter.site_id,
            route_id: filter.route_id,
            vehicle_id: filter.vehicle_id,
        }
    }
}

impl From<LeversQuery> for SimulateRequest {
    /// A scenario that changes nothing.
    fn from(query: LeversQuery) -> Self {
        Self {
            scenario_type: query.scenario_type,
            from: query.from,
            to: query.to,
            filter: ScenarioFilter {
                supplier_id: query.supplier_id,
                site_id: query.site_id,
                route_id: query.route_id,
                vehicle_id: query.vehicle_id,
            },
            changes: Vec::new(),
        }
    }
}

/// A word a lever stands at, or may be set to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LeverWord {
    pub word: String,
    /// As people read it.
    pub label: String,
    /// Events that stand at it.
    pub events: u64,
}

/// How far a number is offered to be moved, in the lever's own unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LeverRange {
    pub min: f64,
    pub max: f64,
    pub step: f64,
}

/// Where a lever stands in the period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LeverNow {
    pub lever: Lever,
    /// Events it may say something about.
    pub events: u64,
    /// The mean of these events' numbers, or their most frequent word; zero for relative levers.
    pub value: Option<LeverValue>,
    /// The most frequent words; empty for numbers.
    pub words: Vec<LeverWord>,
    /// `None` for words.
    pub range: Option<LeverRange>,
    /// What it may be set to; empty for numbers.
    pub choices: Vec<LeverWord>,
}

/// Answer of `GET /simulate/levers`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LeverOverview {
    /// Events of the period.
    pub events: u64,
    /// Those that some event has, in the order in which changes are applied.
    pub levers: Vec<LeverNow>,
}

/// Whether a scenario is only looked at while it is being made up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct SimulateQuery {
    /// A preview is not audited.
    #[serde(default)]
    pub preview: bool,
}

/// `POST /simulate/batch`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SimulateBatch {
    /// At most `BATCH_MAX`; answered in this order.
    pub scenarios: Vec<SimulateRequest>,
}

/// `POST /scenarios`: calculates a scenario and keeps it under a name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewScenario {
    /// 1 to `NAME_CHARS_MAX` characters.
    pub name: String,
    pub scenario: SimulateRequest,
}

/// A scenario with the answer it had when it was saved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SavedScenario {
    pub id: ScenarioId,
    pub name: String,
    pub scenario: SimulateRequest,
    /// The period in words, in the organisation's zone.
    pub period_text: String,
    pub outcome: Outcome,
    /// What was made of it, if somebody did.
    pub recommendation_id: Option<RecommendationId>,
    pub created_at: DateTime<Utc>,
    /// `created_at` in the organisation's zone, as text.
    pub created_text: String,
    /// E-mail address of who saved it.
    pub created_by: String,
}

/// Which page of saved scenarios.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct ScenarioQuery {
    pub limit: Option<u32>,
    pub cursor: Option<String>,
}

/// Kilograms of CO2e with their halves and a 90 % interval.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScenarioKg {
    /// Well-to-wheel total.
    pub co2e_kg: f64,
    /// Tank-to-wheel part.
    pub ttw_kg: f64,
    /// Well-to-tank part.
    pub wtt_kg: f64,
    pub interval_low_kg: f64,
    pub interval_high_kg: f64,
}

/// One event type on both sides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventTypePart {
    pub event_type: EventType,
    pub events: u64,
    pub baseline_kg: f64,
    pub scenario_kg: f64,
    pub delta_kg: f64,
}

/// One kind of contribution on both sides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ContributionPart {
    pub kind: ContributionKind,
    pub baseline_kg: f64,
    pub scenario_kg: f64,
    pub delta_kg: f64,
}

/// The scenario taken apart; each list adds up to the totals.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScenarioParts {
    pub by_event_type: Vec<EventTypePart>,
    pub by_contribution: Vec<ContributionPart>,
}

/// Why a change said nothing about some events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReasonCount {
    pub reason: String,
    pub events: u64,
}

/// What one change contributes. `events_changed + events_same + events_not_applicable` is the
/// number of events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LeverShare {
    #[serde(flatten)]
    pub change: Change,
    /// The Shapley value of the change: its mean effect over all orders of making the changes. The
    /// levers' kilograms add up to the delta, to the milligram.
    pub delta_kg: f64,
    /// Events it changes, alone or beside the others.
    pub events_changed: u64,
    /// Events that have the value already.
    pub events_same: u64,
    pub events_not_applicable: u64,
    /// The most frequent reasons, at most `REASONS_MAX`.
    pub reasons: Vec<ReasonCount>,
    /// What the change rests on beyond the factors.
    pub notes: Vec<String>,
}

/// Most reasons listed per lever.
pub const REASONS_MAX: usize = 10;

/// What is bought on both sides, in units of the commodity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Purchase {
    pub commodity: Commodity,
    pub baseline: f64,
    pub scenario: f64,
    /// `None`: no price is known.
    pub price: Option<Price>,
}

/// Energy and freight in money. Nothing else is counted: no drivers, vehicles, contracts, taxes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScenarioCost {
    /// `None` when `missing` says why; so for the others.
    pub baseline: Option<Money>,
    pub scenario: Option<Money>,
    /// Known without prices of what does not change.
    pub delta: Option<Money>,
    pub purchases: Vec<Purchase>,
    /// What stands in the way, in sentences.
    pub missing: Vec<String>,
}

/// Answer of a scenario.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Outcome {
    /// Events with an estimate; the others are on neither side.
    pub events: u64,
    pub events_without_factor: u64,
    pub baseline: ScenarioKg,
    pub scenario: ScenarioKg,
    /// Scenario - baseline. Its interval is that of the difference: what both sides share cancels.
    pub delta: ScenarioKg,
    pub parts: ScenarioParts,
    /// One per change, in the order in which changes are applied.
    pub levers: Vec<LeverShare>,
    pub cost: ScenarioCost,
}
