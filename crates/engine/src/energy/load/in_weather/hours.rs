//! The hours of a load on the clock of UTC, with the time of day each belongs to.

use chrono::{DateTime, Datelike, Timelike, Utc};

use super::super::air::hour_of;
use super::super::measured::Past;

/// Hours of a day that heat and cool alike, and such classes: those of workdays and those of weekends.
const CLASS_HOURS: usize = 4;
pub(super) const CLASSES: usize = 2 * 24 / CLASS_HOURS;

/// What was used in the hours of a past, and the classes of these and of the hours ahead.
#[derive(Debug)]
pub(super) struct Hours {
    first: i64,
    /// Those of the past; `None` of what is not known.
    kwh: Vec<Option<f64>>,
    classes: Vec<usize>,
}

impl Hours {
    /// With `ahead` more hours after the last whole one.
    pub(super) fn of(past: &Past, ahead: usize) -> Self {
        let (skipped, kwh) = past.hours();
        let first = hour_of(past.at(skipped));
        let class = |hour: i64| {
            let at = DateTime::<Utc>::from_timestamp(3600 * hour, 0).unwrap_or_default();
            let local = at.with_timezone(&past.zone);
            let is_weekend = usize::from(local.weekday().num_days_from_monday() >= 5);
            is_weekend * CLASSES / 2 + local.hour() as usize / CLASS_HOURS
        };
        let last = first + (kwh.len() + ahead) as i64;
        Self {
            first,
            classes: (first..last).map(class).collect(),
            kwh,
        }
    }

    pub(super) fn first(&self) -> i64 {
        self.first
    }

    /// The hours of the past.
    pub(super) fn measured(&self) -> impl Iterator<Item = i64> {
        self.first..self.first + self.kwh.len() as i64
    }

    pub(super) fn kwh(&self, hour: i64) -> Option<f64> {
        let place = usize::try_from(hour - self.first).ok()?;
        *self.kwh.get(place)?
    }

    /// The class of an hour; of one before or after all, that of the nearest.
    pub(super) fn class(&self, hour: i64) -> usize {
        let last = self.classes.len().saturating_sub(1);
        let place = usize::try_from(hour - self.first).unwrap_or_default();
        self.classes.get(place.min(last)).copied().unwrap_or(0)
    }
}
