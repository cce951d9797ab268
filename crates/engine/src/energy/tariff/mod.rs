//! What electricity costs: prices by step, and the bill of a period.
//!
//! A [`Tariff`] is stored as JSON. Prices are exact decimals of its currency; [`prices()`] spreads them over
//! steps in the site's time zone, [`bill()`] sums what was used.

mod bill;
mod market;
mod price;
mod prices;
#[cfg(test)]
mod tests;
mod window;

pub use bill::{Bill, Peak, Usage, bill, first_day};
pub use market::MarketPrices;
pub use price::check;
pub use prices::{KnownPrices, StepPrices, known_prices, prices};

use chrono::{DateTime, Utc};
#[cfg(doc)]
use model::energy::Tariff;
use model::energy::{SERIES_MUST, TimeOfDay};
use model::money::{Amount, Currency};
use thiserror::Error;

/// Why a tariff, or a question to it, cannot be meant.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum TariffError {
    #[error("{field}.windows[{index}].days: must name at least one day of the week")]
    NoDays { field: &'static str, index: usize },
    #[error("{field}.windows[{index}].months: {month} must be 1 to 12")]
    Month {
        field: &'static str,
        index: usize,
        month: u8,
    },
    #[error("{field}.windows[{index}]: `{name}` begins and ends at {at}; it must last longer")]
    EmptyWindow {
        field: &'static str,
        index: usize,
        name: String,
        at: TimeOfDay,
    },
    #[error(
        "{field}.windows[{index}]: `{name}` overlaps with `{other}`; each quarter-hour must have one price"
    )]
    Overlap {
        field: &'static str,
        index: usize,
        name: String,
        other: String,
    },
    #[error("{field}: {amount} must not be below 0")]
    BelowZero { field: &'static str, amount: Amount },
    #[error("{field}: the price moves with a market, and no series of market prices is named")]
    NoSeries { field: &'static str },
    #[error("{field}: no market prices are known of the series {series}")]
    NoMarket { field: &'static str, series: String },
    #[error(
        "{field}: the market prices of {series} are in {}, the tariff is in {}",
        is.as_str(),
        must.as_str()
    )]
    MarketCurrency {
        field: &'static str,
        series: String,
        is: Currency,
        must: Currency,
    },
    #[error("{field}.series: `{series}` must be {SERIES_MUST}")]
    SeriesName { field: &'static str, series: String },
    #[error("market: there is no price for all of the interval from {at}")]
    MarketUnknown { at: DateTime<Utc> },
    #[error("{field}: {have} values for {need} steps")]
    Length {
        field: &'static str,
        have: usize,
        need: usize,
    },
    #[error("{field}[{step}]: {value} must be kWh from 0 to 1e9")]
    Energy {
        field: &'static str,
        step: usize,
        value: f64,
    },
    #[error("the sum of {0} does not fit: more than nine trillion")]
    TooLarge(&'static str),
}
