//! The numbers in a text, and whether each is a figure that was given.

use model::recommendations::Fact;

use super::language::Language;

/// Fewest digits a figure may be rounded to: one digit can be off by a third.
const DIGITS_MIN: usize = 2;

/// A piece of a text.
#[derive(Debug, Clone, PartialEq)]
enum Token {
    /// Digits with their separators, as written.
    Number {
        text: String,
        is_negative: bool,
        /// A letter follows at once, as in `10kg` or `10k`.
        is_glued: bool,
    },
    Word(String),
    Symbol(char),
}

/// The first number of `text` that is no figure; `None` when all are.
pub(super) fn first_unfounded(text: &str, facts: &[Fact], language: Language) -> Option<String> {
    let tokens = tokens(text);
    tokens.iter().enumerate().find_map(|(place, token)| {
        let (value, shown) = match token {
            Token::Symbol(_) => return None,
            Token::Word(word) if is_formula(word) => return None,
            Token::Word(word) => {
                let lower = word.to_lowercase();
                match language.number_word(&lower) {
                    Some(value) => (value, word),
                    None if word.chars().any(char::is_numeric) => (None, word),
                    None => return None,
                }
            }
            Token::Number {
                text,
                is_negative,
                is_glued,
            } => {
                let value = parse(text, language)
                    .map(|one| if *is_negative { -one } else { one })
                    .filter(|_| !is_glued || !unit_after(&tokens, place).is_empty());
                (value, text)
            }
        };
        let unit = unit_after(&tokens, place);
        let is_founded = value.is_some_and(|value| {
            facts
                .iter()
                .any(|fact| unit_of(&fact.unit) == unit && is_rounded(fact.value, value))
        });
        (!is_founded).then(|| shown.clone())
    })
}

/// Whether a text claims a quantity: a number with a unit, or a word that is a multiple or fraction
/// by itself, such as `halves`. Such a name may not be repeated.
pub(super) fn claims_quantity(text: &str, language: Language) -> bool {
    let tokens = tokens(text);
    tokens.iter().enumerate().any(|(place, token)| {
        let is_number = match token {
            Token::Number { .. } => true,
            Token::Word(word) => match language.number_word(&word.to_lowercase()) {
                Some(None) => return true,
                value => value.is_some(),
            },
            Token::Symbol(_) => false,
        };
        is_number && !unit_after(&tokens, place).is_empty()
    })
}

/// Whether `value` is `figure`, as it is or rounded to at least [`DIGITS_MIN`] digits.
fn is_rounded(figure: f64, value: f64) -> bool {
    let same = |one: f64| (one - value).abs() <= 1e-9 * one.abs();
    same(figure)
        || (DIGITS_MIN..=15).any(|digits| {
            let text = format!("{figure:.*e}", digits - 1);
            text.parse().is_ok_and(same)
        })
}

/// Words that hold a digit and are no number.
fn is_formula(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "co2" | "co2e" | "co₂" | "co₂e" | "m2" | "m²" | "m3" | "m³"
    )
}

/// The canonical unit a number at `place` has: of the word after it, or of the number it makes a range
/// with; empty where none is known.
fn unit_after(tokens: &[Token], place: usize) -> &'static str {
    let unit = |token: Option<&Token>| match token {
        Some(Token::Symbol('%')) => "%",
        Some(Token::Symbol('°')) => "°C",
        Some(Token::Word(word)) => unit_of(word),
        _ => "",
    };
    let next = tokens.get(place + 1);
    let is_range = match next {
        Some(Token::Symbol('-' | '–' | '—')) => true,
        Some(Token::Word(word)) => {
            matches!(
                word.to_lowercase().as_str(),
                "to" | "and" | "or" | "bis" | "und" | "oder"
            )
        }
        _ => false,
    };
    match tokens.get(place + 2) {
        Some(Token::Number { .. }) if is_range => unit(tokens.get(place + 3)),
        _ => unit(next),
    }
}

/// The unit's canonical word; empty for what is no unit. Of `kWh per hour` the first word counts.
fn unit_of(text: &str) -> &'static str {
    let first = text.split_whitespace().next().unwrap_or_default();
    match first.to_lowercase().as_str() {
        "%" | "percent" | "per" | "prozent" => "%",
        "kg" | "kilogram" | "kilograms" | "kilogramm" | "kilo" | "kilos" => "kg",
        "g" | "gram" | "grams" | "gramm" => "g",
        "t" | "tonne" | "tonnes" | "ton" | "tons" | "tonnen" => "t",
        "km" | "kilometre" | "kilometres" | "kilometer" | "kilometers" | "kilometern" => "km",
        "km/h" => "km/h",
        "kwh" | "kilowatt-hour" | "kilowatt-hours" | "kilowattstunde" | "kilowattstunden" => "kWh",
        "mwh" | "megawatt-hours" => "MWh",
        "l" | "litre" | "litres" | "liter" | "liters" => "L",
        "h" | "hour" | "hours" | "stunde" | "stunden" => "h",
        "day" | "days" | "tag" | "tage" | "tagen" => "days",
        "week" | "weeks" | "woche" | "wochen" => "weeks",
        "month" | "months" | "monat" | "monate" | "monaten" => "months",
        "year" | "years" | "jahr" | "jahre" | "jahren" => "years",
        "°c" | "°" | "degree" | "degrees" | "celsius" | "grad" => "°C",
        "eur" | "euro" | "euros" | "€" => "EUR",
        "usd" | "dollar" | "dollars" => "USD",
        "gbp" | "pound" | "pounds" => "GBP",
        "m2" | "m²" => "m2",
        "times" | "fold" | "x" | "mal" => "times",
        "k" => "thousand",
        _ => "",
    }
}

/// Digits with separators as a number; `None` where they are not written as the language does.
fn parse(text: &str, language: Language) -> Option<f64> {
    let (whole, decimals) = match text.split_once(language.decimal_mark()) {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (text, None),
    };
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if decimals.is_some_and(|part| !is_digits(part)) {
        return None;
    }
    let is_mark = |mark: char| mark == language.thousands_mark() || is_space_mark(mark);
    let mut groups = whole.split(is_mark);
    let first = groups.next().filter(|group| is_digits(group))?;
    let mut digits = first.to_owned();
    for group in groups {
        if first.len() > 3 || group.len() != 3 || !is_digits(group) {
            return None;
        }
        digits.push_str(group);
    }
    format!("{digits}.{}", decimals.unwrap_or("0")).parse().ok()
}

/// What may stand between thousands in any language.
fn is_space_mark(mark: char) -> bool {
    matches!(mark, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '\'' | '’')
}

fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut place = 0;
    while let Some(next) = chars.get(place).copied() {
        let before = place.checked_sub(1).map(|before| chars[before]);
        let is_minus = matches!(next, '-' | '−' | '–')
            && chars.get(place + 1).is_some_and(char::is_ascii_digit)
            && before.is_none_or(|before| before.is_whitespace() || before == '(')
            && !matches!(tokens.last(), Some(Token::Number { .. }));
        if next.is_ascii_digit() || is_minus {
            let start = place + usize::from(is_minus);
            place = number_end(&chars, start);
            tokens.push(Token::Number {
                text: chars[start..place].iter().collect(),
                is_negative: is_minus,
                is_glued: chars.get(place).is_some_and(|one| one.is_alphanumeric()),
            });
        } else if next.is_alphanumeric() {
            let start = place;
            while chars
                .get(place)
                .is_some_and(|one| one.is_alphanumeric() || is_inside_word(&chars, place))
            {
                place += 1;
            }
            tokens.push(Token::Word(chars[start..place].iter().collect()));
        } else {
            if !next.is_whitespace() {
                tokens.push(Token::Symbol(next));
            }
            place += 1;
        }
    }
    tokens
}

/// A hyphen or slash between two letters.
fn is_inside_word(chars: &[char], place: usize) -> bool {
    matches!(chars[place], '-' | '/')
        && chars
            .get(place + 1)
            .is_some_and(|next| next.is_alphabetic())
}

/// Where a number that begins at `start` ends: separators belong to it when a digit follows, spaces
/// only before a group of exactly three.
fn number_end(chars: &[char], start: usize) -> usize {
    let is_digit = |place: usize| chars.get(place).is_some_and(char::is_ascii_digit);
    let mut place = start;
    loop {
        while is_digit(place) {
            place += 1;
        }
        let Some(mark) = chars.get(place) else {
            return place;
        };
        let group = (place + 1..).take_while(|at| is_digit(*at)).count();
        let goes_on = match mark {
            '.' | ',' => group > 0,
            mark if is_space_mark(*mark) => group == 3 && place - start <= 15,
            _ => false,
        };
        if !goes_on {
            return place;
        }
        place += 1;
    }
}
