//! The weather above sites, read by a job and kept: the sun for arrays, the temperature for what the site uses.

use chrono::{DateTime, Duration, Utc};
use engine::energy::weather::hourly_temperatures;
use futures::{FutureExt, Stream, StreamExt, stream};
use model::energy::{ForecastQuantity, WeatherPoint, WeatherProvider};
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

/// How far back intervals are kept as they were read: what is expected begins with the day.
const KEPT_BEFORE: Duration = Duration::days(2);
/// How long temperatures are kept: four times as long as forecasts look back.
const TEMPERATURES_KEPT: Duration = Duration::days(400);
/// Days of temperatures that are asked for where none is known, and the longest that what was expected stands for what
/// came.
const TEMPERATURES_ASKED: Duration = Duration::days(92);
const EXPECTED_STANDS: Duration = Duration::hours(6);
/// A site without an array that was not measured for so long is not asked about.
const MEASURED_LATELY: Duration = Duration::days(7);

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
    Ok(stored.map(|stored| Weather {
        is_stale: is_overdue(services, stored.fetched_at, services.clock().now()),
        stored,
    }))
}

/// Whether the weather should have been read again by a time: one reading may fail, two are a fault.
pub(super) fn is_overdue(services: &Services, read_at: DateTime<Utc>, by: DateTime<Utc>) -> bool {
    let every = Duration::hours(i64::from(services.options().providers.weather_hours));
    read_at + every * 2 < by
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
    /// It has no place, was read lately, or has no array and nothing else to ask for.
    NotDue,
    Paused,
    Failed,
}

/// Reads the weather of every site with an array, and of those that are measured where the provider is asked
/// for the temperature alone, unless it was read lately. A site that fails is left alone for a while, and keeps
/// nobody else.
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

/// A site that is to be asked about.
struct Due {
    asked: SiteAsked,
    has_array: bool,
    /// It was elsewhere when it was asked about last.
    has_moved: bool,
}

/// What is to be asked about a site, if it is time.
async fn due(
    services: &Services,
    source: &Limited<dyn WeatherSource>,
    org: OrgId,
    of: &StoredEnergySite,
    every: Duration,
) -> Result<Option<Due>> {
    let (site, has_array) = (&of.site, of.settings.solar.is_some());
    let (Some(latitude_deg), Some(longitude_deg)) = (site.lat, site.lon) else {
        return Ok(None);
    };
    if !has_array && !source.source.is_asked_without_array() {
        return Ok(None);
    }
    let now = services.clock().now();
    let mut conn = services.db().read(org).await?;
    if !has_array {
        let measured = store::energy::last_measured(&mut conn, site.id).await?;
        if measured.is_none_or(|last| last + MEASURED_LATELY < now) {
            return Ok(None);
        }
    }
    let stored = store::energy::weather(&mut conn, site.id).await?;
    let before = stored.as_ref().and_then(|stored| stored.place);
    let has_moved = before.is_some_and(|before| before != (latitude_deg, longitude_deg));
    // A job is some seconds early or late.
    let is_new = |stored: &StoredWeather| {
        let soon = stored.fetched_at + every - Duration::minutes(5);
        stored.provider == source.source.provider() && soon > now
    };
    if !has_moved && stored.as_ref().is_some_and(is_new) {
        return Ok(None);
    }
    // Another provider may know more of the past.
    let is_other = |stored: &StoredWeather| stored.provider != source.source.provider();
    let begins_anew = has_moved || stored.as_ref().is_some_and(is_other);
    let said = store::energy::temperatures_fetched_at(&mut conn, site.id).await?;
    Ok(Some(Due {
        asked: SiteAsked {
            id: site.id,
            latitude_deg,
            longitude_deg,
            temperatures_from: unknown_from(now, said.filter(|_| !begins_anew)),
        },
        has_array,
        has_moved,
    }))
}

async fn refresh(
    services: &Services,
    source: &Limited<dyn WeatherSource>,
    org: OrgId,
    of: &StoredEnergySite,
    every: Duration,
) -> Result<Ended> {
    let Some(due) = due(services, source, org, of, every).await? else {
        return Ok(Ended::NotDue);
    };
    let provider = source.source.provider().as_str();
    let subject = format!("{}/{}", org.0, due.asked.id.0);
    if is_paused(services, provider, &subject).await?.is_some() {
        return Ok(Ended::Paused);
    }
    let now = services.clock().now();
    let caller = Caller::new(services, provider, source.calls_a_day);
    let points = source.source.read(&caller, &due.asked, now).await;
    let points = points.and_then(|points| {
        let says = |one: &WeatherPoint| {
            one.ghi.is_some() || one.array.is_some() || (!due.has_array && one.air_c.is_some())
        };
        if points.iter().any(says) {
            Ok(points)
        } else {
            Err(ProviderError::Empty)
        }
    });
    settle(services, provider, &subject, points.as_ref().err()).await?;
    match points {
        Ok(points) => {
            keep(services, org, source.source.provider(), &due, points).await?;
            Ok(Ended::Read)
        }
        Err(ProviderError::Uncounted(error)) => Err(error),
        Err(error) => {
            tracing::warn!(%error, provider, site = subject, "the weather could not be read");
            Ok(Ended::Failed)
        }
    }
}

/// From when on temperatures are to be asked for. What is expected begins at midnight of UTC.
fn unknown_from(now: DateTime<Utc>, said: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    let midnight = now - Duration::seconds(now.timestamp().rem_euclid(86_400));
    match said {
        None => Some(now - TEMPERATURES_ASKED),
        Some(said) if said + EXPECTED_STANDS < midnight => Some(said),
        Some(_) => None,
    }
}

async fn keep(
    services: &Services,
    org: OrgId,
    provider: WeatherProvider,
    due: &Due,
    mut points: Vec<WeatherPoint>,
) -> Result<()> {
    let (site, now) = (due.asked.id, services.clock().now());
    let hours: Vec<(DateTime<Utc>, f64)> = hourly_temperatures(&points)
        .iter()
        .map(|one| (one.at, one.celsius))
        .collect();
    points.retain(|one| one.at + KEPT_BEFORE > now);
    let weather = StoredWeather {
        provider,
        fetched_at: now,
        place: Some((due.asked.latitude_deg, due.asked.longitude_deg)),
        points,
    };
    let forgotten = if due.has_moved {
        DateTime::<Utc>::MAX_UTC
    } else {
        now - TEMPERATURES_KEPT
    };
    let mut tx = services.db().write(org).await?;
    if due.has_moved || due.asked.temperatures_from.is_some() {
        // What was forecast without these hours, or with those of another place, does not stand any more.
        forget_forecasts(&mut tx, site, due.has_moved).await?;
    }
    store::energy::put_weather(&mut tx, site, &weather).await?;
    store::energy::forget_temperatures(&mut tx, site, forgotten).await?;
    store::energy::put_temperatures(&mut tx, site, provider, now, &hours).await?;
    tx.commit().await?;
    Ok(())
}

/// Has a load forecast anew, and where the site moved its methods chosen anew.
async fn forget_forecasts(conn: &mut Conn, id: SiteId, has_moved: bool) -> Result<()> {
    store::energy::count_measured_change(conn, id).await?;
    store::energy::forget_bases(conn, id, ForecastQuantity::Load, DateTime::UNIX_EPOCH).await?;
    if has_moved {
        store::energy::forget_load_choice(conn, id, DateTime::UNIX_EPOCH).await?;
    }
    Ok(())
}
