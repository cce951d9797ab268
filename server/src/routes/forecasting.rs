//! `/api/v1/emissions/forecast` and `/api/v1/forecast`: what is expected.

use axum::Json;
use axum::extract::State;
use model::forecasting::{EmissionForecast, Forecast, ForecastQuery, ForecastRequest};
use model::problem::Problem;
use services::Services;

use crate::error::ApiResult;
use crate::extract::{self, Query, SignedIn};

/// Emissions of the next days, with bands and the back-test that chose the method.
#[utoipa::path(get, path = "/emissions/forecast", tag = "Emissions",
    params(("horizon_days" = Option<u32>, Query, description = "1 to 7; seven unless said otherwise"),
        ("bucket" = Option<String>, Query, description = "`hour` or `day`"),
        ("category" = Option<String>, Query), ("supplier_id" = Option<String>, Query)),
    responses((status = 200, body = EmissionForecast), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn emissions(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Query(query): Query<ForecastQuery>,
) -> ApiResult<Json<EmissionForecast>> {
    Ok(Json(
        services::forecasting::emission_forecast(&services, &actor, query).await?,
    ))
}

/// A series of your own, forecast up to a week ahead. Nothing of it is kept.
#[utoipa::path(post, path = "/forecast/7d", tag = "Prediction", request_body = ForecastRequest,
    responses((status = 200, body = Forecast), (status = 422, body = Problem)))]
pub async fn series(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    extract::Json(request): extract::Json<ForecastRequest>,
) -> ApiResult<Json<Forecast>> {
    Ok(Json(
        services::forecasting::forecast_series(&services, &actor, request).await?,
    ))
}
