//! Those who know the grid and the weather, behind traits; which of them is asked about what.
//!
//! [`Caller`] asks: within a time limit, within the calls a day that are set, and not again before a
//! provider that failed may be asked. What came is kept in the database, so a restart asks nobody.

mod caller;
mod electricity_maps;
mod endpoint;
mod failure;
mod open_meteo;
mod openweather;
mod solcast;
mod uk;
mod watttime;
mod zones;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use engine::energy::intensity::Part;
use model::emissions::{IntensityProvider, IntensityScope, IntensitySignal};
use model::energy::{WeatherPoint, WeatherProvider};
use model::ids::SiteId;

pub use caller::Caller;
pub use electricity_maps::ElectricityMaps;
pub use failure::ProviderError;
pub use open_meteo::OpenMeteo;
pub use openweather::OpenWeather;
pub use solcast::Solcast;
pub use uk::UkCarbonIntensity;
pub use watttime::WattTime;
pub use zones::ZoneOfRegion;

pub(super) use caller::{bytes, is_paused, pause_after, send, settle};

/// What a provider says of a zone.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    pub signal: IntensitySignal,
    pub scope: IntensityScope,
    /// When the forecast was made; `None` where that is not said.
    pub generated_at: Option<DateTime<Utc>>,
    /// What was and what is expected; hours without a value are left out.
    pub parts: Vec<Part>,
}

/// Somebody who knows the carbon intensity of grids.
#[async_trait]
pub trait IntensitySource: std::fmt::Debug + Send + Sync {
    fn provider(&self) -> IntensityProvider;

    /// What was in the last hours and is expected of the next.
    ///
    /// # Errors
    /// Nothing usable came. The error repeats no key.
    async fn read(
        &self,
        caller: &Caller<'_>,
        zone: &str,
        now: DateTime<Utc>,
    ) -> Result<Reading, ProviderError>;
}

/// A site whose weather is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteAsked {
    pub id: SiteId,
    pub latitude_deg: f64,
    pub longitude_deg: f64,
    /// From when on temperatures are not known yet, where they go back further than what is expected; who knows
    /// the past may say them with it.
    pub temperatures_from: Option<DateTime<Utc>>,
}

/// Somebody who forecasts the weather.
#[async_trait]
pub trait WeatherSource: std::fmt::Debug + Send + Sync {
    fn provider(&self) -> WeatherProvider;

    /// Whether it is asked about sites without an array, for how warm it will be.
    fn is_asked_without_array(&self) -> bool {
        false
    }

    /// What is expected above a site for a day and more.
    ///
    /// # Errors
    /// Nothing usable came. The error repeats no key.
    async fn read(
        &self,
        caller: &Caller<'_>,
        site: &SiteAsked,
        now: DateTime<Utc>,
    ) -> Result<Vec<WeatherPoint>, ProviderError>;
}

/// What no sky gives is absent: more than the sun sends to the Earth, 1,361 W/m2, and half as much again
/// from the edges of clouds; or less than nothing.
fn irradiance(value: f64) -> Option<f64> {
    (0.0..=2_000.0).contains(&value).then_some(value)
}

/// What no weather station measured is absent.
fn temperature(celsius: f64) -> Option<f64> {
    (-90.0..=60.0).contains(&celsius).then_some(celsius)
}

/// Where a provider is, and how often it may be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// What comes before its paths; its own address when `None`.
    pub base_url: Option<String>,
    /// Calls on a day of UTC.
    pub calls_a_day: u32,
}

/// A source with its limit.
#[derive(Debug)]
pub struct Limited<S: ?Sized> {
    pub source: Arc<S>,
    pub calls_a_day: u32,
}

/// Who is asked about what. Nobody is unless set up.
#[derive(Debug)]
pub struct Providers {
    pub intensity: Vec<Limited<dyn IntensitySource>>,
    /// Which zone of which provider a grid region is.
    pub zones: Vec<ZoneOfRegion>,
    pub weather: Option<Limited<dyn WeatherSource>>,
    /// Hours after which the weather of a site is read again.
    pub weather_hours: u32,
    /// For one answer.
    pub time_max: Duration,
}

impl Default for Providers {
    fn default() -> Self {
        Self {
            intensity: Vec::new(),
            zones: Vec::new(),
            weather: None,
            weather_hours: 3,
            time_max: Duration::from_secs(20),
        }
    }
}

impl Providers {
    /// The zone of a grid region, where one is set.
    #[must_use]
    pub fn zone(&self, region: &str) -> Option<&ZoneOfRegion> {
        self.zones.iter().find(|zone| zone.is_of(region))
    }

    /// Who knows a zone.
    pub(super) fn source(
        &self,
        provider: IntensityProvider,
    ) -> Option<&Limited<dyn IntensitySource>> {
        let mut all = self.intensity.iter();
        all.find(|one| one.source.provider() == provider)
    }
}
