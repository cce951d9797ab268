//! The carbon of grids as the Carbon Aware SDK's clients ask for it: of a grid region, or of the one that
//! a site is on.

use chrono::{DateTime, Duration, Utc};
use engine::energy::intensity::windows;
use model::auth::Permission;
use model::energy::{
    BATCH_FORECASTS, EmissionsData, EmissionsQuery, GridForecastPoint, GridForecastQuery,
    GridForecastRequest, LocationForecast,
};
use store::energy::Zone;

use super::intensity::hour_of;
use super::providers::ZoneOfRegion;
use crate::Services;
use crate::actor::Actor;
use crate::emissions::grid_region;
use crate::error::{Error, Result};

/// Longest range of hours that is answered.
const RANGE_MAX: Duration = Duration::days(31);
/// Window of a question that names none, and the bounds of others, in minutes.
const WINDOW: u32 = 60;
const WINDOW_MIN: u32 = 5;
const WINDOW_MAX: u32 = 2_880;
/// Characters of a location that an error repeats.
const SHOWN_CHARS: usize = 80;

/// What a grid emitted per kWh in each hour, and is expected to where the hour has not come; hours that
/// nobody knows are left out.
///
/// # Errors
/// `Invalid` for a location that no provider is set for, or a range that ends before it begins.
pub async fn emissions_by_location(
    services: &Services,
    actor: &Actor,
    query: EmissionsQuery,
) -> Result<Vec<EmissionsData>> {
    actor.must(Permission::Read)?;
    let of = zone(services, actor, &query.location).await?;
    let now = services.clock().now();
    let from = hour_of(query.time.unwrap_or(now));
    let to = query.to_time.unwrap_or(from + Duration::hours(1));
    if to < from || to - from > RANGE_MAX {
        let message = format!(
            "toTime: {to} must lie after time, {from}, and at most {} days after",
            RANGE_MAX.num_days()
        );
        return Err(Error::invalid("toTime", "out_of_range", message));
    }
    let zone = Zone {
        provider: of.provider.as_str(),
        zone: &of.zone,
    };
    let mut system = services.db().system().await?;
    let most = u32::try_from(RANGE_MAX.num_hours()).unwrap_or(u32::MAX);
    let hours = store::energy::intensity(&mut system, zone, (from, to), most).await?;
    let data = hours.into_iter().map(|hour| EmissionsData {
        location: query.location.clone(),
        time: hour.at,
        rating: hour.g_per_kwh,
        duration: "01:00:00".to_owned(),
        kind: hour.kind,
        signal: hour.signal,
        scope: hour.scope,
        provider: of.provider,
    });
    Ok(data.collect())
}

/// What is expected of a grid, and when work of a length emits least.
///
/// # Errors
/// `Invalid` per field; `Conflict` where no forecast is known.
pub async fn current_forecast(
    services: &Services,
    actor: &Actor,
    query: GridForecastQuery,
) -> Result<Vec<LocationForecast>> {
    actor.must(Permission::Read)?;
    let now = services.clock().now();
    let request = GridForecastRequest {
        requested_at: now,
        location: query.location,
        data_start_at: query.data_start_at,
        data_end_at: query.data_end_at,
        window_size: query.window_size,
    };
    Ok(vec![forecast(services, actor, request).await?])
}

/// The same as it would have been answered at other times: from the forecast that was known then.
///
/// # Errors
/// As of one; `TooLarge` above 100.
pub async fn past_forecasts(
    services: &Services,
    actor: &Actor,
    requests: Vec<GridForecastRequest>,
) -> Result<Vec<LocationForecast>> {
    actor.must(Permission::Read)?;
    if requests.len() > BATCH_FORECASTS {
        return Err(Error::TooLarge(format!(
            "{} questions are too many for one batch; send at most {BATCH_FORECASTS}",
            requests.len()
        )));
    }
    let mut answers = Vec::with_capacity(requests.len());
    for request in requests {
        answers.push(forecast(services, actor, request).await?);
    }
    Ok(answers)
}

async fn forecast(
    services: &Services,
    actor: &Actor,
    request: GridForecastRequest,
) -> Result<LocationForecast> {
    let window = request.window_size.unwrap_or(WINDOW);
    if !(WINDOW_MIN..=WINDOW_MAX).contains(&window) {
        let message = format!("windowSize: {window} must be {WINDOW_MIN} to {WINDOW_MAX} minutes");
        return Err(Error::invalid("windowSize", "out_of_range", message));
    }
    let of = zone(services, actor, &request.location).await?;
    let zone = Zone {
        provider: of.provider.as_str(),
        zone: &of.zone,
    };
    let mut system = services.db().system().await?;
    let known = store::energy::grid_forecast(&mut system, zone, request.requested_at).await?;
    drop(system);
    let unknown = |why: String| {
        Error::Conflict(format!(
            "{} has no forecast of {} {why}",
            of.provider.label(),
            of.zone
        ))
    };
    let known =
        known.ok_or_else(|| unknown(format!("that was known at {}", request.requested_at)))?;
    let first = request.data_start_at.unwrap_or(request.requested_at);
    let last = known.hours.last().map(|(at, _)| *at + Duration::hours(1));
    let end = request.data_end_at.or(last).unwrap_or(first);
    if end <= first {
        let message = format!("dataEndAt: {end} must lie after dataStartAt, {first}");
        return Err(Error::invalid("dataEndAt", "before_start", message));
    }
    // An hour that has begun can still be worked in; of one that ends too late, a shorter window may not.
    let shortest = Duration::minutes(i64::from(window.min(60)));
    let within: Vec<(DateTime<Utc>, f64)> = known
        .hours
        .iter()
        .copied()
        .filter(|(at, _)| *at >= hour_of(first) && *at + shortest <= end)
        .collect();
    let points: Vec<GridForecastPoint> = windows(&within, window)
        .into_iter()
        .map(|(timestamp, value)| GridForecastPoint {
            location: request.location.clone(),
            timestamp,
            duration: window,
            value,
        })
        .collect();
    let best = points
        .iter()
        .min_by(|one, two| one.value.total_cmp(&two.value));
    let best = best.cloned().ok_or_else(|| {
        unknown(format!(
            "that holds {window} minutes in a row between {first} and {end}"
        ))
    })?;
    Ok(LocationForecast {
        requested_at: request.requested_at,
        generated_at: known.generated_at,
        location: request.location,
        data_start_at: first,
        data_end_at: end,
        window_size: window,
        optimal_data_points: vec![best.clone()],
        optimal_data_point: best,
        forecast_data: points,
        signal: known.signal,
        scope: known.scope,
        provider: of.provider,
    })
}

/// The zone of a grid region, or of the one that a site of this name is on.
async fn zone(services: &Services, actor: &Actor, location: &str) -> Result<ZoneOfRegion> {
    let providers = &services.options().providers;
    if let Some(zone) = providers.zone(location) {
        return Ok(zone.clone());
    }
    let shown: String = location.chars().take(SHOWN_CHARS).collect();
    let mut conn = services.db().read(actor.org).await?;
    let named = store::places::sites_named(&mut conn, &[location]).await?;
    let site = match named.into_iter().flatten().next() {
        Some(named) => store::energy::energy_site(&mut conn, named.id).await?,
        None => None,
    };
    let Some(site) = site else {
        let regions: Vec<&str> = providers
            .zones
            .iter()
            .map(|zone| zone.region.as_str())
            .collect();
        let message = format!(
            "location: `{shown}` is neither a site whose electricity is looked after nor a grid region with a provider, which are: {}",
            if regions.is_empty() {
                "none".to_owned()
            } else {
                regions.join(", ")
            }
        );
        return Err(Error::invalid("location", "unknown", message));
    };
    let defaults = store::organisations::settings(&mut conn).await?;
    let region = grid_region(Some(&site.site), defaults.default_grid_region.as_deref());
    let zone = region.and_then(|region| providers.zone(region));
    zone.cloned().ok_or_else(|| {
        let region = region.unwrap_or("none");
        let message = format!("location: the grid region of `{shown}`, {region}, has no provider");
        Error::invalid("location", "unknown", message)
    })
}
