//! Measurements on their way in, and read again.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Duration, Utc};
use model::auth::Permission;
use model::energy::{
    BATCH_MEASUREMENTS, Channel, ForecastQuantity, Measurement, MeasurementAnswer, MeasurementPage,
    MeasurementQuery, NewMeasurements, Width,
};
use model::ids::SiteId;
use model::live::EnergyNews;
use serde_json::{Value, json};
use store::Conn;
use store::energy::{Outcome, Task};

use super::announce::announce;
use super::intensity::hour_of;
use super::metered::make_soon;
use super::quality::{arrived, judged};
use super::rows::{Fault, REJECTED_SHOWN, ReadRow, check_time, page_of, time_of};
use super::sites::{grid, seen};
use crate::Services;
use crate::actor::Actor;
use crate::audit;
use crate::error::{Error, Result};

/// An interval may begin this long after now: clocks differ.
const AHEAD: Duration = Duration::hours(1);
/// Largest mean power, kW: the largest power station, Three Gorges, is rated 22.5 GW, so a site above
/// has its units confused.
const POWER_KW_MAX: f64 = 2.5e7;
/// Meters and channels that are this late change little of what was learned before.
const LATE: Duration = Duration::days(1);

/// Stores what is right of a batch in one transaction, and names what is not.
///
/// # Errors
/// `NotFound`; `Invalid` when the body is no batch; `TooLarge` above 50,000 measurements.
pub async fn add_measurements(
    services: &Services,
    actor: &Actor,
    id: SiteId,
    body: bytes::Bytes,
) -> Result<MeasurementAnswer> {
    actor.must(Permission::Import)?;
    read_and_store(services, actor, id, move || read_batch(&body)).await
}

/// Fails unless the actor may send measurements of a site, so that a door can refuse before any come.
///
/// # Errors
/// `Forbidden`; `NotFound`.
pub async fn may_send_measurements(services: &Services, actor: &Actor, id: SiteId) -> Result<()> {
    actor.must(Permission::Import)?;
    let mut conn = services.db().read(actor.org).await?;
    seen(&mut conn, actor, id).await?;
    Ok(())
}

/// Takes a message of a stream: a batch, or one measurement by itself.
///
/// # Errors
/// As [`add_measurements`].
pub async fn take_measurements(
    services: &Services,
    actor: &Actor,
    id: SiteId,
    body: bytes::Bytes,
) -> Result<MeasurementAnswer> {
    actor.must(Permission::Import)?;
    read_and_store(services, actor, id, move || read_message(&body)).await
}

/// Several megabytes are read on a thread that may compute.
async fn read_and_store(
    services: &Services,
    actor: &Actor,
    id: SiteId,
    read: impl FnOnce() -> Result<(Vec<ReadRow<Measurement>>, bool)> + Send + 'static,
) -> Result<MeasurementAnswer> {
    let read = tokio::task::spawn_blocking(read);
    let (rows, replace) = read.await.map_err(Error::internal)??;
    store(services, actor, id, rows, replace).await
}

/// What has a channel is one measurement; everything else must be a batch.
fn read_message(body: &[u8]) -> Result<(Vec<ReadRow<Measurement>>, bool)> {
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

/// Stores measurements that were made here, not sent: the demo's.
pub(crate) async fn land(
    services: &Services,
    actor: &Actor,
    id: SiteId,
    rows: Vec<Measurement>,
) -> Result<MeasurementAnswer> {
    actor.must(Permission::Import)?;
    let rows = rows.into_iter().zip(0_u64..);
    let rows = rows.map(|(row, index)| (index, Ok(row))).collect();
    store(services, actor, id, rows, false).await
}

/// A channel over a range, oldest first.
///
/// # Errors
/// `NotFound`; `Invalid` for a range that ends before it begins, or a limit out of range.
pub async fn measurements(
    services: &Services,
    actor: &Actor,
    id: SiteId,
    query: MeasurementQuery,
) -> Result<MeasurementPage> {
    actor.must(Permission::ReadOwn)?;
    let limit = page_of(query.from, query.to, query.limit)?;
    let mut conn = services.db().read(actor.org).await?;
    seen(&mut conn, actor, id).await?;
    let range = (query.from, query.to);
    let mut items = judged(&mut conn, id, query.channel, range, limit + 1).await?;
    let next_from = items.get(limit as usize).map(|next| next.at);
    items.truncate(limit as usize);
    Ok(MeasurementPage { items, next_from })
}

/// Checks rows against the site and stores those that are right.
pub(super) async fn store(
    services: &Services,
    actor: &Actor,
    id: SiteId,
    rows: Vec<ReadRow<Measurement>>,
    replace: bool,
) -> Result<MeasurementAnswer> {
    let mut tx = services.db().write(actor.org).await?;
    seen(&mut tx, actor, id).await?;
    let stored = store::energy::energy_site_to_write(&mut tx, id).await?;
    let settings = stored.ok_or(Error::NotFound("site"))?.settings;
    let (width, _) = grid(&settings)?;
    let now = services.clock().now();
    let mut answer = MeasurementAnswer::default();
    let mut kept: Vec<(u64, Measurement)> = Vec::with_capacity(rows.len());
    let mut seen_here: HashMap<(Channel, DateTime<Utc>), f64> = HashMap::new();
    for (index, row) in rows {
        let checked = row.and_then(|row| check(row, width, now));
        match checked {
            Err(fault) => answer.rejected.push(fault.rejected(index)),
            Ok(row) => match seen_here.get(&(row.channel, row.at)) {
                None => {
                    seen_here.insert((row.channel, row.at), row.value);
                    kept.push((index, row));
                }
                Some(value) if *value == row.value => answer.duplicate += 1,
                Some(value) => {
                    let fault = conflict(&row, *value, "the same batch says");
                    answer.rejected.push(fault.rejected(index));
                }
            },
        }
    }
    let measurements: Vec<Measurement> = kept.iter().map(|(_, row)| *row).collect();
    let outcome = store::energy::insert(&mut tx, id, &measurements).await?;
    if let Some(earliest) = earliest_change(&measurements, &outcome, replace) {
        forget_forecasts_of(&mut tx, id, earliest).await?;
    }
    answer.accepted = outcome.new;
    answer.duplicate += outcome.equal.len() as u64;
    let mut replaced = Vec::new();
    if replace {
        let others = outcome.different.iter();
        replaced.extend(others.map(|(place, _)| measurements[*place]));
        store::energy::replace(&mut tx, id, &replaced).await?;
        answer.replaced = replaced.len() as u64;
    } else {
        let others = outcome.different.into_iter();
        answer.rejected.extend(others.map(|(place, value)| {
            let (index, row) = &kept[place];
            conflict(row, value, "stored is").rejected(*index)
        }));
        answer.rejected.sort_by_key(|one| one.index);
    }
    let times = || measurements.iter().map(|row| row.at);
    let hours = times().min().zip(times().max());
    let hours = hours.map(|(first, last)| (hour_of(first), hour_of(last) + Duration::hours(1)));
    let changed =
        hours.filter(|_| settings.events.is_some() && answer.accepted + answer.replaced > 0);
    if let Some(hours) = changed {
        store::energy::mark_pending(&mut tx, id, Task::Events, hours).await?;
    }
    if answer.accepted + answer.replaced > 0 {
        arrived(&mut tx, id, &measurements, &replaced).await?;
    }
    answer.rejected_count = answer.rejected.len() as u64;
    answer.rejected.truncate(REJECTED_SHOWN);
    let metadata = json!({
        "accepted": answer.accepted, "duplicate": answer.duplicate,
        "replaced": answer.replaced, "rejected": answer.rejected_count,
    });
    let subject = format!("site {id}");
    audit::record(
        services,
        &mut tx,
        actor,
        "energy.measurements",
        subject,
        metadata,
    )
    .await?;
    tx.commit().await?;
    if changed.is_some() {
        make_soon(services, actor.org);
    }
    if answer.accepted + answer.replaced > 0 {
        announce(services, actor.org, id, EnergyNews::Measurements);
    }
    Ok(answer)
}

/// The first interval whose load may be another one now.
fn earliest_change(
    rows: &[Measurement],
    outcome: &Outcome,
    replace: bool,
) -> Option<DateTime<Utc>> {
    let different = outcome.different.iter().map(|(place, _)| place);
    let kept = different.filter(|_| !replace).chain(&outcome.equal);
    let kept: HashSet<usize> = kept.copied().collect();
    let changed = rows.iter().enumerate();
    let changed =
        changed.filter(|(place, row)| row.channel != Channel::Soc && !kept.contains(place));
    changed.map(|(_, row)| row.at).min()
}

/// What was forecast from values that are others now does not stand any more; a choice of methods does
/// where only its last day changed.
pub(super) async fn forget_forecasts_of(
    conn: &mut Conn,
    id: SiteId,
    earliest: DateTime<Utc>,
) -> Result<()> {
    store::energy::count_measured_change(conn, id).await?;
    store::energy::forget_bases(conn, id, ForecastQuantity::Load, earliest).await?;
    store::energy::forget_load_choice(conn, id, earliest + LATE).await?;
    Ok(())
}

fn conflict(row: &Measurement, stored: f64, who: &str) -> Fault {
    Fault {
        field: "value".to_owned(),
        value: row.value.to_string(),
        code: "conflict".to_owned(),
        message: format!(
            "value: {} differs for {} at {}: {who} {stored}; send it with replace=true to change it",
            row.value,
            row.channel.as_str(),
            row.at.to_rfc3339()
        ),
    }
}

/// What is wrong with a measurement of steps so wide.
fn check(
    row: Measurement,
    width: Width,
    now: DateTime<Utc>,
) -> std::result::Result<Measurement, Fault> {
    check_time(row.at, width, now + AHEAD, || {
        let now = now.to_rfc3339();
        format!("lies in the future; at most an hour after {now} is accepted")
    })?;
    let most = match row.channel {
        Channel::Soc => 1.0,
        Channel::ImportKwh
        | Channel::ExportKwh
        | Channel::SolarKwh
        | Channel::BatteryChargeKwh
        | Channel::BatteryDischargeKwh => POWER_KW_MAX * width.hours(),
    };
    if !(0.0..=most).contains(&row.value) {
        let channel = row.channel.as_str();
        let message = format!("value: {} of {channel} must be 0 to {most}", row.value);
        return Err(Fault {
            field: "value".to_owned(),
            value: row.value.to_string(),
            code: "out_of_range".to_owned(),
            message,
        });
    }
    Ok(row)
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
