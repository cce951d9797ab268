//! Asking servers of others: addresses that give no key away, answers of bounded length, failures in
//! words that repeat no key.

mod public;

use std::error::Error;
use std::time::Duration;

use reqwest::{Client, Response, Url};

pub(crate) use public::{may_be_asked, public_client};

/// Until a server must have been reached; the whole question has its own limit.
const CONNECT_TIME_MAX: Duration = Duration::from_secs(5);

/// Why a body could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unread {
    TooLong,
    BrokeOff,
}

/// A client that asks the host that was named and no other.
pub(crate) fn client() -> Result<Client, String> {
    Client::builder()
        .connect_timeout(CONNECT_TIME_MAX)
        // The key and what is asked are for the host that was named and for no other.
        .redirect(reqwest::redirect::Policy::none())
        .user_agent("carbon-nexus")
        .build()
        .map_err(|error| error.to_string())
}

/// The base URL with segments behind it.
///
/// # Errors
/// A sentence about the address; it repeats neither user nor password.
pub(crate) fn address(base: &str, path: &[String], has_key: bool) -> Result<Url, String> {
    let mut url = Url::parse(base).map_err(|error| format!("`{base}` is no address: {error}"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("the address must hold no user or password".to_owned());
    }
    if !["http", "https"].contains(&url.scheme()) || url.query().or(url.fragment()).is_some() {
        return Err(format!(
            "`{base}` must begin with http:// or https:// and have neither ? nor #"
        ));
    }
    if has_key && url.scheme() == "http" && !is_loopback(&url) {
        return Err(format!(
            "`{base}` would carry the key unencrypted; use https, or leave the key out"
        ));
    }
    url.path_segments_mut()
        .map_err(|()| format!("`{base}` has no path"))?
        .pop_if_empty()
        .extend(path);
    Ok(url)
}

pub(crate) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address: Option<std::net::IpAddr> = host.trim_matches(['[', ']']).parse().ok();
    host == "localhost" || address.is_some_and(|address| address.is_loopback())
}

/// The body, as long as it is within the limit.
pub(crate) async fn read(mut answer: Response, bytes_max: usize) -> Result<Vec<u8>, Unread> {
    let mut bytes = Vec::new();
    loop {
        match answer.chunk().await {
            Ok(Some(chunk)) if bytes.len() + chunk.len() > bytes_max => {
                return Err(Unread::TooLong);
            }
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) => return Ok(bytes),
            Err(_) => return Err(Unread::BrokeOff),
        }
    }
}

/// What is at the bottom of a failed connection, such as `Connection refused`. Requests are no part
/// of it.
pub(crate) fn cause(error: &reqwest::Error) -> String {
    let mut deepest: &dyn Error = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    match error.source() {
        Some(_) => deepest.to_string(),
        None => "the request was not sent".to_owned(),
    }
}
