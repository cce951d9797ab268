//! What a site will use over the next 24 hours.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use engine::energy::load::{Consumption, Expected, LoadChoice, forecast_with_temperature};
use model::auth::Permission;
use model::energy::{
    Channel, EnergySite, ForecastQuantity, LoadBasis, LoadForecast, LoadPoint, Measurement, Width,
};
use model::ids::{OrgId, SiteId};
use store::Conn;
use store::energy::StoredEnergySite;

use super::forecasts::past_score;
use super::load_words::{band_words, refused, words};
use super::outside::{Outside, basis as temperature_basis, outside};
use super::quality::trusted;
use super::sites::{grid, seen};
use crate::Services;
use crate::actor::Actor;
use crate::error::{Error, Result};

/// History that is looked at: the ten weeks of the methods, and three weeks of days to try them on.
pub(super) const HISTORY: Duration = Duration::days(98);
/// Most intervals of that, the first and the last among them: quarter-hours.
const HISTORY_ROWS: u32 = 9_409;

/// Forecasts the 24 hours after the last measured interval.
///
/// # Errors
/// `NotFound`; `Conflict` with what is missing, where too little is measured.
pub async fn forecast(services: &Services, actor: &Actor, id: SiteId) -> Result<LoadForecast> {
    actor.must(Permission::ReadOwn)?;
    let (stored, past) = {
        let mut conn = services.db().read(actor.org).await?;
        let stored = seen(&mut conn, actor, id).await?;
        let hours = grid(&stored.settings)?.0.hours();
        let past = past_score(services, &mut conn, id, hours).await?;
        (stored, past)
    };
    let forecast = current(services, actor.org, &stored).await?;
    Ok(LoadForecast { past, ..forecast })
}

/// The forecast from what was measured last: the one that a job keeps, where it was made from the same
/// measurements.
pub(super) async fn current(
    services: &Services,
    org: OrgId,
    site: &StoredEnergySite,
) -> Result<LoadForecast> {
    let id = site.site.id;
    let (used, chosen, air) = {
        let mut conn = services.db().read(org).await?;
        let (width, zone) = grid(&site.settings)?;
        let step = Duration::minutes(i64::from(width.minutes()));
        if let Some(last) = store::energy::last_measured(&mut conn, id).await? {
            let load = ForecastQuantity::Load;
            let kept: Option<(Vec<Expected>, LoadBasis)> =
                store::energy::forecast_with_basis(&mut conn, id, load, last + step).await?;
            if let Some((points, basis)) = kept {
                let points = points.iter().map(|one| point(zone, one));
                return Ok(whole(services, width, zone, points.collect(), basis));
            }
        }
        let chosen = store::energy::load_choice(&mut conn, id).await?;
        let used = consumed(&mut conn, id).await?;
        let last = used.measurements.last().map(|one| one.at);
        let air = outside(services, &mut conn, id, last).await?;
        (used, chosen, air)
    };
    let made = made(services, &site.settings, used, chosen, air).await?;
    Ok(made.forecast)
}

/// What was used, up to the last interval.
pub(super) async fn consumed(conn: &mut Conn, id: SiteId) -> Result<Consumption> {
    let channels = known_lately(conn, id).await?;
    let Some(range) = range(&channels) else {
        return Ok(Consumption::default());
    };
    let loads = store::energy::loads(conn, id, range, HISTORY_ROWS).await?;
    let channels = channels.into_iter().map(|(channel, _)| channel);
    let sums = loads.iter().map(|one| (one.at, one.channels, one.kwh));
    Ok(Consumption::of_sums(channels.collect(), sums))
}

/// The channels a load is made of, up to their last interval, without outliers.
pub(super) async fn history(conn: &mut Conn, id: SiteId) -> Result<Vec<Measurement>> {
    let channels = known_lately(conn, id).await?;
    let Some(range) = range(&channels) else {
        return Ok(Vec::new());
    };
    let mut measured = Vec::new();
    for (channel, _) in channels {
        measured.extend(trusted(conn, id, channel, range, HISTORY_ROWS).await?);
    }
    Ok(measured)
}

/// Channels with a value in the history that is looked at, and the beginning of their last interval.
async fn known_lately(conn: &mut Conn, id: SiteId) -> Result<Vec<(Channel, DateTime<Utc>)>> {
    let energies = Channel::ALL.iter().filter(|one| **one != Channel::Soc);
    let mut known = known(conn, id, energies).await?;
    if let Some((from, _)) = range(&known) {
        known.retain(|(_, last)| *last >= from);
    }
    Ok(known)
}

/// Those of `channels` with any value, and the beginning of their last interval.
pub(super) async fn known(
    conn: &mut Conn,
    id: SiteId,
    channels: impl Iterator<Item = &Channel>,
) -> Result<Vec<(Channel, DateTime<Utc>)>> {
    let mut known = Vec::new();
    for channel in channels {
        if let Some(last) = store::energy::last_of(conn, id, *channel).await? {
            known.push((*channel, last));
        }
    }
    Ok(known)
}

fn range(known: &[(Channel, DateTime<Utc>)]) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let last = known.iter().map(|(_, last)| *last).max()?;
    Some((last - HISTORY, last + Duration::seconds(1)))
}

/// A forecast, and what it was made by where that was chosen anew.
pub(super) struct Made {
    pub(super) forecast: LoadForecast,
    pub(super) chosen: Option<LoadChoice>,
}

/// The forecast, on a thread that may compute, one at a time with scenarios: the machine has other work.
/// `chosen` is what was chosen last: as long as it stands, nothing is tried again.
pub(super) async fn made(
    services: &Services,
    settings: &EnergySite,
    used: Consumption,
    chosen: Option<LoadChoice>,
    air: Option<Outside>,
) -> Result<Made> {
    let (width, zone) = grid(settings)?;
    let now = services.clock().now();
    let (points, basis, chosen) = {
        let _turn = services.turn().await?;
        let work = move || compute(width, zone, used, chosen.as_ref(), air.as_ref(), now);
        tokio::task::spawn_blocking(work)
            .await
            .map_err(Error::internal)??
    };
    Ok(Made {
        forecast: whole(services, width, zone, points, basis),
        chosen,
    })
}

fn whole(
    services: &Services,
    width: Width,
    zone: Tz,
    points: Vec<LoadPoint>,
    basis: LoadBasis,
) -> LoadForecast {
    let (now, step) = (
        services.clock().now(),
        Duration::minutes(i64::from(width.minutes())),
    );
    LoadForecast {
        interval_minutes: width.minutes(),
        time_zone: zone.name().to_owned(),
        is_stale: points.last().is_none_or(|last| last.at + step <= now),
        basis,
        points,
        past: None,
    }
}

fn point(zone: Tz, expected: &Expected) -> LoadPoint {
    LoadPoint {
        at: expected.at,
        label: label(zone, expected.at),
        kwh: expected.kwh,
        low_kwh: expected.low_kwh,
        high_kwh: expected.high_kwh,
    }
}

/// Points, what they rest on, and what was chosen anew.
type Computed = (Vec<LoadPoint>, LoadBasis, Option<LoadChoice>);

fn compute(
    width: Width,
    zone: Tz,
    used: Consumption,
    chosen: Option<&LoadChoice>,
    air: Option<&Outside>,
    now: DateTime<Utc>,
) -> Result<Computed> {
    let temperatures = air.map_or(&[][..], |air| air.temperatures.as_slice());
    let measured = &used.measurements;
    let made = forecast_with_temperature(width, zone, measured, temperatures, chosen)
        .map_err(|fault| refused(fault, &used))?;
    let (method, words) = words(&made.method);
    let times = || used.measurements.iter().map(|one| one.at);
    let (from, to) = (times().min().unwrap_or(now), times().max().unwrap_or(now));
    let step = Duration::minutes(i64::from(width.minutes()));
    let points: Vec<LoadPoint> = made
        .points
        .iter()
        .map(|point| LoadPoint {
            at: point.at,
            label: label(zone, point.at),
            kwh: point.kwh,
            low_kwh: point.low_kwh,
            high_kwh: point.high_kwh,
        })
        .collect();
    let basis = LoadBasis {
        method,
        words,
        channels: used.channels,
        low_history: made.low_history,
        measured: made.measured as u64,
        from,
        to: to + step,
        incomplete: used.incomplete as u64,
        contradictory: used.contradictory as u64,
        band_nominal: made.band.map(|band| band.nominal),
        band_words: made.band.map(|band| band_words(band.basis).to_owned()),
        band_coverage: made.band.and_then(|band| band.coverage),
        temperature: temperature_basis(made.temperature.as_ref(), air),
    };
    let is_new = made.choice.as_ref() != chosen;
    Ok((points, basis, made.choice.filter(|_| is_new)))
}

/// The time of a step as charts show it.
pub(super) fn label(zone: Tz, at: DateTime<Utc>) -> String {
    at.with_timezone(&zone).format("%a %H:%M").to_string()
}
