//! How large an input may be. Every door of `ingest` takes its limits from here, so that one page
//! says them all.

/// Bytes from the head of a file that `sniff` and `preview` look at.
pub const HEAD_BYTES: usize = 256 * 1024;
/// Bytes of one record of a CSV file, line end apart.
pub const RECORD_BYTES: usize = 1024 * 1024;
/// Bytes of one cell.
pub const CELL_BYTES: usize = 64 * 1024;
/// Columns of a file.
pub const COLUMNS: usize = 500;
/// Bytes of the header line.
pub const HEADER_BYTES: usize = 64 * 1024;
/// Bytes of one column's name.
pub const COLUMN_NAME_BYTES: usize = 300;

/// Bytes of one JSON event.
pub const EVENT_BYTES: usize = 64 * 1024;
/// Events of one batch.
pub const BATCH_EVENTS: usize = 10_000;
/// Questions of one batch of predictions.
pub const BATCH_QUESTIONS: usize = 100_000;
/// Days a question may lie ahead: a year's budget with some slack.
pub const QUESTION_AHEAD_DAYS: i64 = 400;
/// Nesting of a JSON event.
pub const JSON_DEPTH: usize = 8;

/// Extra numeric columns of one event.
pub const FEATURES: usize = 100;
/// Characters of a feature's name.
pub const FEATURE_NAME_CHARS: usize = 100;
/// Largest magnitude of a feature.
pub const FEATURE_ABS: f64 = 1e15;

/// Characters of a profile's name.
pub const PROFILE_NAME_CHARS: usize = 64;
/// Characters of a profile's description and of a rule's reason.
pub const PROFILE_TEXT_CHARS: usize = 4_000;
/// Words in the value map of one column.
pub const VALUE_MAP_WORDS: usize = 10_000;
/// Rules that skip, and as many that warn.
pub const RULES: usize = 50;
/// Conditions of one rule.
pub const CONDITIONS: usize = 20;
/// Cross-checks of a profile.
pub const CROSS_CHECKS: usize = 20;
/// Tables of places.
pub const PLACE_TABLES: usize = 20;
/// Places of all tables together.
pub const PLACES: usize = 100_000;

/// Characters of a value as a rejected row shows it.
pub const SHOWN_CHARS: usize = 80;
/// Codes missing from a table of places that a job names; more are counted.
pub const NAMED_CODES: usize = 40;

/// First year an event may lie in.
pub const FIRST_YEAR: i32 = 1990;
/// Hours an event may lie ahead of now: clocks differ, and so do zones left unstated.
pub const AHEAD_HOURS: i64 = 24;
/// Days a period may last: a year's bill with some slack.
pub const PERIOD_DAYS: i64 = 400;

/// `text` cut down to what a message shows, with an ellipsis where something was cut.
#[must_use]
pub fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN_CHARS) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
