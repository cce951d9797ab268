//! What a tariff has to be.

use model::energy::{EnergyPrice, FeedIn, SERIES_CHARS_MAX, Tariff, is_series_name};

use super::TariffError;
use super::window::Timetable;

/// Refuses a tariff that cannot be meant.
///
/// # Errors
/// Names the field: windows that overlap or never apply, charges below zero.
pub fn check(tariff: &Tariff) -> Result<(), TariffError> {
    price(&tariff.import, "import")?;
    if let FeedIn::Paid { price: paid } = &tariff.feed_in {
        price(paid, "feed_in.price")?;
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

fn price(price: &EnergyPrice, field: &'static str) -> Result<(), TariffError> {
    timetable(price, field)?;
    match price {
        EnergyPrice::Dynamic {
            series: Some(name), ..
        } if !is_series_name(name) => Err(TariffError::SeriesName {
            field,
            series: name.chars().take(SERIES_CHARS_MAX).collect(),
        }),
        EnergyPrice::Flat { .. } | EnergyPrice::TimeOfUse { .. } | EnergyPrice::Dynamic { .. } => {
            Ok(())
        }
    }
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
