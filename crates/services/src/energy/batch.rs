//! Batches and messages of measurements, read field by field.

use model::energy::{BATCH_MEASUREMENTS, Channel, Measurement, NewMeasurements};
use serde_json::Value;

use super::rows::{Fault, ReadRow, time_of};
use crate::error::{Error, Result};

/// What has a channel is one measurement; everything else must be a batch.
pub(super) fn read_message(body: &[u8]) -> Result<(Vec<ReadRow<Measurement>>, bool)> {
    match serde_json::from_slice::<Value>(body) {
        Ok(row) if row.get("channel").is_some() => Ok((vec![(0, read(&row))], false)),
        Ok(_) | Err(_) => read_batch(body),
    }
}

pub(super) fn read_batch(body: &[u8]) -> Result<(Vec<ReadRow<Measurement>>, bool)> {
    let batch: NewMeasurements = serde_json::from_slice(body)
        .map_err(|error| Error::invalid("body", "malformed", error.to_string()))?;
    let count = batch.measurements.len();
    if count > BATCH_MEASUREMENTS {
        return Err(Error::TooLarge(format!(
            "{count} measurements are too many for one batch; send at most {BATCH_MEASUREMENTS}"
        )));
    }
    let rows = batch.measurements.iter().zip(0_u64..);
    let rows = rows.map(|(row, index)| (index, read(row))).collect();
    Ok((rows, batch.replace))
}

/// One row of a JSON batch, field by field, so that the one at fault has a name.
fn read(row: &Value) -> std::result::Result<Measurement, Fault> {
    let fault = |field: &str, code: &str, must: &str| Fault::of(row, field, code, must);
    let Some(fields) = row.as_object() else {
        return Err(fault(
            "row",
            "malformed",
            "an object of channel, at and value",
        ));
    };
    let known = ["channel", "at", "value"];
    if let Some(other) = fields.keys().find(|name| !known.contains(&name.as_str())) {
        return Err(fault(
            other,
            "unknown_field",
            "left out: only channel, at and value are known",
        ));
    }
    let words = Channel::ALL.iter().map(|one| one.as_str());
    let words = words.collect::<Vec<_>>().join(", ");
    let channel = row["channel"].as_str().and_then(Channel::parse);
    let channel = channel.ok_or_else(|| fault("channel", "unknown", &format!("one of {words}")))?;
    let at = time_of(row, "2026-06-15T12:15:00Z")?;
    let value = row["value"].as_f64();
    let value = value.ok_or_else(|| fault("value", "not_a_number", "a finite number"))?;
    Ok(Measurement { channel, at, value })
}
