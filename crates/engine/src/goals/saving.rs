//! What is saved by the end of a period: measured so far, and promised for the rest.

use chrono::NaiveDate;
use model::goals::Kilograms;

use crate::recommendations::facts::MONTH_DAYS;

/// Where savings land.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Landing {
    pub verified: Kilograms,
    /// Promised for the months left.
    pub to_come: Kilograms,
    pub landing: Kilograms,
}

/// Months from one day to another; none when it lies before.
#[must_use]
pub fn months(from: NaiveDate, to: NaiveDate) -> f64 {
    to.signed_duration_since(from).num_days().max(0) as f64 / MONTH_DAYS
}

/// Adds up what was verified and what is promised a month, for so many months.
///
/// Measurements of different actions are independent: their half-widths add in squares. Promises rest
/// on the same factors: theirs add as they are. The two are independent of each other.
#[must_use]
pub fn land(verified: &[Kilograms], monthly: &[Kilograms], months: f64) -> Landing {
    let verified = verified
        .iter()
        .fold(Kilograms::default(), |sum, one| independent(sum, *one));
    let promised = monthly
        .iter()
        .fold(Kilograms::default(), |sum, one| Kilograms {
            kg: sum.kg + one.kg,
            low_kg: sum.low_kg + one.low_kg,
            high_kg: sum.high_kg + one.high_kg,
        });
    let to_come = Kilograms {
        kg: promised.kg * months,
        low_kg: promised.low_kg * months,
        high_kg: promised.high_kg * months,
    };
    Landing {
        verified,
        to_come,
        landing: independent(verified, to_come),
    }
}

/// The sum of two figures whose errors have nothing to do with each other.
fn independent(one: Kilograms, other: Kilograms) -> Kilograms {
    let kg = one.kg + other.kg;
    Kilograms {
        kg,
        low_kg: kg - f64::hypot(one.kg - one.low_kg, other.kg - other.low_kg),
        high_kg: kg + f64::hypot(one.high_kg - one.kg, other.high_kg - other.kg),
    }
}
