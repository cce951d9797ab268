//! Another hour of the day: the same power when the grid is cleaner or dirtier.
//!
//! Published factors are of a year. Where the intensity of a grid is known by the hour, the hours of an
//! event and those it would move to are compared, and its power counts as much more or less as their means
//! differ. The ratio alone is used: providers and publishers of yearly factors count different things.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Changed, Frame, NotApplicable, Note, energy};
use crate::vocabulary;

/// Mean intensity of a grid in hours of UTC.
#[derive(Debug, Clone, Default)]
pub struct GridHours {
    /// Kilograms per kWh by hours since 1970.
    by_hour: HashMap<i64, f64>,
}

impl GridHours {
    /// From beginnings of hours and the kilograms of a mean kWh in them.
    #[must_use]
    pub fn new(hours: impl IntoIterator<Item = (DateTime<Utc>, f64)>) -> Self {
        let by_hour = hours
            .into_iter()
            .map(|(at, kg_per_kwh)| (at.timestamp().div_euclid(SECONDS), kg_per_kwh))
            .collect();
        Self { by_hour }
    }

    /// The mean over a period, each hour by its share; `None` unless every hour is known.
    fn mean(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Option<f64> {
        let (from, to) = (from.timestamp(), to.timestamp());
        let mut sum = 0.0;
        for hour in from.div_euclid(SECONDS)..=(to - 1).div_euclid(SECONDS) {
            let begins = hour * SECONDS;
            let inside = to.min(begins + SECONDS) - from.max(begins);
            sum += self.by_hour.get(&hour)? * inside as f64;
        }
        (to > from).then(|| sum / (to - from) as f64)
    }
}

const SECONDS: i64 = 3_600;

/// The grids whose hours are known, by the code of their region.
#[derive(Debug, Clone, Default)]
pub struct HourlyGrids {
    by_region: HashMap<&'static str, GridHours>,
}

impl HourlyGrids {
    /// Adds the hours of a region; one that the vocabulary does not know is left out.
    pub fn insert(&mut self, region: &str, hours: GridHours) {
        if let Some(found) = vocabulary::grid_region(region) {
            self.by_region.insert(found.region.code, hours);
        }
    }

    /// Whether any hour of the region is known.
    #[must_use]
    pub fn know(&self, region: &str) -> bool {
        let found = vocabulary::grid_region(region);
        let hours = found.and_then(|found| self.by_region.get(found.region.code));
        hours.is_some_and(|hours| !hours.by_hour.is_empty())
    }
}

/// The same work, hours later (or earlier, below zero). An event without an end is taken as its first hour.
pub(super) fn schedule(
    frame: &Frame<'_>,
    before: &Changed,
    hours: i64,
) -> Result<Option<Changed>, NotApplicable> {
    if hours == before.later_h {
        return Ok(None);
    }
    let is_metered = energy::draws_power(frame, before)?;
    let mut after = before.clone();
    if !is_metered {
        energy::meter_van_at_home(frame, &mut after)?;
    }
    let region = energy::region(frame, &after).ok_or(NotApplicable::NoHourlyFactor)?;
    let known = frame
        .hours
        .and_then(|grids| grids.by_region.get(region.code))
        .ok_or(NotApplicable::NoHourlyFactor)?;
    let from = frame.input.occurred_at;
    let hour = TimeDelta::seconds(SECONDS);
    let to = frame.input.ends_at.unwrap_or(from + hour);
    let mean_after = |hours: i64| {
        let later = TimeDelta::hours(hours);
        known.mean(from + later, to + later)
    };
    let (was, becomes) = (mean_after(0), mean_after(hours));
    let ratio = becomes.zip(was).map(|(becomes, was)| becomes / was);
    // An hour that emits nothing has no ratio to others.
    after.hour_ratio = ratio
        .filter(|ratio| ratio.is_finite() && *ratio >= 0.0)
        .ok_or(NotApplicable::NoHourlyFactor)?;
    after.later_h = hours;
    after.note(Note::HourOfGrid);
    Ok(Some(after))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};

    use super::GridHours;

    #[test]
    fn a_mean_weighs_hours_by_their_share() {
        let start = DateTime::UNIX_EPOCH + TimeDelta::hours(1_000);
        let minutes = |minutes: i64| start + TimeDelta::minutes(minutes);
        let of = |hours: [f64; 3]| {
            let begins = (0..).map(|hour| start + TimeDelta::hours(hour));
            GridHours::new(begins.zip(hours))
        };
        let hours = of([0.3, 0.1, 0.2]);
        let near = |from: DateTime<Utc>, to: DateTime<Utc>, mean: f64| {
            let found = hours.mean(from, to).expect("known hours");
            assert!((found - mean).abs() < 1e-12, "{found} {mean}");
        };
        near(minutes(0), minutes(60), 0.3);
        near(minutes(45), minutes(75), 0.2);
        near(minutes(0), minutes(180), 0.2);
        assert_eq!(hours.mean(minutes(150), minutes(181)), None);
        assert_eq!(hours.mean(minutes(-1), minutes(30)), None);
        assert_eq!(hours.mean(minutes(30), minutes(30)), None);
    }
}
