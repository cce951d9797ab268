//! What a server function finds in its request: the services, who is asking, and by which door.
//!
//! The server puts `Services` into the Leptos context and `Actor` and `ClientInfo` into the
//! request's extensions; nothing here decides who may do what.

use http::StatusCode;
use http::header::{ACCEPT, COOKIE, HeaderName, HeaderValue};
use http::request::Parts;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use model::problem::ErrorKind;
use services::{Actor, ClientInfo, Services};

use crate::error::AppError;
use crate::words::layout as words;

/// How a request came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    /// A page is drawn.
    Page,
    /// A form was sent without script; the answer is a redirect.
    Form,
    /// The page's script asks.
    Call,
}

/// The handles of the use cases.
pub(crate) fn services() -> Result<Services, AppError> {
    use_context::<Services>().ok_or_else(|| {
        tracing::error!("a page was drawn without services in its context");
        AppError::new(ErrorKind::Internal, words::SOMETHING_WENT_WRONG_ON_OUR_SIDE)
    })
}

/// Who is asking.
pub(crate) fn actor() -> Result<Actor, AppError> {
    use_context::<Parts>()
        .and_then(|parts| parts.extensions.get::<Actor>().cloned())
        .ok_or_else(|| services::Error::Unauthenticated(words::PLEASE_SIGN_IN.to_owned()).into())
}

/// Where the request comes from; known before anybody is signed in.
pub(crate) fn client() -> ClientInfo {
    use_context::<Parts>()
        .and_then(|parts| parts.extensions.get::<ClientInfo>().cloned())
        .unwrap_or_default()
}

/// By which door the request came in.
pub(crate) fn door() -> Door {
    let Some(parts) = use_context::<Parts>() else {
        return Door::Page;
    };
    if parts.method != http::Method::POST {
        return Door::Page;
    }
    let accepts_html = parts
        .headers
        .get(ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("text/html"));
    if accepts_html { Door::Form } else { Door::Call }
}

/// The value of a cookie of the request.
pub(crate) fn cookie(name: &str) -> Option<String> {
    let parts = use_context::<Parts>()?;
    parts
        .headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

/// Adds a `Set-Cookie` to the answer.
pub(crate) fn set_cookie(value: &str) {
    if let (Some(response), Ok(value)) = (
        use_context::<ResponseOptions>(),
        HeaderValue::from_str(value),
    ) {
        response.append_header(HeaderName::from_static("set-cookie"), value);
    }
}

/// After a form without script: back to its page, without the error of an earlier try in the
/// address. The page's own script stays where it is.
pub(crate) fn back_to(path: &str) {
    if door() == Door::Form {
        leptos_axum::redirect(path);
    }
}

/// Sets the answer's status to that of a redirect.
pub(crate) fn set_found() {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(StatusCode::FOUND);
    }
}

/// Sets the answer's status to the one of `kind`.
pub(crate) fn set_status(kind: ErrorKind) {
    let status = match kind {
        ErrorKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorKind::Unauthenticated => StatusCode::UNAUTHORIZED,
        ErrorKind::Forbidden => StatusCode::FORBIDDEN,
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        ErrorKind::Conflict => StatusCode::CONFLICT,
        ErrorKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorKind::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
        ErrorKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    };
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status);
    }
}
