//! Lists as one bound value: a JSON array, which both databases can take apart. Only the words for it
//! differ, so these fragments go into the statement's text.

use serde_json::Value;

use super::{Inner, Session};

/// `select` of the texts of the JSON array bound as `$number`.
pub(crate) fn texts(session: &Session, number: u8) -> String {
    match session.inner {
        Inner::Sqlite(_) => format!("select value from json_each(${number})"),
        Inner::Postgres(_) => {
            format!("select jsonb_array_elements_text(cast(${number} as jsonb))")
        }
    }
}

/// `select` of the integers of the JSON array bound as `$number`.
pub(crate) fn integers(session: &Session, number: u8) -> String {
    match session.inner {
        Inner::Sqlite(_) => format!("select value from json_each(${number})"),
        Inner::Postgres(_) => {
            format!("select cast(jsonb_array_elements_text(cast(${number} as jsonb)) as bigint)")
        }
    }
}

/// `select a, b` of the pairs of texts of the JSON array bound as `$number`.
pub(crate) fn pairs(session: &Session, number: u8) -> String {
    match session.inner {
        Inner::Sqlite(_) => format!(
            "select json_extract(value, '$[0]') as a, json_extract(value, '$[1]') as b
            from json_each(${number})"
        ),
        Inner::Postgres(_) => format!(
            "select pair ->> 0 as a, pair ->> 1 as b
            from jsonb_array_elements(cast(${number} as jsonb)) as pair"
        ),
    }
}

/// The value to bind. Texts come without NUL characters (`text::key`, `text::clean`).
pub(crate) fn bind(values: impl IntoIterator<Item = impl Into<Value>>) -> String {
    Value::Array(values.into_iter().map(Into::into).collect()).to_string()
}
