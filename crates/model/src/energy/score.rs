//! What forecasts of a site were worth.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::answers::LoadMethod;
use crate::ingest::words;

words!(
    /// What anybody can forecast without a model.
    NaiveMethod {
        Yesterday = "yesterday",
        LastWeek = "last_week",
        /// The mean of the same weekday and time over four weeks.
        FourWeeks = "four_weeks",
    }
);

/// Forecasts beside what came, as they were known at the time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ForecastScore {
    /// How many forecasts, and how many of their intervals were measured.
    pub forecasts: u64,
    pub points: u64,
    /// Mean absolute error, kWh per interval; `None` where nothing was measured.
    pub mae_kwh: Option<f64>,
    /// The naive method that did best on the same intervals, known afterwards, and its error.
    pub naive_method: Option<NaiveMethod>,
    pub naive_mae_kwh: Option<f64>,
    /// 1 - MAE / MAE of that method: above 0 better, below 0 worse.
    pub skill: Option<f64>,
    /// Share of the measured values that lay in their band, 0-1; `None` without a band.
    pub coverage: Option<f64>,
}

/// A forecast that was kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PastForecast {
    pub made_at: DateTime<Utc>,
    /// Beginning of its first interval and end of its last, as times and as text in the site's zone.
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub starts_label: String,
    pub interval_minutes: u32,
    pub method: LoadMethod,
    pub points: Vec<PastPoint>,
    /// `None` until its time was measured.
    pub score: Option<ForecastScore>,
}

/// An interval of it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PastPoint {
    pub at: DateTime<Utc>,
    pub kwh: f64,
    pub low_kwh: Option<f64>,
    pub high_kwh: Option<f64>,
}
