//! A site's last day and its next one, on one axis of time.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use engine::energy::load::consumption;
use model::auth::Permission;
use model::energy::{
    Channel, ChannelExtent, EnergyOutlook, EnergySiteState, JudgedMeasurement, Measurement,
    PlanMode, PowerFlow, Width,
};
use model::ids::SiteId;
use model::ingest::QualityStatus;
use store::Conn;

use super::ahead::ahead;
use super::load::label;
use super::quality::judged;
use super::sites::{grid, seen, state};
use crate::Services;
use crate::actor::Actor;
use crate::error::{Error, Result};

/// How far back is shown.
const SHOWN: Duration = Duration::hours(24);
/// Most intervals of that in a channel.
const SHOWN_ROWS: u32 = 97;
/// Without a measurement for this long, what is shown is no longer now.
const STALE_AFTER: Duration = Duration::hours(2);

/// What was measured in the last day, and what is expected of the next.
///
/// # Errors
/// `NotFound` where nothing is set.
pub async fn outlook(services: &Services, actor: &Actor, id: SiteId) -> Result<EnergyOutlook> {
    actor.must(Permission::ReadOwn)?;
    let (stored, state, measured) = {
        let mut conn = services.db().read(actor.org).await?;
        let stored = seen(&mut conn, actor, id).await?;
        let state = state(&mut conn, stored.clone()).await?;
        let measured = flows(&mut conn, &state).await?;
        (stored, state, measured)
    };
    let is_stale = is_stale(&state, services.clock().now());
    // Prices and carbon may be missing here: what is there is shown.
    let made = ahead(services, actor, stored, PlanMode::Carbon).await;
    let (expected, basis, missing) = match made {
        Ok(ahead) => (ahead.expected(), Some(ahead.basis()), None),
        Err(Error::Conflict(why)) => (Vec::new(), None, Some(why)),
        Err(fault) => return Err(fault),
    };
    Ok(EnergyOutlook {
        state,
        is_stale,
        measured,
        expected,
        basis,
        missing,
    })
}

/// Whether the latest measurement is too old to speak of now.
pub(super) fn is_stale(state: &EnergySiteState, now: DateTime<Utc>) -> bool {
    state
        .latest_at
        .is_none_or(|latest| latest + STALE_AFTER < now)
}

/// The latest interval in which energy was measured.
pub(super) fn latest_energy(channels: &[ChannelExtent]) -> Option<DateTime<Utc>> {
    let energy = channels.iter().filter(|one| one.channel != Channel::Soc);
    energy.map(|one| one.last_at).max()
}

/// The last day of intervals up to the latest, without gaps.
async fn flows(conn: &mut Conn, state: &EnergySiteState) -> Result<Vec<PowerFlow>> {
    let Some(latest) = latest_energy(&state.channels) else {
        return Ok(Vec::new());
    };
    let (width, zone) = grid(&state.settings)?;
    let step = Duration::minutes(i64::from(width.minutes()));
    let range = (latest + step - SHOWN, latest + step);
    let mut measured = Vec::new();
    for extent in &state.channels {
        let (id, channel) = (state.site.id, extent.channel);
        measured.extend(judged(conn, id, channel, range, SHOWN_ROWS).await?);
    }
    let times = std::iter::successors(Some(range.0), |at| Some(*at + step));
    let times = times.take_while(|at| *at < range.1);
    Ok(powers(&measured, &state.channels, times, width, zone))
}

/// Mean power of each interval, and which of it was not simply measured.
pub(super) fn powers(
    measured: &[JudgedMeasurement],
    channels: &[ChannelExtent],
    times: impl Iterator<Item = DateTime<Utc>>,
    width: Width,
    zone: Tz,
) -> Vec<PowerFlow> {
    let known: BTreeMap<(DateTime<Utc>, &str), &JudgedMeasurement> = measured
        .iter()
        .map(|one| ((one.at, one.channel.as_str()), one))
        .collect();
    // A channel that the site has and that was silent all the time is missing, not absent.
    let shown = |channel: Channel| measured.iter().any(|one| one.channel == channel);
    let energy = channels.iter().filter(|one| one.channel != Channel::Soc);
    let is_whole = energy.clone().all(|one| shown(one.channel));
    let plain: Vec<Measurement> = measured.iter().map(JudgedMeasurement::plain).collect();
    let loads: BTreeMap<DateTime<Utc>, f64> = consumption(&plain)
        .measurements
        .into_iter()
        .filter_map(|one| Some((one.at, one.kwh.filter(|_| is_whole)?)))
        .collect();
    times
        .map(|at| {
            let of = |channel: Channel| known.get(&(at, channel.as_str()));
            let value = |channel: Channel| of(channel).map(|one| one.value);
            let power = |channel: Channel| value(channel).map(|kwh| kwh / width.hours());
            PowerFlow {
                at,
                label: label(zone, at),
                import_kw: power(Channel::ImportKwh),
                export_kw: power(Channel::ExportKwh),
                solar_kw: power(Channel::SolarKwh),
                charge_kw: power(Channel::BatteryChargeKwh),
                discharge_kw: power(Channel::BatteryDischargeKwh),
                load_kw: loads.get(&at).map(|kwh| kwh / width.hours()),
                soc: value(Channel::Soc),
                filled: of_status(&of, QualityStatus::GapFilled),
                outliers: of_status(&of, QualityStatus::Outlier),
            }
        })
        .collect()
}

/// The channels that have a value of this status.
fn of_status<'a>(
    of: &impl Fn(Channel) -> Option<&'a &'a JudgedMeasurement>,
    status: QualityStatus,
) -> Vec<Channel> {
    let channels = Channel::ALL.iter().copied();
    channels
        .filter(|channel| of(*channel).is_some_and(|one| one.status == status))
        .collect()
}
