//! The even grid of time that tariffs, forecasts and plans share.

use chrono::{DateTime, TimeDelta, Utc};
pub use model::energy::Width;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Most steps of one grid: two years of quarter-hours.
pub const STEPS_MAX: usize = 70_176;

/// Steps one after another, half-open: the next begins where one ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Steps {
    start: DateTime<Utc>,
    width: Width,
    count: usize,
}

/// Steps as JSON has them, not yet checked.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    start: DateTime<Utc>,
    width: Width,
    count: usize,
}

impl TryFrom<Written> for Steps {
    type Error = StepsError;
    fn try_from(written: Written) -> Result<Self, StepsError> {
        Self::new(written.start, written.width, written.count)
    }
}

impl From<Steps> for Written {
    fn from(steps: Steps) -> Self {
        Self {
            start: steps.start,
            width: steps.width,
            count: steps.count,
        }
    }
}

/// Why there is no such grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum StepsError {
    #[error("start: {start} must be a whole multiple of {minutes} minutes of UTC")]
    OffGrid { start: DateTime<Utc>, minutes: u32 },
    #[error("count: {count} must be at most {STEPS_MAX} steps")]
    TooMany { count: usize },
    #[error("start: {start} is outside of the calendar")]
    OutsideCalendar { start: DateTime<Utc> },
}

impl Steps {
    /// `count` steps from `start` on.
    ///
    /// # Errors
    /// When `start` does not begin a step, or there are too many.
    pub fn new(start: DateTime<Utc>, width: Width, count: usize) -> Result<Self, StepsError> {
        let minutes = width.minutes();
        if start.timestamp() % (60 * i64::from(minutes)) != 0 || start.timestamp_subsec_nanos() != 0
        {
            return Err(StepsError::OffGrid { start, minutes });
        }
        if count > STEPS_MAX {
            return Err(StepsError::TooMany { count });
        }
        // Two years and some days for what is asked of the days around.
        if start.checked_add_signed(TimeDelta::days(800)).is_none()
            || start.checked_sub_signed(TimeDelta::days(8)).is_none()
        {
            return Err(StepsError::OutsideCalendar { start });
        }
        Ok(Self {
            start,
            width,
            count,
        })
    }

    #[must_use]
    pub fn start(&self) -> DateTime<Utc> {
        self.start
    }

    /// Where the last step ends.
    #[must_use]
    pub fn end(&self) -> DateTime<Utc> {
        self.at(self.count)
    }

    #[must_use]
    pub fn width(&self) -> Width {
        self.width
    }

    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// The beginning of a step; of steps beyond the end too, up to a day.
    #[must_use]
    pub fn at(&self, step: usize) -> DateTime<Utc> {
        let steps = step.min(self.count + self.width.per_day());
        let minutes = steps as i64 * i64::from(self.width.minutes());
        self.start + TimeDelta::minutes(minutes)
    }

    /// The beginnings of all steps.
    pub fn iter(&self) -> impl Iterator<Item = DateTime<Utc>> + '_ {
        (0..self.count).map(|step| self.at(step))
    }

    /// The same steps, of which the first `count` are left.
    #[must_use]
    pub fn first(&self, count: usize) -> Self {
        Self {
            count: count.min(self.count),
            ..*self
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    #[test]
    fn steps_begin_on_the_grid() {
        let at = |hour, minute| Utc.with_ymd_and_hms(2026, 3, 1, hour, minute, 0).unwrap();
        let steps = Steps::new(at(6, 45), Width::QuarterHour, 3).unwrap();
        let begins: Vec<_> = steps.iter().collect();
        assert_eq!(begins, [at(6, 45), at(7, 0), at(7, 15)]);
        assert_eq!(steps.end(), at(7, 30));
        assert_eq!(steps.first(1).end(), at(7, 0));
        assert_eq!(
            Steps::new(at(6, 45), Width::Hour, 3),
            Err(StepsError::OffGrid {
                start: at(6, 45),
                minutes: 60
            })
        );
        assert!(Steps::new(at(0, 0), Width::Hour, STEPS_MAX + 1).is_err());
        assert!(Steps::new(DateTime::<Utc>::MAX_UTC, Width::Hour, 1).is_err());
        let json = serde_json::to_string(&steps).unwrap();
        assert_eq!(serde_json::from_str::<Steps>(&json).unwrap(), steps);
        assert!(serde_json::from_str::<Steps>(&json.replace(":45:", ":44:")).is_err());
    }
}
