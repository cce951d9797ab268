//! How the electricity of all sites stands.

use chrono::{DateTime, Duration, Utc};
use engine::calendar::start_of_day;
use engine::energy::load::{LoadChoice, consumption};
use model::auth::Permission;
use model::energy::{
    Channel, EnergyDay, EnergyOverview, EnergySiteNow, EnergySiteState, JudgedMeasurement,
    Measurement,
};
use model::page::{Page, PageRequest};

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
        let chosen = store::energy::load_choice(&mut conn, one.site.id).await?;
        // Choosing anew is for the job; here the temperature is only needed where it was chosen.
        let with_air = chosen.as_ref().is_some_and(LoadChoice::uses_temperature);
        let last = measured.iter().map(|one: &Measurement| one.at).max();
        let last = last.filter(|_| with_air);
        let air = outside(services, &mut conn, one.site.id, last).await?;
        known.push((state(&mut conn, one).await?, measured, chosen, air));
    }
    drop(conn);
    let mut items = Vec::with_capacity(known.len());
    for (state, measured, chosen, air) in known {
        items.push(now(services, state, measured, (chosen, air)).await?);
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

async fn now(
    services: &Services,
    state: EnergySiteState,
    measured: Vec<Measurement>,
    known: (Option<LoadChoice>, Option<Outside>),
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
        Some(at) => day(services, &state, measured, known, at).await?,
        None => None,
    };
    Ok(EnergySiteNow {
        is_stale: is_stale(&state, services.clock().now()),
        flow,
        day,
        state,
    })
}

/// The day of the latest measurement, and what was to be expected of it at its beginning.
async fn day(
    services: &Services,
    state: &EnergySiteState,
    measured: Vec<Measurement>,
    (chosen, air): (Option<LoadChoice>, Option<Outside>),
    latest: DateTime<Utc>,
) -> Result<Option<EnergyDay>> {
    let (width, zone) = grid(&state.settings)?;
    let step = Duration::minutes(i64::from(width.minutes()));
    let date = latest.with_timezone(&zone).date_naive();
    let Some(begin) = start_of_day(zone, date) else {
        return Ok(None);
    };
    let end = date.succ_opt().and_then(|next| start_of_day(zone, next));
    let (before, of_day): (Vec<_>, Vec<_>) = measured.into_iter().partition(|one| one.at < begin);
    let used: Vec<(DateTime<Utc>, f64)> = consumption(&of_day)
        .measurements
        .into_iter()
        .filter_map(|one| Some((one.at, one.kwh?)))
        .collect();
    // A forecast begins where measurements end; one that ends earlier says nothing about this day.
    let before = consumption(&before);
    let made = match made(services, &state.settings, before, chosen, air).await {
        Ok(made) => Ok(made.forecast.points),
        Err(Error::Conflict(why)) => Err(why),
        Err(fault) => return Err(fault),
    };
    let (points, missing) = match made {
        Ok(points) if points.first().is_some_and(|first| first.at == begin) => (points, None),
        Ok(_) => {
            let why = "measurements before this day end too early to expect anything of it";
            (Vec::new(), Some(why.to_owned()))
        }
        Err(why) => (Vec::new(), Some(why)),
    };
    let expected_in = |at: DateTime<Utc>| points.iter().find(|point| point.at == at);
    let expected: Option<f64> = used
        .iter()
        .map(|(at, _)| expected_in(*at).map(|point| point.kwh))
        .sum();
    let of_day = points
        .iter()
        .filter(|point| end.is_some_and(|end| point.at < end));
    let is_whole = points
        .last()
        .zip(end)
        .is_some_and(|(last, end)| last.at + step >= end);
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
        expected_day_kwh: is_whole.then(|| of_day.map(|point| point.kwh).sum()),
        missing,
    }))
}
