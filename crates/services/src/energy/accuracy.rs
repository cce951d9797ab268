//! How good the forecasts of a site were that were kept.

use chrono::Duration;
use engine::energy::load::NOMINAL;
use model::auth::Permission;
use model::energy::{AccuracyWindow, EnergyAccuracy, ForecastQuantity, QuantityAccuracy};
use model::ids::SiteId;

use super::forecasts::score_since;
use super::load::label;
use super::sites::{grid, seen};
use crate::Services;
use crate::actor::Actor;
use crate::error::Result;

/// Days over which scores are summed up.
const WINDOWS: [u32; 2] = [7, 28];
/// Between P10 and P90.
const SOLAR_NOMINAL: f64 = 0.8;

/// What the forecasts of the last days were worth, beside the day before again.
///
/// # Errors
/// `NotFound`.
pub async fn accuracy(services: &Services, actor: &Actor, id: SiteId) -> Result<EnergyAccuracy> {
    actor.must(Permission::ReadOwn)?;
    let mut conn = services.db().read(actor.org).await?;
    let settings = seen(&mut conn, actor, id).await?.settings;
    let (width, zone) = grid(&settings)?;
    let now = services.clock().now();
    let mut quantities = Vec::new();
    for quantity in ForecastQuantity::ALL.iter().copied() {
        let band_nominal = match quantity {
            ForecastQuantity::Load => NOMINAL,
            ForecastQuantity::Solar if settings.solar.is_none() => continue,
            ForecastQuantity::Solar => SOLAR_NOMINAL,
        };
        let mut windows = Vec::new();
        for days in WINDOWS {
            let from = now - Duration::days(days.into());
            let score = score_since(&mut conn, id, quantity, from, width.hours()).await?;
            windows.push(AccuracyWindow { days, score });
        }
        let (_, due_at) = store::energy::forecast_times(&mut conn, id, quantity).await?;
        quantities.push(QuantityAccuracy {
            quantity,
            band_nominal,
            windows,
            due_at,
            due_label: due_at.map(|at| label(zone, at)),
            is_overdue: due_at.is_some_and(|at| at <= now),
        });
    }
    Ok(EnergyAccuracy {
        time_zone: zone.name().to_owned(),
        interval_minutes: width.minutes(),
        quantities,
    })
}
