//! How the electricity of sites stands: what was measured last, and what lies around now.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::answers::{IntensityMethod, SolarMethod};
use super::measurement::Channel;
use super::plan::PlanBasis;
use super::site::{EnergySite, EnergySiteState};
use crate::page::Page;
use crate::places::Site;

/// Mean power of an interval, from the energy measured in it. A channel without a value is `None`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PowerFlow {
    /// Beginning of the interval.
    pub at: DateTime<Utc>,
    /// Its time in the site's zone.
    pub label: String,
    pub import_kw: Option<f64>,
    pub export_kw: Option<f64>,
    pub solar_kw: Option<f64>,
    pub charge_kw: Option<f64>,
    pub discharge_kw: Option<f64>,
    /// What the site itself used; `None` where a channel it is made of is missing.
    pub load_kw: Option<f64>,
    /// State of charge at the beginning of the interval, 0-1.
    pub soc: Option<f64>,
    /// Channels that were silent, and show what most likely stood there; the load rests on it too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filled: Vec<Channel>,
    /// Channels whose value is an outlier.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outliers: Vec<Channel>,
}

/// What was used on the day of the latest measurement, beside what was to be expected at its beginning.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnergyDay {
    /// The day in words, and whether it is today in the site's zone.
    pub label: String,
    pub is_today: bool,
    /// Time at which the latest interval ended.
    pub until_label: String,
    /// Used in the intervals that are known whole.
    pub measured_kwh: f64,
    /// Intervals since the day began, and those of them that are known whole.
    pub intervals: u32,
    pub known: u32,
    /// Expected in the same intervals, from what was measured before the day; `None` without a forecast.
    pub expected_kwh: Option<f64>,
    /// Expected of the whole day; `None` without a forecast, or where the day is longer than one.
    pub expected_day_kwh: Option<f64>,
    /// Why nothing was expected.
    pub missing: Option<String>,
}

/// A site as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnergySiteNow {
    pub state: EnergySiteState,
    /// Nothing has been measured for two hours.
    pub is_stale: bool,
    /// The latest interval; `None` before anything is measured.
    pub flow: Option<PowerFlow>,
    /// `None` before a load is known.
    pub day: Option<EnergyDay>,
}

/// `GET /energy/overview`: sites whose electricity is looked after, and those where it could be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnergyOverview {
    pub sites: Page<EnergySiteNow>,
    /// The first sites by name without energy settings.
    pub without: Vec<Site>,
    /// There are more of them than are listed.
    pub has_more_without: bool,
}

/// What is expected of a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExpectedStep {
    pub at: DateTime<Utc>,
    /// Its time in the site's zone.
    pub label: String,
    pub load_kwh: f64,
    pub load_low_kwh: Option<f64>,
    pub load_high_kwh: Option<f64>,
    pub solar_kwh: f64,
    pub solar_method: SolarMethod,
    /// One of ten is below the first, one above the second; `None` where the provider does not say.
    pub solar_p10_kwh: Option<f64>,
    pub solar_p90_kwh: Option<f64>,
    /// Of a kWh taken from the grid, and paid for one fed in; `None` without prices.
    pub import_price_per_kwh: Option<f64>,
    pub export_price_per_kwh: Option<f64>,
    /// Of a kWh taken from the grid, kg CO2e; `None` where it is not known.
    pub kg_per_kwh: Option<f64>,
    pub intensity_method: IntensityMethod,
}

/// `GET /energy/sites/{id}/outlook`: the last day and the next one on one axis of time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnergyOutlook {
    pub state: EnergySiteState,
    pub is_stale: bool,
    /// Intervals of the last 24 hours before the latest measurement, without gaps, the oldest first.
    pub measured: Vec<PowerFlow>,
    /// Steps from the running interval on; empty where nothing can be expected.
    pub expected: Vec<ExpectedStep>,
    /// What the expected steps rest on.
    pub basis: Option<PlanBasis>,
    /// Why nothing is expected.
    pub missing: Option<String>,
}

/// What the form of a site begins with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnergySetup {
    pub site: Site,
    /// `None` where nothing is set yet.
    pub settings: Option<EnergySite>,
    /// Measurements stored; with some, the interval stays.
    pub measurements: u64,
    /// The organisation's own, which a new site begins with.
    pub time_zone: String,
    pub currency: String,
}
