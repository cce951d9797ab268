//! Another tariff: the same days billed by it.
//!
//! Energy and standing charges are compared day by day. A charge for peaks is that of the highest power of
//! all days, of a yearly one its twelfth. What people would do differently under the other tariff is left
//! out, so nothing is emitted less.

use model::energy::{DemandPeriod, EnergySite, Tariff};

use super::past::Past;
use super::{Advice, DAYS_MIN, Draft, Mean};
use crate::energy::shifting::{Offer, compare};
use crate::energy::steps::Steps;
use crate::energy::tariff::{MarketPrices, Usage};
use crate::recommendations::facts::MONTH_DAYS;
use crate::recommendations::rule::Work;
use crate::recommendations::text::Figures;

/// Offers that would have been cheaper. Those in another currency, or that move with a market whose prices
/// are not known of all days, cannot be billed and are left out: the second part names them, with why.
#[must_use]
pub fn tariff_changes(
    past: &Past,
    settings: &EnergySite,
    market: &MarketPrices,
) -> (Vec<Advice>, Vec<String>) {
    let (mut advice, mut unbilled) = (Vec::new(), Vec::new());
    let Some(own) = settings
        .tariff
        .as_ref()
        .filter(|_| past.days().len() >= DAYS_MIN)
    else {
        return (advice, unbilled);
    };
    for offer in &settings.tariff_offers {
        match saved(past, own, &offer.tariff, market) {
            Ok(money) => advice.extend(change(past, &offer.name, money)),
            Err(why) => unbilled.push(format!("{}: {why}", offer.name)),
        }
    }
    (advice, unbilled)
}

fn change(past: &Past, name: &str, money: Mean) -> Option<Advice> {
    Draft {
        rule: format!("energy_tariff_{name}"),
        title: &format!("Change to the tariff {name}"),
        body: "The same use on {days} measured days would have cost less by it; nothing would have been emitted less.",
        work: Work::Contract,
        days: past.days().len(),
        kg: Mean::default(),
        money: Some(money),
        aim: money,
        figures: Figures::default(),
        sources: &["The site's own measurements billed by both tariffs"],
    }
    .advice()
}

/// Money a month that the other tariff saves.
fn saved(past: &Past, own: &Tariff, other: &Tariff, market: &MarketPrices) -> Result<Mean, String> {
    let energy_of = |name: &str, tariff: &Tariff| Offer {
        name: name.to_owned(),
        tariff: Tariff {
            demand_charge: None,
            ..tariff.clone()
        },
    };
    let offers = [energy_of("own", own), energy_of("other", other)];
    let mut days = Vec::with_capacity(past.days().len());
    for day in past.days() {
        let slots = past.day(*day);
        let first = slots.first().map(|slot| slot.at).unwrap_or_default();
        let steps =
            Steps::new(first, past.width, slots.len()).map_err(|fault| fault.to_string())?;
        let import_kwh: Vec<f64> = slots.iter().map(|slot| slot.import_kwh).collect();
        let export_kwh: Vec<f64> = slots.iter().map(|slot| slot.export_kwh).collect();
        let usage = Usage {
            steps: &steps,
            import_kwh: &import_kwh,
            export_kwh: &export_kwh,
        };
        let compared =
            compare(&offers, usage, past.zone, Some(market)).map_err(|fault| fault.to_string())?;
        let other = compared.iter().find(|one| one.name == "other");
        days.push(other.map_or(0.0, |one| -(one.difference.micros() as f64) / 1e6));
    }
    let peak_kw = past.peak_kw(past.days());
    let less = peaks(own, peak_kw) - peaks(other, peak_kw);
    Ok(Mean::of(&days).times(MONTH_DAYS).plus(Mean {
        value: less,
        low: less,
        high: less,
    }))
}

/// What a peak costs each month.
fn peaks(tariff: &Tariff, peak_kw: f64) -> f64 {
    tariff.demand_charge.map_or(0.0, |charge| {
        let months = match charge.period {
            DemandPeriod::Month => 1.0,
            DemandPeriod::Year => 12.0,
        };
        peak_kw * charge.per_kw.micros() as f64 / 1e6 / months
    })
}
