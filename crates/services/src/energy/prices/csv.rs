//! Prices out of a file.

use bytes::Bytes;
use engine::energy::readings::read_price_csv;
use model::energy::{BATCH_MEASUREMENTS, CsvAnswer, PriceCsvQuery};

use super::incoming::{Batch, may_send, store};
use super::{check_name, width};
use crate::Services;
use crate::actor::Actor;
use crate::energy::measurements::Fault;
use crate::error::{Error, Result};

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
    // Several megabytes are read on a thread that may compute.
    let read = move || read_price_csv(&file, &mapping, width);
    let readings = tokio::task::spawn_blocking(read)
        .await
        .map_err(Error::internal)?
        .map_err(|errors| Error::Invalid {
            detail: errors
                .first()
                .map_or_else(String::new, |first| first.message.clone()),
            errors,
        })?;
    if readings.rows > BATCH_MEASUREMENTS as u64 {
        return Err(Error::TooLarge(format!(
            "a file may have {BATCH_MEASUREMENTS} rows; send it in parts"
        )));
    }
    let rows = readings.read.into_iter().map(|(row, read)| {
        let read = read.map_err(|bad| Fault {
            field: bad.column,
            value: bad.value,
            code: bad.code,
            message: bad.message,
        });
        (row, read)
    });
    let measurements = store(services, actor, batch, rows.collect()).await?;
    Ok(CsvAnswer {
        rows: readings.rows,
        empty: readings.empty,
        second_hour: readings.second_hour,
        measurements,
    })
}
