//! Prices spread over steps of time.

use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;
use model::energy::{EnergyPrice, FeedIn, Tariff};
use model::money::Amount;
use serde::{Deserialize, Serialize};

use super::TariffError;
use super::price::{check, timetable};
use super::window::QUARTERS;
use crate::energy::steps::Steps;

/// What the market charges, one price for each step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarketPrices {
    pub steps: Steps,
    /// As many as there are steps.
    pub per_kwh: Vec<Amount>,
}

/// What a kilowatt-hour costs in each step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepPrices {
    /// Taken from the grid.
    pub import_per_kwh: Vec<Amount>,
    /// Paid for feeding in.
    pub export_per_kwh: Vec<Amount>,
}

/// The prices of each step, in a site's time zone. A step over which the price changes has the mean
/// of its quarter-hours, to the millionth.
///
/// # Errors
/// When the tariff cannot be meant, or moves with a market whose prices do not cover the steps.
pub fn prices(
    tariff: &Tariff,
    steps: &Steps,
    zone: Tz,
    market: Option<&MarketPrices>,
) -> Result<StepPrices, TariffError> {
    check(tariff)?;
    let export_per_kwh = match &tariff.feed_in {
        FeedIn::Unpaid => vec![Amount::default(); steps.count()],
        FeedIn::Paid { price } => spread(price, "feed_in.price", steps, zone, market)?,
    };
    Ok(StepPrices {
        import_per_kwh: spread(&tariff.import, "import", steps, zone, market)?,
        export_per_kwh,
    })
}

fn spread(
    price: &EnergyPrice,
    field: &'static str,
    steps: &Steps,
    zone: Tz,
    market: Option<&MarketPrices>,
) -> Result<Vec<Amount>, TariffError> {
    let timetable = timetable(price, field)?;
    let at = |moment: DateTime<Utc>| -> Result<i128, TariffError> {
        match (price, &timetable) {
            (EnergyPrice::Flat { per_kwh }, _) => Ok(i128::from(per_kwh.micros())),
            (
                EnergyPrice::TimeOfUse {
                    windows,
                    otherwise_per_kwh,
                },
                Some(timetable),
            ) => {
                let local = moment.with_timezone(&zone);
                let day = local.weekday().num_days_from_monday() as usize;
                let quarter = (4 * local.hour() + local.minute() / 15) as usize;
                let window = timetable.at(local.month0() as usize, day * QUARTERS + quarter);
                let price = window.map_or(*otherwise_per_kwh, |index| windows[index].per_kwh);
                Ok(i128::from(price.micros()))
            }
            (EnergyPrice::Dynamic { added_per_kwh }, _) => {
                let market = market.ok_or(TariffError::NoMarket { field })?;
                Ok(i128::from(market.at(moment)?) + i128::from(added_per_kwh.micros()))
            }
            // A price by the hour of the week always has a timetable.
            (
                EnergyPrice::TimeOfUse {
                    otherwise_per_kwh, ..
                },
                None,
            ) => Ok(i128::from(otherwise_per_kwh.micros())),
        }
    };
    steps
        .iter()
        .map(|begin| {
            let quarters = i128::from(steps.width().minutes() / 15);
            let minutes = steps.width().minutes();
            let sum = (0..minutes)
                .step_by(15)
                .map(|minute| at(begin + TimeDelta::minutes(i64::from(minute))))
                .sum::<Result<i128, _>>()?;
            let half = if sum < 0 { -quarters / 2 } else { quarters / 2 };
            let micros = i64::try_from((sum + half) / quarters);
            micros
                .map(Amount::from_micros)
                .map_err(|_| TariffError::TooLarge("price and addition"))
        })
        .collect()
}
impl MarketPrices {
    /// The price of a moment, in millionths.
    fn at(&self, moment: DateTime<Utc>) -> Result<i64, TariffError> {
        let (from, to) = (self.steps.start(), self.steps.end());
        let missing = TariffError::MarketEnds {
            at: moment,
            from,
            to,
        };
        let step = (moment - from)
            .num_minutes()
            .div_euclid(i64::from(self.steps.width().minutes()));
        usize::try_from(step)
            .ok()
            .filter(|step| *step < self.steps.count())
            .and_then(|step| self.per_kwh.get(step))
            .map(|price| price.micros())
            .ok_or(missing)
    }
}

impl StepPrices {
    /// As numbers, for what weighs prices rather than bills them: taken from the grid, fed into it.
    #[must_use]
    pub fn as_numbers(&self) -> (Vec<f64>, Vec<f64>) {
        let numbers = |prices: &[Amount]| {
            prices
                .iter()
                .map(|price| price.micros() as f64 / 1e6)
                .collect()
        };
        (numbers(&self.import_per_kwh), numbers(&self.export_per_kwh))
    }
}
