//! Prices and peak that a plan is made from, each with what it rests on.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use engine::calendar::start_of_day;
use engine::energy::Steps;
use engine::energy::tariff::{self, MarketPrices, TariffError};
use model::energy::{Channel, EnergySite, PlanMode, PriceBasis, PriceMethod};
use model::ids::SiteId;
use model::problem::FieldError;
use store::Conn;

use super::load::label;
use super::quality::trusted;
use super::sites::grid;
use crate::error::{Error, Result};

/// Intervals in the longest billing period: a leap year of quarter-hours.
const PERIOD_ROWS: u32 = 35_136;

/// The prices of each step; `None` where one is not known, which is where the tariff moves with a market that
/// says nothing of the step, or where there is no tariff.
pub(super) struct Prices {
    pub(super) import_per_kwh: Vec<Option<f64>>,
    pub(super) export_per_kwh: Vec<Option<f64>>,
    pub(super) basis: PriceBasis,
}

impl Prices {
    /// Whether both prices of a step are known.
    pub(super) fn knows(&self, step: usize) -> bool {
        let knows = |prices: &[Option<f64>]| prices.get(step).is_some_and(Option::is_some);
        knows(&self.import_per_kwh) && knows(&self.export_per_kwh)
    }

    /// Whether both prices of every step are known.
    pub(super) fn are_whole(&self) -> bool {
        self.known_steps() == self.import_per_kwh.len()
    }

    /// Steps from the first on of which all prices are known.
    pub(super) fn known_steps(&self) -> usize {
        let steps = 0..self.import_per_kwh.len();
        steps.take_while(|step| self.knows(*step)).count()
    }

    /// Leaves the first `count` steps.
    pub(super) fn truncate(&mut self, count: usize) {
        self.import_per_kwh.truncate(count);
        self.export_per_kwh.truncate(count);
    }
}

/// What the tariff charges in each step. Without one, carbon alone can be planned for.
pub(super) fn prices(
    settings: &EnergySite,
    steps: &Steps,
    zone: Tz,
    market: &MarketPrices,
    mode: PlanMode,
) -> Result<Prices> {
    let none = |words: String| Prices {
        import_per_kwh: vec![None; steps.count()],
        export_per_kwh: vec![None; steps.count()],
        basis: PriceBasis {
            method: PriceMethod::None,
            currency: None,
            series: Vec::new(),
            known_until: None,
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
    match tariff::known_prices(of, steps, zone, Some(market)) {
        Err(
            fault @ (TariffError::NoSeries { .. }
            | TariffError::NoMarket { .. }
            | TariffError::MarketCurrency { .. }),
        ) => unknown(format!("tariff.{fault}")),
        Err(fault) => Err(Error::internal(fault)),
        Ok(prices) => {
            let (import_per_kwh, export_per_kwh) = prices.as_numbers();
            let mut series: Vec<String> = of.series().map(str::to_owned).collect();
            series.dedup();
            let mut prices = Prices {
                import_per_kwh,
                export_per_kwh,
                basis: PriceBasis {
                    method: PriceMethod::Tariff,
                    currency: Some(of.currency),
                    series,
                    known_until: None,
                    words: String::new(),
                },
            };
            prices.basis.known_until =
                (!prices.are_whole()).then(|| steps.at(prices.known_steps()));
            prices.basis.words = words(&prices, steps, zone);
            Ok(prices)
        }
    }
}

fn words(prices: &Prices, steps: &Steps, zone: Tz) -> String {
    let basis = &prices.basis;
    let currency = basis.currency.map(|of| of.as_str().to_owned());
    let mut words = format!("the site's tariff, in {}", currency.unwrap_or_default());
    if !basis.series.is_empty() {
        words += &format!(", with the market prices of {}", basis.series.join(" and "));
    }
    if let Some(until) = basis.known_until {
        let known = (0..steps.count())
            .filter(|step| prices.knows(*step))
            .count();
        let until = label(zone, until);
        let (unknown, count) = (steps.count() - known, steps.count());
        words += &if known == prices.known_steps() {
            format!(", known until {until}")
        } else {
            format!(", not known of {unknown} of {count} intervals, the first at {until}")
        };
    }
    words
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
