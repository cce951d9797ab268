//! Who is asking: a bearer token or the session cookie becomes an [`Actor`] in the request.

use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use services::{ClientInfo, Services};

use super::origin::session_cookie;
use crate::error::ApiError;

/// The layer. A bearer token that does not hold is refused at once; a cookie that does not hold is
/// as good as none, so that the login page can be reached.
pub async fn layer(State(services): State<Services>, mut request: Request, next: Next) -> Response {
    if !is_asked(request.uri().path()) {
        return next.run(request).await;
    }
    let client = request
        .extensions()
        .get::<ClientInfo>()
        .cloned()
        .unwrap_or_default();
    let headers = request.headers();
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.strip_prefix("Bearer "))
        .map(|token| token.trim().to_owned());
    let cookie = session_cookie(headers).map(str::to_owned);
    let actor = if let Some(token) = bearer {
        match services::auth::identify_bearer(&services, &client, &token).await {
            Ok(actor) => Some(actor),
            Err(error) => return ApiError(error).into_response(),
        }
    } else if let Some(cookie) = cookie {
        match services::auth::identify_session(&services, &client, &cookie).await {
            Ok(actor) => actor,
            Err(error) => return ApiError(error).into_response(),
        }
    } else {
        None
    };
    if let Some(actor) = actor {
        request.extensions_mut().insert(actor);
    }
    next.run(request).await
}

/// Static files and health need no identity, so they cost no look-up.
fn is_asked(path: &str) -> bool {
    !(path.starts_with("/pkg/") || path.starts_with("/vendor/") || path.starts_with("/health"))
}
