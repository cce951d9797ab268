//! `/api/v1/factors`: the published figures everything is calculated from.

use axum::Json;
use axum::extract::{Path, State};
use model::emissions::{Factor, FactorQuery};
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
