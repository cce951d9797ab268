//! Where a provider answers, and the key that goes with a question.

use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Client, Url};

use super::{Access, ProviderError};
use crate::outbound;

/// The address of a provider, checked once.
#[derive(Debug)]
pub(super) struct Endpoint {
    pub(super) base_url: String,
    has_key: bool,
    pub(super) http: Client,
}

impl Endpoint {
    /// The address that is set, otherwise the provider's own. Opens no connection yet.
    ///
    /// # Errors
    /// A sentence about the address.
    pub(super) fn new(access: &Access, own: &str, has_key: bool) -> Result<Self, String> {
        let base_url = access.base_url.as_deref().unwrap_or(own).to_owned();
        outbound::address(&base_url, &[], has_key)?;
        Ok(Self {
            base_url,
            has_key,
            http: outbound::client()?,
        })
    }

    pub(super) fn url(&self, path: &[&str]) -> Result<Url, ProviderError> {
        let path: Vec<String> = path.iter().map(|part| (*part).to_owned()).collect();
        outbound::address(&self.base_url, &path, self.has_key)
            .map_err(|_| ProviderError::NotItsFormat("its address"))
    }
}

/// A header that is neither printed nor logged.
///
/// # Errors
/// A sentence that does not repeat the text.
pub(super) fn secret(name: HeaderName, text: &str) -> Result<(HeaderName, HeaderValue), String> {
    let mut value = HeaderValue::from_str(text)
        .map_err(|_| "the key has characters that no key has".to_owned())?;
    value.set_sensitive(true);
    Ok((name, value))
}
