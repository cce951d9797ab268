//! Hours of the week with a price of their own.

use std::cmp::Ordering;
use std::fmt;

use chrono::Weekday;
use model::money::Amount;
use serde::{Deserialize, Serialize};

use super::TariffError;

/// Quarter-hours in a day of 24 hours.
pub(super) const QUARTERS: usize = 96;

/// A time on the wall from 00:00 to 24:00, in quarter-hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeOfDay {
    quarter: usize,
}

impl TimeOfDay {
    /// Reads `06:15`.
    ///
    /// # Errors
    /// Says what a time of day looks like.
    pub fn parse(text: &str) -> Result<Self, TariffError> {
        Self::read(text).ok_or_else(|| TariffError::TimeOfDay(text.chars().take(20).collect()))
    }

    fn read(text: &str) -> Option<Self> {
        let (hour, minute) = text.split_once(':')?;
        let are_digits = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
        if !are_digits(hour) || !are_digits(minute) {
            return None;
        }
        let (hour, minute): (usize, usize) = (hour.parse().ok()?, minute.parse().ok()?);
        let quarter = 4 * hour + minute / 15;
        (minute < 60 && minute % 15 == 0 && quarter <= QUARTERS).then_some(Self { quarter })
    }

    /// Quarter-hours since midnight, 0 to 96.
    pub(super) fn quarter(self) -> usize {
        self.quarter
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.quarter / 4, self.quarter % 4 * 15)
    }
}

impl TryFrom<String> for TimeOfDay {
    type Error = TariffError;
    fn try_from(text: String) -> Result<Self, TariffError> {
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
#[serde(deny_unknown_fields)]
pub struct Window {
    /// What the contract calls it: peak, night.
    pub name: String,
    /// Months it applies in, 1 to 12; none named means all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub months: Vec<u8>,
    /// Days on which it begins.
    pub days: Vec<Weekday>,
    pub from: TimeOfDay,
    /// First moment after it. Where it is before `from`, the window ends on the next day.
    pub to: TimeOfDay,
    pub per_kwh: Amount,
}

impl Window {
    fn is_in(&self, month: usize) -> bool {
        self.months.is_empty() || self.months.iter().any(|one| usize::from(*one) == month + 1)
    }

    /// Quarter-hours from its beginning to its end; 0 where both are the same moment.
    fn length(&self) -> usize {
        let (from, to) = (self.from.quarter(), self.to.quarter());
        match to.cmp(&from) {
            Ordering::Greater => to - from,
            Ordering::Equal => 0,
            Ordering::Less => QUARTERS + to - from,
        }
    }

    /// The quarter-hours of the week (from Monday 00:00) it covers.
    fn quarters(&self) -> impl Iterator<Item = usize> + '_ {
        let (from, length) = (self.from.quarter(), self.length());
        self.days.iter().flat_map(move |day| {
            let begin = day.num_days_from_monday() as usize * QUARTERS + from;
            (begin..begin + length).map(|quarter| quarter % (7 * QUARTERS))
        })
    }
}

/// Which window applies when: by month and quarter-hour of the week.
#[derive(Debug, Clone)]
pub(super) struct Timetable {
    window: Vec<Option<usize>>,
}

impl Timetable {
    /// The timetable of windows that may not overlap.
    pub(super) fn new(field: &'static str, windows: &[Window]) -> Result<Self, TariffError> {
        let mut window = vec![None; 12 * 7 * QUARTERS];
        for (index, one) in windows.iter().enumerate() {
            if one.days.is_empty() {
                return Err(TariffError::NoDays { field, index });
            }
            if let Some(month) = one.months.iter().find(|month| !(1..=12).contains(*month)) {
                let month = *month;
                return Err(TariffError::Month {
                    field,
                    index,
                    month,
                });
            }
            if one.length() == 0 {
                return Err(TariffError::EmptyWindow {
                    field,
                    index,
                    name: one.name.clone(),
                    at: one.from,
                });
            }
            for month in (0..12).filter(|month| one.is_in(*month)) {
                for quarter in one.quarters() {
                    let slot: &mut Option<usize> = &mut window[month * 7 * QUARTERS + quarter];
                    if let Some(other) = slot.filter(|other| *other != index) {
                        return Err(TariffError::Overlap {
                            field,
                            index,
                            name: one.name.clone(),
                            other: windows[other].name.clone(),
                        });
                    }
                    *slot = Some(index);
                }
            }
        }
        Ok(Self { window })
    }

    /// The window that applies in a month (0 to 11) at a quarter-hour of the week.
    pub(super) fn at(&self, month: usize, quarter_of_week: usize) -> Option<usize> {
        self.window[month * 7 * QUARTERS + quarter_of_week]
    }
}
