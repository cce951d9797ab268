//! Prices of electricity markets, as they are sent, stored and read.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::width::Width;
use crate::ingest::{Midnight, Overlap, SlotLabel, words};
use crate::money::{Amount, Currency};

/// Longest name of a series.
pub const SERIES_CHARS_MAX: usize = 60;
/// What the name of a series has to be, in words.
pub const SERIES_MUST: &str =
    "1 to 60 letters, digits, spaces, -, _ or ., such as DE-LU, and no space around them";

/// Whether prices may be kept under this name.
#[must_use]
pub fn is_series_name(name: &str) -> bool {
    let is_plain = |sign: char| sign.is_alphanumeric() || " -_.".contains(sign);
    (1..=SERIES_CHARS_MAX).contains(&name.chars().count())
        && name.trim() == name
        && name.chars().all(is_plain)
}

/// What a market charges in one interval. It may be below zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MarketPrice {
    /// Beginning of the interval.
    pub at: DateTime<Utc>,
    /// How long it lasts.
    pub interval: Width,
    /// In the currency of its series.
    pub per_kwh: Amount,
}

impl MarketPrice {
    /// Where its interval ends.
    #[must_use]
    pub fn end(&self) -> DateTime<Utc> {
        self.at + chrono::Duration::minutes(i64::from(self.interval.minutes()))
    }
}

/// One of `NewPrices`, as it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewPrice {
    /// Beginning of the interval.
    pub at: DateTime<Utc>,
    /// A decimal of at most six places.
    pub per_kwh: Amount,
}

/// `POST /energy/prices/{series}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewPrices {
    /// Of all prices of a series.
    pub currency: Currency,
    /// How long each price holds: 15, 30 or 60 minutes.
    pub interval_minutes: u32,
    /// Whether another price takes the place of a stored one; otherwise it is refused.
    #[serde(default)]
    pub replace: bool,
    /// At most 50,000 of `{"at", "per_kwh"}`; each is looked at by itself.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<NewPrice>))]
    pub prices: Vec<serde_json::Value>,
}

words!(
    /// What the price column of a file is per.
    PriceUnit {
        PerKwh = "kWh",
        PerMwh = "MWh",
    }
);

/// How a file of prices is read: `POST /energy/prices/{series}/csv?...`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PriceCsvQuery {
    /// The column of the time; or several, as in `{Date} {Time}`.
    pub time: String,
    /// A strftime pattern such as `%d.%m.%Y %H:%M`, or `iso8601`, `epoch_s`, `epoch_ms`.
    pub pattern: String,
    /// IANA zone of times without an offset.
    #[serde(default)]
    pub time_zone: Option<String>,
    /// Whether a time is the start of its interval or the end.
    pub label: SlotLabel,
    /// What a time of 00:00 means.
    #[serde(default)]
    pub midnight: Midnight,
    /// Which instant a local time means that occurs twice.
    #[serde(default)]
    pub overlap: Overlap,
    /// `.` or `,`; a `.` where none is given.
    #[serde(default)]
    pub decimal: Option<char>,
    /// The column of the price.
    pub price: String,
    /// What a price is per: `kWh` or `MWh`.
    pub unit: PriceUnit,
    pub currency: Currency,
    /// How long each price holds: 15, 30 or 60 minutes.
    pub interval_minutes: u32,
    #[serde(default)]
    pub replace: bool,
}

/// Prices of one market that are kept, with their extent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PriceSeries {
    pub name: String,
    pub currency: Currency,
    pub count: u64,
    /// Beginning of the first interval.
    pub first_at: DateTime<Utc>,
    /// End of the last interval: prices are known until then, but for gaps.
    pub until: DateTime<Utc>,
}

/// `GET /energy/prices/{series}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PriceQuery {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    /// 1 to 10,000; 1,000 unless said otherwise.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// Prices of a series that begin in a range, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PricePage {
    pub currency: Currency,
    pub items: Vec<MarketPrice>,
    /// Where there are more: ask again from here.
    pub next_from: Option<DateTime<Utc>>,
}

#[cfg(test)]
mod tests {
    use super::{SERIES_CHARS_MAX, is_series_name};

    #[test]
    fn names_of_series_are_short_and_plain() {
        for name in [
            "DE-LU",
            "NO2",
            "Day ahead 2.0",
            "Größe_1",
            &"x".repeat(SERIES_CHARS_MAX),
        ] {
            assert!(is_series_name(name), "{name}");
        }
        for name in [
            "",
            " DE",
            "DE ",
            "a/b",
            "a\nb",
            "{x}",
            &"x".repeat(SERIES_CHARS_MAX + 1),
        ] {
            assert!(!is_series_name(name), "{name:?}");
        }
    }
}
