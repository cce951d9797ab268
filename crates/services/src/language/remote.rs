//! A provider behind HTTP.
//!
//! The four protocols are a page each ([`Provider`]), so they are spoken here and not by a library:
//! those that were looked at read an answer to its end however long it is, put the prompt into their
//! errors, and hold Ollama to no schema.

use std::time::Duration;

use async_trait::async_trait;
use reqwest::Url;
use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use serde_json::Value;

use super::{LanguageError, LanguageModel, Provider, Request};
use crate::outbound::{self, Unread, address, cause};

/// Longest answer that is read, in bytes: many times what a wording may have, for its wrapping and for
/// thoughts that are sent along.
pub const RESPONSE_BYTES_MAX: usize = 256 * 1024;
/// Longest name of a model.
const MODEL_CHARS_MAX: usize = 200;

/// Which model is asked, and where.
#[derive(Clone, PartialEq, Eq)]
pub struct Settings {
    pub provider: Provider,
    /// As the provider calls it.
    pub model: String,
    /// What comes before the provider's paths; the provider itself when `None`.
    pub base_url: Option<String>,
    pub key: Option<String>,
    /// For a question, its repetition included.
    pub time_max: Duration,
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let key = self.key.as_ref().map(|_| "(hidden)");
        f.debug_struct("Settings")
            .field("provider", &self.provider)
            .field("model", &self.model)
            .field("base_url", &self.base_url)
            .field("key", &key)
            .field("time_max", &self.time_max)
            .finish()
    }
}

/// See the module.
#[derive(Debug)]
pub struct Remote {
    provider: Provider,
    model: String,
    url: Url,
    /// Whether the provider itself is asked.
    is_own: bool,
    /// Marked as sensitive: neither printed nor logged.
    key: Option<(HeaderName, HeaderValue)>,
    http: reqwest::Client,
}

impl Remote {
    /// Opens no connection yet.
    ///
    /// # Errors
    /// A sentence about the setting that cannot be used; it does not repeat the key.
    pub fn new(settings: &Settings) -> Result<Self, String> {
        let Settings {
            provider, model, ..
        } = settings;
        let is_name = |model: &str| model.chars().all(|one| one.is_ascii_graphic());
        if !(1..=MODEL_CHARS_MAX).contains(&model.len()) || !is_name(model) {
            return Err(format!(
                "`{}` is no name of a model",
                model.escape_debug().take(40).collect::<String>()
            ));
        }
        let base = settings.base_url.as_deref().unwrap_or(provider.base_url());
        let url = address(base, &provider.path(model), settings.key.is_some())?;
        let key = match &settings.key {
            Some(key) => Some(key_header(*provider, key)?),
            None => None,
        };
        let http = outbound::client()
            .map_err(|error| format!("language models cannot be asked: {error}"))?;
        Ok(Self {
            provider: *provider,
            model: model.clone(),
            url,
            is_own: settings.base_url.is_none(),
            key,
            http,
        })
    }
}

fn key_header(provider: Provider, key: &str) -> Result<(HeaderName, HeaderValue), String> {
    let (name, value) = provider.key_header(key);
    let mut value = HeaderValue::from_str(&value)
        .map_err(|_| format!("the key of {provider} has characters that no key has"))?;
    value.set_sensitive(true);
    Ok((HeaderName::from_static(name), value))
}

#[async_trait]
impl LanguageModel for Remote {
    fn name(&self) -> String {
        format!("{}/{}", self.provider, self.model)
    }

    async fn complete(&self, request: &Request) -> Result<String, LanguageError> {
        let body = self.provider.body(&self.model, request, self.is_own);
        let mut question = self
            .http
            .post(self.url.clone())
            .header(CONTENT_TYPE, "application/json");
        if let Some((name, value)) = &self.key {
            question = question.header(name, value);
        }
        for (name, value) in self.provider.headers() {
            question = question.header(*name, *value);
        }
        let answer = question.body(body.to_string()).send().await;
        let answer = answer.map_err(|error| LanguageError::Unreachable(cause(&error)))?;
        let status = answer.status();
        if !status.is_success() {
            // What a provider says about a failure may repeat key and prompt, and is not read.
            return Err(LanguageError::Status(status.as_u16()));
        }
        let bytes = outbound::read(answer, RESPONSE_BYTES_MAX).await;
        let bytes = bytes.map_err(|why| match why {
            Unread::TooLong => LanguageError::TooLong(RESPONSE_BYTES_MAX),
            Unread::BrokeOff => LanguageError::BrokeOff,
        })?;
        let text = serde_json::from_slice(&bytes)
            .ok()
            .and_then(|answer: Value| self.provider.text(&answer));
        match text {
            None => Err(LanguageError::NotItsFormat(self.provider)),
            Some(text) if text.trim().is_empty() => Err(LanguageError::NoText),
            Some(text) => Ok(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Provider, Remote, Settings};
    use std::time::Duration;

    const KEY: &str = "key-that-must-not-be-seen";

    fn settings(provider: Provider, base_url: Option<&str>, key: Option<&str>) -> Settings {
        Settings {
            provider,
            model: "some-model".to_owned(),
            base_url: base_url.map(str::to_owned),
            key: key.map(str::to_owned),
            time_max: Duration::from_secs(8),
        }
    }

    #[test]
    fn addresses_are_the_providers_own_or_those_set() {
        for (provider, base_url, expected) in [
            (
                Provider::Gemini,
                None,
                "https://generativelanguage.googleapis.com/v1beta/models/some-model:generateContent",
            ),
            (
                Provider::Anthropic,
                None,
                "https://api.anthropic.com/v1/messages",
            ),
            (
                Provider::OpenAi,
                None,
                "https://api.openai.com/v1/chat/completions",
            ),
            (
                Provider::OpenAi,
                Some("https://openrouter.ai/api/v1/"),
                "https://openrouter.ai/api/v1/chat/completions",
            ),
            (Provider::Ollama, None, "http://127.0.0.1:11434/api/chat"),
            (
                Provider::Ollama,
                Some("http://ollama:11434"),
                "http://ollama:11434/api/chat",
            ),
        ] {
            let remote = Remote::new(&settings(provider, base_url, None)).expect("usable");
            assert_eq!(remote.url.as_str(), expected);
        }
    }

    #[test]
    fn a_name_cannot_lead_to_another_address() {
        let mut settings = settings(Provider::Gemini, None, None);
        settings.model = "../../evil?x=#".to_owned();
        let url = Remote::new(&settings).expect("a name like others").url;
        assert_eq!(
            url.path(),
            "/v1beta/models/..%2F..%2Fevil%3Fx=%23:generateContent"
        );
        for model in ["", "a b", "a\nb", "modèle", &"x".repeat(201)] {
            settings.model = model.to_owned();
            assert!(Remote::new(&settings).is_err(), "{model}");
        }
    }

    #[test]
    fn keys_stay_secret() {
        for base_url in [
            "http://llm.example.org/v1",
            "https://user:secret@example.org",
            "ftp://example.org",
            "https://example.org/?key=1",
            "nowhere",
            "mailto:somebody",
        ] {
            let refused = Remote::new(&settings(Provider::OpenAi, Some(base_url), Some(KEY)));
            let text = refused.expect_err(base_url);
            assert!(!text.contains(KEY) && !text.contains("secret"), "{text}");
        }
        let broken = Remote::new(&settings(Provider::OpenAi, None, Some("line\nbreak")));
        assert!(!broken.expect_err("no header").contains("break"));
        for base_url in [
            "http://127.0.0.1:1/v1",
            "http://[::1]:1",
            "http://localhost",
        ] {
            let settings = settings(Provider::OpenAi, Some(base_url), Some(KEY));
            let remote = Remote::new(&settings).expect("stays on the machine");
            assert!(!format!("{settings:?} {remote:?}").contains(KEY));
        }
    }
}
