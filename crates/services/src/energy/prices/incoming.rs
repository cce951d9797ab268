//! Prices that are sent: each is stored once, and another one in its time is refused unless it is to give way.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use model::auth::Permission;
use model::energy::{BATCH_MEASUREMENTS, MarketPrice, MeasurementAnswer, NewPrices, Width};
use model::money::{Amount, Currency};
use serde_json::{Value, json};

use super::{SERIES_MAX, check_name, width};
use crate::Services;
use crate::actor::Actor;
use crate::audit;
use crate::energy::rows::{Fault, REJECTED_SHOWN, ReadRow, check_time, time_of};
use crate::error::{Error, Result};

/// Prices are known a day or two ahead; later ones have their dates confused.
const AHEAD: Duration = Duration::days(366);
/// Largest price of a kWh, of whatever currency: above, its unit is confused.
const PER_KWH_MAX: Amount = Amount::from_micros(1_000_000 * 1_000_000);

/// What holds for all prices of a batch or a file.
pub(super) struct Batch<'a> {
    pub(super) series: &'a str,
    pub(super) currency: Currency,
    pub(super) replace: bool,
}

/// Stores what is right of a batch in one transaction, and names what is not.
///
/// # Errors
/// `Forbidden` for viewers and supplier users; `Invalid` when the body is no batch, its series has no name, or
/// its prices another currency; `TooLarge` above 50,000 prices; `Conflict` for a series too many.
pub async fn add_prices(
    services: &Services,
    actor: &Actor,
    series: &str,
    body: bytes::Bytes,
) -> Result<MeasurementAnswer> {
    may_send(actor)?;
    check_name(series)?;
    // Several megabytes are read on a thread that may compute.
    let read = tokio::task::spawn_blocking(move || read_batch(&body));
    let (rows, currency, replace) = read.await.map_err(Error::internal)??;
    let batch = Batch {
        series,
        currency,
        replace,
    };
    store(services, actor, batch, rows).await
}

/// Fails unless the actor may send prices. They belong to no supplier.
pub(super) fn may_send(actor: &Actor) -> Result<()> {
    actor.must(Permission::Import)?;
    actor.must(Permission::Read)
}

fn read_batch(body: &[u8]) -> Result<(Vec<ReadRow<MarketPrice>>, Currency, bool)> {
    let batch: NewPrices = serde_json::from_slice(body)
        .map_err(|error| Error::invalid("body", "malformed", error.to_string()))?;
    let count = batch.prices.len();
    if count > BATCH_MEASUREMENTS {
        return Err(Error::TooLarge(format!(
            "{count} prices are too many for one batch; send at most {BATCH_MEASUREMENTS}"
        )));
    }
    let width = width(batch.interval_minutes)?;
    let rows = batch.prices.iter().zip(0_u64..);
    let rows = rows.map(|(row, index)| (index, read(row, width))).collect();
    Ok((rows, batch.currency, batch.replace))
}

/// One price of a JSON batch, field by field, so that the one at fault has a name.
fn read(row: &Value, interval: Width) -> std::result::Result<MarketPrice, Fault> {
    let fault = |field: &str, code: &str, must: &str| Fault::of(row, field, code, must);
    let Some(fields) = row.as_object() else {
        return Err(fault("row", "malformed", "an object of at and per_kwh"));
    };
    let known = ["at", "per_kwh"];
    if let Some(other) = fields.keys().find(|name| !known.contains(&name.as_str())) {
        let must = "left out: only at and per_kwh are known";
        return Err(fault(other, "unknown_field", must));
    }
    let at = time_of(row, "2026-06-15T12:00:00Z")?;
    let per_kwh = row["per_kwh"]
        .as_str()
        .and_then(|text| Amount::parse(text).ok());
    let must = "a text such as \"0.0812\", with at most six decimals";
    let per_kwh = per_kwh.ok_or_else(|| fault("per_kwh", "not_an_amount", must))?;
    Ok(MarketPrice {
        at,
        interval,
        per_kwh,
    })
}

/// Checks prices and stores those that are right.
pub(super) async fn store(
    services: &Services,
    actor: &Actor,
    batch: Batch<'_>,
    rows: Vec<ReadRow<MarketPrice>>,
) -> Result<MeasurementAnswer> {
    let Batch {
        series,
        currency,
        replace,
    } = batch;
    let now = services.clock().now();
    let mut answer = MeasurementAnswer::default();
    let mut kept: Vec<(u64, MarketPrice)> = Vec::with_capacity(rows.len());
    let mut seen_here: HashMap<DateTime<Utc>, MarketPrice> = HashMap::new();
    for (index, row) in rows {
        match row.and_then(|row| check(row, now)) {
            Err(fault) => answer.rejected.push(fault.rejected(index)),
            Ok(row) => match seen_here.get(&row.at) {
                None => {
                    seen_here.insert(row.at, row);
                    kept.push((index, row));
                }
                Some(other) if *other == row => answer.duplicate += 1,
                Some(other) => {
                    let fault = conflict(&row, other, "the same batch says");
                    answer.rejected.push(fault.rejected(index));
                }
            },
        }
    }
    let mut tx = services.db().write(actor.org).await?;
    // Nothing but faults makes no series.
    if !kept.is_empty() {
        let is_new = store::energy::price_currency(&mut tx, series)
            .await?
            .is_none();
        let held = store::energy::count_price_series(&mut tx).await?;
        if is_new && held >= u64::from(SERIES_MAX) {
            return Err(Error::Conflict(format!(
                "{SERIES_MAX} series of prices are kept, the most there may be; remove one first"
            )));
        }
        let of = store::energy::price_series_to_write(&mut tx, series, currency, now).await?;
        if of != currency {
            let (of, currency) = (of.as_str(), currency.as_str());
            let message = format!(
                "currency: {currency} must be {of}, in which the prices of {series} are; keep others under another name"
            );
            return Err(Error::invalid("currency", "other_currency", message));
        }
        let prices: Vec<MarketPrice> = kept.iter().map(|(_, price)| *price).collect();
        let outcome = store::energy::compare_prices(&mut tx, series, &prices).await?;
        answer.duplicate += outcome.equal.len() as u64;
        answer.accepted = outcome.new.len() as u64;
        let mut put: Vec<MarketPrice> = outcome.new.iter().map(|place| prices[*place]).collect();
        if replace {
            let others = outcome.different.iter();
            let others: Vec<_> = others.map(|(place, _)| prices[*place]).collect();
            store::energy::clear_prices(&mut tx, series, &others).await?;
            answer.replaced = others.len() as u64;
            put.extend(others);
        } else {
            let others = outcome.different.into_iter();
            answer.rejected.extend(others.map(|(place, other)| {
                let (index, price) = &kept[place];
                conflict(price, &other, "stored is").rejected(*index)
            }));
            answer.rejected.sort_by_key(|one| one.index);
        }
        store::energy::insert_prices(&mut tx, series, &put).await?;
        if !put.is_empty() {
            store::energy::price_series_changed(&mut tx, series, now).await?;
        }
    }
    answer.rejected_count = answer.rejected.len() as u64;
    answer.rejected.truncate(REJECTED_SHOWN);
    let metadata = json!({
        "accepted": answer.accepted, "duplicate": answer.duplicate,
        "replaced": answer.replaced, "rejected": answer.rejected_count,
    });
    let subject = format!("price series {series}");
    let action = "energy.prices";
    audit::record(services, &mut tx, actor, action, subject, metadata).await?;
    tx.commit().await?;
    Ok(answer)
}

fn conflict(row: &MarketPrice, other: &MarketPrice, who: &str) -> Fault {
    Fault {
        field: "per_kwh".to_owned(),
        value: row.per_kwh.to_string(),
        code: "conflict".to_owned(),
        message: format!(
            "per_kwh: {} for {} minutes from {} differs: {who} {} for {} minutes from {}; send it with replace=true to change it",
            row.per_kwh,
            row.interval.minutes(),
            row.at.to_rfc3339(),
            other.per_kwh,
            other.interval.minutes(),
            other.at.to_rfc3339(),
        ),
    }
}

/// What is wrong with a price.
fn check(row: MarketPrice, now: DateTime<Utc>) -> std::result::Result<MarketPrice, Fault> {
    let too_late = || "lies more than a year ahead, and must be earlier".to_owned();
    check_time(row.at, row.interval, now + AHEAD, too_late)?;
    if row.per_kwh.micros().saturating_abs() > PER_KWH_MAX.micros() {
        let message = format!(
            "per_kwh: {} must be -{PER_KWH_MAX} to {PER_KWH_MAX}",
            row.per_kwh
        );
        return Err(Fault {
            field: "per_kwh".to_owned(),
            value: row.per_kwh.to_string(),
            code: "out_of_range".to_owned(),
            message,
        });
    }
    Ok(row)
}
