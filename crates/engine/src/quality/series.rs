//! What is judged: points in time order, or a regular grid with gaps.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::calendar::hour_of_week;

/// Most points of one series: five years of quarter-hours, with slack.
pub const POINTS_MAX: usize = 200_000;
/// Largest magnitude of a value; squares of larger ones would lose their meaning.
pub const VALUE_ABS_MAX: f64 = 1e15;
/// Most columns given beside a series.
pub const RELATED_MAX: usize = 8;

/// A value and its time; of an event, its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    pub at: DateTime<Utc>,
    pub value: f64,
}

/// Values of equal periods that follow each other; `None` where nothing is known, and where what is
/// known is an outlier and must not teach anything.
#[derive(Debug, Clone, Copy)]
pub struct Series<'a> {
    /// Whose week it is.
    pub zone: Tz,
    /// Beginning of the first period.
    pub from: DateTime<Utc>,
    /// Length of a period: a divisor of 60.
    pub step_minutes: u32,
    pub values: &'a [Option<f64>],
}

/// Why a series cannot be judged.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum QualityError {
    #[error("the series has {have} points; at most {POINTS_MAX} are judged at once")]
    TooManyPoints { have: usize },
    #[error(
        "the series has {points} points over {days} days; a habit needs at least {points_min} \
         points over {days_min} days"
    )]
    TooLittleHistory {
        points: usize,
        days: i64,
        points_min: usize,
        days_min: i64,
    },
    #[error(
        "value {index} is {value}; values must be finite and at most {VALUE_ABS_MAX:e} in size"
    )]
    NotAValue { index: usize, value: f64 },
    #[error("point {index} is earlier than the one before it; points must be in time order")]
    NotInOrder { index: usize },
    #[error("step_minutes is {0}; it must divide 60")]
    Step(u32),
    #[error("from is too near the end of the calendar for a series of this length")]
    Calendar,
    #[error("{have} related columns were given; at most {RELATED_MAX} are used")]
    TooManyRelated { have: usize },
    #[error("related column {column} has {have} values; the series has {need}")]
    RelatedLength {
        column: usize,
        have: usize,
        need: usize,
    },
    #[error("the model was trained with {trained} related columns; {have} were given")]
    RelatedCount { trained: usize, have: usize },
}

impl Series<'_> {
    /// Periods of an hour.
    #[must_use]
    pub fn per_hour(&self) -> usize {
        60 / self.step_minutes.max(1) as usize
    }

    /// Beginning of a period; `None` past the end of the calendar.
    #[must_use]
    pub fn at(&self, index: usize) -> Option<DateTime<Utc>> {
        let minutes = i64::try_from(index).ok()? * i64::from(self.step_minutes);
        self.from
            .checked_add_signed(TimeDelta::try_minutes(minutes)?)
    }

    /// What is known, in time order.
    #[must_use]
    pub fn points(&self) -> Vec<Point> {
        let known = self.values.iter().enumerate();
        known
            .filter_map(|(index, value)| {
                Some(Point {
                    at: self.at(index)?,
                    value: (*value)?,
                })
            })
            .collect()
    }

    /// Refuses a series that breaks a limit.
    pub(super) fn check(&self) -> Result<(), QualityError> {
        if self.step_minutes == 0 || 60 % self.step_minutes != 0 {
            return Err(QualityError::Step(self.step_minutes));
        }
        if self.values.len() > POINTS_MAX {
            let have = self.values.len();
            return Err(QualityError::TooManyPoints { have });
        }
        // A year more than the series, so that a day's lookahead never leaves the calendar.
        let minutes = self.values.len() as i64 * i64::from(self.step_minutes) + 366 * 24 * 60;
        if self
            .from
            .checked_add_signed(TimeDelta::minutes(minutes))
            .is_none()
        {
            return Err(QualityError::Calendar);
        }
        check_values(self.values)
    }

    /// Hour of the week of each period, and of as many more as are asked for.
    pub(super) fn slots(&self) -> Vec<u8> {
        (0..self.values.len())
            .map(|index| self.at(index).map_or(0, |at| hour_of_week(self.zone, at)))
            .collect()
    }
}

pub(super) fn check_values(values: &[Option<f64>]) -> Result<(), QualityError> {
    for (index, value) in values.iter().enumerate() {
        if let Some(value) = *value
            && !is_value(value)
        {
            return Err(QualityError::NotAValue { index, value });
        }
    }
    Ok(())
}

/// Refuses points that break a limit.
pub(super) fn check_points(points: &[Point]) -> Result<(), QualityError> {
    if points.len() > POINTS_MAX {
        let have = points.len();
        return Err(QualityError::TooManyPoints { have });
    }
    for (index, point) in points.iter().enumerate() {
        if !is_value(point.value) {
            let value = point.value;
            return Err(QualityError::NotAValue { index, value });
        }
        if index > 0 && point.at < points[index - 1].at {
            return Err(QualityError::NotInOrder { index });
        }
    }
    Ok(())
}

fn is_value(value: f64) -> bool {
    value.is_finite() && value.abs() <= VALUE_ABS_MAX
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use chrono_tz::Tz;

    use super::{Point, QualityError, Series, check_points};

    #[test]
    fn what_breaks_a_limit_is_named() {
        let series = |step_minutes, values| Series {
            zone: Tz::UTC,
            from: DateTime::UNIX_EPOCH,
            step_minutes,
            values,
        };
        assert_eq!(series(7, &[]).check(), Err(QualityError::Step(7)));
        assert_eq!(series(0, &[]).check(), Err(QualityError::Step(0)));
        assert_eq!(series(15, &[None, Some(1.0)]).check(), Ok(()));
        let infinite = series(60, &[None, Some(f64::INFINITY)]).check();
        let words = infinite.expect_err("it is no value").to_string();
        assert!(
            words.starts_with("value 1 is inf; values must be finite"),
            "{words}"
        );
        let late = Series {
            from: DateTime::<chrono::Utc>::MAX_UTC,
            ..series(60, &[None])
        };
        assert_eq!(late.check(), Err(QualityError::Calendar));
        assert!(late.at(10).is_none());

        let point = |second, value| Point {
            at: DateTime::from_timestamp(second, 0).expect("a time"),
            value,
        };
        let mixed = [point(10, 1.0), point(5, 1.0)];
        assert_eq!(
            check_points(&mixed),
            Err(QualityError::NotInOrder { index: 1 })
        );
        assert_eq!(check_points(&[point(5, 1.0), point(5, 2.0)]), Ok(()));
    }
}
