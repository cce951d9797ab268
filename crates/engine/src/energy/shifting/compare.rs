//! The same usage billed by several tariffs.

use chrono_tz::Tz;
use model::energy::Tariff;
use model::money::Amount;
use serde::{Deserialize, Serialize};

use super::ShiftError;
use crate::energy::tariff::{Bill, MarketPrices, Usage, bill};

/// A tariff by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub name: String,
    pub tariff: Tariff,
}

/// What a tariff would have cost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    pub name: String,
    pub bill: Bill,
    /// Total less that of the first offer: below zero it is cheaper.
    pub difference: Amount,
}

/// Bills usage by every offer, cheapest first. The first offer is the one compared with: the site's own.
///
/// # Errors
/// Names the offer that cannot be billed or is in another currency.
pub fn compare(
    offers: &[Offer],
    usage: Usage<'_>,
    zone: Tz,
    market: Option<&MarketPrices>,
) -> Result<Vec<Compared>, ShiftError> {
    let first = offers.first().ok_or(ShiftError::NoOffers)?;
    let mut compared: Vec<Compared> = Vec::with_capacity(offers.len());
    for Offer { name, tariff } in offers {
        if tariff.currency != first.tariff.currency {
            return Err(ShiftError::Currency {
                name: name.clone(),
                currency: tariff.currency.as_str().to_owned(),
                first: first.tariff.currency.as_str().to_owned(),
            });
        }
        let bill = bill(tariff, usage, zone, market).map_err(|fault| ShiftError::Tariff {
            name: name.clone(),
            fault,
        })?;
        let own = compared.first().map_or(bill.total, |own| own.bill.total);
        compared.push(Compared {
            name: name.clone(),
            difference: Amount::from_micros(bill.total.micros().saturating_sub(own.micros())),
            bill,
        });
    }
    compared.sort_by_key(|one| one.bill.total);
    Ok(compared)
}
