//! Whether data can be trusted: how complete it is, what stands out, what was filled in.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{EventId, SupplierId};
use crate::ingest::{EventType, words};

words!(
    /// What is odd about data.
    FindingKind {
        /// Beyond what is physically possible.
        OutOfRange = "out_of_range",
        /// A single value far from what is usual.
        Spike = "spike",
        /// The same reading again and again.
        Stuck = "stuck",
        /// Nothing came where something was due.
        Gap = "gap",
        /// The habit was left for days.
        Drift = "drift",
    }
);

/// `GET /data-quality`: all suppliers in a range of days.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct QualityQuery {
    /// 30 days before `to` unless said otherwise.
    #[serde(default)]
    pub from: Option<DateTime<Utc>>,
    /// The last reviewed day's end unless said otherwise.
    #[serde(default)]
    pub to: Option<DateTime<Utc>>,
}

/// Anomalies by kind. Spikes and values out of range are single events, the others episodes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Anomalies {
    pub out_of_range: u64,
    pub spikes: u64,
    pub stuck: u64,
    pub gaps: u64,
    pub drifts: u64,
}

impl Anomalies {
    #[must_use]
    pub fn all(&self) -> u64 {
        self.out_of_range + self.spikes + self.stuck + self.gaps + self.drifts
    }
}

/// How complete, and how much of it measured. Percent are 0 to 100; `None` where nothing can be said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QualityFigures {
    /// What came of what was due by the usual cadence; `None` without a known cadence.
    pub completeness_pct: Option<f64>,
    pub measured_pct: Option<f64>,
    pub estimated_pct: Option<f64>,
    /// Filled values among all.
    pub predicted_pct: Option<f64>,
    /// Events and filled values.
    pub events: u64,
    pub outliers: u64,
    pub anomalies_count: u64,
    pub anomalies: Anomalies,
}

/// A supplier's events of one type on one local day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QualityWindow {
    pub window_start: DateTime<Utc>,
    pub window_end: DateTime<Utc>,
    /// The day in the organisation's zone, as text.
    pub day: String,
    pub category: EventType,
    #[serde(flatten)]
    pub figures: QualityFigures,
}

/// A supplier over the range.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SupplierQuality {
    pub supplier_id: SupplierId,
    pub supplier: String,
    #[serde(flatten)]
    pub figures: QualityFigures,
}

/// How well filled values did where real ones came later.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FillRecord {
    /// Filled values that stand.
    pub standing: u64,
    /// Filled values that gave way to real ones of the same time, which tell how good they were.
    pub replaced: u64,
    /// Those of them whose real value lay in the 90 % interval.
    pub covered: u64,
}

/// Answer of `GET /data-quality`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QualityOverview {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    /// The range in words, in the organisation's zone.
    pub label: String,
    /// When the data was last looked at; `None`: not yet.
    pub reviewed_at: Option<DateTime<Utc>>,
    pub reviewed_at_local: Option<String>,
    /// All suppliers together.
    #[serde(flatten)]
    pub figures: QualityFigures,
    /// Least complete first.
    pub suppliers: Vec<SupplierQuality>,
    pub fills: FillRecord,
}

/// Something odd.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Finding {
    pub kind: FindingKind,
    pub category: EventType,
    pub site: Option<String>,
    pub route: Option<String>,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    /// When, in the organisation's zone.
    pub when: String,
    /// The event at fault, where it is one.
    pub event_id: Option<EventId>,
    pub value_kg: Option<f64>,
    /// What is usual at that hour of the week.
    pub expected_kg: Option<f64>,
    /// Robust standard deviations from that.
    pub deviations: Option<f64>,
    /// One sentence.
    pub detail: String,
}

/// A value that stands, or stood, where none had come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GapFill {
    pub category: EventType,
    pub site: Option<String>,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    /// When, in the organisation's zone.
    pub when: String,
    pub co2e_kg: f64,
    /// The 90 % interval.
    pub interval_low_kg: f64,
    pub interval_high_kg: f64,
    pub confidence: f64,
    /// `related`, `regression`, `profile` or `neighbours`.
    pub method: String,
    /// Restored values the interval rests on.
    pub samples: u32,
    /// The real event it gave way to.
    pub replaced_by: Option<EventId>,
    pub replaced_at: Option<DateTime<Utc>>,
    pub real_co2e_kg: Option<f64>,
}

/// Answer of `GET /data-quality/{supplier_id}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SupplierQualityDetail {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    /// The range in words, in the organisation's zone.
    pub label: String,
    #[serde(flatten)]
    pub supplier: SupplierQuality,
    /// Day by day, newest first.
    pub windows: Vec<QualityWindow>,
    /// Newest first, at most 200.
    pub findings: Vec<Finding>,
    /// Newest first, at most 200.
    pub fills: Vec<GapFill>,
}
