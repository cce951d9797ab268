//! How long the intervals are that meters count together.

use serde::{Deserialize, Serialize};

use super::width::Width;

/// How long an interval of a meter is: a whole part of an hour. Measurements are kept by it; what is calculated
/// from them is calculated by [`Interval::step`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Interval(u32);

/// What an interval has to be, in words.
pub const INTERVAL_MUST: &str =
    "a whole part of an hour: 1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30 or 60";

/// Minutes that are no whole part of an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} must be {INTERVAL_MUST}")]
pub struct IntervalError(u32);

impl Interval {
    /// The minutes of all there are, the shortest first.
    pub const MINUTES: [u32; 12] = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60];

    /// The one that lasts so many minutes.
    #[must_use]
    pub fn of_minutes(minutes: u32) -> Option<Self> {
        Self::MINUTES.contains(&minutes).then_some(Self(minutes))
    }

    /// Its length in minutes.
    #[must_use]
    pub fn minutes(self) -> u32 {
        self.0
    }

    /// Its length in hours: mean power in kW is energy in kWh divided by this.
    #[must_use]
    pub fn hours(self) -> f64 {
        f64::from(self.0) / 60.0
    }

    /// The shortest step that holds whole intervals.
    #[must_use]
    pub fn step(self) -> Width {
        let holds = |width: &Width| width.minutes().is_multiple_of(self.0);
        // All are whole parts of an hour.
        Width::ALL.into_iter().find(holds).unwrap_or(Width::Hour)
    }

    /// Intervals in a step.
    #[must_use]
    pub fn per_step(self) -> u32 {
        self.step().minutes() / self.0
    }
}

impl From<Width> for Interval {
    fn from(width: Width) -> Self {
        Self(width.minutes())
    }
}

impl From<Interval> for u32 {
    fn from(interval: Interval) -> Self {
        interval.0
    }
}

impl TryFrom<u32> for Interval {
    type Error = IntervalError;
    fn try_from(minutes: u32) -> Result<Self, IntervalError> {
        Self::of_minutes(minutes).ok_or(IntervalError(minutes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_the_shortest_that_hold_whole_intervals() {
        for (minutes, step, per_step) in [
            (1, 15, 15),
            (2, 30, 15),
            (3, 15, 5),
            (4, 60, 15),
            (5, 15, 3),
            (6, 30, 5),
            (10, 30, 3),
            (12, 60, 5),
            (15, 15, 1),
            (20, 60, 3),
            (30, 30, 1),
            (60, 60, 1),
        ] {
            let interval = Interval::of_minutes(minutes).unwrap();
            let found = (interval.step().minutes(), interval.per_step());
            assert_eq!(found, (step, per_step), "{minutes}");
        }
        for minutes in (0..=120).filter(|minutes| !Interval::MINUTES.contains(minutes)) {
            assert_eq!(Interval::of_minutes(minutes), None);
        }
        assert!(serde_json::from_str::<Interval>("7").is_err());
        assert_eq!(serde_json::to_string(&Interval(5)).unwrap(), "5");
    }
}
