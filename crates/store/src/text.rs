//! Text on its way in. PostgreSQL stores no NUL character, neither in text nor in JSON; one in
//! somebody's file must not fail their import, so it is stored as the visible sign for it (U+2400).

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;
use sqlx::types::Json;

use crate::{Error, Result};

/// `text` without NUL characters.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    if text.contains('\0') {
        Cow::Owned(text.replace('\0', "\u{2400}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The key names are compared by: trimmed, in lower case, without NUL.
pub(crate) fn key(name: &str) -> String {
    clean(name.trim()).to_lowercase()
}

/// A pattern for `like .. escape '\'` that finds `part` anywhere, whatever signs it holds.
pub(crate) fn containing(part: &str) -> String {
    let mut pattern = String::from("%");
    for sign in clean(part).chars() {
        if matches!(sign, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(sign);
    }
    pattern.push('%');
    pattern
}

/// A document to be bound, without NUL characters.
pub(crate) fn json(document: &impl Serialize) -> Result<Json<Value>> {
    let mut value = serde_json::to_value(document).map_err(|_| Error::OutOfRange("a document"))?;
    clean_value(&mut value);
    Ok(Json(value))
}

/// A document as text, without NUL characters.
pub(crate) fn json_text(document: &impl Serialize) -> Result<String> {
    let text = serde_json::to_string(document).map_err(|_| Error::OutOfRange("a document"))?;
    // In JSON text a NUL can only be written as this escape; an escaped backslash before the letter
    // looks the same, so the document itself decides.
    if text.contains("\\u0000") {
        Ok(json(document)?.0.to_string())
    } else {
        Ok(text)
    }
}

fn clean_value(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Cow::Owned(cleaned) = clean(text) {
                *text = cleaned;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(clean_value),
        Value::Object(fields) => {
            if fields.keys().any(|name| name.contains('\0')) {
                *fields = std::mem::take(fields)
                    .into_iter()
                    .map(|(name, value)| (clean(&name).into_owned(), value))
                    .collect();
            }
            fields.values_mut().for_each(clean_value);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn nul_becomes_visible_everywhere() {
        assert_eq!(super::clean("a\0b"), "a\u{2400}b");
        assert_eq!(super::key("  Tröll\0 "), "tröll\u{2400}");
        let document = json!({"k\u{0}": ["\u{0}", "\\u0000", 1]});
        let expected = json!({"k\u{2400}": ["\u{2400}", "\\u0000", 1]});
        assert_eq!(super::json(&document).expect("plain").0, expected);
        let text = super::json_text(&document).expect("plain");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&text).expect("json"),
            expected
        );
    }
}
