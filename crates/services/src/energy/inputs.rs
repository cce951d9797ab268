//! Prices, yield and peak that a plan is made from, each with what it rests on.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use engine::calendar::start_of_day;
use engine::energy::Steps;
use engine::energy::solar::{SkyModel, SkyState, clear, yields as engine_yields};
use engine::energy::tariff::{self, TariffError};
use engine::energy::weather::{StepWeather, of_steps};
use model::energy::{
    Channel, EnergySite, PlanMode, PriceBasis, PriceMethod, SolarArray, SolarBasis, SolarMethod,
};
use model::ids::SiteId;
use model::places::Site;
use model::problem::FieldError;
use store::Conn;

use super::check;
use super::sites::grid;
use super::weather::Weather;
use crate::error::{Error, Result};

/// Air around the modules where no weather is known: the standard atmosphere's at sea level (ISO 2533).
const AIR_C: f64 = 15.0;
/// Intervals in the longest billing period: a leap year of quarter-hours.
const PERIOD_ROWS: u32 = 35_136;

/// The prices of each step.
pub(super) struct Prices {
    pub(super) import_per_kwh: Vec<f64>,
    pub(super) export_per_kwh: Vec<f64>,
    pub(super) basis: PriceBasis,
}

/// What the tariff charges in each step. Without one, carbon alone can be planned for.
pub(super) fn prices(
    settings: &EnergySite,
    steps: &Steps,
    zone: Tz,
    mode: PlanMode,
) -> Result<Prices> {
    let none = |words: String| Prices {
        import_per_kwh: vec![0.0; steps.count()],
        export_per_kwh: vec![0.0; steps.count()],
        basis: PriceBasis {
            method: PriceMethod::None,
            currency: None,
            words,
        },
    };
    let unknown = |words: String| match mode {
        PlanMode::Carbon => Ok(none(words + "; money is not counted")),
        PlanMode::Cost | PlanMode::Balanced => Err(Error::Conflict(
            words + "; only the mode carbon can be planned without prices",
        )),
    };
    let Some(of) = &settings.tariff else {
        return unknown("the site has no tariff".to_owned());
    };
    match tariff::prices(of, steps, zone, None) {
        Err(fault @ TariffError::NoMarket { .. }) => unknown(format!("tariff.{fault}")),
        Err(fault) => Err(Error::internal(fault)),
        Ok(prices) => {
            let (import_per_kwh, export_per_kwh) = prices.as_numbers();
            Ok(Prices {
                import_per_kwh,
                export_per_kwh,
                basis: PriceBasis {
                    method: PriceMethod::Tariff,
                    currency: Some(of.currency),
                    words: format!("the site's tariff, in {}", of.currency.as_str()),
                },
            })
        }
    }
}

/// The charge for a kW of the highest mean power, 0 without one.
pub(super) fn demand(settings: &EnergySite) -> f64 {
    let charge = settings.tariff.as_ref().and_then(|of| of.demand_charge);
    charge.map_or(0.0, |charge| charge.per_kw.micros() as f64 / 1e6)
}

/// The highest mean power of a billing interval in the period so far, which is paid for already.
pub(super) async fn peak_so_far_kw(
    conn: &mut Conn,
    id: SiteId,
    settings: &EnergySite,
    steps: &Steps,
    adjustments: &mut Vec<FieldError>,
) -> Result<f64> {
    let charge = settings.tariff.as_ref().and_then(|of| of.demand_charge);
    let Some(charge) = charge else { return Ok(0.0) };
    let (width, zone) = grid(settings)?;
    let mut adjust = |field: &str, code: &str, message: String| {
        adjustments.push(FieldError::new(field, code, format!("{field}: {message}")));
    };
    if charge.interval != width {
        let message = format!(
            "the peak is billed over {} minutes and planned over {}",
            charge.interval.minutes(),
            width.minutes()
        );
        adjust("tariff.demand_charge.interval", "other_interval", message);
    }
    let (from, until) = (steps.at(0), steps.at(steps.count() - 1));
    let first_day =
        |at: DateTime<Utc>| tariff::first_day(charge.period, at.with_timezone(&zone).date_naive());
    if first_day(from) != first_day(until) {
        let message = "another billing period begins within the plan; no peak is taken as paid for";
        adjust(
            "tariff.demand_charge.period",
            "another_period",
            message.to_owned(),
        );
        return Ok(0.0);
    }
    let begin = start_of_day(zone, first_day(from)).unwrap_or(from);
    let range = (begin, from);
    let series = store::energy::series(conn, id, Channel::ImportKwh, range, PERIOD_ROWS).await?;
    // Where measurements are finer than what is billed, several make one billing interval.
    let minutes = charge.interval.minutes().max(width.minutes());
    let mut billed: BTreeMap<i64, f64> = BTreeMap::new();
    for one in &series {
        let interval = one.at.timestamp().div_euclid(i64::from(minutes) * 60);
        *billed.entry(interval).or_default() += one.value;
    }
    let most = billed.into_values().fold(0.0, f64::max);
    Ok(most * 60.0 / f64::from(minutes))
}

/// The yield of each step.
pub(super) struct Yield {
    pub(super) steps: Vec<StepYield>,
    pub(super) basis: SolarBasis,
}

/// The yield of one, and where it comes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct StepYield {
    pub(super) kwh: f64,
    pub(super) method: SolarMethod,
    pub(super) p10_kwh: Option<f64>,
    pub(super) p90_kwh: Option<f64>,
}

/// What the array of a site yields, in the weather that is known and under a clear sky elsewhere; nothing
/// where there is none, or no place.
pub(super) fn yields(
    site: &Site,
    of: Option<&SolarArray>,
    steps: &Steps,
    weather: Option<&Weather>,
) -> Result<Yield> {
    let none = |words: &str| Yield {
        steps: vec![
            StepYield {
                kwh: 0.0,
                method: SolarMethod::None,
                p10_kwh: None,
                p90_kwh: None,
            };
            steps.count()
        ],
        basis: without_weather(SolarMethod::None, words.to_owned()),
    };
    let Some(of) = of else {
        return Ok(none("the site has no array"));
    };
    let (Some(lat), Some(lon)) = (site.lat, site.lon) else {
        return Ok(none(
            "the site has no coordinates, so its array yields nothing in this plan",
        ));
    };
    let place = check::place(of, lat, lon);
    let known = match weather {
        Some(weather) => of_steps(&weather.stored.points, steps),
        None => vec![StepWeather::default(); steps.count()],
    };
    let sky: Vec<SkyState> = clear(&place, steps)
        .map_err(Error::internal)?
        .into_iter()
        .zip(&known)
        .map(|(ghi, known)| {
            known.sky(AIR_C).unwrap_or(SkyState {
                ghi,
                beam: None,
                air_c: known.air_c.unwrap_or(AIR_C),
            })
        })
        .collect();
    let made = engine_yields(&place, &check::array(of), SkyModel::HayDavies, steps, &sky);
    let made = made.map_err(Error::internal)?;
    let hours = steps.width().hours();
    let made = made
        .iter()
        .zip(&known)
        .map(|(one, known)| match known.array {
            Some(power) => StepYield {
                kwh: power.p50_kw * hours,
                method: SolarMethod::Weather,
                p10_kwh: Some(power.p10_kw * hours),
                p90_kwh: Some(power.p90_kw * hours),
            },
            None => StepYield {
                kwh: one.kwh,
                method: if known.ghi.is_some() {
                    SolarMethod::Weather
                } else {
                    SolarMethod::ClearSky
                },
                p10_kwh: None,
                p90_kwh: None,
            },
        });
    let made: Vec<StepYield> = made.collect();
    let basis = solar_basis(&made, &known, weather);
    Ok(Yield { steps: made, basis })
}

fn without_weather(method: SolarMethod, words: String) -> SolarBasis {
    SolarBasis {
        method,
        provider: None,
        fetched_at: None,
        is_stale: false,
        weather_steps: 0,
        words,
    }
}

fn solar_basis(made: &[StepYield], known: &[StepWeather], weather: Option<&Weather>) -> SolarBasis {
    let count = made.len();
    let is_weather = |one: &&StepYield| one.method == SolarMethod::Weather;
    let with_weather = made.iter().filter(is_weather).count();
    let Some(weather) = weather.filter(|_| with_weather > 0) else {
        let why = match weather {
            Some(weather) => format!(
                "{} has said nothing of these hours",
                weather.stored.provider.label()
            ),
            None => "no weather is known".to_owned(),
        };
        return without_weather(
            SolarMethod::ClearSky,
            format!(
                "a clear sky over the array and air of {AIR_C} degrees, because {why}: the most that can come"
            ),
        );
    };
    let stored = &weather.stored;
    let mut words = format!(
        "the weather that {} expects, read {}",
        stored.provider.label(),
        stored.fetched_at.format("%Y-%m-%d %H:%M UTC")
    );
    if known
        .iter()
        .all(|known| known.air_c.is_none() && known.array.is_none())
    {
        words += &format!("; air of {AIR_C} degrees, because it says no temperature");
    }
    if weather.is_stale {
        words += "; it should have been read again since";
    }
    if with_weather < count {
        words += &format!(
            "; {} of {count} steps have a clear sky instead, the most that can come",
            count - with_weather
        );
    }
    SolarBasis {
        method: SolarMethod::Weather,
        provider: Some(stored.provider),
        fetched_at: Some(stored.fetched_at),
        is_stale: weather.is_stale,
        weather_steps: u32::try_from(with_weather).unwrap_or(u32::MAX),
        words,
    }
}
