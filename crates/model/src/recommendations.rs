//! Recommendations: what could be done about an emission, what it would save, and what it did save.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::emissions::{Change, ContributionKind};
use crate::ids::{HotspotId, RecommendationId, SiteId};
use crate::ingest::{EventType, words};
use crate::money::{Currency, Money};
use crate::monitoring::Entity;

words!(
    /// Where a recommendation stands. Pending, approved, in progress and done are open.
    RecommendationStatus {
        /// Nobody has decided.
        Pending = "pending",
        Approved = "approved",
        Dismissed = "dismissed",
        /// Somebody is at it.
        InProgress = "in_progress",
        /// Carried out; its effect is being measured.
        Done = "done",
        /// Its effect has been measured, whatever it is.
        Verified = "verified",
        /// The time for it passed before anybody decided.
        Expired = "expired",
    }
);

impl RecommendationStatus {
    /// Whether anything is still to come.
    #[must_use]
    pub fn is_open(self) -> bool {
        match self {
            Self::Pending | Self::Approved | Self::InProgress | Self::Done => true,
            Self::Dismissed | Self::Verified | Self::Expired => false,
        }
    }
}

words!(
    /// What can be done with a recommendation.
    RecommendationAction {
        Approve = "approve",
        Dismiss = "dismiss",
        Start = "start",
        Finish = "finish",
        /// By the program, when the days after `done` are measured.
        Verify = "verify",
        /// By the program, when its time has passed.
        Expire = "expire",
        /// Takes the last step of a person back.
        Undo = "undo",
    }
);

words!(
    /// What an activity is counted in: what is divided by when a saving is verified, and what a root
    /// cause calls "more of it".
    ActivityUnit {
        TonneKm = "tonne_km",
        Km = "km",
        Tonnes = "tonnes",
        Trips = "trips",
        Parcels = "parcels",
        Stops = "stops",
        OutputUnits = "output_units",
        MachineHours = "machine_hours",
        ThroughputTonnes = "throughput_t",
        /// Floor area times days.
        SquareMetreDays = "m2_days",
        /// Energy: a root cause counts in it, and advice about a site's electricity. No other action does,
        /// for it is what they change.
        Kwh = "kwh",
        /// Nothing better is known.
        Days = "days",
    }
);

words!(
    /// Why emissions grew.
    Driver {
        /// More of the activity itself.
        Activity = "activity",
        /// Other vehicles, modes, energy carriers or sources than before.
        Mix = "mix",
        /// Emptier: more trips for the same tonnes.
        Load = "load",
        /// Longer: more kilometres for each trip, parcel or stop.
        Length = "length",
        EmptyRunning = "empty_running",
        /// More energy for each unit of the activity.
        EnergyUse = "energy_use",
        /// More kilograms for each kilometre or kilowatt-hour.
        Intensity = "intensity",
    }
);

/// A figure a text rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Fact {
    /// In snake case, unique within its recommendation.
    pub name: String,
    pub value: f64,
    /// `%`, `kg`, `km`, ...; empty for a count.
    pub unit: String,
    /// As the text writes it, such as `12,300 kg`.
    pub text: String,
}

/// Growth of one kind of contribution.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CauseKind {
    pub kind: ContributionKind,
    /// Against what the baseline window emitted in as many hours; negative where it fell.
    pub increase_kg: f64,
}

/// One reason for a growth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CauseDriver {
    pub event_type: EventType,
    pub driver: Driver,
    /// What the activity of this event type was counted in.
    pub unit: ActivityUnit,
    /// Negative where it worked against the growth.
    pub increase_kg: f64,
}

/// Why an entity emitted more than usual: the same increase taken apart twice. Each list adds up to
/// it to the milligram.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Cause {
    pub recent_kg: f64,
    /// What the baseline window emitted in as many hours.
    pub expected_kg: f64,
    pub increase_kg: f64,
    /// By kind of contribution, largest first.
    pub kinds: Vec<CauseKind>,
    /// By reason, largest first.
    pub drivers: Vec<CauseDriver>,
}

/// What an action saved, measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VerifiedSaving {
    /// (frozen kg per unit - actual) x actual units; negative where emissions rose.
    pub saved_kg: f64,
    /// Bounds of the 90 % interval.
    pub low_kg: f64,
    pub high_kg: f64,
    pub unit: ActivityUnit,
    /// kg per unit before approval.
    pub frozen_kg_per_unit: f64,
    /// kg per unit since it was done.
    pub actual_kg_per_unit: f64,
    pub actual_units: f64,
    /// Days of the baseline and of the measurement.
    pub baseline_days: u32,
    pub measured_days: u32,
    /// The same in money, where advice about a site's electricity has prices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub money: Option<VerifiedMoney>,
}

/// What an action saved in money, measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VerifiedMoney {
    pub currency: Currency,
    /// Over the days measured; negative where it cost more.
    pub saved: f64,
    /// Bounds of the 90 % interval.
    pub low: f64,
    pub high: f64,
    /// What was compared.
    pub words: String,
}

/// Something that could be done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Recommendation {
    pub id: RecommendationId,
    pub hotspot_id: Option<HotspotId>,
    pub entity: Entity,
    pub event_type: EventType,
    /// Which rule of the library made it, such as `logistics_fuller_lorries`.
    pub rule: String,
    pub title: String,
    pub body: String,
    /// kg CO2e saved per month.
    pub co2_impact: f64,
    /// Bounds of its 90 % interval.
    pub co2_impact_low_kg: f64,
    pub co2_impact_high_kg: f64,
    /// What it costs to run each month, above zero spending; `None` where `cost_missing` says why.
    pub cost_estimate: Option<Money>,
    pub cost_missing: Vec<String>,
    /// What has to be bought once, if somebody said so.
    pub investment: Option<Money>,
    /// Months until the investment is paid back; `None` where nothing is earned, or not within a century.
    pub payback_months: Option<f64>,
    /// How readily it can be done, 0 to 1.
    pub feasibility_score: f64,
    /// 0 to 1: clamp(1 - (high - low) / (2 x value), 0, 1).
    pub confidence: f64,
    /// Every figure of the text.
    pub facts: Vec<Fact>,
    /// Publications the rule rests on.
    pub sources: Vec<String>,
    /// The same as a what-if; empty where no lever says it.
    pub changes: Vec<Change>,
    pub cause: Option<Cause>,
    pub status: RecommendationStatus,
    /// Why it was dismissed, if somebody said so.
    pub reason: Option<String>,
    /// E-mail address of who is to do it.
    pub assignee: Option<String>,
    pub created_at: DateTime<Utc>,
    /// `created_at` in the organisation's zone, as text.
    pub created_text: String,
    /// E-mail address of who approved or dismissed it.
    pub decided_by: Option<String>,
    pub decided_at: Option<DateTime<Utc>>,
    /// Until when the last step can be taken back.
    pub undo_until: Option<DateTime<Utc>>,
    /// Undecided until then, it expires.
    pub recommended_time_start: Option<DateTime<Utc>>,
    /// The language model that worded title and body; `None`: they are the rule's own. Figures always are.
    pub worded_by: Option<String>,
    /// The rule's own text where a language model worded it.
    pub rule_title: Option<String>,
    pub rule_body: Option<String>,
    pub verified: Option<VerifiedSaving>,
}

/// Which recommendations are asked for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct RecommendationQuery {
    /// `open` (the default), `closed`, or one status.
    pub status: Option<String>,
    pub event_type: Option<EventType>,
    pub hotspot_id: Option<HotspotId>,
    /// What is said about a site itself.
    pub site_id: Option<SiteId>,
    pub limit: Option<u32>,
    pub cursor: Option<String>,
}

/// How many recommendations stand where, and what they save.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecommendationStats {
    pub pending: u64,
    pub approved: u64,
    pub in_progress: u64,
    pub done: u64,
    pub verified: u64,
    pub dismissed: u64,
    pub expired: u64,
    /// kg CO2e per month of what is approved, in progress or done.
    pub promised_kg_per_month: f64,
    /// kg CO2e of what is verified; savings that turned out negative count as such.
    pub verified_kg: f64,
}

/// `POST /recommendations/{id}/dismiss`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Dismissal {
    /// At most 500 characters.
    pub reason: Option<String>,
}

/// `PATCH /recommendations/{id}`: what is given is changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecommendationPatch {
    pub status: Option<RecommendationStatus>,
    pub assignee: Option<String>,
    /// What has to be bought once, in the organisation's currency; an amount of 0: nothing.
    pub investment: Option<Money>,
}

/// `POST /recommendations/generate`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GenerateRequest {
    pub hotspot_id: HotspotId,
}
