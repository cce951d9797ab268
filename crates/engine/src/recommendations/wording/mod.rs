//! Letting a language model word recommendations, without letting it claim anything.
//!
//! Each is worded by itself: one is approved, taken back and verified at a time, so a text for two would
//! have no decision of its own, and lists are by time.
//!
//! [`prompt()`] is what it is asked: the rules' texts and figures, and names that strangers chose as
//! quoted data. [`check()`] is what its answer must pass: every number is one of the figures, with its
//! unit, rounded at most to two digits; nothing but plain sentences. What does not pass is not
//! mended: the rules' own text stands.
//!
//! What no check of numbers can see is a sentence that turns a saving into its opposite or that names
//! the wrong cause without a figure. So a worded text never replaces the figures beside it.

mod check;
mod language;
mod numbers;
mod prompt;
#[cfg(test)]
mod tests;

use model::recommendations::Fact;
use serde::{Deserialize, Serialize};

pub use check::{WordingError, check};
pub use language::Language;
pub use prompt::{Prompt, prompt, schema};

/// Most recommendations worded at once.
pub const ITEMS_MAX: usize = 20;
/// Longest answer that is looked at, in bytes.
pub const ANSWER_BYTES_MAX: usize = 32 * 1024;
/// Bounds of a title and of a body, in characters.
pub const TITLE_CHARS: std::ops::RangeInclusive<usize> = 5..=90;
pub const BODY_CHARS: std::ops::RangeInclusive<usize> = 20..=700;

/// A recommendation to be worded.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Item {
    /// What the answer calls it, such as `R1`.
    pub id: String,
    /// As the rule words it.
    pub title: String,
    pub body: String,
    pub facts: Vec<Fact>,
}

/// What is asked of the model.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    pub language: Language,
    /// In the rules' order; at most [`ITEMS_MAX`].
    pub items: Vec<Item>,
    /// Names of suppliers, sites and vehicles that the text may repeat as they are.
    pub names: Vec<String>,
    /// Notes and passages: background that the text may not quote figures from.
    pub background: Vec<String>,
}

/// A recommendation as the model words it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Worded {
    pub id: String,
    pub title: String,
    pub body: String,
}
