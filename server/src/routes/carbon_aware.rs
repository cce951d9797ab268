//! `/api/v1/emissions/bylocation` and `/api/v1/emissions/forecasts`: the carbon of grids in the shape of
//! the Carbon Aware SDK's web API.

use axum::Json;
use axum::extract::State;
use model::energy::{
    EmissionsData, EmissionsQuery, GridForecastQuery, GridForecastRequest, LocationForecast,
};
use model::problem::Problem;
use services::Services;

use crate::error::ApiResult;
use crate::extract::{Json as Body, Query, SignedIn};

/// What a grid emits per kWh, by the hour. `location` is a grid region or the name of a site.
#[utoipa::path(get, path = "/emissions/bylocation", tag = "Carbon Aware",
    params(("location" = String, Query), ("time" = Option<String>, Query), ("toTime" = Option<String>, Query)),
    responses((status = 200, body = Vec<EmissionsData>), (status = 422, body = Problem)))]
pub async fn by_location(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Query(query): Query<EmissionsQuery>,
) -> ApiResult<Json<Vec<EmissionsData>>> {
    Ok(Json(
        services::energy::emissions_by_location(&services, &actor, query).await?,
    ))
}

/// What is expected of a grid, with the window that emits least.
#[utoipa::path(get, path = "/emissions/forecasts/current", tag = "Carbon Aware",
    params(("location" = String, Query), ("dataStartAt" = Option<String>, Query),
        ("dataEndAt" = Option<String>, Query), ("windowSize" = Option<u32>, Query, description = "minutes, 60 to 2,880")),
    responses((status = 200, body = Vec<LocationForecast>), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn current_forecast(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Query(query): Query<GridForecastQuery>,
) -> ApiResult<Json<Vec<LocationForecast>>> {
    Ok(Json(
        services::energy::current_forecast(&services, &actor, query).await?,
    ))
}

/// The same, from the forecasts that were known at `requestedAt`.
#[utoipa::path(post, path = "/emissions/forecasts/batch", tag = "Carbon Aware",
    request_body = Vec<GridForecastRequest>,
    responses((status = 200, body = Vec<LocationForecast>), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn past_forecasts(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Body(requests): Body<Vec<GridForecastRequest>>,
) -> ApiResult<Json<Vec<LocationForecast>>> {
    Ok(Json(
        services::energy::past_forecasts(&services, &actor, requests).await?,
    ))
}
