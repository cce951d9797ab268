//! From a use case's error to an HTTP answer: one match, one shape, logged once.

use axum::Json;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::problem::{ErrorKind, FieldError, Problem};
use services::Error;

/// What handlers return.
pub type ApiResult<T> = Result<T, ApiError>;

/// A use case's error on its way out.
#[derive(Debug)]
pub struct ApiError(pub Error);

impl<E: Into<Error>> From<E> for ApiError {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

/// The status of a category.
#[must_use]
pub fn status_of(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorKind::Unauthenticated => StatusCode::UNAUTHORIZED,
        ErrorKind::Forbidden => StatusCode::FORBIDDEN,
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        ErrorKind::Conflict => StatusCode::CONFLICT,
        ErrorKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorKind::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
        ErrorKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn title_of(status: StatusCode) -> &'static str {
    match status {
        StatusCode::UNPROCESSABLE_ENTITY => "The input is not right",
        StatusCode::UNAUTHORIZED => "Nobody is signed in",
        StatusCode::FORBIDDEN => "Not allowed",
        StatusCode::NOT_FOUND => "Not found",
        StatusCode::CONFLICT => "It contradicts what is stored",
        StatusCode::PAYLOAD_TOO_LARGE => "Too large",
        StatusCode::TOO_MANY_REQUESTS => "Too many requests",
        StatusCode::SERVICE_UNAVAILABLE => "Not available right now",
        status => status.canonical_reason().unwrap_or("Error"),
    }
}

/// A problem document as an answer.
#[must_use]
pub fn problem(status: StatusCode, detail: impl Into<String>, errors: Vec<FieldError>) -> Response {
    let title = title_of(status);
    let body = Problem {
        type_uri: format!(
            "/problems/{}",
            title.to_lowercase().replace([' ', '\''], "-")
        ),
        title: title.to_owned(),
        status: status.as_u16(),
        detail: detail.into(),
        errors,
        // The request-id layer fills it in, for every answer alike.
        request_id: crate::layers::request_id::current(),
    };
    let mut response = (status, Json(body)).into_response();
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    response
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let error = self.0;
        let status = status_of(error.kind());
        if let Error::Internal(cause) = &error {
            tracing::error!(error = ?cause, "a request failed");
        }
        let detail = error.to_string();
        let retry_after = match &error {
            Error::TooManyRequests {
                retry_after_seconds,
            } => Some(*retry_after_seconds),
            _ => None,
        };
        let mut response = problem(status, detail, error.field_errors().to_vec());
        if let Some(seconds) = retry_after {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// A body that is no JSON of the right shape.
#[must_use]
pub fn bad_json(rejection: &JsonRejection) -> Response {
    let text = rejection.body_text();
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => problem(StatusCode::PAYLOAD_TOO_LARGE, text, Vec::new()),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => problem(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "send JSON with the header `Content-Type: application/json`",
            Vec::new(),
        ),
        _ => problem(
            StatusCode::UNPROCESSABLE_ENTITY,
            text.clone(),
            vec![FieldError::new("body", "malformed", text)],
        ),
    }
}

/// A query string that does not fit.
#[must_use]
pub fn bad_query(rejection: &QueryRejection) -> Response {
    let text = rejection.body_text();
    problem(
        StatusCode::UNPROCESSABLE_ENTITY,
        text.clone(),
        vec![FieldError::new("query", "malformed", text)],
    )
}
