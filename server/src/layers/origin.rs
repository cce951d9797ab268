//! No other site may act for a signed-in person.
//!
//! Requests that carry our cookie and change something, every WebSocket upgrade from a browser, and
//! the posts that sign somebody in must come from our own origin. Calls with a bearer token carry
//! no ambient authority and pass.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::error::problem;

/// Name of the session cookie.
pub const SESSION_COOKIE: &str = "nexus_session";

/// Paths that sign somebody in: no cookie yet, but a cookie is won.
const SIGN_IN: [&str; 4] = [
    "/api/v1/auth/login",
    "/fn/auth/login",
    "/fn/auth/setup",
    "/api/v1/auth/setup",
];

/// The layer; its state is the origin people type.
pub async fn layer(State(own): State<Arc<str>>, request: Request, next: Next) -> Response {
    if needs_own_origin(&request) && !is_own_origin(request.headers(), &own) {
        return problem(
            StatusCode::FORBIDDEN,
            "the request comes from another site; if this is your own address, set NEXUS_PUBLIC_URL to it",
            Vec::new(),
        );
    }
    next.run(request).await
}

fn needs_own_origin(request: &Request) -> bool {
    let headers = request.headers();
    let is_upgrade = headers.contains_key(header::UPGRADE);
    let is_safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if is_upgrade {
        // Programs send no Origin and bring a token; browsers always send one.
        return headers.contains_key(header::ORIGIN) || has_session_cookie(headers);
    }
    if is_safe {
        return false;
    }
    SIGN_IN.contains(&request.uri().path())
        && (headers.contains_key(header::ORIGIN) || headers.contains_key("sec-fetch-site"))
        || has_session_cookie(headers)
}

fn has_session_cookie(headers: &HeaderMap) -> bool {
    session_cookie(headers).is_some()
}

/// The session cookie's value.
#[must_use]
pub fn session_cookie(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(name, value)| (name == SESSION_COOKIE).then_some(value))
}

fn is_own_origin(headers: &HeaderMap, own: &str) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    text("sec-fetch-site") == Some("same-origin") || text("origin") == Some(own)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::extract::Request;

    use super::{is_own_origin, needs_own_origin};

    fn request(method: &str, path: &str, headers: &[(&str, &str)]) -> Request {
        let builder = Request::builder().method(method).uri(path);
        headers
            .iter()
            .fold(builder, |builder, (name, value)| {
                builder.header(*name, *value)
            })
            .body(Body::empty())
            .expect("a valid request")
    }

    #[test]
    fn only_ambient_authority_needs_our_origin() {
        let cookie = ("cookie", "theme=dark; nexus_session=abc");
        for (request, expected) in [
            (request("GET", "/", &[cookie]), false),
            (request("POST", "/api/v1/ingest/event", &[cookie]), true),
            (
                request(
                    "POST",
                    "/api/v1/ingest/event",
                    &[("authorization", "Bearer x")],
                ),
                false,
            ),
            (
                request(
                    "POST",
                    "/fn/auth/login",
                    &[("origin", "https://elsewhere.example")],
                ),
                true,
            ),
            (
                request("GET", "/ws", &[("upgrade", "websocket"), cookie]),
                true,
            ),
            (request("GET", "/ws", &[("upgrade", "websocket")]), false),
        ] {
            assert_eq!(needs_own_origin(&request), expected, "{request:?}");
        }
    }

    #[test]
    fn our_origin_is_the_public_url_or_what_the_browser_vouches_for() {
        let own = "https://nexus.example";
        for (headers, expected) in [
            (vec![("origin", "https://nexus.example")], true),
            (vec![("sec-fetch-site", "same-origin")], true),
            (
                vec![("origin", "https://nexus.example.evil.example")],
                false,
            ),
            (
                vec![("sec-fetch-site", "cross-site"), ("origin", "null")],
                false,
            ),
            (vec![], false),
        ] {
            let request = request("POST", "/", &headers);
            assert_eq!(
                is_own_origin(request.headers(), own),
                expected,
                "{headers:?}"
            );
        }
    }
}
