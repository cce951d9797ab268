//! What a site's electricity cost and emitted before an advice was approved, and saved since it was done.
//!
//! Both sides are the site's own meters, day by day, against the energy it used: kg CO2e and money of what
//! was taken from the grid, less what was paid for feeding in, per kWh of load. **Both are valued alike**:
//! carbon at the mean of each hour of the week frozen at approval, money by the tariff frozen then, so that
//! neither a windy month nor a change of prices is taken for a saving. After a change of tariff the days
//! since are billed by the tariff the site has then, which is what changed. After advice about a peak, money
//! is that of each day's highest power at the charge for it, as a mean of the days. The intervals are
//! those of `recommendations::verify`. **Of a tariff that moves with a market no money is compared**, but for
//! a peak: prices of two months differ by themselves.

use chrono::NaiveDate;
use model::energy::{DemandPeriod, Tariff};
use model::money::Currency;
use model::recommendations::{ActivityUnit, VerifiedMoney, VerifiedSaving};
use serde::{Deserialize, Serialize};

use super::past::{Past, Slot};
use crate::calendar::{HOURS_OF_WEEK, hour_of_week};
use crate::energy::steps::Steps;
use crate::energy::tariff::prices;
use crate::recommendations::{Day, Frozen, VerifyError, verify as verify_days};

/// What was frozen about a site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SiteBaseline {
    carbon: Frozen,
    /// kg CO2e per kWh by hour of the week in the site's zone; `None` of hours never measured.
    kg_per_kwh: Vec<Option<f64>>,
    /// `None` without a tariff, or where a day was paid for rather than paying.
    money: Option<Frozen>,
    tariff: Option<Tariff>,
    /// What it compares in money.
    by: MoneyBy,
}

/// What money is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum MoneyBy {
    Energy,
    NewTariff,
    Peak,
}

impl SiteBaseline {
    fn kg_of(&self, past: &Past, slot: &Slot) -> f64 {
        let hour = usize::from(hour_of_week(past.zone, slot.at));
        let known = self.kg_per_kwh.get(hour).copied().flatten();
        slot.import_kwh * known.unwrap_or(self.carbon_mean())
    }

    /// Hours of the week that were never measured have the mean of the others.
    fn carbon_mean(&self) -> f64 {
        let known: Vec<f64> = self.kg_per_kwh.iter().copied().flatten().collect();
        known.iter().sum::<f64>() / known.len().max(1) as f64
    }
}

/// Freezes what is measured.
///
/// # Errors
/// Says what the days lack.
pub fn freeze(
    past: &Past,
    rule: &str,
    tariff: Option<&Tariff>,
) -> Result<SiteBaseline, VerifyError> {
    let by = if rule.starts_with("energy_tariff_") {
        MoneyBy::NewTariff
    } else if rule.starts_with("energy_peak_") {
        MoneyBy::Peak
    } else {
        MoneyBy::Energy
    };
    let mut sums = vec![(0.0, 0.0); usize::from(HOURS_OF_WEEK)];
    for slot in past.days().iter().flat_map(|day| past.day(*day)) {
        let sum = &mut sums[usize::from(hour_of_week(past.zone, slot.at))];
        sum.0 += slot.kg_per_kwh;
        sum.1 += 1.0;
    }
    let kg_per_kwh = sums
        .into_iter()
        .map(|(sum, count)| (count > 0.0).then(|| sum / count));
    let mut baseline = SiteBaseline {
        carbon: Frozen::measure(ActivityUnit::Kwh, &unvalued(past))?,
        kg_per_kwh: kg_per_kwh.collect(),
        money: None,
        tariff: tariff.cloned(),
        by,
    };
    let carbon = carbon_days(past, &baseline);
    baseline.carbon = Frozen::measure(ActivityUnit::Kwh, &carbon)?;
    let money = tariff.and_then(|tariff| money_days(past, tariff, by));
    baseline.money = money.and_then(|days| Frozen::measure(unit(by), &days).ok());
    Ok(baseline)
}

/// Measures what was saved. `tariff` is the one the site has now.
///
/// # Errors
/// Says what the days lack.
pub fn verify(
    past: &Past,
    baseline: &SiteBaseline,
    tariff: Option<&Tariff>,
) -> Result<VerifiedSaving, VerifyError> {
    let saving = verify_days(&baseline.carbon, &carbon_days(past, baseline))?;
    Ok(VerifiedSaving {
        money: money(past, baseline, tariff),
        ..saving
    })
}

fn money(past: &Past, baseline: &SiteBaseline, now: Option<&Tariff>) -> Option<VerifiedMoney> {
    let frozen = baseline.money.as_ref()?;
    let tariff = match baseline.by {
        MoneyBy::NewTariff => now,
        MoneyBy::Energy | MoneyBy::Peak => baseline.tariff.as_ref(),
    }?;
    let currency: Currency = tariff.currency;
    let of_before = baseline.tariff.as_ref().map(|tariff| tariff.currency);
    if of_before != Some(currency) {
        return None;
    }
    let days = money_days(past, tariff, baseline.by)?;
    let saved = verify_days(frozen, &days).ok()?;
    // A peak is paid once for all days.
    let per = match baseline.by {
        MoneyBy::Peak => days.len() as f64,
        MoneyBy::Energy | MoneyBy::NewTariff => 1.0,
    };
    let words = match baseline.by {
        MoneyBy::Energy => {
            "energy taken from the grid, less what is paid for feeding in, per kWh of load, by the tariff at approval"
        }
        MoneyBy::NewTariff => {
            "energy per kWh of load: before by the tariff at approval, since by the tariff of today"
        }
        MoneyBy::Peak => {
            "the mean of each day's highest power, at the charge for a peak at approval"
        }
    };
    Some(VerifiedMoney {
        currency,
        saved: saved.saved_kg / per,
        low: saved.low_kg / per,
        high: saved.high_kg / per,
        words: words.to_owned(),
    })
}

fn unit(by: MoneyBy) -> ActivityUnit {
    match by {
        MoneyBy::Peak => ActivityUnit::Days,
        MoneyBy::Energy | MoneyBy::NewTariff => ActivityUnit::Kwh,
    }
}

fn day_of(past: &Past, day: NaiveDate, value: &dyn Fn(&Slot) -> f64) -> Day {
    let slots = past.day(day);
    Day {
        kg: slots.iter().map(value).sum(),
        units: slots.iter().map(|slot| slot.load_kwh).sum(),
    }
}

/// Days with the intensity of their own time: what says whether there are enough of them.
fn unvalued(past: &Past) -> Vec<Day> {
    let days = past.days().iter();
    days.map(|day| day_of(past, *day, &|slot| slot.import_kwh * slot.kg_per_kwh))
        .collect()
}

fn carbon_days(past: &Past, baseline: &SiteBaseline) -> Vec<Day> {
    let days = past.days().iter();
    days.map(|day| day_of(past, *day, &|slot| baseline.kg_of(past, slot)))
        .collect()
}

/// Money of each day; `None` where the tariff moves with a market.
fn money_days(past: &Past, tariff: &Tariff, by: MoneyBy) -> Option<Vec<Day>> {
    let days = past.days().iter();
    days.map(|day| {
        let slots = past.day(*day);
        if by == MoneyBy::Peak {
            let charge = tariff.demand_charge?;
            let months = match charge.period {
                DemandPeriod::Month => 1.0,
                DemandPeriod::Year => 12.0,
            };
            let per_kw = charge.per_kw.micros() as f64 / 1e6 / months;
            return Some(Day {
                kg: past.peak_kw(&[*day]) * per_kw,
                units: 1.0,
            });
        }
        let steps = Steps::new(slots.first()?.at, past.width, slots.len()).ok()?;
        let (import, export) = prices(tariff, &steps, past.zone, None).ok()?.as_numbers();
        let of_steps = slots.iter().zip(import.iter().zip(&export));
        Some(Day {
            kg: of_steps
                .map(|(slot, (import, export))| slot.import_kwh * import - slot.export_kwh * export)
                .sum(),
            units: slots.iter().map(|slot| slot.load_kwh).sum(),
        })
    })
    .collect()
}
