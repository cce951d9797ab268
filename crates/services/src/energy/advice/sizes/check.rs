//! What sizes have to be.

use model::energy::{BatterySize, SIZES_DAYS, SIZES_MAX, SizesQuery};
use model::problem::FieldError;

use crate::energy::check::{CAPACITY_KWH_MAX, POWER_KW_MAX};
use crate::error::{Error, Result};

/// Smallest capacity and power, as of a battery that is set.
const CAPACITY_KWH_MIN: f64 = 1e-3;
const POWER_KW_MIN: f64 = 1e-3;
/// Highest price, units of money.
const PRICE_MAX: i64 = 10_000_000_000;
/// Shortest and longest lifetime, years.
const LIFETIME_YEARS: (f64, f64) = (1.0, 50.0);

/// Refuses sizes that cannot be meant, all faults at once.
pub(super) fn check(query: &SizesQuery) -> Result<()> {
    let mut errors = Vec::new();
    let mut refuse = |field: String, code: &str, must: String| {
        let message = format!("{field}: {must}");
        errors.push(FieldError::new(field, code, message));
    };
    let (least, _, most) = SIZES_DAYS;
    if let Some(days) = query.days.filter(|days| !(least..=most).contains(days)) {
        let must = format!("{days} must be {least} to {most}");
        refuse("days".to_owned(), "out_of_range", must);
    }
    let count = query.sizes.len();
    if !(1..=SIZES_MAX).contains(&count) {
        let must = format!("{count} must be 1 to {SIZES_MAX} sizes");
        refuse("sizes".to_owned(), "out_of_range", must);
    }
    for (index, size) in query.sizes.iter().take(SIZES_MAX).enumerate() {
        let field = |name: &str| format!("sizes[{index}].{name}");
        let mut within = |name: &str, value: f64, low: f64, high: f64| {
            if !(low..=high).contains(&value) {
                let must = format!("{value} must be {low} to {high}");
                refuse(field(name), "out_of_range", must);
            }
        };
        within(
            "capacity_kwh",
            size.capacity_kwh,
            CAPACITY_KWH_MIN,
            CAPACITY_KWH_MAX,
        );
        within("power_kw", size.power_kw, POWER_KW_MIN, POWER_KW_MAX);
        if let Some(years) = size.lifetime_years {
            within("lifetime_years", years, LIFETIME_YEARS.0, LIFETIME_YEARS.1);
        }
        let allowed = 0..=PRICE_MAX * 1_000_000;
        if let Some(price) = size
            .price
            .filter(|price| !allowed.contains(&price.micros()))
        {
            let must = format!("{price} must be 0 to {PRICE_MAX}");
            refuse(field("price"), "out_of_range", must);
        }
        let is_same = |one: &BatterySize| {
            one.capacity_kwh.total_cmp(&size.capacity_kwh).is_eq()
                && one.power_kw.total_cmp(&size.power_kw).is_eq()
        };
        if let Some(first) = query.sizes[..index].iter().position(is_same) {
            let must = format!("is the size of sizes[{first}]; name each once");
            refuse(field("capacity_kwh"), "taken", must);
        }
    }
    match errors.first() {
        None => Ok(()),
        Some(first) => Err(Error::Invalid {
            detail: first.message.clone(),
            errors,
        }),
    }
}
