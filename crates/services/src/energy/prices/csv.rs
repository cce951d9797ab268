//! Prices out of a file.

use bytes::Bytes;
use engine::energy::readings::read_price_csv;
use model::energy::{CsvAnswer, PriceCsvQuery};

use super::incoming::{Batch, may_send, store};
use super::{check_name, width};
use crate::Services;
use crate::actor::Actor;
use crate::energy::csv::rows_of;
use crate::error::Result;

/// Stores what is right of a file in one transaction, and names what is not by its row.
///
/// # Errors
/// As [`super::add_prices`]; `Invalid` when the mapping does not fit the file.
pub async fn add_price_csv(
    services: &Services,
    actor: &Actor,
    series: &str,
    mapping: PriceCsvQuery,
    file: Bytes,
) -> Result<CsvAnswer> {
    may_send(actor)?;
    check_name(series)?;
    let width = width(mapping.interval_minutes)?;
    let batch = Batch {
        series,
        currency: mapping.currency,
        replace: mapping.replace,
    };
    let mut file = rows_of(move || read_price_csv(&file, &mapping, width)).await?;
    let read = std::mem::take(&mut file.read);
    let prices = store(services, actor, batch, read).await?;
    Ok(file.answer(prices))
}
