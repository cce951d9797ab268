//! What both sides buy, and what that costs: exact sums of millionths.

use model::money::{Amount, Commodity, Money, PRICE_SOURCE_CHARS_MAX, Prices};
use model::problem::FieldError;
use model::whatif::{Purchase, ScenarioCost};

use crate::emissions::levers::Account;

/// Millionths in a unit.
const MICROS: i128 = 1_000_000;
/// Largest amount of one event that is summed: beyond it energy counts as not known.
const UNITS_MAX: f64 = 1e18;

/// Refuses prices that cannot be meant: one below 0, a commodity twice, no source.
#[must_use]
pub fn check_prices(prices: &Prices) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for (at, price) in prices.prices.iter().enumerate() {
        let word = price.commodity.as_str();
        let mut refuse = |field: &str, code: &str, message: String| {
            errors.push(FieldError::new(
                format!("prices[{at}].{field}"),
                code,
                message,
            ));
        };
        if prices.prices[..at]
            .iter()
            .any(|one| one.commodity == price.commodity)
        {
            let message = format!("{word} has a price already; give each commodity once");
            refuse("commodity", "duplicate", message);
        }
        if price.amount.micros() < 0 {
            let message = format!(
                "the price of {word} is {}; it must not be below 0",
                price.amount
            );
            refuse("amount", "out_of_range", message);
        }
        let length = price.source.trim().chars().count();
        if !(1..=PRICE_SOURCE_CHARS_MAX).contains(&length) {
            let message = format!(
                "the source of the price of {word} has {length} characters; it must say in 1 to {PRICE_SOURCE_CHARS_MAX} where the price comes from"
            );
            refuse("source", "out_of_range", message);
        }
    }
    errors
}

/// Amounts in millionths of a unit, by commodity.
type Amounts = [i128; Commodity::ALL.len()];

/// What was bought so far on both sides.
#[derive(Debug)]
pub(super) struct Cost {
    prices: Prices,
    baseline: Amounts,
    scenario: Amounts,
    /// Events whose energy is not known on one side or both.
    unknown: u64,
    /// Those among them that change.
    unknown_changed: u64,
}

impl Cost {
    pub(super) fn new(prices: Prices) -> Self {
        Self {
            prices,
            baseline: [0; Commodity::ALL.len()],
            scenario: [0; Commodity::ALL.len()],
            unknown: 0,
            unknown_changed: 0,
        }
    }

    pub(super) fn add(&mut self, before: &Account, after: &Account, is_changed: bool) {
        let known = [
            buy(&mut self.baseline, before),
            buy(&mut self.scenario, after),
        ];
        let is_unknown = known.contains(&false);
        self.unknown += u64::from(is_unknown);
        self.unknown_changed += u64::from(is_unknown && is_changed);
    }

    /// Both sides in money, as far as prices and energy are known.
    pub(super) fn finish(self) -> ScenarioCost {
        let mut missing = Vec::new();
        if self.unknown > 0 {
            missing.push(format!(
                "what {} events buy is not known: their CO2e was metered, or nothing is published of the fuel; {} of them change",
                self.unknown, self.unknown_changed
            ));
        }
        let (mut all_priced, mut changes_priced) = (true, true);
        let (mut was, mut becomes) = (0_i128, 0_i128);
        let mut purchases = Vec::new();
        for commodity in Commodity::ALL {
            let at = *commodity as usize;
            let (baseline, scenario) = (self.baseline[at], self.scenario[at]);
            if baseline == 0 && scenario == 0 {
                continue;
            }
            let price = self.prices.of(*commodity).cloned();
            match &price {
                Some(price) => {
                    let micros = i128::from(price.amount.micros());
                    was += micros * baseline;
                    becomes += micros * scenario;
                }
                None => {
                    all_priced = false;
                    changes_priced &= baseline == scenario;
                    missing.push(format!("no price is set for {}", commodity.name()));
                }
            }
            purchases.push(Purchase {
                commodity: *commodity,
                baseline: baseline as f64 / 1e6,
                scenario: scenario as f64 / 1e6,
                price,
            });
        }
        let (mut baseline, mut scenario, mut delta) = (None, None, None);
        if all_priced && self.unknown == 0 {
            baseline = round(was);
            scenario = round(becomes);
            // What is shown adds up.
            delta = baseline.zip(scenario).map(|(was, becomes)| becomes - was);
        } else if changes_priced && self.unknown_changed == 0 {
            delta = round(becomes - was);
        }
        let money = |micros: i128| {
            let micros = i64::try_from(micros).ok()?;
            Some(Money {
                amount: Amount::from_micros(micros),
                currency: self.prices.currency,
            })
        };
        let answer = ScenarioCost {
            baseline: baseline.and_then(money),
            scenario: scenario.and_then(money),
            delta: delta.and_then(money),
            purchases,
            missing,
        };
        too_large(answer, [baseline, scenario, delta])
    }
}

/// Says so where a sum is known and does not fit.
fn too_large(mut answer: ScenarioCost, sums: [Option<i128>; 3]) -> ScenarioCost {
    let shown = [answer.baseline, answer.scenario, answer.delta];
    if sums
        .iter()
        .zip(shown)
        .any(|(sum, shown)| sum.is_some() && shown.is_none())
    {
        answer
            .missing
            .push("the sum does not fit: more than nine trillion".to_owned());
    }
    answer
}

/// Adds an event's purchases; false when they are not all it uses.
fn buy(amounts: &mut Amounts, account: &Account) -> bool {
    let mut is_known = account.is_energy_known;
    for (commodity, units) in &account.purchases {
        if units.abs() <= UNITS_MAX {
            amounts[*commodity as usize] += (units * 1e6).round() as i128;
        } else {
            is_known = false;
        }
    }
    is_known
}

/// Millionths of millionths to millionths, half away from zero. `None` for sums beyond any money.
fn round(pico: i128) -> Option<i128> {
    let half = if pico < 0 { -MICROS / 2 } else { MICROS / 2 };
    Some(pico.checked_add(half)? / MICROS)
}
