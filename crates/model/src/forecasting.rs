//! What is expected: forecasts of a series, with the back-test that chose their method.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::emissions::Bucket;
use crate::ids::SupplierId;
use crate::ingest::{EventType, words};

words!(
    /// Why a method forecasts.
    MethodChoice {
        /// It was asked for by name.
        Named = "named",
        /// It did best when tried on the past.
        BackTest = "back_test",
        /// The history is too short to try weekly methods on: a rule chose it.
        ShortHistory = "short_history",
    }
);
words!(
    /// What the width of a band rests on.
    BandBasis {
        /// Errors of the same method in the back-test (split conformal).
        BackTest = "back_test",
        /// How far the days of a short history lie from each other: a stand-in, not calibrated.
        DayPairs = "day_pairs",
    }
);

/// One value of a series that came in; `value: null` is a gap.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HistoryPoint {
    /// Start of the hour or day, on the bucket's grid.
    pub at: DateTime<Utc>,
    pub value: Option<f64>,
}

/// `POST /forecast/7d`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ForecastRequest {
    /// Oldest first; buckets that are missing are gaps.
    pub series: Vec<HistoryPoint>,
    /// `hour` or `day`.
    pub bucket: Bucket,
    /// 1 to 7; seven unless said otherwise.
    #[serde(default)]
    pub horizon_days: Option<u32>,
    /// One method by its name; without it the back-test chooses.
    #[serde(default)]
    pub method: Option<String>,
}

/// How one method did in the back-test: forecasts made from earlier moments of the series, compared
/// with what came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BacktestScore {
    pub method: String,
    /// For people.
    pub label: String,
    /// Moments forecasts were made from, and values compared over all of them.
    pub origins: u32,
    pub points: u32,
    /// Mean absolute error, in the series' unit.
    pub mae: f64,
    /// Mean absolute error in percent of the values; `None` where values come near zero.
    pub mape_pct: Option<f64>,
    /// Against repeating the last cycle within the history; below 1 is better.
    pub mase: Option<f64>,
    pub is_chosen: bool,
}

/// A part of a blend.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BlendPart {
    pub method: String,
    pub label: String,
    /// 0 to 1; together 1.
    pub weight: f64,
}

/// How wide the band is, and what it held.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ForecastBand {
    /// Share of values it is to hold, 0 to 1.
    pub nominal: f64,
    pub basis: BandBasis,
    /// Errors it is made from.
    pub errors: u32,
    /// Share of values it held that had no part in it, 0 to 1; `None` where that was not measured.
    pub coverage: Option<f64>,
}

/// One value ahead.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ForecastPoint {
    pub at: DateTime<Utc>,
    pub value: f64,
    /// The band; `None` where no errors are known to make one from.
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// A forecast and all that is known about how good it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Forecast {
    pub bucket: Bucket,
    /// Name of the method used.
    pub method: String,
    pub method_label: String,
    pub choice: MethodChoice,
    /// What is blended; empty where one method forecasts alone.
    pub blend: Vec<BlendPart>,
    /// Less than seven days of hours, less than four weeks of days.
    pub is_low_history: bool,
    /// Buckets of the history, those of them that methods were tried on, and those without a value.
    pub history_points: u32,
    pub used_points: u32,
    pub missing_points: u32,
    /// All that was tried, best first; empty where the history is too short.
    pub backtest: Vec<BacktestScore>,
    pub band: Option<ForecastBand>,
    /// Values below zero, of a series that never was, that stand at zero.
    pub limited_at_zero: u32,
    pub points: Vec<ForecastPoint>,
}

/// `GET /emissions/forecast` parameters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ForecastQuery {
    /// 1 to 7; seven unless said otherwise.
    #[serde(default)]
    pub horizon_days: Option<u32>,
    /// `hour` or `day`; hours unless said otherwise.
    #[serde(default)]
    pub bucket: Option<Bucket>,
    #[serde(default)]
    pub category: Option<EventType>,
    #[serde(default)]
    pub supplier_id: Option<SupplierId>,
}

/// Emissions ahead, in kg per hour or day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmissionForecast {
    pub made_at: DateTime<Utc>,
    /// When it was made, in the organisation's zone.
    pub made_at_local: String,
    /// Where the history ends and the forecast begins.
    pub from: DateTime<Utc>,
    /// Whether events stopped coming before the last closed bucket: the forecast begins in the past.
    pub is_stale: bool,
    pub horizon_days: u32,
    pub category: Option<EventType>,
    pub supplier_id: Option<SupplierId>,
    /// The last values before it.
    pub recent: Vec<HistoryPoint>,
    /// `recent` and the points, in the organisation's zone, as short text.
    pub labels: Vec<String>,
    /// Sum of the points, in kg.
    pub total_kg: f64,
    pub forecast: Forecast,
}
