//! Rows that come in, of measurements and of prices: what is wrong with one, and how many are read again.

use chrono::{DateTime, Datelike, Utc};
use model::energy::{Interval, RejectedMeasurement};
use serde_json::Value;

use crate::error::{Error, Result};

/// First year a row may lie in, as of events.
pub(super) const FIRST_YEAR: i32 = 1990;
/// Characters of a value that a rejection shows.
const SHOWN_CHARS: usize = 80;
/// Rejections that an answer lists.
pub(super) const REJECTED_SHOWN: usize = 1_000;
/// Rows of a page: usual, and most.
const PAGE: u32 = 1_000;
const PAGE_MAX: u32 = 10_000;

/// A field of a row that is at fault.
pub(super) struct Fault {
    pub(super) field: String,
    pub(super) value: String,
    pub(super) code: String,
    pub(super) message: String,
}

impl Fault {
    /// Of a field of a JSON row, or of the `row` as a whole.
    pub(super) fn of(row: &Value, field: &str, code: &str, must: &str) -> Self {
        let value = row
            .get(field)
            .unwrap_or(if field == "row" { row } else { &Value::Null });
        let value: String = value.to_string().chars().take(SHOWN_CHARS).collect();
        let message = format!("{field}: {value} must be {must}");
        Self {
            field: field.to_owned(),
            value,
            code: code.to_owned(),
            message,
        }
    }

    /// As an answer lists it.
    pub(super) fn rejected(self, index: u64) -> RejectedMeasurement {
        RejectedMeasurement {
            index,
            field: self.field,
            value: self.value,
            code: self.code,
            message: self.message,
        }
    }
}

/// A row as it was read.
pub(super) type ReadRow<T> = (u64, std::result::Result<T, Fault>);

/// The time of a JSON row; `such_as` is one that could be meant.
pub(super) fn time_of(row: &Value, such_as: &str) -> std::result::Result<DateTime<Utc>, Fault> {
    let at = row["at"].as_str();
    let at = at.and_then(|text| DateTime::parse_from_rfc3339(text).ok());
    let at =
        at.ok_or_else(|| Fault::of(row, "at", "bad_time", &format!("a time such as {such_as}")));
    Ok(at?.to_utc())
}

/// Fails where a time begins no interval, lies after `latest`, of which `too_late` says what is right, or before
/// all years. It is asked for words only then: most rows are right.
pub(super) fn check_time(
    at: DateTime<Utc>,
    interval: impl Into<Interval>,
    latest: DateTime<Utc>,
    too_late: impl FnOnce() -> String,
) -> std::result::Result<(), Fault> {
    let fault = |code: &str, must: &str| {
        Err(Fault {
            field: "at".to_owned(),
            value: at.to_rfc3339(),
            code: code.to_owned(),
            message: format!("at: {} {must}", at.to_rfc3339()),
        })
    };
    let minutes = interval.into().minutes();
    let off_grid = at.timestamp().rem_euclid(60 * i64::from(minutes)) != 0;
    if off_grid || at.timestamp_subsec_nanos() != 0 {
        let must = format!("must begin an interval, a whole multiple of {minutes} minutes of UTC");
        return fault("off_grid", &must);
    }
    if at > latest {
        return fault("in_future", &too_late());
    }
    if at.year() < FIRST_YEAR {
        return fault("out_of_range", &format!("must not lie before {FIRST_YEAR}"));
    }
    Ok(())
}

/// The rows of a page of `[from, to)`.
///
/// # Errors
/// `Invalid` for a range that ends before it begins, or a limit out of range.
pub(super) fn page_of(from: DateTime<Utc>, to: DateTime<Utc>, limit: Option<u32>) -> Result<u32> {
    if from >= to {
        let message = format!("to: {to} must be after from, {from}");
        return Err(Error::invalid("to", "before_from", message));
    }
    let limit = limit.unwrap_or(PAGE);
    if !(1..=PAGE_MAX).contains(&limit) {
        let message = format!("limit: {limit} must be 1 to {PAGE_MAX}");
        return Err(Error::invalid("limit", "out_of_range", message));
    }
    Ok(limit)
}
