//! A tariff as it is written down. What it makes of a day is `engine`'s to say.

use serde::{Deserialize, Serialize};

use super::width::Width;
use super::window::Window;
use crate::money::{Amount, Currency};

/// What a supplier charges for electricity. Amounts above zero are spending, and what is paid for
/// feeding in is given above zero too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Tariff {
    pub currency: Currency,
    /// What is taken from the grid.
    pub import: EnergyPrice,
    /// What is paid for feeding into it.
    pub feed_in: FeedIn,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demand_charge: Option<DemandCharge>,
    /// Due for each day whatever is used.
    pub standing_charge_per_day: Amount,
}

/// The price of a kilowatt-hour. It may be below zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum EnergyPrice {
    /// The same at all times.
    Flat { per_kwh: Amount },
    /// By the hour of the week in the site's time zone.
    TimeOfUse {
        windows: Vec<Window>,
        /// Whenever no window applies.
        otherwise_per_kwh: Amount,
    },
    /// The market's price of the hour, and what the supplier adds to it.
    Dynamic {
        /// Below zero, it is taken off.
        added_per_kwh: Amount,
        /// Name of the series of market prices; none named: no price is known at any time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        series: Option<String>,
    },
}

impl Tariff {
    /// Names of the series of market prices that it moves with.
    pub fn series(&self) -> impl Iterator<Item = &str> {
        let feed_in = match &self.feed_in {
            FeedIn::Unpaid => None,
            FeedIn::Paid { price } => Some(price),
        };
        let prices = std::iter::once(&self.import).chain(feed_in);
        prices.filter_map(|price| match price {
            EnergyPrice::Dynamic { series, .. } => series.as_deref(),
            EnergyPrice::Flat { .. } | EnergyPrice::TimeOfUse { .. } => None,
        })
    }
}

/// What is paid for energy fed into the grid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FeedIn {
    /// Nothing.
    Unpaid,
    Paid {
        price: EnergyPrice,
    },
}

/// A charge for the highest mean power of any interval of a billing period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DemandCharge {
    /// Per kW and period.
    pub per_kw: Amount,
    /// What the mean is taken over.
    pub interval: Width,
    pub period: DemandPeriod,
}

/// How long a peak is paid for, in the site's calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DemandPeriod {
    Month,
    Year,
}
