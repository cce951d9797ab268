//! A series somebody sends, forecast as it is.

use model::auth::Permission;
use model::emissions::Bucket;
use model::forecasting::{Forecast, ForecastRequest};

use super::run;
use crate::Services;
use crate::actor::Actor;
use crate::emissions::zone_of;
use crate::error::{Error, Result};

/// Forecasts a series; nothing of it is kept.
///
/// # Errors
/// `Invalid` when the series has no grid, is too short or too long, or the method is unknown.
pub async fn forecast_series(
    services: &Services,
    actor: &Actor,
    request: ForecastRequest,
) -> Result<Forecast> {
    actor.must(Permission::ReadOwn)?;
    if request.bucket == Bucket::Month {
        return Err(Error::invalid(
            "bucket",
            "unknown",
            "`month` cannot be forecast a week ahead; give `hour` or `day`",
        ));
    }
    let days = run::horizon_days(request.horizon_days)?;
    let mut conn = services.db().read(actor.org).await?;
    let zone = zone_of(&mut conn).await?;
    drop(conn);
    run::forecast(run::Task {
        points: request.series,
        bucket: request.bucket,
        horizon_days: days,
        zone,
        method: request.method,
    })
    .await
}
