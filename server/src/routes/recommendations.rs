//! `/api/v1/recommendations`: what could be done, decided, and saved.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use model::ids::RecommendationId;
use model::page::Page;
use model::problem::Problem;
use model::recommendations::{
    Dismissal, GenerateRequest, Recommendation, RecommendationAction, RecommendationPatch,
    RecommendationQuery, RecommendationStats, RecommendationStatus,
};
use services::recommendations::Step;
use services::{Error, Services};

use crate::error::ApiResult;
use crate::extract::{self, Id, Query, SignedIn};

/// Recommendations, newest first: the open ones unless asked otherwise.
#[utoipa::path(get, path = "/recommendations", tag = "Recommendations", params(RecommendationQuery),
    responses((status = 200, body = Page<Recommendation>), (status = 422, body = Problem)))]
pub async fn list(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Query(query): Query<RecommendationQuery>,
) -> ApiResult<Json<Page<Recommendation>>> {
    Ok(Json(
        services::recommendations::recommendations(&services, &actor, query).await?,
    ))
}

/// Those that nobody has decided.
#[utoipa::path(get, path = "/recommendations/pending", tag = "Recommendations",
    responses((status = 200, body = Page<Recommendation>)))]
pub async fn pending(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<Page<Recommendation>>> {
    let query = RecommendationQuery {
        status: Some(RecommendationStatus::Pending.as_str().to_owned()),
        ..RecommendationQuery::default()
    };
    Ok(Json(
        services::recommendations::recommendations(&services, &actor, query).await?,
    ))
}

/// How many stand where, what they promise and what they saved.
#[utoipa::path(get, path = "/recommendations/stats", tag = "Recommendations",
    responses((status = 200, body = RecommendationStats)))]
pub async fn stats(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<RecommendationStats>> {
    Ok(Json(
        services::recommendations::stats(&services, &actor).await?,
    ))
}

/// One.
#[utoipa::path(get, path = "/recommendations/{id}", tag = "Recommendations", params(("id" = String, Path)),
    responses((status = 200, body = Recommendation), (status = 404, body = Problem)))]
pub async fn get(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<RecommendationId>,
) -> ApiResult<Json<Recommendation>> {
    Ok(Json(
        services::recommendations::recommendation(&services, &actor, id).await?,
    ))
}

/// Advises on a hotspot now; gives what there is, old and new.
#[utoipa::path(post, path = "/recommendations/generate", tag = "Recommendations", request_body = GenerateRequest,
    responses((status = 200, body = Vec<Recommendation>), (status = 404, body = Problem)))]
pub async fn generate(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    extract::Json(request): extract::Json<GenerateRequest>,
) -> ApiResult<Json<Vec<Recommendation>>> {
    Ok(Json(
        services::recommendations::generate(&services, &actor, request).await?,
    ))
}

/// Approves it; the baseline is frozen that its saving will be measured against.
#[utoipa::path(post, path = "/recommendations/{id}/approve", tag = "Recommendations", params(("id" = String, Path)),
    responses((status = 200, body = Recommendation), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn approve(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<RecommendationId>,
) -> ApiResult<Json<Recommendation>> {
    let step = RecommendationAction::Approve.into();
    Ok(Json(
        services::recommendations::step(&services, &actor, id, step).await?,
    ))
}

/// Dismisses it, with a reason if there is one to give.
#[utoipa::path(post, path = "/recommendations/{id}/dismiss", tag = "Recommendations", params(("id" = String, Path)),
    request_body = Option<Dismissal>,
    responses((status = 200, body = Recommendation), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn dismiss(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<RecommendationId>,
    body: Bytes,
) -> ApiResult<Json<Recommendation>> {
    let dismissal = if body.iter().all(u8::is_ascii_whitespace) {
        Dismissal::default()
    } else {
        serde_json::from_slice(&body)
            .map_err(|fault| Error::invalid("body", "bad_json", fault.to_string()))?
    };
    let step = Step {
        action: RecommendationAction::Dismiss,
        reason: dismissal.reason,
        seen: None,
    };
    Ok(Json(
        services::recommendations::step(&services, &actor, id, step).await?,
    ))
}

/// Takes the last step back, within ten minutes.
#[utoipa::path(post, path = "/recommendations/{id}/undo", tag = "Recommendations", params(("id" = String, Path)),
    responses((status = 200, body = Recommendation), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn undo(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<RecommendationId>,
) -> ApiResult<Json<Recommendation>> {
    let step = RecommendationAction::Undo.into();
    Ok(Json(
        services::recommendations::step(&services, &actor, id, step).await?,
    ))
}

/// Moves it on, names who is to do it, or both.
#[utoipa::path(patch, path = "/recommendations/{id}", tag = "Recommendations", params(("id" = String, Path)),
    request_body = RecommendationPatch,
    responses((status = 200, body = Recommendation), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn change(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<RecommendationId>,
    extract::Json(patch): extract::Json<RecommendationPatch>,
) -> ApiResult<Json<Recommendation>> {
    Ok(Json(
        services::recommendations::change(&services, &actor, id, patch).await?,
    ))
}
