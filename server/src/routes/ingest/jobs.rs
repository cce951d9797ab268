//! Imports: how far they are, what they refused, stopping them, taking them back.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use model::ids::JobId;
use model::ingest::{IngestJob, RejectedRow};
use model::page::{Page, PageRequest};
use model::problem::Problem;
use services::Services;

use crate::error::ApiResult;
use crate::extract::{Id, Query, SignedIn};
use crate::routes::events::csv_attachment;

/// Imports, newest first.
#[utoipa::path(get, path = "/ingest/jobs", tag = "Ingest",
    params(("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Page<IngestJob>)))]
pub async fn list_jobs(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Query(page): Query<PageRequest>,
) -> ApiResult<Json<Page<IngestJob>>> {
    Ok(Json(services::ingest::jobs(&services, &actor, page).await?))
}

/// One import.
#[utoipa::path(get, path = "/ingest/jobs/{id}", tag = "Ingest", params(("id" = String, Path)),
    responses((status = 200, body = IngestJob), (status = 404, body = Problem)))]
pub async fn get_job(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<JobId>,
) -> ApiResult<Json<IngestJob>> {
    Ok(Json(services::ingest::job(&services, &actor, id).await?))
}

/// Stops an import after the chunk it is in. What it took so far stays; `revert` takes it back.
#[utoipa::path(delete, path = "/ingest/jobs/{id}", tag = "Ingest", params(("id" = String, Path)),
    responses((status = 202, body = IngestJob), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn cancel_job(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<JobId>,
) -> ApiResult<(StatusCode, Json<IngestJob>)> {
    Ok((
        StatusCode::ACCEPTED,
        Json(services::ingest::cancel_job(&services, &actor, id).await?),
    ))
}

/// Takes a whole import back: its events leave, the figures with them.
#[utoipa::path(post, path = "/ingest/jobs/{id}/revert", tag = "Ingest", params(("id" = String, Path)),
    responses((status = 202, body = IngestJob), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn revert_job(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<JobId>,
) -> ApiResult<(StatusCode, Json<IngestJob>)> {
    Ok((
        StatusCode::ACCEPTED,
        Json(services::ingest::revert_job(&services, &actor, id).await?),
    ))
}

/// The refused rows with their reasons.
#[utoipa::path(get, path = "/ingest/jobs/{id}/errors", tag = "Ingest", params(("id" = String, Path),
        ("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Page<RejectedRow>), (status = 404, body = Problem)))]
pub async fn job_errors(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<JobId>,
    Query(page): Query<PageRequest>,
) -> ApiResult<Json<Page<RejectedRow>>> {
    Ok(Json(
        services::ingest::rejected_rows(&services, &actor, id, page).await?,
    ))
}

/// The same as CSV, streamed.
#[utoipa::path(get, path = "/ingest/jobs/{id}/errors.csv", tag = "Ingest", params(("id" = String, Path)),
    responses((status = 200, content_type = "text/csv", body = String), (status = 404, body = Problem)))]
pub async fn job_errors_csv(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<JobId>,
) -> ApiResult<Response> {
    let lines = services::ingest::export_rejected_rows(&services, &actor, id).await?;
    Ok(csv_attachment(
        "rejected-rows.csv",
        Body::from_stream(lines),
    ))
}
