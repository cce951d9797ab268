//! Measurements out of a file.

use bytes::Bytes;
use chrono::{DateTime, Utc};
use engine::energy::readings::{Readings, read_csv};
use model::auth::Permission;
use model::energy::{
    BATCH_MEASUREMENTS, CsvAnswer, CsvQuery, EnergySite, Measurement, MeasurementAnswer,
};
use model::ids::SiteId;
use model::problem::FieldError;

use super::measurements::store;
use super::profiles;
use super::rows::{Fault, ReadRow};
use super::sites::{interval, seen};
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
    file: Bytes,
) -> Result<CsvAnswer> {
    actor.must(Permission::Import)?;
    let settings = settings_of(services, actor, id).await?;
    let replace = mapping.replace;
    let rows = read_rows(&settings, mapping, file).await?;
    keep(services, actor, id, rows, replace).await
}

/// The same of a file that is read as a profile says.
///
/// # Errors
/// As [`add_csv`]; `NotFound` without such a profile.
pub async fn add_csv_by_profile(
    services: &Services,
    actor: &Actor,
    id: SiteId,
    name: &str,
    replace: bool,
    file: Bytes,
) -> Result<CsvAnswer> {
    actor.must(Permission::Import)?;
    let settings = settings_of(services, actor, id).await?;
    let mapping = profiles::find(services, actor, name).await?;
    let rows = read_rows(&settings, mapping, file).await?;
    keep(services, actor, id, rows, replace).await
}

/// The settings of a site that the actor may see.
pub(super) async fn settings_of(
    services: &Services,
    actor: &Actor,
    id: SiteId,
) -> Result<EnergySite> {
    let mut conn = services.db().read(actor.org).await?;
    Ok(seen(&mut conn, actor, id).await?.settings)
}

/// What a file holds, before it is stored.
pub(super) struct FileRows<T = Measurement> {
    rows: u64,
    empty: u64,
    second_hour: u64,
    pub(super) read: Vec<ReadRow<T>>,
}

impl<T> FileRows<T> {
    /// With what became of what was read, which is taken out before.
    pub(super) fn answer(self, measurements: MeasurementAnswer) -> CsvAnswer {
        CsvAnswer {
            rows: self.rows,
            empty: self.empty,
            second_hour: self.second_hour,
            measurements,
        }
    }
}

impl FileRows {
    /// Beginning of the latest interval in it.
    pub(super) fn last_at(&self) -> Option<DateTime<Utc>> {
        last_at(&self.read)
    }
}

/// Beginning of the latest interval among rows.
pub(super) fn last_at(rows: &[ReadRow<Measurement>]) -> Option<DateTime<Utc>> {
    let good = rows.iter().filter_map(|(_, row)| row.as_ref().ok());
    good.map(|row| row.at).max()
}

/// Reads a file on a thread that may compute.
pub(super) async fn read_rows(
    settings: &EnergySite,
    mapping: CsvQuery,
    file: Bytes,
) -> Result<FileRows> {
    let interval = interval(settings)?;
    let zone = settings.time_zone.clone();
    rows_of(move || read_csv(&file, &mapping, interval, &zone)).await
}

/// What `read` finds in a file of several megabytes, on a thread that may compute.
pub(super) async fn rows_of<T: Send + 'static>(
    read: impl FnOnce() -> std::result::Result<Readings<T>, Vec<FieldError>> + Send + 'static,
) -> Result<FileRows<T>> {
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
    Ok(FileRows {
        rows: readings.rows,
        empty: readings.empty,
        second_hour: readings.second_hour,
        read: rows.collect(),
    })
}

/// Stores what is right of it.
pub(super) async fn keep(
    services: &Services,
    actor: &Actor,
    id: SiteId,
    mut file: FileRows,
    replace: bool,
) -> Result<CsvAnswer> {
    let read = std::mem::take(&mut file.read);
    let measurements = store(services, actor, id, read, replace).await?;
    Ok(file.answer(measurements))
}
