//! The bill of a period: exact sums of millionths, each line rounded once.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Tz;
use model::energy::{DemandCharge, DemandPeriod, Tariff};
use model::money::{Amount, Currency};
use serde::{Deserialize, Serialize};

use super::TariffError;
use super::market::MarketPrices;
use super::prices::prices;
use crate::calendar::start_of_day;
use crate::energy::steps::Steps;

/// Millionths in a unit.
const MICROS: i128 = 1_000_000;
/// Most energy of one step; its billionths of a kWh times any price fit the sums.
const KWH_MAX: f64 = 1e9;

/// What was, or will be, taken and fed in.
#[derive(Debug, Clone, Copy)]
pub struct Usage<'a> {
    pub steps: &'a Steps,
    /// Taken from the grid, kWh in each step.
    pub import_kwh: &'a [f64],
    /// Fed into it, kWh in each step.
    pub export_kwh: &'a [f64],
}

/// The highest mean power of a billing period.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Peak {
    /// The period's first day, as far as it is billed: the first of a month or of a year.
    pub period: NaiveDate,
    /// Beginning of the interval with the highest mean.
    pub at: DateTime<Utc>,
    pub kw: f64,
    /// What the mean is over. Where it is longer than the tariff's interval, because energy is known
    /// no finer, the peak that is billed may be higher.
    pub measured_over_minutes: u32,
    pub amount: Amount,
}

/// What a period costs. Lines add up to the total.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bill {
    pub currency: Currency,
    pub import: Amount,
    /// What is paid for feeding in; above zero it lowers the bill.
    pub feed_in: Amount,
    pub demand: Amount,
    pub standing: Amount,
    /// Import, demand and standing charge less what is paid for feeding in.
    pub total: Amount,
    /// One for each billing period; empty without a demand charge.
    pub peaks: Vec<Peak>,
}

/// What usage costs. A day of which only a part is billed bears that part of its standing charge; a
/// peak is paid in full however little of its period is billed.
///
/// # Errors
/// As [`prices`], and for energy that is none or of another length than the steps.
pub fn bill(
    tariff: &Tariff,
    usage: Usage<'_>,
    zone: Tz,
    market: Option<&MarketPrices>,
) -> Result<Bill, TariffError> {
    let prices = prices(tariff, usage.steps, zone, market)?;
    let steps = usage.steps.count();
    let import = line(
        "import_kwh",
        usage.import_kwh,
        &prices.import_per_kwh,
        steps,
    )?;
    let feed_in = line(
        "export_kwh",
        usage.export_kwh,
        &prices.export_per_kwh,
        steps,
    )?;
    let standing = standing(tariff, usage.steps, zone)?;
    let peaks = match tariff.demand_charge {
        Some(charge) => peaks(charge, usage, zone)?,
        None => Vec::new(),
    };
    let demand = peaks
        .iter()
        .try_fold(0_i64, |sum, peak| sum.checked_add(peak.amount.micros()))
        .ok_or(TariffError::TooLarge("the demand charge"))?;
    let total = [import, demand, standing, -feed_in]
        .into_iter()
        .try_fold(0_i64, i64::checked_add)
        .ok_or(TariffError::TooLarge("the bill"))?;
    Ok(Bill {
        currency: tariff.currency,
        import: Amount::from_micros(import),
        feed_in: Amount::from_micros(feed_in),
        demand: Amount::from_micros(demand),
        standing: Amount::from_micros(standing),
        total: Amount::from_micros(total),
        peaks,
    })
}

fn standing(tariff: &Tariff, steps: &Steps, zone: Tz) -> Result<i64, TariffError> {
    let mut days: BTreeMap<NaiveDate, i64> = BTreeMap::new();
    for at in steps.iter() {
        *days
            .entry(at.with_timezone(&zone).date_naive())
            .or_default() += i64::from(steps.width().minutes());
    }
    let mut pico = 0_i128;
    for (day, minutes) in days {
        let length = day_minutes(zone, day).max(minutes);
        let per_day = i128::from(tariff.standing_charge_per_day.micros());
        pico += per_day * MICROS * i128::from(minutes) / i128::from(length);
    }
    round(pico).ok_or(TariffError::TooLarge("the standing charge"))
}

/// Minutes of a day: 23 or 25 hours when the clocks change.
fn day_minutes(zone: Tz, day: NaiveDate) -> i64 {
    let begin = start_of_day(zone, day);
    let end = day.succ_opt().and_then(|next| start_of_day(zone, next));
    begin
        .zip(end)
        .map_or(24 * 60, |(begin, end)| (end - begin).num_minutes())
}

fn peaks(charge: DemandCharge, usage: Usage<'_>, zone: Tz) -> Result<Vec<Peak>, TariffError> {
    let minutes = usage.steps.width().minutes();
    let together = (charge.interval.minutes() / minutes).max(1) as usize;
    let over = minutes * together as u32;
    let mut highest: BTreeMap<NaiveDate, (DateTime<Utc>, f64)> = BTreeMap::new();
    // Intervals are counted from midnight of UTC, on which every interval begins.
    let per_interval = |step: usize| {
        usage
            .steps
            .at(step)
            .timestamp()
            .div_euclid(60 * i64::from(over))
    };
    let mut step = 0;
    while step < usage.steps.count() {
        let begin = step;
        let mut kwh = 0.0;
        while step < usage.steps.count() && per_interval(step) == per_interval(begin) {
            kwh += usage.import_kwh[step];
            step += 1;
        }
        let kw = kwh * 60.0 / f64::from(over);
        let at = usage.steps.at(begin);
        let period = first_day(charge.period, at.with_timezone(&zone).date_naive());
        let peak = highest.entry(period).or_insert((at, kw));
        if kw > peak.1 {
            *peak = (at, kw);
        }
    }
    highest
        .into_iter()
        .map(|(period, (at, kw))| {
            let amount = i128::from(charge.per_kw.micros()) * micros(kw);
            let amount = round(amount).ok_or(TariffError::TooLarge("the demand charge"))?;
            Ok(Peak {
                period,
                at,
                kw,
                measured_over_minutes: over,
                amount: Amount::from_micros(amount),
            })
        })
        .collect()
}

/// The first day of the billing period a day lies in.
#[must_use]
pub fn first_day(period: DemandPeriod, day: NaiveDate) -> NaiveDate {
    let month = match period {
        DemandPeriod::Month => day.month(),
        DemandPeriod::Year => 1,
    };
    NaiveDate::from_ymd_opt(day.year(), month, 1).unwrap_or(day)
}

/// Energy times price, summed and rounded once.
fn line(
    field: &'static str,
    kwh: &[f64],
    prices: &[Amount],
    steps: usize,
) -> Result<i64, TariffError> {
    if kwh.len() != steps {
        return Err(TariffError::Length {
            field,
            have: kwh.len(),
            need: steps,
        });
    }
    let mut pico = 0_i128;
    for (step, (value, price)) in kwh.iter().zip(prices).enumerate() {
        if !(0.0..=KWH_MAX).contains(value) {
            return Err(TariffError::Energy {
                field,
                step,
                value: *value,
            });
        }
        pico += micros(*value) * i128::from(price.micros());
    }
    round(pico).ok_or(TariffError::TooLarge(field))
}

/// Whole millionths of a number that is no larger than a year's energy of a country.
fn micros(value: f64) -> i128 {
    (value * 1e6).round() as i128
}

/// Millionths of millionths to millionths, half away from zero.
fn round(pico: i128) -> Option<i64> {
    let half = if pico < 0 { -MICROS / 2 } else { MICROS / 2 };
    i64::try_from((pico + half) / MICROS).ok()
}
