//! What is expected of a site's load, and what a figure rests on.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::measurement::Channel;
use super::score::ForecastScore;
use super::weather::WeatherProvider;
use crate::emissions::{IntensityProvider, IntensityScope, IntensitySignal};
use crate::ingest::words;

words!(
    /// How a load was forecast.
    LoadMethod {
        /// The last day again.
        LastDay = "last_day",
        /// A mean of methods, by what each was worth on this load's past.
        Panel = "panel",
        /// The same of what heating and cooling degrees leave of the load, and what those of the day ahead take.
        PanelWithTemperature = "panel_with_temperature",
    }
);
words!(
    /// How the yield of the site's own array was found.
    SolarMethod {
        /// Of the weather that a provider expects.
        Weather = "weather",
        /// Of a clear sky: the most that can come.
        ClearSky = "clear_sky",
        None = "none",
    }
);
words!(
    /// What makes energy of the sky.
    SolarModel {
        /// The chain of position, irradiance, module and inverter.
        Chain = "chain",
        /// The same, corrected by what the site's own meter said of it.
        ChainAndResidual = "chain_and_residual",
        /// The provider of the weather knows the array.
        Provider = "provider",
        None = "none",
    }
);
words!(
    /// How carbon was counted.
    IntensityMethod {
        /// The hour's intensity, read from a provider within the last two hours.
        Live = "live",
        /// The hour's intensity, read from a provider longer ago.
        Cached = "cached",
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
    /// What the temperature outside had to do with it; `None` where nobody says anything of it.
    #[serde(default)]
    pub temperature: Option<TemperatureBasis>,
}

/// What the temperature outside had to do with the forecast of a load.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TemperatureBasis {
    pub is_used: bool,
    /// It was to be used, because the load's past is forecast better with it, and is missing now.
    pub is_missed: bool,
    /// Who said it, and when it was read last; `None` where nothing is known any more.
    pub provider: Option<WeatherProvider>,
    pub fetched_at: Option<DateTime<Utc>>,
    /// It was read so long before the forecast that it should have been read again.
    pub is_stale: bool,
    /// Below and above so many degrees Celsius the site is heated and cooled; `None` where it is not, or it is not used.
    pub heating_base_c: Option<f64>,
    pub cooling_base_c: Option<f64>,
    /// The same in words: what it rests on, or why it is not used.
    pub words: String,
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
    /// What the forecasts of the last four weeks were worth; `None` until one was scored.
    pub past: Option<ForecastScore>,
}

/// Where the yield of a plan comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SolarBasis {
    /// `weather` where any step has it; each step says what it has.
    pub method: SolarMethod,
    /// Whose weather it is, and when it was read; `None` where none is used.
    pub provider: Option<WeatherProvider>,
    pub fetched_at: Option<DateTime<Utc>>,
    /// The weather was read so long ago that it should have been read again.
    pub is_stale: bool,
    /// Steps with the weather of a provider; the others have a clear sky.
    pub weather_steps: u32,
    /// `chain_and_residual` where any step is corrected.
    pub model: SolarModel,
    /// What the site's meter said of the chain; `None` before it is known of 14 days.
    pub residual: Option<SolarResidual>,
    pub words: String,
}

/// What the meter of a site said of the chain, and whether that corrects it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SolarResidual {
    /// Days with daylight it is made from, and intervals.
    pub days: u32,
    pub intervals: u64,
    /// Mean absolute errors over the last week, which had no part in the correction that was tried on it,
    /// kWh per interval.
    pub chain_mae_kwh: f64,
    pub corrected_mae_kwh: f64,
    /// Only where the corrected one was no worse.
    pub is_used: bool,
}

/// Where the prices of a plan come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PriceBasis {
    pub method: PriceMethod,
    /// Of all money of the plan; `None` without prices.
    pub currency: Option<crate::money::Currency>,
    /// Series of market prices that the tariff moves with.
    #[serde(default)]
    pub series: Vec<String>,
    /// Beginning of the first interval that was asked for and has no price; `None` where each has one, and
    /// without prices.
    #[serde(default)]
    pub known_until: Option<DateTime<Utc>>,
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
    /// The mean of the steps that it is known of; each step has its own. What it counts is `scope`.
    pub kg_per_kwh: Option<f64>,
    /// Who publishes the hours' intensities, and of which of their zones; `None` where none are used.
    pub provider: Option<IntensityProvider>,
    pub zone: Option<String>,
    pub signal: Option<IntensitySignal>,
    /// Of the hours' intensities where any are used, otherwise of the yearly factor.
    pub scope: Option<IntensityScope>,
    /// When the newest of the hours was read.
    pub fetched_at: Option<DateTime<Utc>>,
    /// Steps with the intensity of their hour; the others have the yearly factor, or none.
    pub hourly_steps: u32,
    pub words: String,
}
