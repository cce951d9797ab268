//! How often anybody may ask: one allowance per address, one per credential.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};
use services::{Actor, ClientInfo, Error};

use super::request_id::RequestId;
use crate::error::ApiError;

/// The allowances.
#[derive(Debug)]
pub struct Limits {
    by_address: DefaultKeyedRateLimiter<IpAddr>,
    by_credential: DefaultKeyedRateLimiter<String>,
    trusted_proxies: Vec<IpAddr>,
}

impl Limits {
    /// `per_minute` requests with `burst` at once, per address and per credential.
    #[must_use]
    pub fn new(per_minute: NonZeroU32, burst: NonZeroU32, trusted_proxies: Vec<IpAddr>) -> Self {
        let quota = Quota::per_minute(per_minute).allow_burst(burst);
        Self {
            by_address: DefaultKeyedRateLimiter::keyed(quota),
            by_credential: DefaultKeyedRateLimiter::keyed(quota),
            trusted_proxies,
        }
    }

    /// Forgets callers that have been quiet, so that memory stays bounded.
    pub fn forget_quiet(&self) {
        self.by_address.retain_recent();
        self.by_credential.retain_recent();
    }
}

/// The layer before anybody is known: counts by address, and notes the address.
pub async fn by_address(
    State(limits): State<Arc<Limits>>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::from([127, 0, 0, 1]), |ConnectInfo(addr)| addr.ip());
    let address = client_address(peer, request.headers(), &limits.trusted_proxies);
    if is_counted(request.uri().path())
        && let Err(not_until) = limits.by_address.check_key(&address)
    {
        return refusal(not_until.wait_time_from(DefaultClock::default().now()));
    }
    let request_id = request
        .extensions()
        .get::<RequestId>()
        .map(|id| id.0.clone());
    request.extensions_mut().insert(ClientInfo {
        address: address.to_string(),
        request_id,
    });
    next.run(request).await
}

/// The layer after identity: counts by credential.
pub async fn by_credential(
    State(limits): State<Arc<Limits>>,
    request: Request,
    next: Next,
) -> Response {
    if is_counted(request.uri().path())
        && let Some(actor) = request.extensions().get::<Actor>()
        && let Err(not_until) = limits
            .by_credential
            .check_key(&format!("{:?}", actor.credential))
    {
        return refusal(not_until.wait_time_from(DefaultClock::default().now()));
    }
    next.run(request).await
}

/// Static files and health are free: a page load fetches many, an orchestrator asks often.
fn is_counted(path: &str) -> bool {
    !(path.starts_with("/pkg/") || path.starts_with("/vendor/") || path.starts_with("/health"))
}

fn refusal(wait: std::time::Duration) -> Response {
    let retry_after_seconds = wait.as_secs().max(1);
    ApiError(Error::TooManyRequests {
        retry_after_seconds,
    })
    .into_response()
}

/// The caller's address: the last hop that is no trusted proxy.
fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    if !trusted.contains(&peer) {
        return peer;
    }
    headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(','))
        .filter_map(|hop| hop.trim().parse::<IpAddr>().ok())
        .rfind(|hop| !trusted.contains(hop))
        .unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use axum::http::{HeaderMap, HeaderValue};

    use super::client_address;

    #[test]
    fn forwarded_addresses_are_believed_from_trusted_proxies_only() {
        let proxy: IpAddr = "10.0.0.1".parse().expect("an address");
        let other: IpAddr = "192.0.2.7".parse().expect("an address");
        let mut headers = HeaderMap::new();
        headers.insert(
            "x-forwarded-for",
            HeaderValue::from_static("203.0.113.9, 198.51.100.4, 10.0.0.1"),
        );
        assert_eq!(client_address(other, &headers, &[proxy]), other);
        let expected: IpAddr = "198.51.100.4".parse().expect("an address");
        assert_eq!(client_address(proxy, &headers, &[proxy]), expected);
    }
}
