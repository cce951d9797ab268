//! `Idempotency-Key`: the same POST sent twice is carried out once and answered twice.

use std::future::Future;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use services::idempotency::{Begun, StoredAnswer};
use services::{Actor, Error, Services};

use crate::error::{ApiError, ApiResult};

/// Longest key.
const KEY_CHARS_MAX: usize = 200;

/// Runs `work` unless the same key came before; then answers what was answered then.
///
/// # Errors
/// `Conflict` when the key was used for another body, or its first request is still running.
pub async fn idempotent(
    services: &Services,
    actor: &Actor,
    headers: &HeaderMap,
    route: &'static str,
    body: &[u8],
    work: impl Future<Output = ApiResult<Response>> + Send,
) -> ApiResult<Response> {
    let Some(key) = headers.get("idempotency-key") else {
        return work.await;
    };
    let key = key
        .to_str()
        .ok()
        .filter(|key| !key.is_empty() && key.len() <= KEY_CHARS_MAX)
        .ok_or_else(|| {
            Error::invalid(
                "Idempotency-Key",
                "malformed",
                format!("the key must be 1 to {KEY_CHARS_MAX} visible characters"),
            )
        })?;
    match services::idempotency::begin(services, actor, route, key, body).await? {
        Begun::Answered(answer) => replay(answer),
        Begun::Fresh => {
            let outcome = work.await;
            let response = match outcome {
                Ok(response) => response,
                Err(error) => {
                    // A failure may be tried again with the same key.
                    services::idempotency::forget(services, actor, route, key).await?;
                    return Err(error);
                }
            };
            let (parts, body) = response.into_parts();
            let bytes = body.collect().await.map_err(Error::internal)?.to_bytes();
            let answer = StoredAnswer {
                status: parts.status.as_u16(),
                body: bytes.to_vec(),
            };
            services::idempotency::finish(services, actor, route, key, answer).await?;
            Ok(Response::from_parts(parts, Body::from(bytes)))
        }
    }
}

fn replay(answer: StoredAnswer) -> ApiResult<Response> {
    let status =
        StatusCode::from_u16(answer.status).map_err(|error| ApiError(Error::internal(error)))?;
    let mut response = (status, Bytes::from(answer.body)).into_response();
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    response
        .headers_mut()
        .insert("idempotent-replayed", HeaderValue::from_static("true"));
    Ok(response)
}
