//! What markets charge, as far as it is known.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use model::energy::MarketPrice;
use model::money::Currency;

/// Series of market prices by their names. A series may have gaps, and intervals of several widths: markets
/// have changed from hours to quarter-hours.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MarketPrices {
    series: BTreeMap<String, MarketSeries>,
}

/// Prices of one market.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MarketSeries {
    pub(super) currency: Currency,
    prices: BTreeMap<DateTime<Utc>, MarketPrice>,
}

impl MarketPrices {
    /// Adds a series, in the place of one of the same name. Its intervals must not overlap.
    pub fn insert(&mut self, name: &str, currency: Currency, prices: &[MarketPrice]) {
        let prices = prices.iter().map(|price| (price.at, *price)).collect();
        let series = MarketSeries { currency, prices };
        self.series.insert(name.to_owned(), series);
    }

    pub(super) fn series(&self, name: &str) -> Option<&MarketSeries> {
        self.series.get(name)
    }

    /// From when on no price of a series is known that holds at `at`, or holds without a gap after one that
    /// does: `at` itself where none holds then.
    #[must_use]
    pub fn known_until(&self, name: &str, at: DateTime<Utc>) -> DateTime<Utc> {
        let Some(series) = self.series.get(name) else {
            return at;
        };
        let mut until = at;
        while let Some(price) = series.price(until) {
            until = price.end();
        }
        until
    }
}

impl MarketSeries {
    /// The price that holds at a moment.
    pub(super) fn price(&self, at: DateTime<Utc>) -> Option<&MarketPrice> {
        // No interval is longer than an hour.
        let mut begun = self.prices.range(at - TimeDelta::hours(1)..=at);
        let (_, last) = begun.next_back()?;
        (last.end() > at).then_some(last)
    }
}
