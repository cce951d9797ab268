//! What is known of grids by the hour, for scenarios that move work to another one.

use chrono::{DateTime, Duration, Utc};
use engine::emissions::levers::{GridHours, HourlyGrids};
use model::emissions::{IntensityKind, IntensitySignal};
use store::energy::Zone;

use crate::Services;
use crate::error::Result;

/// How far before and after a period work may be moved, with the length of an event that ends after it.
const AROUND: Duration = Duration::days(14);
/// Hours read of one zone: a year and what is around it.
const HOURS_MAX: u32 = 9_600;
/// Grams in a kilogram.
const G_PER_KG: f64 = 1_000.0;

/// The hours around a range of every grid region that a provider is asked about. Marginal intensities do not
/// go together with totals, and what is only expected is no history: neither is compared.
pub(super) async fn hourly_grids(
    services: &Services,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<HourlyGrids> {
    let mut grids = HourlyGrids::default();
    let providers = &services.options().providers;
    if providers.zones.is_empty() {
        return Ok(grids);
    }
    let mut system = services.db().system().await?;
    for zone in &providers.zones {
        let of = Zone {
            provider: zone.provider.as_str(),
            zone: &zone.zone,
        };
        let range = (
            from.checked_sub_signed(AROUND).unwrap_or(from),
            to.checked_add_signed(AROUND).unwrap_or(to),
        );
        let hours = store::energy::intensity(&mut system, of, range, HOURS_MAX).await?;
        let known = hours.iter().filter(|hour| {
            hour.signal != IntensitySignal::Marginal && hour.kind != IntensityKind::Forecast
        });
        grids.insert(
            &zone.region,
            GridHours::new(known.map(|hour| (hour.at, hour.g_per_kwh / G_PER_KG))),
        );
    }
    Ok(grids)
}
