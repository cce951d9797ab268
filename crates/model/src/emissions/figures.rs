//! What dashboards show: rates, breakdowns, series, badges. All from roll-ups.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::auth::Viewer;
use crate::ids::SupplierId;
use crate::ingest::{EventItem, EventType, words};
use crate::time::TimeRange;

words!(
    /// What a breakdown or a series is grouped by.
    GroupBy { Category = "category", Supplier = "supplier", Site = "site", Mode = "mode" }
);
words!(
    /// Width of a series' points.
    Bucket { Hour = "hour", Day = "day", Month = "month" }
);

/// Share of one category in the rate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RateShare {
    pub category: String,
    pub kg_per_hour: f64,
    /// 0 to 1.
    pub share: f64,
}

/// `GET /emissions/current`: this hour so far + the previous hour x (1 - elapsed share).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Pulse {
    pub as_of: DateTime<Utc>,
    pub rate_kg_per_hour: f64,
    /// Against the 60 minutes before, in percent; `None` when those were zero.
    pub trend_pct: Option<f64>,
    pub target_kg_per_hour: Option<f64>,
    pub breakdown: Vec<RateShare>,
    /// When the latest event began; `None` without any event.
    pub last_event_at: Option<DateTime<Utc>>,
    /// `last_event_at` in the organisation's zone.
    pub last_event_at_local: Option<String>,
    /// The last 24 hours, oldest first, in kg per hour.
    pub recent_kg: Vec<f64>,
}

/// One slice of a summary.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SummaryRow {
    /// Stable key: category or mode word, supplier or site id; empty for none.
    pub key: String,
    pub label: String,
    pub co2e_kg: f64,
    pub ttw_kg: f64,
    pub wtt_kg: f64,
    pub share: f64,
    pub events: u64,
}

/// `GET /emissions/summary`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Summary {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub group_by: GroupBy,
    pub total_kg: f64,
    /// Factor errors are taken as fully correlated.
    pub interval_low_kg: f64,
    pub interval_high_kg: f64,
    pub rows: Vec<SummaryRow>,
    /// Events outside the total because no factor was found.
    pub no_factor_events: u64,
}

/// One line of a series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SeriesLine {
    pub key: String,
    pub label: String,
    /// One value per point of `Series::at`, in kg.
    pub kg: Vec<f64>,
}

/// `GET /emissions/series`. Missing buckets are zero kilograms.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Series {
    pub bucket: Bucket,
    pub group_by: GroupBy,
    /// Start of each bucket.
    pub at: Vec<DateTime<Utc>>,
    /// The same in the organisation's zone, as short text.
    pub labels: Vec<String>,
    /// The first day of each bucket in that zone; hours have none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<NaiveDate>,
    pub lines: Vec<SeriesLine>,
}

/// `X % measured | Y % predicted`, by event count.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QualityBadge {
    pub events: u64,
    pub measured_pct: f64,
    pub estimated_pct: f64,
    /// Gap-filled values.
    pub predicted_pct: f64,
    pub outliers: u64,
    pub no_factor_events: u64,
}

/// What every figure of a page is limited to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FigureFilter {
    /// Both or neither; without them the last 30 days that have data.
    #[serde(default)]
    pub from: Option<DateTime<Utc>>,
    #[serde(default)]
    pub to: Option<DateTime<Utc>>,
    #[serde(default)]
    pub category: Option<EventType>,
    #[serde(default)]
    pub supplier_id: Option<SupplierId>,
}

/// `GET /emissions/summary` and `/series` parameters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FigureQuery {
    #[serde(flatten)]
    pub filter: FigureFilter,
    #[serde(default)]
    pub group_by: Option<GroupBy>,
    #[serde(default)]
    pub bucket: Option<Bucket>,
}

/// A range the page offers, with its label.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LabelledRange {
    pub range: TimeRange,
    /// `14 - 21 Nov 2026`, in the organisation's zone.
    pub label: String,
    /// Whether it was chosen because nothing was asked for: the last 30 days that have data.
    pub is_default: bool,
}

/// Everything the dashboard's first paint needs, read in one go.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Dashboard {
    pub range: LabelledRange,
    pub pulse: Pulse,
    pub by_category: Summary,
    pub top_suppliers: Summary,
    pub series: Series,
    pub quality: QualityBadge,
    pub latest: Vec<EventItem>,
}

/// Start of a page: who looks and at what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Frame {
    pub viewer: Viewer,
    pub is_demo: bool,
}
