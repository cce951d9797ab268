//! What a site's meter says of its array's chain, learned by a job and kept.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use engine::energy::Steps;
use engine::energy::solar::{Learned, Pair, Yield as Modelled, is_morning};
use engine::energy::weather::StepWeather;
use model::energy::{Channel, ForecastQuantity, Measurement, SolarArray, SolarMethod};
use model::ids::OrgId;
use serde::{Deserialize, Serialize};
use store::Conn;
use store::energy::{KeptForecast, StoredEnergySite};

use super::chain;
use super::kept::Point;
use crate::Services;
use crate::energy::check;
use crate::energy::quality::trusted;
use crate::energy::sites::grid;
use crate::error::{Error, Result};

/// What is learned from goes back this far: the sun's path and the leaves change with the season.
const LEARNED: Duration = Duration::days(42);
/// Intervals of that, and forecasts; more than there are.
const ROWS: u32 = 4_100;
const FORECASTS: u32 = 1_000;
/// What was learned stands this long.
const EVERY: Duration = Duration::hours(6);

/// What was learned of an array, of the chain under a clear sky and in the weather that was expected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::energy) struct Models {
    array: SolarArray,
    lat: f64,
    lon: f64,
    /// Nothing from before is used: the array was set otherwise then.
    since: Option<DateTime<Utc>>,
    clear_sky: Option<Learned>,
    weather: Option<Learned>,
}

impl Models {
    /// Of the chain in such a sky.
    pub(super) fn of(&self, method: SolarMethod) -> Option<&Learned> {
        match method {
            SolarMethod::Weather => self.weather.as_ref(),
            SolarMethod::ClearSky => self.clear_sky.as_ref(),
            SolarMethod::None => None,
        }
    }

    fn is_of(&self, site: &StoredEnergySite) -> bool {
        Some(&self.array) == site.settings.solar.as_ref()
            && Some(self.lat) == site.site.lat
            && Some(self.lon) == site.site.lon
    }
}

/// What was learned of the array that the site has now.
pub(in crate::energy) async fn known(
    conn: &mut Conn,
    site: &StoredEnergySite,
) -> Result<Option<Models>> {
    let stored = store::energy::solar_model::<Models>(conn, site.site.id).await?;
    Ok(stored
        .map(|(_, models)| models)
        .filter(|models| models.is_of(site)))
}

/// Learns anew, unless that was done lately for the same array; whether it was.
pub(super) async fn learn(
    services: &Services,
    org: OrgId,
    site: &StoredEnergySite,
) -> Result<bool> {
    let of = (site.settings.solar.as_ref(), site.site.lat, site.site.lon);
    let (Some(array), Some(lat), Some(lon)) = of else {
        return Ok(false);
    };
    let (id, now) = (site.site.id, services.clock().now());
    let (since, measured, forecasts) = {
        let mut conn = services.db().read(org).await?;
        let before = store::energy::solar_model::<Models>(&mut conn, id).await?;
        let since = match &before {
            Some((at, models)) if models.is_of(site) => {
                // A job is some seconds early or late.
                if *at + EVERY - Duration::minutes(5) > now {
                    return Ok(false);
                }
                models.since
            }
            Some(_) => Some(site.changed_at),
            None => None,
        };
        let from = since.map_or(now - LEARNED, |since| since.max(now - LEARNED));
        let range = (from, now);
        let measured = trusted(&mut conn, id, Channel::SolarKwh, range, ROWS).await?;
        let sun = ForecastQuantity::Solar;
        let forecasts: Vec<KeptForecast<Point, serde_json::Value>> =
            store::energy::forecasts_since(&mut conn, id, sun, from, FORECASTS).await?;
        (since, measured, forecasts)
    };
    if measured.is_empty() && since.is_none() {
        return Ok(false);
    }
    let (_, zone) = grid(&site.settings)?;
    let mut models = Models {
        array: *array,
        lat,
        lon,
        since,
        clear_sky: None,
        weather: None,
    };
    let settings = site.settings.clone();
    let _turn = services.turn().await?;
    let models = tokio::task::spawn_blocking(move || -> Result<Models> {
        let (width, _) = grid(&settings)?;
        let pairs = under_clear_sky(&models, width, &measured)?;
        models.clear_sky = Learned::learn(&pairs, zone);
        models.weather = Learned::learn(&in_weather(&forecasts, &measured), zone);
        Ok(models)
    });
    let models = models.await.map_err(Error::internal)??;
    let mut tx = services.db().write(org).await?;
    store::energy::put_solar_model(&mut tx, id, now, &models).await?;
    tx.commit().await?;
    Ok(true)
}

/// What a clear sky would have yielded, beside what was measured.
fn under_clear_sky(
    models: &Models,
    width: model::energy::Width,
    measured: &[Measurement],
) -> Result<Vec<Pair>> {
    let Some((first, last)) = measured.first().zip(measured.last()) else {
        return Ok(Vec::new());
    };
    let minutes = (last.at - first.at).num_minutes() / i64::from(width.minutes()) + 1;
    let count = usize::try_from(minutes).unwrap_or_default();
    let steps = Steps::new(first.at, width, count).map_err(Error::internal)?;
    let unknown = vec![StepWeather::default(); count];
    let made = chain(&models.array, (models.lat, models.lon), &steps, &unknown)?;
    let made: BTreeMap<DateTime<Utc>, Modelled> =
        made.into_iter().map(|one| (one.at, one)).collect();
    let place = check::place(&models.array, models.lat, models.lon);
    let pairs = measured.iter().filter_map(|one| {
        Some(Pair {
            modelled: *made.get(&one.at)?,
            is_morning: is_morning(&place, &steps, one.at),
            measured_kwh: one.value,
        })
    });
    Ok(pairs.collect())
}

/// What was expected in the weather of a provider, by the last forecast before each interval, beside what
/// was measured.
fn in_weather(
    forecasts: &[KeptForecast<Point, serde_json::Value>],
    measured: &[Measurement],
) -> Vec<Pair> {
    let expected: BTreeMap<DateTime<Utc>, &Point> = forecasts
        .iter()
        .flat_map(|forecast| &forecast.points)
        .map(|point| (point.expected.at, point))
        .collect();
    let pairs = measured.iter().filter_map(|one| {
        let point = expected.get(&one.at)?;
        let is_weather = point.method == SolarMethod::Weather;
        Some(Pair {
            modelled: point.modelled().filter(|_| is_weather)?,
            is_morning: point.is_morning,
            measured_kwh: one.value,
        })
    });
    pairs.collect()
}
