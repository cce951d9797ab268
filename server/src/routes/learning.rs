//! `/api/v1/predict` and `/api/v1/models`: what something would emit, and the models that say so.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::ingest::EventType;
use model::learning::{
    BatchPredictions, ModelOverview, ModelVersion, PredictionAnswer, PromoteRequest, TrainRequest,
};
use model::problem::Problem;
use services::learning::TrainChoice;
use services::{Error, Services};

use crate::error::{ApiError, ApiResult};
use crate::extract::{self, SignedIn};

/// What an event of a type would emit: one as a JSON object, or many as an array of up to 100,000,
/// which are answered without their parts.
#[utoipa::path(post, path = "/predict/{name}", tag = "Prediction",
    params(("name" = String, Path, description = "`logistics`, `factory`, `warehouse` or `delivery`")),
    request_body(content = serde_json::Value, description = "Fields of an event, without supplier or time if need be"),
    responses((status = 200, body = PredictionAnswer), (status = 207, body = BatchPredictions,
        description = "Answer to an array"), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn predict(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Path(name): Path<String>,
    body: Bytes,
) -> ApiResult<Response> {
    let name = event_type(&name)?;
    let first = body.iter().find(|byte| !byte.is_ascii_whitespace());
    if first == Some(&b'[') {
        let answer = services::learning::predict_batch(&services, &actor, name, body).await?;
        return Ok((StatusCode::MULTI_STATUS, Json(answer)).into_response());
    }
    let answer = services::learning::predict(&services, &actor, name, &body).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], answer).into_response())
}

/// All models with their versions and figures.
#[utoipa::path(get, path = "/models", tag = "Prediction", responses((status = 200, body = Vec<ModelOverview>)))]
pub async fn models(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<Vec<ModelOverview>>> {
    Ok(Json(services::learning::models(&services, &actor).await?))
}

/// Trains a version on the organisation's metered events; it answers from then on if it is better.
#[utoipa::path(post, path = "/models/{name}/train", tag = "Prediction", params(("name" = String, Path)),
    request_body = Option<TrainRequest>,
    responses((status = 201, body = ModelVersion), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn train(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Path(name): Path<String>,
    body: Bytes,
) -> ApiResult<(StatusCode, Json<ModelVersion>)> {
    let request: TrainRequest = if body.iter().all(u8::is_ascii_whitespace) {
        TrainRequest::default()
    } else {
        serde_json::from_slice::<Option<TrainRequest>>(&body)
            .map_err(|fault| Error::invalid("body", "bad_json", fault.to_string()))?
            .unwrap_or_default()
    };
    let choice = TrainChoice {
        name: event_type(&name)?,
        holdout_from: request.holdout_from,
    };
    let made = services::learning::train(&services, &actor, choice).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// Makes a version answer, whatever its figures.
#[utoipa::path(post, path = "/models/{name}/promote", tag = "Prediction", params(("name" = String, Path)),
    request_body = PromoteRequest,
    responses((status = 200, body = ModelVersion), (status = 404, body = Problem)))]
pub async fn promote(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Path(name): Path<String>,
    extract::Json(request): extract::Json<PromoteRequest>,
) -> ApiResult<Json<ModelVersion>> {
    let name = event_type(&name)?;
    Ok(Json(
        services::learning::promote(&services, &actor, name, request).await?,
    ))
}

/// Goes back to the version that answered before.
#[utoipa::path(post, path = "/models/{name}/rollback", tag = "Prediction", params(("name" = String, Path)),
    responses((status = 200, body = ModelVersion), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn rollback(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Path(name): Path<String>,
) -> ApiResult<Json<ModelVersion>> {
    let name = event_type(&name)?;
    Ok(Json(
        services::learning::rollback(&services, &actor, name).await?,
    ))
}

fn event_type(word: &str) -> Result<EventType, ApiError> {
    EventType::parse(word).ok_or(ApiError(Error::NotFound("model")))
}
