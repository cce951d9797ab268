//! What went wrong, in the one shape that services, REST and server functions share.

use serde::{Deserialize, Serialize};

/// The category of a failure; each maps to one HTTP status and one wording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// The input is at fault; `errors` name the fields. 422, or 400 when it cannot be read at all.
    Invalid,
    /// Nobody is signed in. 401.
    Unauthenticated,
    /// Signed in, but not allowed. 403.
    Forbidden,
    /// Not there, or not the caller's to see. 404.
    NotFound,
    /// It contradicts what is stored. 409.
    Conflict,
    /// The input is larger than allowed. 413.
    TooLarge,
    /// Asked too often. 429.
    TooManyRequests,
    /// Something we need does not answer; trying again may help. 503.
    Unavailable,
    /// Our fault; logged, never told in detail. 500.
    Internal,
}

/// One fault of the input: which field, what it is called in code, what would be right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// The field (or column) at fault.
    pub field: String,
    /// A stable word for programs, such as `out_of_range`.
    pub code: String,
    /// A sentence for people that names the value and what would be right.
    pub message: String,
}

impl FieldError {
    /// A fault of `field`.
    pub fn new(
        field: impl Into<String>,
        code: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            field: field.into(),
            code: code.into(),
            message: message.into(),
        }
    }
}

/// An RFC 9457 problem document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A URI reference naming the kind of problem.
    #[serde(rename = "type")]
    pub type_uri: String,
    /// The kind in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened this time.
    pub detail: String,
    /// The faults of the input, when it is at fault.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// The request's id, to find it in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}
