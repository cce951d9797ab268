//! Prices spread over steps of time.

use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;
use model::energy::{EnergyPrice, FeedIn, Tariff};
use model::money::{Amount, Currency};

use super::TariffError;
use super::market::{MarketPrices, MarketSeries};
use super::price::{check, timetable};
use super::window::{QUARTERS, Timetable};
use crate::energy::steps::Steps;

/// What a kilowatt-hour costs in each step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepPrices {
    /// Taken from the grid.
    pub import_per_kwh: Vec<Amount>,
    /// Paid for feeding in.
    pub export_per_kwh: Vec<Amount>,
}

/// The same, with `None` where the market's price is not known for all of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownPrices {
    pub import_per_kwh: Vec<Option<Amount>>,
    pub export_per_kwh: Vec<Option<Amount>>,
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
    let known = known_prices(tariff, steps, zone, market)?;
    let whole = |known: Vec<Option<Amount>>| {
        let known = known.into_iter().zip(steps.iter());
        known
            .map(|(price, at)| price.ok_or(TariffError::MarketUnknown { at }))
            .collect::<Result<Vec<Amount>, _>>()
    };
    Ok(StepPrices {
        import_per_kwh: whole(known.import_per_kwh)?,
        export_per_kwh: whole(known.export_per_kwh)?,
    })
}

/// The prices of each step as far as they are known; nothing stands in for one that is not.
///
/// # Errors
/// When the tariff cannot be meant, or moves with a market of which nothing is known, or whose prices are in
/// another currency.
pub fn known_prices(
    tariff: &Tariff,
    steps: &Steps,
    zone: Tz,
    market: Option<&MarketPrices>,
) -> Result<KnownPrices, TariffError> {
    check(tariff)?;
    let of = |price: &EnergyPrice, field: &'static str| {
        Priced::new(price, field, tariff.currency, market)?.spread(steps, zone)
    };
    Ok(KnownPrices {
        import_per_kwh: of(&tariff.import, "import")?,
        export_per_kwh: match &tariff.feed_in {
            FeedIn::Unpaid => vec![Some(Amount::default()); steps.count()],
            FeedIn::Paid { price } => of(price, "feed_in.price")?,
        },
    })
}

/// A price with what it takes to say what it is at a moment.
enum Priced<'a> {
    Flat(Amount),
    TimeOfUse {
        price_of: Vec<Amount>,
        otherwise: Amount,
        timetable: Timetable,
    },
    Dynamic {
        added: Amount,
        series: &'a MarketSeries,
    },
}

impl<'a> Priced<'a> {
    fn new(
        price: &EnergyPrice,
        field: &'static str,
        currency: Currency,
        market: Option<&'a MarketPrices>,
    ) -> Result<Self, TariffError> {
        match price {
            EnergyPrice::Flat { per_kwh } => Ok(Self::Flat(*per_kwh)),
            EnergyPrice::TimeOfUse {
                windows,
                otherwise_per_kwh,
            } => Ok(match timetable(price, field)? {
                Some(timetable) => Self::TimeOfUse {
                    price_of: windows.iter().map(|window| window.per_kwh).collect(),
                    otherwise: *otherwise_per_kwh,
                    timetable,
                },
                // A price by the hour of the week always has a timetable.
                None => Self::Flat(*otherwise_per_kwh),
            }),
            EnergyPrice::Dynamic {
                added_per_kwh,
                series,
            } => {
                let name = series.as_ref().ok_or(TariffError::NoSeries { field })?;
                let series = market.and_then(|market| market.series(name));
                let series = series.ok_or_else(|| TariffError::NoMarket {
                    field,
                    series: name.clone(),
                })?;
                if series.currency != currency {
                    return Err(TariffError::MarketCurrency {
                        field,
                        series: name.clone(),
                        is: series.currency,
                        must: currency,
                    });
                }
                Ok(Self::Dynamic {
                    added: *added_per_kwh,
                    series,
                })
            }
        }
    }

    /// In millionths; `None` where it is not known.
    fn at(&self, moment: DateTime<Utc>, zone: Tz) -> Option<i128> {
        match self {
            Self::Flat(price) => Some(i128::from(price.micros())),
            Self::TimeOfUse {
                price_of,
                otherwise,
                timetable,
            } => {
                let local = moment.with_timezone(&zone);
                let day = local.weekday().num_days_from_monday() as usize;
                let quarter = (4 * local.hour() + local.minute() / 15) as usize;
                let window = timetable.at(local.month0() as usize, day * QUARTERS + quarter);
                let price = window.map_or(*otherwise, |index| price_of[index]);
                Some(i128::from(price.micros()))
            }
            Self::Dynamic { added, series } => {
                let price = series.price(moment)?.per_kwh;
                Some(i128::from(price.micros()) + i128::from(added.micros()))
            }
        }
    }

    fn spread(&self, steps: &Steps, zone: Tz) -> Result<Vec<Option<Amount>>, TariffError> {
        let minutes = steps.width().minutes();
        let quarters = i128::from(minutes / 15);
        steps
            .iter()
            .map(|begin| {
                let of_quarters = (0..minutes)
                    .step_by(15)
                    .map(|minute| self.at(begin + TimeDelta::minutes(i64::from(minute)), zone));
                let Some(sum) = of_quarters.sum::<Option<i128>>() else {
                    return Ok(None);
                };
                let half = if sum < 0 { -quarters / 2 } else { quarters / 2 };
                let micros = i64::try_from((sum + half) / quarters);
                micros
                    .map(|micros| Some(Amount::from_micros(micros)))
                    .map_err(|_| TariffError::TooLarge("price and addition"))
            })
            .collect()
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

impl KnownPrices {
    /// As numbers: taken from the grid, fed into it.
    #[must_use]
    pub fn as_numbers(&self) -> (Vec<Option<f64>>, Vec<Option<f64>>) {
        let numbers = |prices: &[Option<Amount>]| {
            let prices = prices.iter();
            prices
                .map(|price| price.map(|price| price.micros() as f64 / 1e6))
                .collect()
        };
        (numbers(&self.import_per_kwh), numbers(&self.export_per_kwh))
    }
}
