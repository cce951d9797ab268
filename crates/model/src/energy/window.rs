//! Hours of the week with a price of their own.

use std::fmt;

use chrono::Weekday;
use serde::{Deserialize, Serialize};

use crate::money::Amount;

/// Quarter-hours in a day of 24 hours.
const QUARTERS: usize = 96;

/// Why a text is no time of day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no time of day; one looks like 06:15, from 00:00 to 24:00 in quarter-hours")]
pub struct TimeOfDayError(String);

/// A time on the wall from 00:00 to 24:00, in quarter-hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, example = "06:15"))]
#[serde(try_from = "String", into = "String")]
pub struct TimeOfDay(usize);

impl TimeOfDay {
    /// Reads `06:15`.
    ///
    /// # Errors
    /// Says what a time of day looks like.
    pub fn parse(text: &str) -> Result<Self, TimeOfDayError> {
        Self::read(text).ok_or_else(|| TimeOfDayError(text.chars().take(20).collect()))
    }

    fn read(text: &str) -> Option<Self> {
        let (hour, minute) = text.split_once(':')?;
        let are_digits = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
        if !are_digits(hour) || !are_digits(minute) {
            return None;
        }
        let (hour, minute): (usize, usize) = (hour.parse().ok()?, minute.parse().ok()?);
        let quarter = 4 * hour + minute / 15;
        (minute < 60 && minute % 15 == 0 && quarter <= QUARTERS).then_some(Self(quarter))
    }

    /// Quarter-hours since midnight, 0 to 96.
    #[must_use]
    pub fn quarter(self) -> usize {
        self.0
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 4, self.0 % 4 * 15)
    }
}

impl TryFrom<String> for TimeOfDay {
    type Error = TimeOfDayError;
    fn try_from(text: String) -> Result<Self, TimeOfDayError> {
        Self::parse(&text)
    }
}

impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> Self {
        time.to_string()
    }
}

/// Times of the week, on the clock on the wall, at which energy has a price of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// What the contract calls it: peak, night.
    pub name: String,
    /// Months it applies in, 1 to 12; none named means all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub months: Vec<u8>,
    /// Days on which it begins.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>, example = json!(["Mon", "Fri"])))]
    pub days: Vec<Weekday>,
    pub from: TimeOfDay,
    /// First moment after it. Where it is before `from`, the window ends on the next day.
    pub to: TimeOfDay,
    pub per_kwh: Amount,
}
