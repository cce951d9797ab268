//! The weather above the arrays of sites, read by a job and kept.

use chrono::Duration;
use futures::{FutureExt, Stream, StreamExt, stream};
use model::ids::{OrgId, SiteId};
use model::page::PageRequest;
use store::Conn;
use store::energy::{StoredEnergySite, StoredWeather};

use super::providers::{
    Caller, Limited, ProviderError, SiteAsked, WeatherSource, is_paused, settle,
};
use crate::Services;
use crate::error::Result;
use crate::jobs::organisations;

/// Name of the job that reads the weather of sites.
pub const WEATHER: &str = "site_weather";

/// Sites read at once from the database.
const SITES: u32 = 100;
/// Sites looked after at the same time.
const SITES_AT_ONCE: usize = 2;

/// What is known of the weather above a site.
pub(super) struct Weather {
    pub(super) stored: StoredWeather,
    /// It should have been read again since.
    pub(super) is_stale: bool,
}

/// The weather that was read last, whoever is asked now.
pub(super) async fn known(
    services: &Services,
    conn: &mut Conn,
    id: SiteId,
) -> Result<Option<Weather>> {
    let stored = store::energy::weather(conn, id).await?;
    // One reading may fail; two are a fault.
    let every = Duration::hours(i64::from(services.options().providers.weather_hours));
    let old = services.clock().now() - every * 2;
    Ok(stored.map(|stored| Weather {
        is_stale: stored.fetched_at < old,
        stored,
    }))
}

/// All sites of an organisation whose electricity is looked after.
pub(super) async fn all_sites(services: &Services, org: OrgId) -> Result<Vec<StoredEnergySite>> {
    let mut conn = services.db().read(org).await?;
    let mut page = PageRequest::default();
    let mut all = Vec::new();
    loop {
        let next = store::energy::energy_sites(&mut conn, &page, SITES).await?;
        all.extend(next.items);
        match next.next_cursor {
            Some(cursor) => page.cursor = Some(cursor),
            None => return Ok(all),
        }
    }
}

/// Looks after sites, two at a time: one is read or written while the other is computed.
pub(super) fn each<'a, F, T>(
    sites: Vec<StoredEnergySite>,
    look_after: impl Fn(StoredEnergySite) -> F + Unpin + 'a,
) -> impl Stream<Item = (SiteId, T)> + Unpin + 'a
where
    F: Future<Output = T> + 'a,
    T: 'a,
{
    let look_after = move |site: StoredEnergySite| {
        let id = site.site.id;
        look_after(site).map(move |ended| (id, ended))
    };
    stream::iter(sites)
        .map(look_after)
        .buffer_unordered(SITES_AT_ONCE)
}

/// How reading a site ended.
enum Ended {
    Read,
    /// It has no array, no place, or was read lately.
    NotDue,
    Paused,
    Failed,
}

/// Reads the weather of every site with an array, unless it was read lately. A site that fails is left
/// alone for a while, and keeps nobody else.
///
/// # Errors
/// When the database does not answer.
pub async fn refresh_weather(services: &Services) -> Result<String> {
    let providers = std::sync::Arc::clone(&services.options().providers);
    let Some(source) = &providers.weather else {
        return Ok("nobody is asked about the weather".to_owned());
    };
    let every = Duration::hours(i64::from(providers.weather_hours));
    let (mut read, mut paused, mut failed) = (0, 0, 0);
    for org in organisations(services).await? {
        for site in all_sites(services, org).await? {
            match refresh(services, source, org, &site, every).await? {
                Ended::Read => read += 1,
                Ended::NotDue => {}
                Ended::Paused => paused += 1,
                Ended::Failed => failed += 1,
            }
        }
    }
    Ok(format!(
        "{read} sites read, {failed} failed, {paused} left alone for now"
    ))
}

/// Reads the weather of one site, unless it was read lately; how many intervals that were.
pub(super) async fn refresh_one(
    services: &Services,
    org: OrgId,
    site: &StoredEnergySite,
) -> Result<usize> {
    let providers = std::sync::Arc::clone(&services.options().providers);
    let Some(source) = &providers.weather else {
        return Ok(0);
    };
    let every = Duration::hours(i64::from(providers.weather_hours));
    let Ended::Read = refresh(services, source, org, site, every).await? else {
        return Ok(0);
    };
    let mut conn = services.db().read(org).await?;
    let stored = store::energy::weather(&mut conn, site.site.id).await?;
    Ok(stored.map_or(0, |stored| stored.points.len()))
}

async fn refresh(
    services: &Services,
    source: &Limited<dyn WeatherSource>,
    org: OrgId,
    of: &StoredEnergySite,
    every: Duration,
) -> Result<Ended> {
    let (site, array) = (&of.site, &of.settings.solar);
    let (Some(latitude_deg), Some(longitude_deg), Some(_)) = (site.lat, site.lon, array) else {
        return Ok(Ended::NotDue);
    };
    let now = services.clock().now();
    let stored = {
        let mut conn = services.db().read(org).await?;
        store::energy::weather(&mut conn, site.id).await?
    };
    let provider = source.source.provider();
    // A job is some seconds early or late.
    let is_new = |stored: &StoredWeather| {
        stored.provider == provider && stored.fetched_at + every - Duration::minutes(5) > now
    };
    if stored.as_ref().is_some_and(is_new) {
        return Ok(Ended::NotDue);
    }
    let subject = format!("{}/{}", org.0, site.id.0);
    if is_paused(services, provider.as_str(), &subject)
        .await?
        .is_some()
    {
        return Ok(Ended::Paused);
    }
    let asked = SiteAsked {
        id: site.id,
        latitude_deg,
        longitude_deg,
    };
    let caller = Caller::new(services, provider.as_str(), source.calls_a_day);
    let points = source.source.read(&caller, &asked, now).await;
    let points = points.and_then(|points| {
        let says = |one: &model::energy::WeatherPoint| one.ghi.is_some() || one.array.is_some();
        if points.iter().any(says) {
            Ok(points)
        } else {
            Err(ProviderError::Empty)
        }
    });
    settle(services, provider.as_str(), &subject, points.as_ref().err()).await?;
    match points {
        Ok(points) => {
            let weather = StoredWeather {
                provider,
                fetched_at: now,
                points,
            };
            keep(services, org, site.id, &weather).await?;
            Ok(Ended::Read)
        }
        Err(ProviderError::Uncounted(error)) => Err(error),
        Err(error) => {
            tracing::warn!(%error, provider = provider.as_str(), site = subject, "the weather could not be read");
            Ok(Ended::Failed)
        }
    }
}

async fn keep(
    services: &Services,
    org: OrgId,
    site: SiteId,
    weather: &StoredWeather,
) -> Result<()> {
    let mut tx = services.db().write(org).await?;
    store::energy::put_weather(&mut tx, site, weather).await?;
    tx.commit().await?;
    Ok(())
}
