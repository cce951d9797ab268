//! What batteries of several sizes would have saved at a site.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::answers::{IntensityBasis, PriceBasis};
use super::plan::PlanMode;
use crate::ingest::words;
use crate::money::{Amount, Currency};

/// Sizes of one question.
pub const SIZES_MAX: usize = 12;
/// Days that are replayed: least, usual, most.
pub const SIZES_DAYS: (u32, u32, u32) = (14, 28, 60);

/// One size that is tried.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BatterySize {
    /// Stored energy between a state of charge of 0 and of 1.
    pub capacity_kwh: f64,
    /// Most power it takes in, and gives out.
    pub power_kw: f64,
    /// What it costs in all, in the tariff's currency; `None`: nothing is said of when it is paid back.
    #[serde(default)]
    pub price: Option<Amount>,
    /// Years it lasts; `None`: nothing is said of what is left of its saving at the end.
    #[serde(default)]
    pub lifetime_years: Option<f64>,
}

/// `POST /energy/sites/{id}/battery/sizes`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SizesQuery {
    /// 1 to 12, each once.
    pub sizes: Vec<BatterySize>,
    /// What each day is planned for.
    pub mode: PlanMode,
    /// What a kilogram CO2e is worth, in the tariff's currency: with `balanced`, and only there.
    #[serde(default)]
    pub price_per_kg: Option<Amount>,
    /// The last days that are looked at, 14 to 60; 28 where nothing is said.
    #[serde(default)]
    pub days: Option<u32>,
}

words!(
    /// Why a day was not replayed.
    DayLeftOut {
        /// Measurements are missing in it, contradict each other, or are outliers.
        Incomplete = "incomplete",
        /// The market's price of an interval is not known.
        NoPrice = "no_price",
        /// The grid's intensity of an hour is not known, while that of the hour is used.
        NoIntensity = "no_intensity",
        /// Days are replayed by weeks, and this one, of the oldest, made no whole week.
        NoWholeWeek = "no_whole_week",
    }
);

/// A day that was not replayed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LeftOutDay {
    pub day: NaiveDate,
    /// The day as pages show it.
    pub label: String,
    pub why: DayLeftOut,
}

words!(
    /// Why a size has no time in which it is paid back.
    NoPayback {
        /// No price was given.
        NoPrice = "no_price",
        /// Money is not counted: what a kWh costs is not known.
        NoMoney = "no_money",
        /// It saves no money.
        SavesNothing = "saves_nothing",
    }
);

/// A yearly figure: the replayed weeks' mean, times the weeks of a year.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct YearlySaving {
    pub value: f64,
    /// The 90 % interval of the mean of weeks, by their spread. It knows nothing of other seasons.
    pub low: f64,
    pub high: f64,
}

/// What a size saves beyond the next smaller one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MarginalGain {
    pub more_kwh: f64,
    pub more_kw: f64,
    /// Per year; `None` where money is not counted.
    pub money_per_year: Option<f64>,
    /// kg CO2e per year.
    pub kg_per_year: f64,
    /// Of each kWh more; `None` where the capacities are the same or money is not counted.
    pub money_per_year_and_kwh: Option<f64>,
}

/// What one size would have done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TriedSize {
    pub size: BatterySize,
    /// Money saved in a year against no battery; `None` where prices are not known.
    pub saved_per_year: Option<YearlySaving>,
    /// kg CO2e saved in a year.
    pub saved_kg_per_year: YearlySaving,
    /// Share of the own generation that is used at once or stored, 0-1; `None` without generation.
    pub self_consumption_share: Option<f64>,
    /// Stored energy it discharges in a year, in full capacities.
    pub cycles_per_year: f64,
    /// Highest mean power taken in an interval.
    pub peak_kw: f64,
    /// Its price by what it saves in a year, without interest; else `no_payback` says why there is none.
    pub payback_years: Option<f64>,
    pub no_payback: Option<NoPayback>,
    /// What it saves over its lifetime less its price, without interest; `None` where one of the three is
    /// not known.
    pub lifetime_gain: Option<f64>,
    /// `None` of the smallest.
    pub marginal: Option<MarginalGain>,
}

/// The battery that is thought of.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TriedKind {
    /// The efficiencies and the range of charge of the battery that is set for the site; otherwise usual
    /// ones of lithium batteries.
    pub is_of_site: bool,
    pub charge_efficiency: f64,
    pub discharge_efficiency: f64,
    pub soc_min: f64,
    pub soc_max: f64,
}

/// What the figures rest on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SizesBasis {
    /// Whole local days that were replayed, the first and the last of them.
    pub days: u32,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Fewer than four weeks were replayed.
    pub low_history: bool,
    /// The other days that were looked at, oldest first.
    pub left_out: Vec<LeftOutDay>,
    pub battery: TriedKind,
    /// Without a battery: highest mean power taken in an interval, and the share of own generation used.
    pub peak_kw: f64,
    pub self_consumption_share: Option<f64>,
    pub price: PriceBasis,
    pub intensity: IntensityBasis,
    /// Every hour has its own intensity; otherwise all have the yearly factor.
    pub is_hourly_intensity: bool,
    pub words: String,
}

/// What batteries of several sizes would have saved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SizesAnswer {
    pub mode: PlanMode,
    pub price_per_kg: Option<Amount>,
    pub time_zone: String,
    /// Of all money; `None` where prices are not known.
    pub currency: Option<Currency>,
    pub basis: SizesBasis,
    /// The smallest first.
    pub sizes: Vec<TriedSize>,
}
