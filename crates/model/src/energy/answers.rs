//! What is expected of a site's load, and what a figure rests on.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::measurement::Channel;
use crate::ingest::words;

words!(
    /// How a load was forecast.
    LoadMethod {
        /// The last day again.
        LastDay = "last_day",
        /// A mean of methods, by what each was worth on this load's past.
        Panel = "panel",
    }
);
words!(
    /// How the yield of the site's own array was found.
    SolarMethod {
        /// Of a clear sky: the most that can come.
        ClearSky = "clear_sky",
        None = "none",
    }
);
words!(
    /// How carbon was counted.
    IntensityMethod {
        /// The factor of the grid region and year, the same at all hours.
        YearlyFactor = "yearly_factor",
        None = "none",
    }
);
words!(
    /// Where prices come from.
    PriceMethod {
        Tariff = "tariff",
        None = "none",
    }
);

/// What the figures of a load rest on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LoadBasis {
    pub method: LoadMethod,
    /// The method in words.
    pub words: String,
    /// Channels that the load is made of: import + solar - export + discharge - charge.
    pub channels: Vec<Channel>,
    /// Less than seven days are known.
    pub low_history: bool,
    /// Intervals it is made from, and the first and the last of them.
    pub measured: u64,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    /// Intervals left out because a channel is missing in them, or because the channels contradict each
    /// other: more went out than came in.
    pub incomplete: u64,
    pub contradictory: u64,
    /// The share of values the band is to hold, 0-1, and what it rests on in words; `None` without one.
    pub band_nominal: Option<f64>,
    pub band_words: Option<String>,
    /// The share it held on days that had no part in it, 0-1; `None` where not measured.
    pub band_coverage: Option<f64>,
}

/// What is expected of an interval.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LoadPoint {
    pub at: DateTime<Utc>,
    /// Its time in the site's zone.
    pub label: String,
    pub kwh: f64,
    /// Ends of the band; `None` where there was nothing to take them from.
    pub low_kwh: Option<f64>,
    pub high_kwh: Option<f64>,
}

/// `GET /energy/sites/{id}/forecast`: the 24 hours after the last measured interval.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LoadForecast {
    pub interval_minutes: u32,
    pub time_zone: String,
    /// Measurements ended so long ago that the whole forecast lies behind us.
    pub is_stale: bool,
    pub basis: LoadBasis,
    pub points: Vec<LoadPoint>,
}

/// Where the yield of a plan comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SolarBasis {
    pub method: SolarMethod,
    pub words: String,
}

/// Where the prices of a plan come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PriceBasis {
    pub method: PriceMethod,
    /// Of all money of the plan; `None` without prices.
    pub currency: Option<crate::money::Currency>,
    pub words: String,
}

/// Where the carbon of a plan comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IntensityBasis {
    pub method: IntensityMethod,
    /// The factors of the catalogue, their region and their year.
    pub factor_ids: Vec<String>,
    pub region: Option<String>,
    pub year: Option<i32>,
    /// Generation, upstream and grid losses together.
    pub kg_per_kwh: Option<f64>,
    pub words: String,
}
