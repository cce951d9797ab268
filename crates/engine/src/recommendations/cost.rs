//! What an action costs to run, and when an investment is paid back.
//!
//! Running cost is what is bought more or less each month, at the organisation's own prices; below
//! zero it saves money. There are no built-in prices, and none of what has to be bought once: where one
//! is missing, the answer says which.

use model::money::{Amount, Commodity, Money, Prices};

use super::saving::Saving;

/// Longest payback that is told: a century.
const PAYBACK_MONTHS_MAX: f64 = 1_200.0;

/// What an action costs each month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunningCost {
    /// Above zero is spending; `None` where something is missing.
    pub per_month: Option<Money>,
    /// Why there is no figure, as sentences; empty where there is one.
    pub missing: Vec<String>,
}

pub(super) fn running_cost(saving: &Saving, prices: Option<&Prices>) -> RunningCost {
    let mut missing = Vec::new();
    if !saving.is_energy_known {
        missing.push("what some of the events buy is not known".to_owned());
    }
    let Some(prices) = prices else {
        missing.push("no prices are set".to_owned());
        return RunningCost {
            per_month: None,
            missing,
        };
    };
    let mut micros = 0.0;
    for commodity in Commodity::ALL {
        let units = saving.bought[*commodity as usize];
        if units == 0.0 {
            continue;
        }
        match prices.of(*commodity) {
            Some(price) => micros += units * price.amount.micros() as f64,
            None => missing.push(format!("no price is set for {}", commodity.name())),
        }
    }
    // An estimate for a month is not known to a millionth: whole hundredths.
    let hundredths = (micros / 1e4).round();
    if hundredths.is_nan() || hundredths.abs() >= 1e14 {
        missing.push("the sum does not fit".to_owned());
    }
    RunningCost {
        per_month: missing.is_empty().then(|| Money {
            amount: Amount::from_micros(hundredths as i64 * 10_000),
            currency: prices.currency,
        }),
        missing,
    }
}

/// Months until `investment` is paid back by a running cost below zero. `None` where nothing is
/// earned, currencies differ, or it takes longer than a century.
#[must_use]
pub fn payback_months(investment: Money, per_month: Money) -> Option<f64> {
    let earned = -(per_month.amount.micros() as f64);
    let spent = investment.amount.micros() as f64;
    if investment.currency != per_month.currency || earned <= 0.0 || spent < 0.0 {
        return None;
    }
    let months = spent / earned;
    (months <= PAYBACK_MONTHS_MAX).then_some(months)
}

#[cfg(test)]
mod tests {
    use model::money::{Amount, Commodity, Currency, Money, Price, Prices};

    use super::{Saving, payback_months, running_cost};

    fn saving(commodity: Commodity, units: f64) -> Saving {
        let mut bought = [0.0; Commodity::ALL.len()];
        bought[commodity as usize] = units;
        Saving {
            value_kg: 1.0,
            low_kg: 1.0,
            high_kg: 1.0,
            events: 1,
            bought,
            is_energy_known: true,
        }
    }

    fn prices() -> Prices {
        Prices {
            currency: Currency::new("EUR").expect("a code"),
            prices: vec![Price {
                commodity: Commodity::DieselL,
                amount: Amount::parse("1.4567").expect("an amount"),
                source: "fuel cards, May".to_owned(),
            }],
        }
    }

    #[test]
    fn less_diesel_saves_money() {
        let cost = running_cost(&saving(Commodity::DieselL, -1_000.0), Some(&prices()));
        assert_eq!(
            cost.per_month.map(|money| money.to_string()).as_deref(),
            Some("-1456.70 EUR")
        );
        assert!(cost.missing.is_empty());
    }

    #[test]
    fn what_is_missing_is_said() {
        let cost = running_cost(&saving(Commodity::HvoL, 10.0), Some(&prices()));
        assert_eq!(
            (cost.per_month, cost.missing),
            (None, vec!["no price is set for HVO".to_owned()])
        );
        let cost = running_cost(&saving(Commodity::DieselL, 10.0), None);
        assert_eq!(cost.missing, ["no prices are set"]);
        let unknown = Saving {
            is_energy_known: false,
            ..saving(Commodity::DieselL, 1.0)
        };
        assert_eq!(running_cost(&unknown, Some(&prices())).per_month, None);
        let huge = running_cost(&saving(Commodity::DieselL, 1e300), Some(&prices()));
        assert_eq!(huge.missing, ["the sum does not fit"]);
    }

    #[test]
    fn an_investment_is_paid_back_by_what_is_earned() {
        let euros = |text| Money {
            amount: Amount::parse(text).expect("an amount"),
            currency: Currency::new("EUR").expect("a code"),
        };
        assert_eq!(payback_months(euros("12000"), euros("-500")), Some(24.0));
        assert_eq!(payback_months(euros("12000"), euros("500")), None);
        assert_eq!(payback_months(euros("12000"), euros("-0.01")), None);
    }
}
