//! Measurements on their way in, and read again.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use model::auth::Permission;
use model::energy::{
    Channel, EnergySite, ForecastQuantity, Interval, JudgedMeasurement, Measurement,
    MeasurementAnswer, MeasurementPage, MeasurementQuery,
};
use model::ids::SiteId;
use model::live::EnergyNews;
use serde_json::json;
use store::energy::Task;
use store::{Conn, Tx};

use super::announce::announce;
use super::batch::{read_batch, read_message};
use super::intensity::hour_of;
use super::landing::{self, LandedSteps};
use super::metered::make_soon;
use super::quality::{arrived, judged};
use super::rows::{Fault, REJECTED_SHOWN, ReadRow, check_time, page_of};
use super::sites::{interval, seen};
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
    let interval = interval(&seen(&mut conn, actor, id).await?.settings)?;
    let range = (query.from, query.to);
    let is_fine = query.as_measured && interval.per_step() > 1;
    let mut items = if is_fine {
        let came = store::energy::fine_series(&mut conn, id, query.channel, range, limit + 1);
        let came = came.await?.into_iter();
        came.map(JudgedMeasurement::measured).collect()
    } else {
        judged(&mut conn, id, query.channel, range, limit + 1).await?
    };
    let next_from = items.get(limit as usize).map(|next| next.at);
    items.truncate(limit as usize);
    let interval_minutes = if is_fine {
        interval.minutes()
    } else {
        interval.step().minutes()
    };
    Ok(MeasurementPage {
        interval_minutes,
        items,
        next_from,
    })
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
    let interval = interval(&settings)?;
    let now = services.clock().now();
    let mut answer = MeasurementAnswer::default();
    let mut kept: Vec<(u64, Measurement)> = Vec::with_capacity(rows.len());
    let mut seen_here: HashMap<(Channel, DateTime<Utc>), f64> = HashMap::new();
    for (index, row) in rows {
        let checked = row.and_then(|row| check(row, interval, now));
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
    let landed = landing::land(&mut tx, id, interval, &measurements, replace).await?;
    answer.accepted = landed.outcome.new;
    answer.duplicate += landed.outcome.equal.len() as u64;
    if replace {
        answer.replaced = landed.outcome.different.len() as u64;
    } else {
        let others = landed.outcome.different.iter();
        answer.rejected.extend(others.map(|(place, value)| {
            let (index, row) = &kept[*place];
            conflict(row, *value, "stored is").rejected(*index)
        }));
        answer.rejected.sort_by_key(|one| one.index);
    }
    let makes_events = follow(&mut tx, id, &settings, &landed.steps).await?;
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
    if makes_events {
        make_soon(services, actor.org);
    }
    if landed.steps.is_any() {
        announce(services, actor.org, id, EnergyNews::Measurements);
    }
    Ok(answer)
}

/// What follows from steps that came or are others now: forecasts do not stand, events are made anew, and all is
/// to be reviewed. Whether events are to be made.
async fn follow(
    tx: &mut Tx,
    id: SiteId,
    settings: &EnergySite,
    steps: &LandedSteps,
) -> Result<bool> {
    if let Some(earliest) = steps.earliest_change() {
        forget_forecasts_of(tx, id, earliest).await?;
    }
    if !steps.is_any() {
        return Ok(false);
    }
    let times = || steps.rows.iter().map(|row| row.at);
    let hours = times().min().zip(times().max());
    let hours = hours.map(|(first, last)| (hour_of(first), hour_of(last) + Duration::hours(1)));
    let hours = hours.filter(|_| settings.events.is_some());
    if let Some(hours) = hours {
        store::energy::mark_pending(tx, id, Task::Events, hours).await?;
    }
    arrived(tx, id, &steps.rows, &steps.replaced).await?;
    Ok(hours.is_some())
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

/// What is wrong with a measurement of such intervals.
fn check(
    row: Measurement,
    interval: Interval,
    now: DateTime<Utc>,
) -> std::result::Result<Measurement, Fault> {
    check_time(row.at, interval, now + AHEAD, || {
        let now = now.to_rfc3339();
        format!("lies in the future; at most an hour after {now} is accepted")
    })?;
    let most = match row.channel {
        Channel::Soc => 1.0,
        Channel::ImportKwh
        | Channel::ExportKwh
        | Channel::SolarKwh
        | Channel::BatteryChargeKwh
        | Channel::BatteryDischargeKwh => POWER_KW_MAX * interval.hours(),
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
