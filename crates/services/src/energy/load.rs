//! What a site will use over the next 24 hours.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use engine::energy::load::{self as engine_load, BandBasis, Consumption, LoadError};
use model::auth::Permission;
use model::energy::{
    Channel, EnergySite, LoadBasis, LoadForecast, LoadMethod, LoadPoint, Measurement, Width,
};
use model::ids::SiteId;
use store::Conn;

use super::forecasts::past_score;
use super::quality::trusted;
use super::sites::{grid, seen};
use crate::Services;
use crate::actor::Actor;
use crate::error::{Error, Result};

/// History that is looked at: the ten weeks of the methods, and three weeks of days to try them on.
const HISTORY: Duration = Duration::days(98);
/// Most intervals of that, the first and the last among them: quarter-hours.
const HISTORY_ROWS: u32 = 9_409;

/// Forecasts the 24 hours after the last measured interval.
///
/// # Errors
/// `NotFound`; `Conflict` with what is missing, where too little is measured.
pub async fn forecast(services: &Services, actor: &Actor, id: SiteId) -> Result<LoadForecast> {
    actor.must(Permission::ReadOwn)?;
    let (settings, measured, past) = {
        let mut conn = services.db().read(actor.org).await?;
        let stored = seen(&mut conn, actor, id).await?;
        let hours = grid(&stored.settings)?.0.hours();
        let past = past_score(services, &mut conn, id, hours).await?;
        (stored.settings, history(&mut conn, id).await?, past)
    };
    let forecast = made(services, &settings, measured).await?;
    Ok(LoadForecast { past, ..forecast })
}

/// The channels a load is made of, up to their last interval, without outliers.
pub(super) async fn history(conn: &mut Conn, id: SiteId) -> Result<Vec<Measurement>> {
    let extents = store::energy::extents(conn, id).await?;
    let of_load = extents.iter().filter(|one| one.channel != Channel::Soc);
    let Some(last) = of_load.clone().map(|one| one.last_at).max() else {
        return Ok(Vec::new());
    };
    let range = (last - HISTORY, last + Duration::seconds(1));
    let mut measured = Vec::new();
    for extent in of_load {
        let channel = extent.channel;
        measured.extend(trusted(conn, id, channel, range, HISTORY_ROWS).await?);
    }
    Ok(measured)
}

/// The forecast, on a thread that may compute, one at a time with scenarios: the machine has other work.
pub(super) async fn made(
    services: &Services,
    settings: &EnergySite,
    measured: Vec<Measurement>,
) -> Result<LoadForecast> {
    let (width, zone) = grid(settings)?;
    let now = services.clock().now();
    let _turn = services.turn().await?;
    tokio::task::spawn_blocking(move || compute(width, zone, &measured, now))
        .await
        .map_err(Error::internal)?
}

fn compute(
    width: Width,
    zone: Tz,
    measured: &[Measurement],
    now: DateTime<Utc>,
) -> Result<LoadForecast> {
    let used = engine_load::consumption(measured);
    let made = engine_load::forecast(width, zone, &used.measurements)
        .map_err(|fault| refused(fault, &used))?;
    let (method, words) = match &made.method {
        engine_load::LoadMethod::LastDay => (
            LoadMethod::LastDay,
            "the last day again, because fewer than seven days are known".to_owned(),
        ),
        engine_load::LoadMethod::Panel {
            members,
            usual_day_share,
        } => (
            LoadMethod::Panel,
            format!(
                "a mean of {} methods by what each was worth on this load's past; the usual day has a share of {usual_day_share}",
                members.len()
            ),
        ),
    };
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
    Ok(LoadForecast {
        interval_minutes: width.minutes(),
        time_zone: zone.name().to_owned(),
        is_stale: points.last().is_none_or(|last| last.at + step <= now),
        basis: LoadBasis {
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
        },
        points,
        past: None,
    })
}

/// Which intervals could not be used, in words; nothing where all could.
fn left_out(used: &Consumption) -> String {
    let mut words = String::new();
    if used.incomplete > 0 {
        let channels = used.channels.iter().map(|one| one.as_str());
        words += &format!(
            "; {} more were left out because not all of {} were measured in them",
            used.incomplete,
            channels.collect::<Vec<_>>().join(", ")
        );
    }
    if used.contradictory > 0 {
        words += &format!(
            "; {} more were left out because more went out than came in",
            used.contradictory
        );
    }
    words
}

/// The time of a step as charts show it.
pub(super) fn label(zone: Tz, at: DateTime<Utc>) -> String {
    at.with_timezone(&zone).format("%a %H:%M").to_string()
}

fn band_words(basis: BandBasis) -> &'static str {
    match basis {
        BandBasis::BackTest => "errors of forecasts made in the same way from earlier days",
        BandBasis::DayPairs => "how far days lie from each other: a stand-in, not calibrated",
        BandBasis::Spread => "how far values lie from their mean: a stand-in, not calibrated",
    }
}

/// Stored measurements are no fault of who asks: there are not enough of them, or they do not fit together.
fn refused(fault: LoadError, used: &Consumption) -> Error {
    match fault {
        LoadError::TooFew { .. } => Error::Conflict(format!("{fault}{}", left_out(used))),
        LoadError::TooMany { .. }
        | LoadError::OffGrid { .. }
        | LoadError::OutOfOrder { .. }
        | LoadError::NotEnergy { .. }
        | LoadError::Steps(_)
        | LoadError::Series(_) => Error::internal(fault),
    }
}
