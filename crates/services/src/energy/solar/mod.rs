//! What the array of a site yields, with what that rests on: the weather that is known, the chain that makes
//! energy of it, and what the site's own meter said of that chain.

mod kept;
mod models;
mod words;

use engine::energy::Steps;
use engine::energy::solar::{
    SkyModel, SkyState, Yield as Modelled, clear, is_morning, yields as engine_yields,
};
use engine::energy::weather::{StepWeather, of_steps};
use model::energy::{SolarArray, SolarBasis, SolarMethod, SolarModel};
use model::places::Site;

pub use self::kept::{SOLAR_FORECASTS, refresh_solar_forecasts};
pub(super) use self::models::{Models, known};
use self::words::{basis, nothing};
use super::check;
use super::weather::Weather;
use crate::error::{Error, Result};

/// Air around the modules where no weather is known: the standard atmosphere's at sea level (ISO 2533).
const AIR_C: f64 = 15.0;

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
    pub(super) model: SolarModel,
    pub(super) p10_kwh: Option<f64>,
    pub(super) p90_kwh: Option<f64>,
    /// What the chain alone says; `None` without an array or its place.
    modelled: Option<Modelled>,
    is_morning: bool,
}

/// What the array of a site yields, in the weather that is known and under a clear sky elsewhere; nothing
/// where there is none, or no place. `models` are of this array, as [`known`] gives them.
pub(super) fn yields(
    site: &Site,
    of: Option<&SolarArray>,
    steps: &Steps,
    weather: Option<&Weather>,
    models: Option<&Models>,
) -> Result<Yield> {
    let none = |words: &str| Yield {
        steps: vec![
            StepYield {
                kwh: 0.0,
                method: SolarMethod::None,
                model: SolarModel::None,
                p10_kwh: None,
                p90_kwh: None,
                modelled: None,
                is_morning: false,
            };
            steps.count()
        ],
        basis: nothing(words),
    };
    let Some(of) = of else {
        return Ok(none("the site has no array"));
    };
    let (Some(lat), Some(lon)) = (site.lat, site.lon) else {
        return Ok(none(
            "the site has no coordinates, so its array yields nothing in this plan",
        ));
    };
    let known = match weather {
        Some(weather) => of_steps(&weather.stored.points, steps),
        None => vec![StepWeather::default(); steps.count()],
    };
    let made = chain(of, (lat, lon), steps, &known)?;
    let hours = steps.width().hours();
    let place = check::place(of, lat, lon);
    let made = made.into_iter().zip(&known).map(|(modelled, known)| {
        let is_morning = is_morning(&place, steps, modelled.at);
        let method = if known.array.is_some() || known.ghi.is_some() {
            SolarMethod::Weather
        } else {
            SolarMethod::ClearSky
        };
        let learned = models.and_then(|models| models.of(method));
        let band = learned.map(|of_meter| of_meter.band(&modelled, is_morning, of.ac_kw * hours));
        let step = StepYield {
            kwh: band.map_or(modelled.kwh, |band| band.p50_kwh),
            method,
            model: if learned.is_some_and(|learned| learned.is_used) {
                SolarModel::ChainAndResidual
            } else {
                SolarModel::Chain
            },
            p10_kwh: band.map(|band| band.p10_kwh),
            p90_kwh: band.map(|band| band.p90_kwh),
            modelled: Some(modelled),
            is_morning,
        };
        match known.array {
            // Who knows the roof knows its shade too.
            Some(power) => StepYield {
                kwh: power.p50_kw * hours,
                model: SolarModel::Provider,
                p10_kwh: Some(power.p10_kw * hours),
                p90_kwh: Some(power.p90_kw * hours),
                ..step
            },
            None => step,
        }
    });
    let made: Vec<StepYield> = made.collect();
    let basis = basis(&made, &known, weather, models);
    Ok(Yield { steps: made, basis })
}

/// What the chain makes of the weather that is known, and of a clear sky elsewhere.
fn chain(
    of: &SolarArray,
    (lat, lon): (f64, f64),
    steps: &Steps,
    known: &[StepWeather],
) -> Result<Vec<Modelled>> {
    let place = check::place(of, lat, lon);
    let sky: Vec<SkyState> = clear(&place, steps)
        .map_err(Error::internal)?
        .into_iter()
        .zip(known)
        .map(|(ghi, known)| {
            known.sky(AIR_C).unwrap_or(SkyState {
                ghi,
                beam: None,
                air_c: known.air_c.unwrap_or(AIR_C),
            })
        })
        .collect();
    let made = engine_yields(&place, &check::array(of), SkyModel::HayDavies, steps, &sky);
    made.map_err(Error::internal)
}
