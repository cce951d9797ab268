//! Forecasts of the sun are kept as they were known, and scored when the meter has said what came.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use engine::energy::Steps;
use engine::energy::load::{Expected, Score, score};
use engine::energy::solar::Yield as Modelled;
use model::energy::{Channel, ForecastMethod, ForecastQuantity, SolarMethod, SolarModel};
use model::ids::OrgId;
use model::live::EnergyNews;
use serde::{Deserialize, Serialize};
use store::energy::{KeptForecast, StoredEnergySite};
use uuid::Uuid;

use super::models::{known, learn};
use super::{StepYield, Yield, yields};
use crate::Services;
use crate::energy::announce::announce;
use crate::energy::forecasts::{Kept, SCORED, UNSCORED_MAX};
use crate::energy::quality::trusted;
use crate::energy::sites::grid;
use crate::energy::weather::{self, all_sites};
use crate::error::{Error, Result};
use crate::jobs::organisations;

/// Name of the job that makes and scores them.
pub const SOLAR_FORECASTS: &str = "solar_forecasts";

/// One is made this often: the weather is not read more often by much.
const EVERY: Duration = Duration::hours(3);
/// Hours it is of.
const HOURS: u32 = 24;
/// Intervals of four weeks before a forecast, and of those that are scored.
const ROWS: u32 = 10_000;

/// An interval with daylight as it was expected, with what a correction is learned from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Point {
    /// P50, with P10 and P90 as its band.
    #[serde(flatten)]
    pub(super) expected: Expected,
    pub(super) method: SolarMethod,
    pub(super) is_morning: bool,
    /// What the chain alone said; `None` where a provider knows the array.
    chain: Option<Chain>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Chain {
    kwh: f64,
    plane_irradiance: f64,
    clearness: f64,
    zenith_deg: f64,
}

impl Point {
    fn of(step: &StepYield) -> Option<Self> {
        let modelled = step.modelled?;
        if modelled.zenith_deg >= 90.0 && step.kwh <= 0.0 {
            return None;
        }
        let chain = Chain {
            kwh: modelled.kwh,
            plane_irradiance: modelled.plane_irradiance,
            clearness: modelled.clearness,
            zenith_deg: modelled.zenith_deg,
        };
        Some(Self {
            expected: Expected {
                at: modelled.at,
                kwh: step.kwh,
                low_kwh: step.p10_kwh,
                high_kwh: step.p90_kwh,
            },
            method: step.method,
            is_morning: step.is_morning,
            chain: (step.model != SolarModel::Provider).then_some(chain),
        })
    }

    /// What the chain said.
    pub(super) fn modelled(&self) -> Option<Modelled> {
        let chain = self.chain?;
        Some(Modelled {
            at: self.expected.at,
            kwh: chain.kwh,
            plane_irradiance: chain.plane_irradiance,
            clearness: chain.clearness,
            zenith_deg: chain.zenith_deg,
        })
    }
}

/// Scores what came, learns from it, and forecasts the next day of each site's array. A site that fails
/// keeps nobody else.
///
/// # Errors
/// When the database does not answer.
pub async fn refresh_solar_forecasts(services: &Services) -> Result<String> {
    let (mut made, mut scored, mut learned, mut failed) = (0, 0, 0, 0);
    for org in organisations(services).await? {
        for site in all_sites(services, org).await? {
            match refresh(services, org, &site).await {
                Ok(done) => {
                    made += u64::from(done.is_made);
                    scored += done.scored;
                    learned += u64::from(done.is_learned);
                }
                Err(error) => {
                    failed += 1;
                    let site = site.site.id.0;
                    tracing::error!(?error, org = org.0, site, "a site's solar forecast failed");
                }
            }
        }
    }
    Ok(format!(
        "{made} forecasts made, {scored} scored, {learned} arrays learned, {failed} sites failed"
    ))
}

/// What was done for a site.
struct Done {
    is_made: bool,
    scored: u64,
    is_learned: bool,
}

async fn refresh(services: &Services, org: OrgId, site: &StoredEnergySite) -> Result<Done> {
    let scored = score_due(services, org, site).await?;
    let is_learned = learn(services, org, site).await?;
    let is_made = make(services, org, site).await?;
    if is_made || is_learned || scored > 0 {
        announce(services, org, site.site.id, EnergyNews::Forecast);
    }
    Ok(Done {
        is_made,
        scored,
        is_learned,
    })
}

/// Scores those whose whole time was measured.
async fn score_due(services: &Services, org: OrgId, site: &StoredEnergySite) -> Result<u64> {
    let id = site.site.id;
    let (width, zone) = grid(&site.settings)?;
    let step = Duration::minutes(i64::from(width.minutes()));
    let (due, measured) = {
        let mut conn = services.db().read(org).await?;
        let last = store::energy::last_of(&mut conn, id, Channel::SolarKwh).await?;
        let Some(end) = last.map(|last| last + step) else {
            return Ok(0);
        };
        let sun = ForecastQuantity::Solar;
        let due: Vec<Kept> = store::energy::unscored(&mut conn, id, sun, end, UNSCORED_MAX).await?;
        let Some(first) = due.first().map(|one| one.starts_at) else {
            return Ok(0);
        };
        let range = (first - SCORED, end);
        let measured = trusted(&mut conn, id, Channel::SolarKwh, range, ROWS).await?;
        (due, measured)
    };
    let truth: BTreeMap<DateTime<Utc>, f64> =
        measured.iter().map(|one| (one.at, one.value)).collect();
    // Where the meter was silent for long, the oldest are scored first and the others by the next run.
    let known_until = truth.keys().next_back().map(|last| *last + step);
    let due = due
        .iter()
        .filter(|one| Some(one.ends_at) <= known_until)
        .map(|one| (one.id, score(&one.points, &truth, zone)));
    let scores: Vec<(Uuid, Score)> = due.collect();
    let mut tx = services.db().write(org).await?;
    for (forecast, score) in &scores {
        store::energy::put_score(&mut tx, id, *forecast, score).await?;
    }
    tx.commit().await?;
    Ok(scores.len() as u64)
}

/// Forecasts the day from the next interval on, unless one was made lately.
async fn make(services: &Services, org: OrgId, site: &StoredEnergySite) -> Result<bool> {
    let of = (site.settings.solar.as_ref(), site.site.lat, site.site.lon);
    let (Some(array), Some(_), Some(_)) = of else {
        return Ok(false);
    };
    let (id, now) = (site.site.id, services.clock().now());
    let (width, _) = grid(&site.settings)?;
    let (weather, models) = {
        let mut conn = services.db().read(org).await?;
        let (made, _) =
            store::energy::forecast_times(&mut conn, id, ForecastQuantity::Solar).await?;
        // A job is some seconds early or late.
        if made.is_some_and(|made| made + EVERY - Duration::minutes(5) > now) {
            return Ok(false);
        }
        let weather = weather::known(services, &mut conn, id).await?;
        (weather, known(&mut conn, site).await?)
    };
    let seconds = 60 * i64::from(width.minutes());
    let next = (now.timestamp().div_euclid(seconds) + 1) * seconds;
    let start = DateTime::from_timestamp(next, 0);
    let start = start.ok_or_else(|| Error::internal(anyhow::anyhow!("{now} is no time")))?;
    let count = (HOURS * 60 / width.minutes()) as usize;
    let steps = Steps::new(start, width, count).map_err(Error::internal)?;
    let sun = yields(
        &site.site,
        Some(array),
        &steps,
        weather.as_ref(),
        models.as_ref(),
    )?;
    let forecast = KeptForecast::<Point, Score> {
        id: Uuid::now_v7(),
        quantity: ForecastQuantity::Solar,
        made_at: now,
        starts_at: start,
        ends_at: steps.end(),
        interval_minutes: width.minutes(),
        method: method(&sun),
        points: sun.steps.iter().filter_map(Point::of).collect(),
        score: None,
    };
    let mut tx = services.db().write(org).await?;
    let is_new = store::energy::keep_forecast(&mut tx, id, &forecast).await?;
    tx.commit().await?;
    Ok(is_new)
}

fn method(sun: &Yield) -> ForecastMethod {
    match sun.basis.model {
        SolarModel::ChainAndResidual => ForecastMethod::ChainAndResidual,
        SolarModel::Provider => ForecastMethod::Provider,
        SolarModel::Chain | SolarModel::None => ForecastMethod::Chain,
    }
}
