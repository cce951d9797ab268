//! The weather above a site, as a provider expects it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ingest::words;

words!(
    /// Who forecasts sun and temperature.
    WeatherProvider {
        OpenMeteo = "open_meteo",
        OpenWeather = "openweather",
        Solcast = "solcast",
    }
);

impl WeatherProvider {
    /// Its name, for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::OpenMeteo => "Open-Meteo",
            Self::OpenWeather => "OpenWeather",
            Self::Solcast => "Solcast",
        }
    }
}

/// The mean of an interval. What the provider does not say is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct WeatherPoint {
    /// Its beginning.
    pub at: DateTime<Utc>,
    pub minutes: u32,
    /// Global irradiance on the horizontal, W/m2.
    pub ghi: Option<f64>,
    /// Direct irradiance facing the sun, W/m2.
    pub dni: Option<f64>,
    /// Diffuse irradiance on the horizontal, W/m2.
    pub dhi: Option<f64>,
    pub air_c: Option<f64>,
    /// Power of the site's own array as the provider knows it.
    pub array: Option<ArrayPower>,
}

/// Power of an array with its band: one of ten is below P10, one above P90.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ArrayPower {
    pub p10_kw: f64,
    pub p50_kw: f64,
    pub p90_kw: f64,
}
