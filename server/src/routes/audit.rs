//! `/api/v1/audit`: who changed what.

use axum::Json;
use axum::extract::State;
use model::audit::{AuditEntry, AuditQuery};
use model::page::Page;
use services::Services;

use crate::error::ApiResult;
use crate::extract::{Query, SignedIn};

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
