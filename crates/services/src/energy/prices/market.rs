//! What tariffs that move with a market need to know.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use engine::energy::tariff::MarketPrices;
use model::energy::{EnergySite, Tariff};
use store::Conn;

use crate::error::Result;

/// Quarter-hours of 98 days, and some.
const ROWS_MAX: u32 = 9_600;

/// The prices of every series that a site's tariff or an offer moves with, of `[from, to)`.
pub(in crate::energy) async fn market(
    conn: &mut Conn,
    settings: &EnergySite,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<MarketPrices> {
    let offers = settings.tariff_offers.iter().map(|offer| &offer.tariff);
    let tariffs = settings.tariff.iter().chain(offers);
    let names: BTreeSet<&str> = tariffs.flat_map(Tariff::series).collect();
    let mut market = MarketPrices::default();
    for name in names {
        if let Some(currency) = store::energy::price_currency(conn, name).await? {
            // One that began up to an hour earlier may hold at the beginning.
            let range = (from - Duration::hours(1), to);
            let prices = store::energy::market_prices(conn, name, range, ROWS_MAX).await?;
            market.insert(name, currency, &prices);
        }
    }
    Ok(market)
}
