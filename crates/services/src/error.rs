//! The one error of the use cases: a category people and programs can act on.

use model::problem::{ErrorKind, FieldError};

/// What a use case returns.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a use case did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The input is at fault.
    #[error("{detail}")]
    Invalid {
        /// One sentence.
        detail: String,
        /// Which fields, each with what would be right.
        errors: Vec<FieldError>,
    },
    /// Nobody is signed in, or the credentials are wrong.
    #[error("{0}")]
    Unauthenticated(String),
    /// Signed in, but not allowed.
    #[error("{0}")]
    Forbidden(String),
    /// Not there, or another organisation's: the caller cannot tell which.
    #[error("{0} was not found")]
    NotFound(&'static str),
    /// It contradicts what is stored.
    #[error("{0}")]
    Conflict(String),
    /// Larger than allowed.
    #[error("{0}")]
    TooLarge(String),
    /// Asked too often.
    #[error("too many attempts; try again in {retry_after_seconds} s")]
    TooManyRequests {
        /// When trying again makes sense.
        retry_after_seconds: u64,
    },
    /// Something we need does not answer.
    #[error("{0}")]
    Unavailable(String),
    /// Our fault. The cause is logged where the error is handled and never sent.
    #[error("something went wrong on our side")]
    Internal(#[source] anyhow::Error),
}

impl Error {
    /// An input error about one field.
    pub fn invalid(field: &str, code: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self::Invalid {
            detail: message.clone(),
            errors: vec![FieldError::new(field, code, message)],
        }
    }

    /// An internal error from any cause.
    pub fn internal(cause: impl Into<anyhow::Error>) -> Self {
        Self::Internal(cause.into())
    }

    /// The category, shared with REST and server functions.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Invalid { .. } => ErrorKind::Invalid,
            Self::Unauthenticated(_) => ErrorKind::Unauthenticated,
            Self::Forbidden(_) => ErrorKind::Forbidden,
            Self::NotFound(_) => ErrorKind::NotFound,
            Self::Conflict(_) => ErrorKind::Conflict,
            Self::TooLarge(_) => ErrorKind::TooLarge,
            Self::TooManyRequests { .. } => ErrorKind::TooManyRequests,
            Self::Unavailable(_) => ErrorKind::Unavailable,
            Self::Internal(_) => ErrorKind::Internal,
        }
    }

    /// The faults of the input, if it is at fault.
    #[must_use]
    pub fn field_errors(&self) -> &[FieldError] {
        if let Self::Invalid { errors, .. } = self {
            errors
        } else {
            &[]
        }
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        use store::{Conflict, Error as Store};
        match error {
            Store::NotFound(noun) => Self::NotFound(noun),
            Store::Conflict(Conflict::EmailTaken) => {
                Self::Conflict("a user with this e-mail address exists already".to_owned())
            }
            Store::Conflict(Conflict::NameTaken) => {
                Self::Conflict("the name is taken already".to_owned())
            }
            Store::Conflict(Conflict::Changed) => Self::Conflict(
                "it changed meanwhile; look at it again and repeat what you did".to_owned(),
            ),
            Store::BadCursor => Self::invalid(
                "cursor",
                "malformed",
                "the cursor does not belong to this list; begin again without one",
            ),
            Store::TooManyToSort { events, limit } => Self::invalid(
                "sort",
                "too_many_events",
                format!(
                    "{events} events match; sorting by size is offered for at most {limit}: narrow the range or the filter"
                ),
            ),
            Store::Unavailable(_) | Store::Busy(_) => {
                tracing::warn!(error = ?error, "the database did not answer in time");
                Self::Unavailable("the database does not answer right now; try again".to_owned())
            }
            Store::LeaseLost
            | Store::Corrupt { .. }
            | Store::OutOfRange(_)
            | Store::NewerSchema { .. }
            | Store::Open(_)
            | Store::Database(_) => Self::internal(error),
        }
    }
}

impl store::Retryable for Error {
    /// Busy databases were classified as unavailable; trying the transaction again may help.
    fn is_retryable(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }
}
