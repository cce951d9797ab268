//! Prices and peak that a plan is made from, each with what it rests on.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use engine::calendar::start_of_day;
use engine::energy::Steps;
use engine::energy::tariff::{self, TariffError};
use model::energy::{Channel, EnergySite, PlanMode, PriceBasis, PriceMethod};
use model::ids::SiteId;
use model::problem::FieldError;
use store::Conn;

use super::quality::trusted;
use super::sites::grid;
use crate::error::{Error, Result};

/// Intervals in the longest billing period: a leap year of quarter-hours.
const PERIOD_ROWS: u32 = 35_136;

/// The prices of each step.
pub(super) struct Prices {
    pub(super) import_per_kwh: Vec<f64>,
    pub(super) export_per_kwh: Vec<f64>,
    pub(super) basis: PriceBasis,
}

/// What the tariff charges in each step. Without one, carbon alone can be planned for.
pub(super) fn prices(
    settings: &EnergySite,
    steps: &Steps,
    zone: Tz,
    mode: PlanMode,
) -> Result<Prices> {
    let none = |words: String| Prices {
        import_per_kwh: vec![0.0; steps.count()],
        export_per_kwh: vec![0.0; steps.count()],
        basis: PriceBasis {
            method: PriceMethod::None,
            currency: None,
            words,
        },
    };
    let unknown = |words: String| match mode {
        PlanMode::Carbon => Ok(none(words + "; money is not counted")),
        PlanMode::Cost | PlanMode::Balanced => Err(Error::Conflict(
            words + "; only the mode carbon can be planned without prices",
        )),
    };
    let Some(of) = &settings.tariff else {
        return unknown("the site has no tariff".to_owned());
    };
    match tariff::prices(of, steps, zone, None) {
        Err(fault @ TariffError::NoMarket { .. }) => unknown(format!("tariff.{fault}")),
        Err(fault) => Err(Error::internal(fault)),
        Ok(prices) => {
            let (import_per_kwh, export_per_kwh) = prices.as_numbers();
            Ok(Prices {
                import_per_kwh,
                export_per_kwh,
                basis: PriceBasis {
                    method: PriceMethod::Tariff,
                    currency: Some(of.currency),
                    words: format!("the site's tariff, in {}", of.currency.as_str()),
                },
            })
        }
    }
}

/// The charge for a kW of the highest mean power, 0 without one.
pub(super) fn demand(settings: &EnergySite) -> f64 {
    let charge = settings.tariff.as_ref().and_then(|of| of.demand_charge);
    charge.map_or(0.0, |charge| charge.per_kw.micros() as f64 / 1e6)
}

/// The highest mean power of a billing interval in the period so far, which is paid for already.
pub(super) async fn peak_so_far_kw(
    conn: &mut Conn,
    id: SiteId,
    settings: &EnergySite,
    steps: &Steps,
    adjustments: &mut Vec<FieldError>,
) -> Result<f64> {
    let charge = settings.tariff.as_ref().and_then(|of| of.demand_charge);
    let Some(charge) = charge else { return Ok(0.0) };
    let (width, zone) = grid(settings)?;
    let mut adjust = |field: &str, code: &str, message: String| {
        adjustments.push(FieldError::new(field, code, format!("{field}: {message}")));
    };
    if charge.interval != width {
        let message = format!(
            "the peak is billed over {} minutes and planned over {}",
            charge.interval.minutes(),
            width.minutes()
        );
        adjust("tariff.demand_charge.interval", "other_interval", message);
    }
    let (from, until) = (steps.at(0), steps.at(steps.count() - 1));
    let first_day =
        |at: DateTime<Utc>| tariff::first_day(charge.period, at.with_timezone(&zone).date_naive());
    if first_day(from) != first_day(until) {
        let message = "another billing period begins within the plan; no peak is taken as paid for";
        adjust(
            "tariff.demand_charge.period",
            "another_period",
            message.to_owned(),
        );
        return Ok(0.0);
    }
    let begin = start_of_day(zone, first_day(from)).unwrap_or(from);
    let range = (begin, from);
    let series = trusted(conn, id, Channel::ImportKwh, range, PERIOD_ROWS).await?;
    // Where measurements are finer than what is billed, several make one billing interval.
    let minutes = charge.interval.minutes().max(width.minutes());
    let mut billed: BTreeMap<i64, f64> = BTreeMap::new();
    for one in &series {
        let interval = one.at.timestamp().div_euclid(i64::from(minutes) * 60);
        *billed.entry(interval).or_default() += one.value;
    }
    let most = billed.into_values().fold(0.0, f64::max);
    Ok(most * 60.0 / f64::from(minutes))
}
