//! Headers that keep browsers on our side. A page's Content-Security-Policy names the nonce its
//! scripts carry; everything else gets the closed one.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use leptos::nonce::Nonce;

const HEADERS: [(HeaderName, HeaderValue); 6] = [
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    // With `no-referrer` a form's Origin would be null, and its error would be lost.
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ),
];

/// The policy of answers that are no pages.
const CLOSED_POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; base-uri 'none'");

/// The layer; `images` is who else's images pages may show, as the policy writes it.
pub async fn layer(State(images): State<Arc<str>>, mut request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/v1");
    let nonce = Nonce::new();
    request.extensions_mut().insert(nonce.clone());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in &HEADERS {
        headers.insert(name, value.clone());
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        let policy = match headers.get(header::CONTENT_TYPE) {
            Some(kind) if kind.as_bytes().starts_with(b"text/html") => {
                pages_policy(&nonce, &images)
            }
            _ => CLOSED_POLICY,
        };
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    if is_api && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// A page runs and loads nothing but our own: scripts of this origin and those that carry its
/// nonce; styles of this origin, and the style attributes that charts set. Map tiles are the one thing
/// that may come from elsewhere, by the installation's choice.
fn pages_policy(nonce: &Nonce, images: &str) -> HeaderValue {
    HeaderValue::try_from(format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; \
         style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:{images}; \
         connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; \
         frame-ancestors 'none'"
    ))
    .unwrap_or(CLOSED_POLICY)
}

#[cfg(test)]
mod tests {
    use leptos::nonce::Nonce;

    use super::pages_policy;

    #[test]
    fn images_of_others_are_shown_by_setting_alone() {
        for (images, policy) in [
            ("", "img-src 'self' data: blob:; "),
            (
                " https://*.tiles.example.org",
                "img-src 'self' data: blob: https://*.tiles.example.org; ",
            ),
        ] {
            let text = pages_policy(&Nonce::new(), images);
            let text = text.to_str().expect("text");
            assert!(text.contains(policy), "{text}");
            assert!(text.contains("default-src 'self'; script-src 'self' 'nonce-"));
        }
    }
}
