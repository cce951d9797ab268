//! What forecasts of a site were worth.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

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

words!(
    /// What of a site is forecast and kept.
    ForecastQuantity {
        Load = "load",
        /// The yield of its array, in the intervals with daylight.
        Solar = "solar",
    }
);
words!(
    /// How a kept forecast was made.
    ForecastMethod {
        /// The load of the last day again.
        LastDay = "last_day",
        /// A mean of methods, by what each was worth on this load's past.
        Panel = "panel",
        /// The same with the temperature outside.
        PanelWithTemperature = "panel_with_temperature",
        /// The array's chain, from the sun's place to energy.
        Chain = "chain",
        /// The same, corrected by what the site's own meter said of it.
        ChainAndResidual = "chain_and_residual",
        /// The power of the array as a provider of weather forecasts it, in some of the intervals at least.
        Provider = "provider",
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
    /// The same per hour, kWh, and as a share of what was measured on average; `None` where that is nothing.
    pub mae_kwh_per_hour: Option<f64>,
    pub mae_share: Option<f64>,
    /// What the day before again would have had, per hour; `None` where it was not known of every interval.
    pub yesterday_mae_kwh_per_hour: Option<f64>,
    /// The naive method that did best on the same intervals, known afterwards, and its error.
    pub naive_method: Option<NaiveMethod>,
    pub naive_mae_kwh: Option<f64>,
    /// 1 - MAE / MAE of that method: above 0 better, below 0 worse.
    pub skill: Option<f64>,
    /// Measured intervals with a band, and the share of their values that lay in it, 0-1; `None` without one.
    pub banded: u64,
    pub coverage: Option<f64>,
}

/// A forecast that was kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PastForecast {
    pub quantity: ForecastQuantity,
    pub made_at: DateTime<Utc>,
    /// Beginning of its first interval and end of its last, as times and as text in the site's zone.
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub starts_label: String,
    pub interval_minutes: u32,
    pub method: ForecastMethod,
    pub points: Vec<PastPoint>,
    /// `None` until its time was measured.
    pub score: Option<ForecastScore>,
}

/// What the forecasts that began in the last so many days were worth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccuracyWindow {
    pub days: u32,
    /// `None` where none of them was scored yet.
    pub score: Option<ForecastScore>,
}

/// How good the kept forecasts of a quantity were.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuantityAccuracy {
    pub quantity: ForecastQuantity,
    /// The share of measurements that its band is to hold, 0-1.
    pub band_nominal: f64,
    /// The shortest first.
    pub windows: Vec<AccuracyWindow>,
    /// When the oldest forecast without a score ends, and the same in the site's zone: a score follows once it
    /// was measured until then. `None` where no such forecast is kept.
    pub due_at: Option<DateTime<Utc>>,
    pub due_label: Option<String>,
    /// That time is over, and the measurements have not come.
    pub is_overdue: bool,
}

/// `GET /energy/sites/{id}/accuracy`: how good the forecasts were that were kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnergyAccuracy {
    pub time_zone: String,
    pub interval_minutes: u32,
    /// The load, and where the site has an array, the sun.
    pub quantities: Vec<QuantityAccuracy>,
}

/// `GET /energy/sites/{id}/forecasts`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PastForecastQuery {
    /// The load unless said otherwise.
    #[serde(default)]
    pub quantity: Option<ForecastQuantity>,
    #[serde(default)]
    pub limit: Option<u32>,
    #[serde(default)]
    pub cursor: Option<String>,
}

/// An interval of it: of a load the mean with nine of ten, of the sun P50 with P10 and P90.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PastPoint {
    pub at: DateTime<Utc>,
    pub kwh: f64,
    pub low_kwh: Option<f64>,
    pub high_kwh: Option<f64>,
}
