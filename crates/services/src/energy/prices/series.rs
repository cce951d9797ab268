//! Series of prices as they are kept.

use model::auth::Permission;
use model::energy::{PricePage, PriceQuery, PriceSeries};
use serde_json::json;

use super::SERIES_MAX;
use crate::Services;
use crate::actor::Actor;
use crate::audit;
use crate::energy::rows::page_of;
use crate::error::{Error, Result};

/// All of them by name, with from when until when prices are known.
///
/// # Errors
/// `Forbidden` for supplier users.
pub async fn price_series(services: &Services, actor: &Actor) -> Result<Vec<PriceSeries>> {
    actor.must(Permission::Read)?;
    let mut conn = services.db().read(actor.org).await?;
    Ok(store::energy::price_series(&mut conn, SERIES_MAX).await?)
}

/// The prices of one that begin in a range, oldest first.
///
/// # Errors
/// `Forbidden` for supplier users; `NotFound`; `Invalid` for a range that ends before it begins, or a limit out
/// of range.
pub async fn prices(
    services: &Services,
    actor: &Actor,
    series: &str,
    query: PriceQuery,
) -> Result<PricePage> {
    actor.must(Permission::Read)?;
    let limit = page_of(query.from, query.to, query.limit)?;
    let mut conn = services.db().read(actor.org).await?;
    let currency = store::energy::price_currency(&mut conn, series).await?;
    let currency = currency.ok_or(Error::NotFound("series"))?;
    let range = (query.from, query.to);
    let mut items = store::energy::market_prices(&mut conn, series, range, limit + 1).await?;
    let next_from = items.get(limit as usize).map(|next| next.at);
    items.truncate(limit as usize);
    Ok(PricePage {
        currency,
        items,
        next_from,
    })
}

/// Removes one with all its prices. A tariff that moves with it has no price from then on, and says so.
///
/// # Errors
/// `Forbidden` unless an operator asks; `NotFound`.
pub async fn remove_price_series(services: &Services, actor: &Actor, series: &str) -> Result<()> {
    actor.must(Permission::Operate)?;
    let mut tx = services.db().write(actor.org).await?;
    if !store::energy::remove_price_series(&mut tx, series).await? {
        return Err(Error::NotFound("series"));
    }
    let subject = format!("price series {series}");
    let action = "energy.prices.remove";
    audit::record(services, &mut tx, actor, action, subject, json!({})).await?;
    tx.commit().await?;
    Ok(())
}
