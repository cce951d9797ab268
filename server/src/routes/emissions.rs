//! `/api/v1/emissions`: figures, from roll-ups.

use axum::Json;
use axum::extract::State;
use model::emissions::{EmissionMap, FigureFilter, FigureQuery, Pulse, Series, Summary};
use model::problem::Problem;
use services::Services;

use crate::error::ApiResult;
use crate::extract::{Query, SignedIn};

/// The rate now, its trend and its breakdown.
#[utoipa::path(get, path = "/emissions/current", tag = "Emissions", responses((status = 200, body = Pulse)))]
pub async fn current(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<Pulse>> {
    Ok(Json(services::emissions::pulse(&services, &actor).await?))
}

/// Totals of a range by category, supplier, site or mode.
#[utoipa::path(get, path = "/emissions/summary", tag = "Emissions",
    params(("from" = Option<String>, Query), ("to" = Option<String>, Query), ("group_by" = Option<String>, Query),
        ("category" = Option<String>, Query), ("supplier_id" = Option<String>, Query)),
    responses((status = 200, body = Summary), (status = 422, body = Problem)))]
pub async fn summary(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Query(query): Query<FigureQuery>,
) -> ApiResult<Json<Summary>> {
    Ok(Json(
        services::emissions::summary(&services, &actor, query).await?,
    ))
}

/// The same over time, by hour or day.
#[utoipa::path(get, path = "/emissions/series", tag = "Emissions",
    params(("from" = Option<String>, Query), ("to" = Option<String>, Query), ("bucket" = Option<String>, Query),
        ("group_by" = Option<String>, Query), ("category" = Option<String>, Query), ("supplier_id" = Option<String>, Query)),
    responses((status = 200, body = Series), (status = 422, body = Problem)))]
pub async fn series(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Query(query): Query<FigureQuery>,
) -> ApiResult<Json<Series>> {
    Ok(Json(
        services::emissions::series(&services, &actor, query).await?,
    ))
}

/// Where it was emitted: sites, places of routes, suppliers and open hotspots with their positions.
#[utoipa::path(get, path = "/emissions/map", tag = "Emissions",
    params(("from" = Option<String>, Query), ("to" = Option<String>, Query), ("category" = Option<String>, Query),
        ("supplier_id" = Option<String>, Query)),
    responses((status = 200, body = EmissionMap), (status = 422, body = Problem)))]
pub async fn map(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Query(filter): Query<FigureFilter>,
) -> ApiResult<Json<EmissionMap>> {
    Ok(Json(
        services::monitoring::emission_map(&services, &actor, filter).await?,
    ))
}
