//! `/api/v1/audit`: who changed what.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use model::audit::{AuditEntry, AuditQuery};
use model::page::Page;
use services::Services;

use crate::error::ApiResult;
use crate::extract::{Query, SignedIn};
use crate::routes::events::csv_attachment;

/// The audit trail, newest first.
#[utoipa::path(get, path = "/audit", tag = "Audit",
    params(("action" = Option<String>, Query), ("actor" = Option<String>, Query),
        ("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Page<AuditEntry>)))]
pub async fn list(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Query(query): Query<AuditQuery>,
) -> ApiResult<Json<Page<AuditEntry>>> {
    Ok(Json(
        services::audit::entries(&services, &actor, query).await?,
    ))
}

/// The same as CSV, streamed.
#[utoipa::path(get, path = "/audit.csv", tag = "Audit",
    params(("action" = Option<String>, Query), ("actor" = Option<String>, Query)),
    responses((status = 200, content_type = "text/csv", body = String)))]
pub async fn export(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Query(query): Query<AuditQuery>,
) -> ApiResult<Response> {
    let lines = services::audit::export(&services, &actor, query).await?;
    Ok(csv_attachment("audit.csv", Body::from_stream(lines)))
}
