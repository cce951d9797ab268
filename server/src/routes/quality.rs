//! `/api/v1/data-quality`: whether data can be trusted.

use axum::Json;
use axum::extract::State;
use model::ids::SupplierId;
use model::problem::Problem;
use model::quality::{QualityOverview, QualityQuery, SupplierQualityDetail};
use services::Services;

use crate::error::ApiResult;
use crate::extract::{Id, Query, SignedIn};

/// Completeness, measured and predicted shares, anomalies: all suppliers, least complete first.
#[utoipa::path(get, path = "/data-quality", tag = "Quality",
    params(("from" = Option<String>, Query, description = "30 days before `to` unless said otherwise"),
        ("to" = Option<String>, Query, description = "End of the last reviewed day unless said otherwise")),
    responses((status = 200, body = QualityOverview), (status = 422, body = Problem)))]
pub async fn overview(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Query(query): Query<QualityQuery>,
) -> ApiResult<Json<QualityOverview>> {
    Ok(Json(
        services::quality::overview(&services, &actor, query).await?,
    ))
}

/// One supplier day by day, with what was found and what was filled in.
#[utoipa::path(get, path = "/data-quality/{supplier_id}", tag = "Quality",
    params(("supplier_id" = String, Path), ("from" = Option<String>, Query), ("to" = Option<String>, Query)),
    responses((status = 200, body = SupplierQualityDetail), (status = 404, body = Problem),
        (status = 422, body = Problem)))]
pub async fn supplier(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<SupplierId>,
    Query(query): Query<QualityQuery>,
) -> ApiResult<Json<SupplierQualityDetail>> {
    Ok(Json(
        services::quality::supplier_quality(&services, &actor, id, query).await?,
    ))
}
