//! `/api/v1/factors`: the published figures everything is calculated from.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use model::emissions::{Factor, FactorQuery, Recalculation};
use model::page::Page;
use model::problem::Problem;
use services::Services;

use crate::error::ApiResult;
use crate::extract::{Query, SignedIn};

/// Factors by id, narrowed by words, region, year, unit, category.
#[utoipa::path(get, path = "/factors", tag = "Factors",
    params(("query" = Option<String>, Query), ("region" = Option<String>, Query), ("year" = Option<i32>, Query),
        ("unit" = Option<String>, Query), ("category" = Option<String>, Query),
        ("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Page<Factor>)))]
pub async fn list(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Query(query): Query<FactorQuery>,
) -> ApiResult<Json<Page<Factor>>> {
    Ok(Json(
        services::emissions::factors(&services, &actor, query).await?,
    ))
}

/// One factor.
#[utoipa::path(get, path = "/factors/{id}", tag = "Factors", params(("id" = String, Path)),
    responses((status = 200, body = Factor), (status = 404, body = Problem)))]
pub async fn get(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
) -> ApiResult<Json<Factor>> {
    Ok(Json(
        services::emissions::factor(&services, &actor, &id).await?,
    ))
}

/// Where the calculations stand.
#[utoipa::path(get, path = "/factors/recalculate", tag = "Factors",
    responses((status = 200, body = Recalculation)))]
pub async fn recalculation(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<Recalculation>> {
    Ok(Json(
        services::emissions::recalculation(&services, &actor).await?,
    ))
}

/// Calculates all events anew beside the calculation shown, and shows the new one when it is done.
#[utoipa::path(post, path = "/factors/recalculate", tag = "Factors",
    responses((status = 202, body = Recalculation), (status = 409, body = Problem)))]
pub async fn recalculate(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
) -> ApiResult<(StatusCode, Json<Recalculation>)> {
    let started = services::emissions::start_recalculation(&services, &actor).await?;
    Ok((StatusCode::ACCEPTED, Json(started)))
}
