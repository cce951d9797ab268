//! Asking a language model, and letting it word what the rules computed.
//!
//! [`LanguageModel`] is somebody who answers; [`Remote`] is a provider behind HTTP. [`Writer`] keeps
//! the number of questions and their time within bounds. [`word`] asks for a wording, has
//! `engine` check it, and falls back on the rules' own text: no page waits for a model, and none
//! shows what a model made up. [`try_model`] says whether one answers at all.

mod provider;
mod remote;
mod trial;
mod word;
mod writer;

#[cfg(test)]
mod tests;

use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;

pub use provider::Provider;
pub use remote::{RESPONSE_BYTES_MAX, Remote, Settings};
pub use trial::try_model;
pub use word::{Author, WhyRules, Wording, word};
pub use writer::{QUESTIONS_AT_ONCE, TIME_MAX, Writer};

/// What is asked, once; no conversation is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Who the model is to be and what it may do. Holds nothing that strangers wrote.
    pub system: String,
    /// What it is to work on.
    pub user: String,
    /// JSON schema of the answer. A provider that can be held to it is; whether the answer follows it
    /// is for the caller to check.
    pub schema: Value,
    /// Tokens the answer may have, those that a model spends on thinking included.
    pub max_tokens: u32,
}

/// Somebody who answers questions.
#[async_trait]
pub trait LanguageModel: std::fmt::Debug + Send + Sync {
    /// Shown beside what it worded, such as `gemini/gemini-2.5-flash`.
    fn name(&self) -> String;

    /// The text of the answer. Dropping the future ends the question.
    ///
    /// # Errors
    /// No text came. The error repeats neither the key nor anything that was asked or answered.
    async fn complete(&self, request: &Request) -> Result<String, LanguageError>;
}

/// Why there is no answer. Says nothing of what was asked, of what came back or of the key: all of
/// these end in logs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LanguageError {
    #[error("the language model cannot be reached: {0}")]
    Unreachable(String),
    #[error("the language model answered {0}{meaning}", meaning = meaning(*.0))]
    Status(u16),
    #[error("the language model sent more than {0} bytes")]
    TooLong(usize),
    #[error("the language model's answer broke off")]
    BrokeOff,
    #[error("what answered does not speak as {0} does")]
    NotItsFormat(Provider),
    #[error("the language model answered without a text: it refused, or ran out of tokens")]
    NoText,
    #[error("the language model had no answer within {} ms", .0.as_millis())]
    Slow(Duration),
}

/// An answer without the fence that models put around JSON out of habit.
fn unfenced(answer: &str) -> &str {
    let answer = answer.trim();
    let inner = answer
        .strip_prefix("```json")
        .or_else(|| answer.strip_prefix("```"))
        .and_then(|rest| rest.strip_suffix("```"));
    inner.unwrap_or(answer)
}

/// What a status means to whoever set the model up.
fn meaning(status: u16) -> &'static str {
    match status {
        300..=399 => ": the address has moved, and redirects are not followed",
        400 | 422 => ": it does not take such requests, or not with this model",
        401 | 403 => ": the key is not accepted",
        404 => ": the model or the address is unknown",
        429 => ": too many requests, or the quota is used up",
        500..=599 => ": it has a fault, or is overloaded",
        _ => "",
    }
}
