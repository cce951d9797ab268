//! What came of a size, beside what it costs and beside the next smaller one.

use engine::energy::advice::{Mean, Replayed};
use model::energy::{BatterySize, MarginalGain, NoPayback, TriedSize, YearlySaving};

fn yearly(mean: Mean) -> YearlySaving {
    YearlySaving {
        value: mean.value,
        low: mean.low,
        high: mean.high,
    }
}

/// What came of a size, beside the next smaller one.
pub(super) fn tried(
    size: BatterySize,
    replayed: &Replayed,
    has_prices: bool,
    smaller: Option<&TriedSize>,
) -> TriedSize {
    let saved = has_prices.then(|| yearly(replayed.money_per_year()));
    let saved_kg = yearly(replayed.kg_per_year());
    let price = size.price.map(|price| price.micros() as f64 / 1e6);
    let payback = match (price, saved) {
        (None, _) => Err(NoPayback::NoPrice),
        (Some(_), None) => Err(NoPayback::NoMoney),
        // Differences of sums leave a billionth where there is none.
        (Some(_), Some(saved)) if saved.value <= 1e-9 => Err(NoPayback::SavesNothing),
        (Some(price), Some(saved)) => Ok(price / saved.value),
    };
    let lifetime_gain = match (price, saved, size.lifetime_years) {
        (Some(price), Some(saved), Some(years)) => Some(years * saved.value - price),
        _ => None,
    };
    let marginal = smaller.map(|smaller| {
        let more_kwh = size.capacity_kwh - smaller.size.capacity_kwh;
        let money = saved
            .zip(smaller.saved_per_year)
            .map(|(one, other)| one.value - other.value);
        MarginalGain {
            more_kwh,
            more_kw: size.power_kw - smaller.size.power_kw,
            money_per_year: money,
            kg_per_year: saved_kg.value - smaller.saved_kg_per_year.value,
            money_per_year_and_kwh: money
                .filter(|_| more_kwh > 0.0)
                .map(|money| money / more_kwh),
        }
    });
    TriedSize {
        size,
        saved_per_year: saved,
        saved_kg_per_year: saved_kg,
        self_consumption_share: replayed.own_share,
        cycles_per_year: replayed.cycles_per_year(),
        peak_kw: replayed.peak_kw,
        payback_years: payback.ok(),
        no_payback: payback.err(),
        lifetime_gain,
        marginal,
    }
}
