//! The usual day: what a site mostly uses at that time of a workday, a Saturday or a Sunday.
//!
//! A median, because a load that is either on or off has a mean it never takes.

use chrono::{DateTime, Datelike, Timelike, Utc, Weekday};
use chrono_tz::Tz;

use super::measured::Past;
use crate::energy::steps::Width;
use crate::statistics::median;

/// Days that say what is usual.
const DAYS: usize = 42;
/// Steps before and after that say something about a step.
const NEIGHBOURS: usize = 1;

/// The median of each time of day, by kind of day; `None` of what was never measured.
#[derive(Debug)]
pub(super) struct UsualDay {
    zone: Tz,
    width: Width,
    medians: Vec<Option<f64>>,
}

impl UsualDay {
    pub(super) fn of(past: &Past) -> Self {
        let (zone, width) = (past.zone, past.width);
        let day = width.per_day();
        let mut values = vec![Vec::new(); 3 * day];
        let newest = past.kwh.len().saturating_sub(DAYS * day);
        for (step, kwh) in past.kwh.iter().enumerate().skip(newest) {
            if let Some(kwh) = kwh {
                let place = place(zone, width, past.at(step));
                let (kind, of_day) = (place / day, place % day);
                // The first and the last step of a day have one neighbour.
                let to = (of_day + NEIGHBOURS).min(day - 1);
                for near in of_day.saturating_sub(NEIGHBOURS)..=to {
                    values[kind * day + near].push(*kwh);
                }
            }
        }
        Self {
            zone,
            width,
            medians: values.iter_mut().map(|values| median(values)).collect(),
        }
    }

    /// What is usual at a moment.
    pub(super) fn at(&self, at: DateTime<Utc>) -> Option<f64> {
        self.medians[place(self.zone, self.width, at)]
    }
}

/// Kind of day and time of day.
fn place(zone: Tz, width: Width, at: DateTime<Utc>) -> usize {
    let local = at.with_timezone(&zone);
    let kind = match local.weekday() {
        Weekday::Sat => 1,
        Weekday::Sun => 2,
        _ => 0,
    };
    let of_day = (60 * local.hour() + local.minute()) / width.minutes();
    kind * width.per_day() + of_day as usize
}
