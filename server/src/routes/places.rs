//! `/api/v1/suppliers` and `/api/v1/sites`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use model::ids::{SiteId, SupplierId};
use model::page::{Page, PageRequest};
use model::places::{PlaceChange, Site, Supplier};
use model::problem::Problem;
use services::Services;

use crate::error::ApiResult;
use crate::extract::{Id, Json as Body, Query, SignedIn};

/// Suppliers by name.
#[utoipa::path(get, path = "/suppliers", tag = "Places",
    params(("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Page<Supplier>)))]
pub async fn suppliers(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Query(page): Query<PageRequest>,
) -> ApiResult<Json<Page<Supplier>>> {
    Ok(Json(
        services::places::suppliers(&services, &actor, page).await?,
    ))
}

/// A new supplier.
#[utoipa::path(post, path = "/suppliers", tag = "Places", request_body = PlaceChange,
    responses((status = 201, body = Supplier), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn create_supplier(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Body(new): Body<PlaceChange>,
) -> ApiResult<(StatusCode, Json<Supplier>)> {
    Ok((
        StatusCode::CREATED,
        Json(services::places::create_supplier(&services, &actor, new).await?),
    ))
}

/// Changes a supplier; absent fields stay.
#[utoipa::path(patch, path = "/suppliers/{id}", tag = "Places", params(("id" = String, Path)), request_body = PlaceChange,
    responses((status = 200, body = Supplier), (status = 404, body = Problem)))]
pub async fn change_supplier(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<SupplierId>,
    Body(change): Body<PlaceChange>,
) -> ApiResult<Json<Supplier>> {
    Ok(Json(
        services::places::change_supplier(&services, &actor, id, change).await?,
    ))
}

/// Sites by name.
#[utoipa::path(get, path = "/sites", tag = "Places",
    params(("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Page<Site>)))]
pub async fn sites(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Query(page): Query<PageRequest>,
) -> ApiResult<Json<Page<Site>>> {
    Ok(Json(
        services::places::sites(&services, &actor, page).await?,
    ))
}

/// A new site.
#[utoipa::path(post, path = "/sites", tag = "Places", request_body = PlaceChange,
    responses((status = 201, body = Site), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn create_site(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Body(new): Body<PlaceChange>,
) -> ApiResult<(StatusCode, Json<Site>)> {
    Ok((
        StatusCode::CREATED,
        Json(services::places::create_site(&services, &actor, new).await?),
    ))
}

/// Changes a site; absent fields stay. Its grid region holds for events that arrive from then on.
#[utoipa::path(patch, path = "/sites/{id}", tag = "Places", params(("id" = String, Path)), request_body = PlaceChange,
    responses((status = 200, body = Site), (status = 404, body = Problem)))]
pub async fn change_site(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<SiteId>,
    Body(change): Body<PlaceChange>,
) -> ApiResult<Json<Site>> {
    Ok(Json(
        services::places::change_site(&services, &actor, id, change).await?,
    ))
}
