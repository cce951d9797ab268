//! The carbon of grids in the shape of the Carbon Aware SDK's web API, so that its clients can ask here.
//! Names are that API's.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::emissions::{IntensityKind, IntensityProvider, IntensityScope, IntensitySignal};

/// Most questions of one batch.
pub const BATCH_FORECASTS: usize = 100;

/// `GET /emissions/bylocation`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EmissionsQuery {
    /// A grid region or the name of a site.
    pub location: String,
    /// The present hour without it.
    #[serde(default)]
    pub time: Option<DateTime<Utc>>,
    /// One hour after `time` without it.
    #[serde(default)]
    pub to_time: Option<DateTime<Utc>>,
}

/// The carbon of an hour.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct EmissionsData {
    pub location: String,
    pub time: DateTime<Utc>,
    /// g CO2e per kWh.
    pub rating: f64,
    /// As `01:00:00`.
    pub duration: String,
    pub kind: IntensityKind,
    pub signal: IntensitySignal,
    pub scope: IntensityScope,
    pub provider: IntensityProvider,
}

/// `GET /emissions/forecasts/current`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GridForecastQuery {
    pub location: String,
    #[serde(default)]
    pub data_start_at: Option<DateTime<Utc>>,
    #[serde(default)]
    pub data_end_at: Option<DateTime<Utc>>,
    /// Minutes that work runs for, 60 to 2,880; an hour without it.
    #[serde(default)]
    pub window_size: Option<u32>,
}

/// One question of `POST /emissions/forecasts/batch`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GridForecastRequest {
    /// The forecast that was known then is answered.
    pub requested_at: DateTime<Utc>,
    pub location: String,
    #[serde(default)]
    pub data_start_at: Option<DateTime<Utc>>,
    #[serde(default)]
    pub data_end_at: Option<DateTime<Utc>>,
    #[serde(default)]
    pub window_size: Option<u32>,
}

/// The mean of a window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct GridForecastPoint {
    pub location: String,
    /// Its beginning.
    pub timestamp: DateTime<Utc>,
    /// Minutes.
    pub duration: u32,
    /// g CO2e per kWh.
    pub value: f64,
}

/// What is, or was, expected of a grid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct LocationForecast {
    pub requested_at: DateTime<Utc>,
    pub generated_at: DateTime<Utc>,
    pub location: String,
    pub data_start_at: DateTime<Utc>,
    pub data_end_at: DateTime<Utc>,
    /// Minutes.
    pub window_size: u32,
    /// The window with the least carbon, the earliest of equals: alone, and as the list that newer clients
    /// read.
    pub optimal_data_point: GridForecastPoint,
    pub optimal_data_points: Vec<GridForecastPoint>,
    pub forecast_data: Vec<GridForecastPoint>,
    pub signal: IntensitySignal,
    pub scope: IntensityScope,
    pub provider: IntensityProvider,
}
