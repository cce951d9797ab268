//! What providers say of the grid, read by a job and kept.

use chrono::{DateTime, Duration, Utc};
use engine::energy::intensity::hours;
use model::emissions::IntensityKind;
use store::energy::{GridForecast, IntensityHour, Zone};

use super::providers::{
    Caller, IntensitySource, Limited, ProviderError, Reading, ZoneOfRegion, is_paused, settle,
};
use crate::Services;
use crate::error::{Error, Result};

/// Name of the job that reads the intensity of grids.
pub const INTENSITY: &str = "grid_intensity";

/// Forecasts are kept as they were known this long.
const FORECASTS_KEPT: Duration = Duration::days(90);

/// How reading a zone ended.
enum Ended {
    Read(usize),
    Paused,
    Failed,
}

/// Reads every zone that is set. One that fails is left alone for a while, and keeps nobody else.
///
/// # Errors
/// When the database does not answer.
pub async fn refresh_intensity(services: &Services) -> Result<String> {
    let providers = std::sync::Arc::clone(&services.options().providers);
    let now = services.clock().now();
    let (mut read, mut hours, mut paused, mut failed) = (0, 0, 0, 0);
    let mut done: Vec<&ZoneOfRegion> = Vec::new();
    for zone in &providers.zones {
        // Two names of one zone are one question.
        if done
            .iter()
            .any(|one| (one.provider, &one.zone) == (zone.provider, &zone.zone))
        {
            continue;
        }
        done.push(zone);
        let Some(source) = providers.source(zone.provider) else {
            continue;
        };
        match refresh(services, source, zone, now).await? {
            Ended::Read(count) => {
                read += 1;
                hours += count;
            }
            Ended::Paused => paused += 1,
            Ended::Failed => failed += 1,
        }
    }
    let mut system = services.db().system_write().await?;
    store::energy::forget_grid_forecasts(&mut system, now - FORECASTS_KEPT).await?;
    system.commit().await?;
    Ok(format!(
        "{read} zones read with {hours} hours, {failed} failed, {paused} left alone for now"
    ))
}

async fn refresh(
    services: &Services,
    source: &Limited<dyn IntensitySource>,
    zone: &ZoneOfRegion,
    now: DateTime<Utc>,
) -> Result<Ended> {
    let provider = zone.provider.as_str();
    if is_paused(services, provider, &zone.zone).await?.is_some() {
        return Ok(Ended::Paused);
    }
    let caller = Caller::new(services, provider, source.calls_a_day);
    let reading = source.source.read(&caller, &zone.zone, now).await;
    settle(services, provider, &zone.zone, reading.as_ref().err()).await?;
    match reading {
        Ok(reading) => Ok(Ended::Read(keep(services, zone, &reading, now).await?)),
        Err(ProviderError::Uncounted(error)) => Err(error),
        Err(error) => {
            tracing::warn!(%error, provider, zone = zone.zone, "the grid's intensity could not be read");
            Ok(Ended::Failed)
        }
    }
}

async fn keep(
    services: &Services,
    zone: &ZoneOfRegion,
    reading: &Reading,
    now: DateTime<Utc>,
) -> Result<usize> {
    let of = Zone {
        provider: zone.provider.as_str(),
        zone: &zone.zone,
    };
    let known = hours(&reading.parts);
    let stored: Vec<IntensityHour> = known
        .iter()
        .map(|hour| IntensityHour {
            at: hour.at,
            g_per_kwh: hour.g_per_kwh,
            kind: hour.kind,
            signal: reading.signal,
            scope: reading.scope,
            fetched_at: now,
        })
        .collect();
    let expected = known
        .iter()
        .filter(|hour| hour.kind == IntensityKind::Forecast);
    let forecast = GridForecast {
        fetched_at: now,
        generated_at: reading.generated_at.unwrap_or(now),
        signal: reading.signal,
        scope: reading.scope,
        hours: expected.map(|hour| (hour.at, hour.g_per_kwh)).collect(),
    };
    let mut system = services.db().system_write().await.map_err(Error::from)?;
    store::energy::put_intensity(&mut system, of, &stored).await?;
    if !forecast.hours.is_empty() {
        store::energy::put_grid_forecast(&mut system, of, &forecast).await?;
    }
    system.commit().await?;
    Ok(stored.len())
}
