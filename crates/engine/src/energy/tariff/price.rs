//! What a tariff has to be.

use model::energy::{EnergyPrice, FeedIn, Tariff};

use super::TariffError;
use super::window::Timetable;

/// Refuses a tariff that cannot be meant.
///
/// # Errors
/// Names the field: windows that overlap or never apply, charges below zero.
pub fn check(tariff: &Tariff) -> Result<(), TariffError> {
    timetable(&tariff.import, "import")?;
    if let FeedIn::Paid { price } = &tariff.feed_in {
        timetable(price, "feed_in.price")?;
    }
    let demand = tariff.demand_charge.map(|charge| charge.per_kw);
    for (field, amount) in [
        ("demand_charge.per_kw", demand),
        (
            "standing_charge_per_day",
            Some(tariff.standing_charge_per_day),
        ),
    ] {
        if let Some(amount) = amount.filter(|amount| amount.micros() < 0) {
            return Err(TariffError::BelowZero { field, amount });
        }
    }
    Ok(())
}

/// When the windows of a price apply; `None` of prices without windows.
pub(super) fn timetable(
    price: &EnergyPrice,
    field: &'static str,
) -> Result<Option<Timetable>, TariffError> {
    match price {
        EnergyPrice::TimeOfUse { windows, .. } => Timetable::new(field, windows).map(Some),
        EnergyPrice::Flat { .. } | EnergyPrice::Dynamic { .. } => Ok(None),
    }
}
