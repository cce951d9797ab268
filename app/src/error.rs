//! The only error that crosses from the server to a page.
//!
//! It is the same category, sentence and list of fields that REST answers with. What went wrong
//! inside is logged here once and never sent.

use crate::words::layout as words;
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use model::problem::{ErrorKind, FieldError};
use serde::{Deserialize, Serialize};

/// Why a page did not get what it asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct AppError {
    /// The category; it decides status, icon and what to do next.
    pub kind: ErrorKind,
    /// One sentence for people.
    pub message: String,
    /// Which fields of the input are at fault.
    #[serde(default)]
    pub errors: Vec<FieldError>,
}

impl AppError {
    /// An error of `kind` without field faults.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            errors: Vec::new(),
        }
    }

    /// The fault of `field`, if it has one.
    #[must_use]
    pub fn of_field(&self, field: &str) -> Option<&FieldError> {
        self.errors.iter().find(|error| error.field == field)
    }

    /// The same error without anything a person typed: it may land in an address and in a history.
    #[cfg(feature = "ssr")]
    fn without_input(mut self) -> Self {
        if self.kind == ErrorKind::Invalid {
            self.message = words::SOME_OF_THE_INPUT_IS_NOT.to_owned();
        }
        for error in &mut self.errors {
            error.message = words_of_code(&error.code).to_owned();
        }
        self
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(value: ServerFnErrorErr) -> Self {
        match value {
            ServerFnErrorErr::Request(_) => Self::new(
                ErrorKind::Unavailable,
                words::THE_SERVER_DID_NOT_ANSWER_CHECK,
            ),
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => {
                Self::new(ErrorKind::Invalid, words::A_FIELD_IS_MISSING_OR_NOT)
            }
            ServerFnErrorErr::Registration(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_)
            | ServerFnErrorErr::ServerError(_)
            | ServerFnErrorErr::MiddlewareError(_)
            | ServerFnErrorErr::Deserialization(_)
            | ServerFnErrorErr::Serialization(_)
            | ServerFnErrorErr::Response(_) => {
                Self::new(ErrorKind::Internal, words::THE_SERVER_ANSWERED_IN_A_WAY)
            }
        }
    }
}

#[cfg(feature = "ssr")]
impl From<services::Error> for AppError {
    fn from(error: services::Error) -> Self {
        if let services::Error::Internal(cause) = &error {
            tracing::error!(cause = format!("{cause:#}"), "a page's use case failed");
        }
        let answer = Self {
            kind: error.kind(),
            message: sentence(&error.to_string()),
            errors: error.field_errors().to_vec(),
        };
        match crate::context::door() {
            // The answer to a plain form is a redirect back to the form, the error in its address.
            crate::context::Door::Form => answer.without_input(),
            crate::context::Door::Page => {
                // A page that asks people to sign in is a redirect, set where it is drawn; what cannot be said as
                // things stand is a part of a page that is there.
                if !matches!(
                    answer.kind,
                    ErrorKind::Unauthenticated | ErrorKind::Conflict
                ) {
                    crate::context::set_status(answer.kind);
                }
                answer
            }
            crate::context::Door::Call => {
                crate::context::set_status(answer.kind);
                answer
            }
        }
    }
}

/// Capital letter and full stop: services write clauses, pages show sentences.
#[cfg(feature = "ssr")]
fn sentence(clause: &str) -> String {
    let mut chars = clause.chars();
    let mut text: String = chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default();
    if !text.ends_with(['.', '!', '?']) {
        text.push('.');
    }
    text
}

/// What a fault's code means, said without the value.
#[cfg(feature = "ssr")]
fn words_of_code(code: &str) -> &'static str {
    match code {
        "required" | "missing" | "empty" => words::PLEASE_FILL_THIS_IN,
        "too_short" => words::THIS_IS_TOO_SHORT,
        "too_long" | "too_large" => words::THIS_IS_TOO_LONG,
        "taken" | "duplicate" | "conflict" | "exists" => words::THIS_IS_TAKEN_ALREADY,
        "out_of_range" => words::THIS_IS_OUTSIDE_WHAT_IS_ALLOWED,
        _ => words::THIS_IS_NOT_RIGHT,
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_form_error_carries_no_input() {
        let error = AppError {
            kind: ErrorKind::Invalid,
            message: "`x@` is no address".to_owned(),
            errors: vec![FieldError::new("email", "format", "`x@` is no address")],
        };
        let shown = error.without_input();
        assert!(!format!("{shown:?}").contains("x@"));
        assert_eq!(
            shown.of_field("email").map(|e| e.code.as_str()),
            Some("format")
        );
    }

    #[test]
    fn clauses_become_sentences() {
        assert_eq!(sentence("event was not found"), "Event was not found.");
        assert_eq!(sentence("Stop!"), "Stop!");
    }
}
