//! How the electricity of all sites stands.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use engine::calendar::start_of_day;
use engine::energy::load::{Expected, LoadChoice, consumption};
use model::auth::Permission;
use model::energy::{
    Channel, EnergyDay, EnergyOverview, EnergySite, EnergySiteNow, EnergySiteState,
    ForecastQuantity, JudgedMeasurement, LoadBasis, Measurement,
};
use model::page::{Page, PageRequest};
use store::Conn;

use super::load::{history, made};
use super::outlook::{is_stale, latest_energy, powers};
use super::outside::{Outside, outside};
use super::sites::{grid, state};
use crate::Services;
use crate::actor::Actor;
use crate::error::{Error, Result};

/// Sites of a page: each has a forecast made.
const SITES: u32 = 12;
/// Sites without settings that are listed.
const WITHOUT: usize = 50;

/// Sites whose electricity is looked after, by name, each with its latest interval and its day; and those
/// where it could be.
///
/// # Errors
/// `Invalid` with a cursor of another list.
pub async fn overview(
    services: &Services,
    actor: &Actor,
    page: PageRequest,
) -> Result<EnergyOverview> {
    actor.must(Permission::Read)?;
    let mut conn = services.db().read(actor.org).await?;
    let stored = store::energy::energy_sites(&mut conn, &page, SITES).await?;
    let mut without = store::energy::sites_without_energy(&mut conn, WITHOUT as u32 + 1).await?;
    let mut known = Vec::with_capacity(stored.items.len());
    for one in stored.items {
        let measured = history(&mut conn, one.site.id).await?;
        let state = state(&mut conn, one).await?;
        let ground = ground(services, &mut conn, &state).await?;
        known.push((state, measured, ground));
    }
    drop(conn);
    let mut items = Vec::with_capacity(known.len());
    for (state, measured, ground) in known {
        items.push(now(services, state, measured, ground).await?);
    }
    let has_more_without = without.len() > WITHOUT;
    without.truncate(WITHOUT);
    Ok(EnergyOverview {
        sites: Page {
            items,
            next_cursor: stored.next_cursor,
        },
        without,
        has_more_without,
    })
}

/// What is known of what was to be expected of a site's day.
enum Ground {
    /// It was forecast at its beginning.
    Forecast(Vec<Expected>),
    /// It can be forecast now, from what was measured before.
    Choice(Option<LoadChoice>, Option<Outside>),
}

async fn ground(services: &Services, conn: &mut Conn, state: &EnergySiteState) -> Result<Ground> {
    let id = state.site.id;
    let day = day_of(state)?;
    if let Some((_, begin)) = day {
        let load = ForecastQuantity::Load;
        let kept: Option<(Vec<Expected>, LoadBasis)> =
            store::energy::forecast_with_basis(conn, id, load, begin).await?;
        if let Some((points, _)) = kept {
            return Ok(Ground::Forecast(points));
        }
    }
    let chosen = store::energy::load_choice(conn, id).await?;
    // The temperature is only needed where it was chosen.
    let with_air = chosen.as_ref().is_some_and(LoadChoice::uses_temperature);
    let begin = day.map(|(_, begin)| begin).filter(|_| with_air);
    let air = outside(services, conn, id, begin).await?;
    Ok(Ground::Choice(chosen, air))
}

/// The day of the latest measurement where the site is, and its beginning.
fn day_of(state: &EnergySiteState) -> Result<Option<(NaiveDate, DateTime<Utc>)>> {
    let (_, zone) = grid(&state.settings)?;
    let latest = latest_energy(&state.channels);
    let date = latest.map(|at| at.with_timezone(&zone).date_naive());
    Ok(date.and_then(|date| Some((date, start_of_day(zone, date)?))))
}

async fn now(
    services: &Services,
    state: EnergySiteState,
    measured: Vec<Measurement>,
    ground: Ground,
) -> Result<EnergySiteNow> {
    let (width, zone) = grid(&state.settings)?;
    let latest = latest_energy(&state.channels);
    let mut flow = None;
    if let Some(at) = latest {
        let of_then: Vec<_> = measured
            .iter()
            .filter(|one| one.at == at)
            .copied()
            .map(JudgedMeasurement::measured)
            .collect();
        let shown = powers(&of_then, &state.channels, [at].into_iter(), width, zone);
        flow = shown.into_iter().next().map(|mut flow| {
            // The history that loads are made of has no state of charge; the extents have the latest.
            let soc = state
                .channels
                .iter()
                .find(|one| one.channel == Channel::Soc);
            flow.soc = soc
                .filter(|soc| soc.last_at >= at)
                .map(|soc| soc.last_value);
            flow
        });
    }
    let day = match latest {
        Some(at) => day(services, &state, measured, ground, at).await?,
        None => None,
    };
    Ok(EnergySiteNow {
        is_stale: is_stale(&state, services.clock().now()),
        flow,
        day,
        state,
    })
}

/// Beginnings of intervals and kWh expected of them; the words say why nothing is.
async fn points(
    services: &Services,
    settings: &EnergySite,
    before: &[Measurement],
    ground: Ground,
) -> Result<std::result::Result<Vec<(DateTime<Utc>, f64)>, String>> {
    let (chosen, air) = match ground {
        Ground::Forecast(points) => {
            return Ok(Ok(points.iter().map(|one| (one.at, one.kwh)).collect()));
        }
        Ground::Choice(chosen, air) => (chosen, air),
    };
    match made(services, settings, consumption(before), chosen, air).await {
        Ok(made) => {
            let points = made.forecast.points.iter();
            Ok(Ok(points.map(|one| (one.at, one.kwh)).collect()))
        }
        Err(Error::Conflict(why)) => Ok(Err(why)),
        Err(fault) => Err(fault),
    }
}

/// The day of the latest measurement, and what was to be expected of it at its beginning.
async fn day(
    services: &Services,
    state: &EnergySiteState,
    measured: Vec<Measurement>,
    ground: Ground,
    latest: DateTime<Utc>,
) -> Result<Option<EnergyDay>> {
    let (width, zone) = grid(&state.settings)?;
    let step = Duration::minutes(i64::from(width.minutes()));
    let Some((date, begin)) = day_of(state)? else {
        return Ok(None);
    };
    let end = date.succ_opt().and_then(|next| start_of_day(zone, next));
    let (before, of_day): (Vec<_>, Vec<_>) = measured.into_iter().partition(|one| one.at < begin);
    let used: Vec<(DateTime<Utc>, f64)> = consumption(&of_day)
        .measurements
        .into_iter()
        .filter_map(|one| Some((one.at, one.kwh?)))
        .collect();
    let made = points(services, &state.settings, &before, ground).await?;
    // A forecast begins where measurements end; one that ends earlier says nothing about this day.
    let (points, missing) = match made {
        Ok(points) if points.first().is_some_and(|first| first.0 == begin) => (points, None),
        Ok(_) => {
            let why = "measurements before this day end too early to expect anything of it";
            (Vec::new(), Some(why.to_owned()))
        }
        Err(why) => (Vec::new(), Some(why)),
    };
    let expected_in = |at: DateTime<Utc>| points.iter().find(|point| point.0 == at);
    let expected: Option<f64> = used
        .iter()
        .map(|(at, _)| expected_in(*at).map(|point| point.1))
        .sum();
    let of_day = points
        .iter()
        .filter(|point| end.is_some_and(|end| point.0 < end));
    let is_whole = points
        .last()
        .zip(end)
        .is_some_and(|(last, end)| last.0 + step >= end);
    let label =
        |at: DateTime<Utc>, format: &str| at.with_timezone(&zone).format(format).to_string();
    let count = |intervals: usize| u32::try_from(intervals).unwrap_or(u32::MAX);
    let today = services.clock().now().with_timezone(&zone).date_naive();
    Ok(Some(EnergyDay {
        label: label(begin, "%a %-d %b"),
        is_today: today == date,
        until_label: label(latest + step, "%H:%M"),
        measured_kwh: used.iter().map(|(_, kwh)| kwh).sum(),
        intervals: u32::try_from((latest + step - begin).num_minutes()).unwrap_or_default()
            / width.minutes(),
        known: count(used.len()),
        expected_kwh: expected.filter(|_| !points.is_empty()),
        expected_day_kwh: is_whole.then(|| of_day.map(|point| point.1).sum()),
        missing,
    }))
}
