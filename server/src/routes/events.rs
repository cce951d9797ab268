//! `/api/v1/events`: what happened, and why each event weighs what it weighs.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use model::emissions::Explanation;
use model::ids::EventId;
use model::ingest::{EventDetail, EventItem, EventQuery};
use model::page::Page;
use model::problem::Problem;
use services::Services;

use crate::error::ApiResult;
use crate::extract::{Id, Query, SignedIn};

/// Events of a range, newest first unless asked otherwise.
#[utoipa::path(get, path = "/events", tag = "Events",
    params(("from" = Option<String>, Query), ("to" = Option<String>, Query), ("event_type" = Option<String>, Query),
        ("mode" = Option<String>, Query), ("quality_status" = Option<String>, Query),
        ("supplier_id" = Option<String>, Query), ("supplier" = Option<String>, Query), ("site_id" = Option<String>, Query),
        ("route_id" = Option<String>, Query), ("job_id" = Option<String>, Query),
        ("no_factor" = Option<bool>, Query), ("sort" = Option<String>, Query),
        ("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Page<EventItem>), (status = 422, body = Problem)))]
pub async fn list(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Query(query): Query<EventQuery>,
) -> ApiResult<Json<Page<EventItem>>> {
    Ok(Json(
        services::emissions::events(&services, &actor, query).await?,
    ))
}

/// The same as CSV, streamed.
#[utoipa::path(get, path = "/events.csv", tag = "Events",
    responses((status = 200, content_type = "text/csv", body = String)))]
pub async fn export(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Query(query): Query<EventQuery>,
) -> ApiResult<Response> {
    let lines = services::emissions::export_events(&services, &actor, query).await?;
    Ok(csv_attachment("events.csv", Body::from_stream(lines)))
}

/// One event.
#[utoipa::path(get, path = "/events/{id}", tag = "Events", params(("id" = String, Path)),
    responses((status = 200, body = EventDetail), (status = 404, body = Problem)))]
pub async fn get(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<EventId>,
) -> ApiResult<Json<EventDetail>> {
    Ok(Json(
        services::emissions::event(&services, &actor, id).await?,
    ))
}

/// Why it weighs what it weighs, in steps that add up.
#[utoipa::path(get, path = "/events/{id}/explanation", tag = "Events", params(("id" = String, Path)),
    responses((status = 200, body = Explanation), (status = 404, body = Problem)))]
pub async fn explanation(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<EventId>,
) -> ApiResult<Json<Explanation>> {
    Ok(Json(
        services::emissions::explanation(&services, &actor, id).await?,
    ))
}

/// A CSV download.
#[must_use]
pub fn csv_attachment(file_name: &str, body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{file_name}\""),
        ),
    ];
    (headers, body).into_response()
}
