//! One event, or a batch of them.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use model::ingest::{BatchAnswer, DataSource, EventDetail};
use model::problem::Problem;
use services::Services;

use crate::error::ApiResult;
use crate::extract::SignedIn;
use crate::idempotency::idempotent;

/// One event. 201 with the event and its estimate; 200 when the same event is already there.
#[utoipa::path(post, path = "/ingest/event", tag = "Ingest", request_body = serde_json::Value,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = EventDetail), (status = 200, body = EventDetail),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn post_event(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    headers: HeaderMap,
    body: Bytes,
) -> ApiResult<Response> {
    let work = idempotent(&services, &actor, &headers, "ingest/event", &body, async {
        let posted =
            services::ingest::post_event(&services, &actor, DataSource::Api, &body).await?;
        let status = if posted.created {
            StatusCode::CREATED
        } else {
            StatusCode::OK
        };
        Ok((status, Json(posted.event)).into_response())
    });
    // The whole use case lives in this future: too large for the stack of every caller.
    Box::pin(work).await
}

/// A batch: a JSON array, or NDJSON with one event a line. What is right is taken, what is not is
/// named by its index.
#[utoipa::path(post, path = "/ingest/events", tag = "Ingest", request_body = serde_json::Value,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = BatchAnswer), (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn post_events(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    headers: HeaderMap,
    body: Bytes,
) -> ApiResult<Response> {
    let work = idempotent(&services, &actor, &headers, "ingest/events", &body, async {
        let answer = services::ingest::post_events(&services, &actor, body.clone()).await?;
        Ok(Json(answer).into_response())
    });
    // The whole use case lives in this future: too large for the stack of every caller.
    Box::pin(work).await
}
