//! Measurements out of a file.

use engine::energy::readings::read_csv;
use model::auth::Permission;
use model::energy::{BATCH_MEASUREMENTS, CsvAnswer, CsvQuery};
use model::ids::SiteId;

use super::measurements::{Fault, store};
use super::sites::{grid, seen};
use crate::Services;
use crate::actor::Actor;
use crate::error::{Error, Result};

/// Stores what is right of a file in one transaction, and names what is not by its row.
///
/// # Errors
/// `NotFound`; `Invalid` when the mapping does not fit the file; `TooLarge` above 50,000 rows.
pub async fn add_csv(
    services: &Services,
    actor: &Actor,
    id: SiteId,
    mapping: CsvQuery,
    file: bytes::Bytes,
) -> Result<CsvAnswer> {
    actor.must(Permission::Import)?;
    let settings = {
        let mut conn = services.db().read(actor.org).await?;
        seen(&mut conn, actor, id).await?.settings
    };
    let (width, _) = grid(&settings)?;
    let replace = mapping.replace;
    let read = move || read_csv(&file, &mapping, width, &settings.time_zone);
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
    let measurements = store(services, actor, id, rows.collect(), replace).await?;
    Ok(CsvAnswer {
        rows: readings.rows,
        empty: readings.empty,
        second_hour: readings.second_hour,
        measurements,
    })
}
