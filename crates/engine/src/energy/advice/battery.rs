//! What a battery would have saved on the days that were measured, and of which size.
//!
//! Where generation is left over, that is self-consumption; under a price of the hour it is arbitrage; under
//! a charge for peaks it is peak avoidance. What the battery costs is not known here; stated as an
//! investment, it is paid back out of what is saved.

use super::past::Past;
use super::replay::{BatteryCase, BatteryKind, outlooks, replay, whole_weeks};
use super::{Advice, DAYS_MIN, Draft, Mean};
use crate::energy::battery::Mode;
use crate::recommendations::rule::Work;
use crate::recommendations::text::Figures;

/// Sizes that are tried, as shares of a mean day's load.
const SHARES: [f64; 3] = [0.1, 0.25, 0.5];
/// A smaller battery is advised while it saves this much of what the largest does.
const ENOUGH: f64 = 0.8;
/// Of a usual lithium battery, from empty to full.
const HOURS_TO_FULL: f64 = 2.0;
/// Days that are planned, the newest.
const DAYS_MAX: usize = 28;

/// The smallest battery that saves most of what a large one does; `None` where none saves anything.
#[must_use]
pub fn battery(past: &Past, case: &BatteryCase) -> Option<Advice> {
    let days = whole_weeks(past.days(), DAYS_MAX);
    if days.len() < DAYS_MIN {
        return None;
    }
    let outlooks = outlooks(past, days);
    let load: f64 = outlooks.iter().flat_map(|day| &day.load_kwh).sum();
    let mean_day_kwh = load / outlooks.len() as f64;
    if mean_day_kwh <= 0.0 {
        return None;
    }
    let kind = BatteryKind::USUAL;
    let tried: Vec<(f64, Mean, Mean)> = SHARES
        .iter()
        .map(|share| {
            let capacity_kwh = share * mean_day_kwh;
            let battery = kind.sized(capacity_kwh, capacity_kwh / HOURS_TO_FULL);
            let replayed = replay(&outlooks, &battery, case);
            (
                capacity_kwh,
                replayed.money_per_month(),
                replayed.kg_per_month(),
            )
        })
        .collect();
    let aim = |money: Mean, kg: Mean| match case.mode {
        Mode::Cost => money,
        Mode::Carbon => kg,
        Mode::Balanced { price_per_kg } => money.plus(kg.times(price_per_kg)),
    };
    let most = tried
        .iter()
        .map(|(_, money, kg)| aim(*money, *kg).value)
        .fold(0.0, f64::max);
    let (capacity_kwh, money, kg) = tried
        .iter()
        .copied()
        .find(|(_, money, kg)| aim(*money, *kg).value >= ENOUGH * most)?;
    let figures = Figures::default()
        .number("capacity", capacity_kwh, "kWh")
        .number("power", capacity_kwh / HOURS_TO_FULL, "kW")
        .share(
            "efficiency",
            kind.charge_efficiency * kind.discharge_efficiency,
        )
        .number("mean_day", mean_day_kwh, "kWh");
    Draft {
        rule: "energy_battery".to_owned(),
        title: "Weigh a battery of {capacity}",
        body: "A battery of {capacity} and {power}, which gives back {efficiency} of what it takes, would have saved this much at most on {days} measured days, each planned as if it had been known beforehand. Note what it costs as an investment to see when it is paid back.",
        work: Work::Investment,
        days: outlooks.len(),
        kg,
        money: past.has_prices.then_some(money),
        aim: aim(money, kg),
        figures,
        sources: &[
            "Dynamic programming over the state of charge on the site's own measurements",
            "Usual figures of lithium batteries, as the plan's defaults",
        ],
    }
    .advice()
}
