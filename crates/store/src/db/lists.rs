//! Lists as one bound value: a JSON array, which both databases can take apart. Only the words for it
//! differ, so these fragments go into the statement's text.

use serde_json::Value;

use super::{Inner, Session};

/// `column` is among the texts of the JSON array bound as `$number`.
pub(crate) fn among_texts(session: &Session, column: &str, number: u8) -> String {
    match session.inner {
        Inner::Sqlite(_) => format!("{column} in (select value from json_each(${number}))"),
        Inner::Postgres(_) => format!(
            "{column} = any(array(select jsonb_array_elements_text(cast(${number} as jsonb))))"
        ),
    }
}

/// `column` is among the integers of the JSON array bound as `$number`.
///
/// PostgreSQL gets an array, not a subselect: it takes the array apart once and looks each id up in
/// the index. A subselect is a join, which it may plan last while its statistics are behind, as they
/// are right after an import: one event then took 19 s to be found.
pub(crate) fn among_integers(session: &Session, column: &str, number: u8) -> String {
    match session.inner {
        Inner::Sqlite(_) => format!("{column} in (select value from json_each(${number}))"),
        Inner::Postgres(_) => format!(
            "{column} = any(array(
                select cast(jsonb_array_elements_text(cast(${number} as jsonb)) as bigint)
            ))"
        ),
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
