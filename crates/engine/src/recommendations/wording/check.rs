//! Whether an answer may be shown.

use super::numbers::{claims_quantity, first_unfounded};
use super::{ANSWER_BYTES_MAX, Asked, BODY_CHARS, TITLE_CHARS, Worded};
use model::recommendations::Fact;
use serde::Deserialize;

/// Why an answer is not shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WordingError {
    #[error("the answer has {0} bytes; at most {ANSWER_BYTES_MAX} are read")]
    TooLong(usize),
    #[error("the answer does not follow the schema: {0}")]
    NotTheSchema(String),
    #[error("the answer words `{0}`, which was not asked for")]
    UnknownId(String),
    #[error("the answer words `{0}` more than once")]
    RepeatedId(String),
    #[error("the answer leaves `{0}` out")]
    MissingId(String),
    #[error("the {field} has {chars} characters; it must have {least} to {most}")]
    Length {
        field: &'static str,
        chars: usize,
        least: usize,
        most: usize,
    },
    #[error("the {field} holds `{found}`; plain sentences are allowed only")]
    NotPlain { field: &'static str, found: String },
    #[error("the {field} holds an address: `{found}`")]
    Address { field: &'static str, found: String },
    #[error("the {field} says `{found}`, which is none of the figures given")]
    Unfounded { field: &'static str, found: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    recommendations: Vec<Worded>,
}

/// Checks a model's answer against what it was asked. Each recommendation must be in it exactly once,
/// and its text may only use its own figures. The texts come in the order of what was asked.
///
/// # Errors
/// Says what is wrong with the first fault; nothing of the answer may then be shown.
pub fn check(asked: &Asked, answer: &str) -> Result<Vec<Worded>, WordingError> {
    if answer.len() > ANSWER_BYTES_MAX {
        return Err(WordingError::TooLong(answer.len()));
    }
    let answer: Answer = serde_json::from_str(answer)
        .map_err(|error| WordingError::NotTheSchema(error.to_string()))?;
    let mut texts = answer.recommendations;
    check_ids(asked, &texts)?;
    texts.sort_by_key(|worded| asked.items.iter().position(|item| item.id == worded.id));
    for (item, worded) in asked.items.iter().zip(&texts) {
        for (field, text, chars) in [
            ("title", &worded.title, TITLE_CHARS),
            ("body", &worded.body, BODY_CHARS),
        ] {
            check_length(field, text, &chars)?;
            check_text(asked, field, text, &item.facts)?;
        }
    }
    Ok(texts)
}

fn check_ids(asked: &Asked, answer: &[Worded]) -> Result<(), WordingError> {
    let mut seen: Vec<&str> = Vec::new();
    for Worded { id, .. } in answer {
        if !asked.items.iter().any(|item| item.id == *id) {
            return Err(WordingError::UnknownId(shown(id)));
        }
        if seen.contains(&id.as_str()) {
            return Err(WordingError::RepeatedId(shown(id)));
        }
        seen.push(id);
    }
    let missing = asked
        .items
        .iter()
        .find(|item| !seen.contains(&item.id.as_str()));
    match missing {
        Some(item) => Err(WordingError::MissingId(item.id.clone())),
        None => Ok(()),
    }
}

fn check_length(
    field: &'static str,
    text: &str,
    bounds: &std::ops::RangeInclusive<usize>,
) -> Result<(), WordingError> {
    let chars = text.chars().count();
    if bounds.contains(&chars) {
        return Ok(());
    }
    Err(WordingError::Length {
        field,
        chars,
        least: *bounds.start(),
        most: *bounds.end(),
    })
}

fn check_text(
    asked: &Asked,
    field: &'static str,
    text: &str,
    facts: &[Fact],
) -> Result<(), WordingError> {
    let text = without_names(asked, text);
    if let Some(strange) = text.chars().find(|one| !is_plain(*one)) {
        let found = strange.escape_default().to_string();
        return Err(WordingError::NotPlain { field, found });
    }
    if let Some(found) = address(&text) {
        return Err(WordingError::Address { field, found });
    }
    match first_unfounded(&text, facts, asked.language) {
        Some(found) => Err(WordingError::Unfounded {
            field,
            found: shown(&found),
        }),
        None => Ok(()),
    }
}

/// The text without the names that may be repeated. A name that claims a quantity or is a link may
/// not: whoever named a supplier "saves 99 %" wants it repeated. Names with a dot, such as
/// `Haulage.de`, may.
fn without_names(asked: &Asked, text: &str) -> String {
    let mut text = text.to_owned();
    for name in &asked.names {
        let name = name.trim();
        let is_link = name.contains("//") || name.to_lowercase().contains("www.");
        if name.chars().count() < 2 || is_link || claims_quantity(name, asked.language) {
            continue;
        }
        text = cut_out(&text, name);
    }
    text
}

/// Replaces `name` where it stands as a word of its own.
fn cut_out(text: &str, name: &str) -> String {
    let mut left = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(name) {
        let (before, found) = rest.split_at(at);
        let after = &found[name.len()..];
        let is_apart = |edge: Option<char>| edge.is_none_or(|one| !one.is_alphanumeric());
        let previous = before.chars().next_back().or(left.chars().next_back());
        left.push_str(before);
        // Two commas keep the words on both sides from becoming one number.
        if is_apart(previous) && is_apart(after.chars().next()) {
            left.push_str(" , ");
        } else {
            left.push_str(name);
        }
        rest = after;
    }
    left.push_str(rest);
    left
}

/// Letters of Latin scripts, digits and the punctuation of sentences: no markup, no control or
/// invisible character, no look-alikes of other scripts.
fn is_plain(one: char) -> bool {
    let is_letter =
        one.is_alphabetic() && (one.is_ascii() || ('\u{c0}'..='\u{24f}').contains(&one));
    is_letter
        || one.is_ascii_digit()
        || matches!(
            one,
            ' ' | '\u{a0}'
                | '\u{2009}'
                | '\u{202f}'
                | '.'
                | ','
                | ';'
                | ':'
                | '!'
                | '?'
                | '\''
                | '"'
                | '’'
                | '‘'
                | '“'
                | '”'
                | '„'
                | '…'
                | '('
                | ')'
                | '%'
                | '/'
                | '+'
                | '-'
                | '−'
                | '–'
                | '—'
                | '°'
                | '€'
                | '&'
                | '₂'
                | '²'
                | '³'
        )
}

/// Something that looks like an address: a scheme, or a letter right after a full stop.
fn address(text: &str) -> Option<String> {
    text.split_whitespace()
        .find(|word| {
            let word = word.to_lowercase();
            let chars: Vec<char> = word.chars().collect();
            let is_dotted = chars
                .windows(2)
                .any(|pair| pair[0] == '.' && pair[1].is_alphabetic());
            let is_abbreviation = ["e.g.", "i.e.", "z.b.", "d.h.", "u.a."]
                .iter()
                .any(|known| word.trim_matches(['(', ')', ',', ';']) == *known);
            word.contains("//") || word.starts_with("www") || (is_dotted && !is_abbreviation)
        })
        .map(shown)
}

/// At most forty characters, for a message.
fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}
