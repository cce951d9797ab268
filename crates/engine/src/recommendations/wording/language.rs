//! Languages a wording is asked in: how they write numbers, in digits and in words.

use serde::{Deserialize, Serialize};

/// A language whose numbers can be checked. Others are not offered: an unread number word would pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// `12,300.5`
    English,
    /// `12.300,5`
    German,
}

impl Language {
    /// What the prompt calls it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "German",
        }
    }

    /// What stands before decimals.
    pub(super) fn decimal_mark(self) -> char {
        match self {
            Self::English => '.',
            Self::German => ',',
        }
    }

    /// What stands between thousands, besides spaces and apostrophes.
    pub(super) fn thousands_mark(self) -> char {
        match self {
            Self::English => ',',
            Self::German => '.',
        }
    }

    /// What a lower-case word says as a number: `Some(None)` for one that is a number and nothing more
    /// precise is known of it.
    pub(super) fn number_word(self, word: &str) -> Option<Option<f64>> {
        match self {
            Self::English => english(word),
            Self::German => german(word),
        }
    }
}

const ENGLISH: &[(&str, f64)] = &[
    ("zero", 0.0),
    ("one", 1.0),
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("eleven", 11.0),
    ("twelve", 12.0),
    ("thirteen", 13.0),
    ("fourteen", 14.0),
    ("fifteen", 15.0),
    ("sixteen", 16.0),
    ("seventeen", 17.0),
    ("eighteen", 18.0),
    ("nineteen", 19.0),
    ("twenty", 20.0),
    ("dozen", 12.0),
];

/// Beginnings of words that are numbers, multiples or fractions, whatever follows.
const ENGLISH_STEMS: &[&str] = &[
    "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred", "thousand",
    "million", "billion", "trillion", "half", "halv", "doubl", "twice", "thrice", "tripl", "trebl",
    "quadrupl", "quintupl", "quarter", "third", "fourth", "fifth", "sixth", "seventh", "eighth",
    "ninth", "tenth", "dozen", "couple", "twent",
];

fn english(word: &str) -> Option<Option<f64>> {
    if let Some((_, value)) = ENGLISH.iter().find(|(name, _)| *name == word) {
        return Some(Some(*value));
    }
    let is_number = ENGLISH_STEMS.iter().any(|stem| word.starts_with(stem))
        || word.ends_with("fold")
        // "twenty-five" comes as one word.
        || word.split('-').any(|part| {
            part != word && ENGLISH.iter().any(|(name, _)| *name == part)
        });
    is_number.then_some(None)
}

const GERMAN: &[(&str, f64)] = &[
    ("null", 0.0),
    ("eins", 1.0),
    ("zwei", 2.0),
    ("drei", 3.0),
    ("vier", 4.0),
    ("fünf", 5.0),
    ("sechs", 6.0),
    ("sieben", 7.0),
    ("acht", 8.0),
    ("neun", 9.0),
    ("zehn", 10.0),
    ("elf", 11.0),
    ("zwölf", 12.0),
    ("dutzend", 12.0),
];

/// Parts of words that make them numbers, multiples or fractions.
const GERMAN_PARTS: &[&str] = &[
    "zehn", "zwanzig", "dreißig", "dreissig", "vierzig", "fünfzig", "sechzig", "siebzig",
    "achtzig", "neunzig", "hundert", "tausend", "million", "milliard", "halb", "hälfte", "halbier",
    "doppel", "doppelt", "zweimal", "dreimal", "dreifach", "vierfach", "drittel", "viertel",
    "fünftel", "zehntel", "dutzend",
];

fn german(word: &str) -> Option<Option<f64>> {
    if let Some((_, value)) = GERMAN.iter().find(|(name, _)| *name == word) {
        return Some(Some(*value));
    }
    GERMAN_PARTS
        .iter()
        .any(|part| word.contains(part))
        .then_some(None)
}
