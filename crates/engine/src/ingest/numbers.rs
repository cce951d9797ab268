//! A cell's text as a number. What could be read two ways is refused, not guessed.

use std::fmt;

/// Which sign separates whole from decimals.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Decimal {
    #[default]
    Point,
    Comma,
}

/// Why a text is no number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NumberFault {
    /// It has no digits, or something besides a number.
    NotANumber,
    /// `NaN` or an infinity, by name or by size.
    NotFinite,
    /// Its separator may mark thousands or decimals.
    Ambiguous,
}

impl fmt::Display for NumberFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotANumber => "is not a number",
            Self::NotFinite => "is not a finite number",
            Self::Ambiguous => {
                "can be read two ways: its separator may mark thousands or decimals; \
                 state `decimal` in the profile's format"
            }
        })
    }
}

/// The number in `text` (trimmed, not empty). Thousands separators are taken where they cannot be
/// mistaken: `1,234,567`, `1,234.5`, `1 234`; `1,234` alone is refused.
pub(crate) fn parse(text: &str, decimal: Decimal) -> Result<f64, NumberFault> {
    let plain = text
        .bytes()
        .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E'));
    if plain && decimal == Decimal::Point {
        return finish(text);
    }
    let unsigned = text.trim_start_matches(['-', '+']).to_ascii_lowercase();
    if matches!(unsigned.as_str(), "nan" | "inf" | "infinity" | "∞") {
        return Err(NumberFault::NotFinite);
    }
    finish(&without_thousands(text, decimal)?)
}

fn finish(text: &str) -> Result<f64, NumberFault> {
    // Rust would read `inf`, `nan` and `infinity` too, but only digits, signs and `e` get here.
    let value: f64 = text.parse().map_err(|_| NumberFault::NotANumber)?;
    if !value.is_finite() {
        return Err(NumberFault::NotFinite);
    }
    // Minus zero would make two texts of one value.
    Ok(if value == 0.0 { 0.0 } else { value })
}

/// The text with a decimal point and nothing between its thousands.
fn without_thousands(text: &str, decimal: Decimal) -> Result<String, NumberFault> {
    let (mark, other) = match decimal {
        Decimal::Point => ('.', ','),
        Decimal::Comma => (',', '.'),
    };
    let (whole, rest) = match text.split_once(mark) {
        Some((whole, rest)) => (whole, Some(rest)),
        None => (text, None),
    };
    if rest.is_some_and(|rest| rest.contains([mark, other, ' ', '\'', '\u{a0}', '\u{202f}'])) {
        return Err(NumberFault::NotANumber);
    }
    let sign_end = whole.len() - whole.trim_start_matches(['-', '+']).len();
    let (sign, digits) = whole.split_at(sign_end);
    let spacer = digits
        .chars()
        .find(|c| matches!(c, ' ' | '\'' | '\u{a0}' | '\u{202f}') || *c == other);
    let mut joined = String::with_capacity(text.len());
    joined.push_str(sign);
    match spacer {
        None => joined.push_str(digits),
        Some(spacer) => {
            let groups: Vec<&str> = digits.split(spacer).collect();
            let is_grouped = groups.iter().enumerate().all(|(at, group)| {
                let right_length = if at == 0 {
                    (1..=3).contains(&group.len())
                } else {
                    group.len() == 3
                };
                right_length && group.bytes().all(|b| b.is_ascii_digit())
            });
            if !is_grouped {
                return Err(NumberFault::NotANumber);
            }
            // One group of three after the other sign: 1.234 is 1234 in one country, 1.234 in the next.
            if spacer == other && groups.len() == 2 && rest.is_none() {
                return Err(NumberFault::Ambiguous);
            }
            groups.iter().for_each(|group| joined.push_str(group));
        }
    }
    if let Some(rest) = rest {
        joined.push('.');
        joined.push_str(rest);
    }
    let is_plain = joined
        .bytes()
        .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E'));
    if is_plain {
        Ok(joined)
    } else {
        Err(NumberFault::NotANumber)
    }
}
