//! Settings of sites, read and changed.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use model::auth::Permission;
use model::energy::{EnergySetup, EnergySite, EnergySiteState, ForecastQuantity, Interval, Width};
use model::ids::SiteId;
use model::page::{Page, PageRequest};
use serde_json::json;
use store::Conn;
use store::energy::{StoredEnergySite, Task};

use super::check;
use super::intensity::hour_of;
use super::metered::make_soon;
use crate::Services;
use crate::actor::Actor;
use crate::audit;
use crate::error::{Error, Result};
use crate::page::limit_of;

/// Sites whose electricity is looked after, by name.
///
/// # Errors
/// `Invalid` with a cursor of another list.
pub async fn sites(
    services: &Services,
    actor: &Actor,
    page: PageRequest,
) -> Result<Page<EnergySiteState>> {
    actor.must(Permission::Read)?;
    let mut conn = services.db().read(actor.org).await?;
    let limit = limit_of(page.limit);
    let stored = store::energy::energy_sites(&mut conn, &page, limit).await?;
    let mut items = Vec::with_capacity(stored.items.len());
    for one in stored.items {
        items.push(state(&mut conn, one).await?);
    }
    Ok(Page {
        items,
        next_cursor: stored.next_cursor,
    })
}

/// One of them.
///
/// # Errors
/// `NotFound` where nothing is set, and for supplier users, whose no site is.
pub async fn site(services: &Services, actor: &Actor, id: SiteId) -> Result<EnergySiteState> {
    actor.must(Permission::ReadOwn)?;
    let mut conn = services.db().read(actor.org).await?;
    let stored = seen(&mut conn, actor, id).await?;
    state(&mut conn, stored).await
}

/// What the form of a site begins with: of any site, whether something is set already or not.
///
/// # Errors
/// `NotFound`.
pub async fn setup(services: &Services, actor: &Actor, id: SiteId) -> Result<EnergySetup> {
    actor.must(Permission::Read)?;
    let mut conn = services.db().read(actor.org).await?;
    let site = store::places::site(&mut conn, id).await?;
    let site = site.ok_or(Error::NotFound("site"))?;
    let stored = store::energy::energy_site(&mut conn, id).await?;
    let extents = store::energy::extents(&mut conn, id).await?;
    let defaults = store::organisations::settings(&mut conn).await?;
    Ok(EnergySetup {
        site,
        settings: stored.map(|stored| stored.settings),
        measurements: extents.iter().map(|one| one.count).sum(),
        time_zone: defaults.time_zone,
        currency: defaults.currency,
    })
}

/// Sets what holds for the electricity of a site, in the place of what was set.
///
/// # Errors
/// `NotFound`; `Invalid` per field; `Conflict` for another interval than the measurements have.
pub async fn put_site(
    services: &Services,
    actor: &Actor,
    id: SiteId,
    settings: EnergySite,
) -> Result<EnergySiteState> {
    actor.must(Permission::Operate)?;
    check::settings(&settings)?;
    let mut tx = services.db().write(actor.org).await?;
    if store::places::site(&mut tx, id).await?.is_none() {
        return Err(Error::NotFound("site"));
    }
    let before = store::energy::energy_site_to_write(&mut tx, id).await?;
    let before = before.map(|stored| stored.settings);
    let is_other = |before: &EnergySite| before.interval_minutes != settings.interval_minutes;
    if let Some(before) = before.as_ref().filter(|before| is_other(before))
        && (!store::energy::extents(&mut tx, id).await?.is_empty()
            || store::energy::has_fine(&mut tx, id).await?)
    {
        return Err(Error::Conflict(format!(
            "interval_minutes: measurements of {} minutes are stored; it cannot become {}",
            before.interval_minutes, settings.interval_minutes
        )));
    }
    let now = services.clock().now();
    store::energy::put_energy_site(&mut tx, id, &settings, now).await?;
    // Days and their hours are others in another zone.
    let is_other_grid =
        |before: &EnergySite| is_other(before) || before.time_zone != settings.time_zone;
    if before.as_ref().is_some_and(is_other_grid) {
        let load = ForecastQuantity::Load;
        store::energy::forget_bases(&mut tx, id, load, DateTime::UNIX_EPOCH).await?;
    }
    let is_other_events =
        before.as_ref().and_then(|before| before.events.as_ref()) != settings.events.as_ref();
    if is_other_events && let Some(hours) = all_hours(&mut tx, id).await? {
        store::energy::mark_pending(&mut tx, id, Task::Events, hours).await?;
    }
    let metadata = json!({ "before": before, "after": settings });
    let subject = format!("site {id}");
    audit::record(services, &mut tx, actor, "energy.site", subject, metadata).await?;
    tx.commit().await?;
    if is_other_events {
        make_soon(services, actor.org);
    }
    site(services, actor, id).await
}

/// The hours that were measured or are events, from the first to the last.
async fn all_hours(conn: &mut Conn, id: SiteId) -> Result<Option<(DateTime<Utc>, DateTime<Utc>)>> {
    let span = store::energy::metered_span(conn, id).await?;
    let first = store::energy::first_measured(conn, id).await?;
    let last = store::energy::last_measured(conn, id).await?;
    let from = first.into_iter().chain(span.map(|(first, _)| first)).min();
    let to = last.into_iter().chain(span.map(|(_, last)| last)).max();
    Ok(from
        .zip(to)
        .map(|(from, to)| (hour_of(from), hour_of(to) + Duration::hours(1))))
}

/// A site as this actor may see it. A site belongs to no supplier, so supplier users see none.
pub(super) async fn seen(conn: &mut Conn, actor: &Actor, id: SiteId) -> Result<StoredEnergySite> {
    if !actor.sees(None) {
        return Err(Error::NotFound("site"));
    }
    let stored = store::energy::energy_site(conn, id).await?;
    stored.ok_or(Error::NotFound("site"))
}

/// The steps that everything is calculated by, and the zone, of settings that were checked when they were set.
pub(super) fn grid(settings: &EnergySite) -> Result<(Width, Tz)> {
    let zone = settings.time_zone.parse::<Tz>();
    let zone = zone.map_err(|_| Error::internal(anyhow::anyhow!("stored settings have no zone")));
    Ok((interval(settings)?.step(), zone?))
}

/// The intervals that its meters count together.
pub(super) fn interval(settings: &EnergySite) -> Result<Interval> {
    let interval = Interval::of_minutes(settings.interval_minutes);
    interval.ok_or_else(|| Error::internal(anyhow::anyhow!("stored settings have no interval")))
}

pub(super) async fn state(conn: &mut Conn, stored: StoredEnergySite) -> Result<EnergySiteState> {
    let channels = store::energy::extents(conn, stored.site.id).await?;
    let (_, zone) = grid(&stored.settings)?;
    let latest_at = channels.iter().map(|one| one.last_at).max();
    let label = |at: chrono::DateTime<chrono::Utc>| {
        at.with_timezone(&zone)
            .format("%-d %b %Y %H:%M")
            .to_string()
    };
    Ok(EnergySiteState {
        site: stored.site,
        settings: stored.settings,
        changed_at: stored.changed_at,
        measurements: channels.iter().map(|one| one.count).sum(),
        latest_at,
        latest_label: latest_at.map(label),
        channels,
    })
}
