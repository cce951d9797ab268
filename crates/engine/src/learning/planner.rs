//! What a planner knows about a period before it begins: the calendar, the planned load, and what
//! was metered a day and a week before. Nothing metered later than 24 hours before its start.

use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc, Weekday};
use chrono_tz::Tz;

use super::error::LearningError;
use super::features::{FeatureSpec, Features};
use super::training_set::TrainingSet;

/// A metered period of a site.
#[derive(Debug, Clone, PartialEq)]
pub struct MeteredPeriod {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    /// Metered; filled and predicted values have no place here.
    pub electricity_kwh: f64,
    pub load_type: Option<String>,
}

/// A period to come, or one that was.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlannedPeriod<'a> {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub load_type: Option<&'a str>,
}

/// The features of periods; the words of `load_type` are those of the history.
///
/// # Errors
/// More than 120 words.
pub fn planner_features(history: &[MeteredPeriod]) -> Result<Features, LearningError> {
    let words = history
        .iter()
        .filter_map(|period| period.load_type.as_deref());
    Features::new(vec![
        FeatureSpec::number("quarter_of_day"),
        FeatureSpec::category("weekday", WEEKDAYS),
        FeatureSpec::category("week_status", WEEK_STATUS),
        FeatureSpec::category("load_type", words),
        FeatureSpec::number("kwh_day_before"),
        FeatureSpec::number("kwh_week_before"),
        FeatureSpec::number("kwh_hour_a_day_before"),
    ])
}

/// Sorted as the levels of a category are.
const WEEKDAYS: [&str; 7] = [
    "friday",
    "monday",
    "saturday",
    "sunday",
    "thursday",
    "tuesday",
    "wednesday",
];
const WEEK_STATUS: [&str; 2] = ["weekday", "weekend"];

/// A site's metered periods, for looking back.
#[derive(Debug, Clone)]
pub struct History<'a> {
    /// Ascending by `from`.
    periods: &'a [MeteredPeriod],
    zone: Tz,
}

impl<'a> History<'a> {
    /// `zone` is the site's: its days and weeks are meant.
    ///
    /// # Errors
    /// Periods out of order, or of no length.
    pub fn new(periods: &'a [MeteredPeriod], zone: Tz) -> Result<Self, LearningError> {
        for (row, period) in periods.iter().enumerate() {
            let is_after = row == 0 || periods[row - 1].from < period.from;
            if !is_after || period.to <= period.from {
                return Err(LearningError::OutOfOrder { row });
            }
        }
        Ok(Self { periods, zone })
    }

    /// The row of a period. What was not metered is missing.
    #[must_use]
    pub fn row(&self, features: &Features, period: &PlannedPeriod<'_>) -> Vec<f64> {
        let local = period.from.with_timezone(&self.zone);
        let is_weekend = matches!(local.weekday(), Weekday::Sat | Weekday::Sun);
        let length = period.to - period.from;
        let day_before = period.from - TimeDelta::days(1);
        let week_before = period.from - TimeDelta::days(7);
        let value = |spec: &FeatureSpec| match spec.name.as_str() {
            "quarter_of_day" => f64::from(local.num_seconds_from_midnight() / 900),
            "weekday" => spec.level(Some(word(local.weekday()))),
            "week_status" => spec.level(Some(WEEK_STATUS[usize::from(is_weekend)])),
            "load_type" => spec.level(period.load_type),
            // A period longer than the step back would look at itself.
            "kwh_day_before" if length <= TimeDelta::days(1) => self.kwh(day_before, length),
            "kwh_week_before" if length <= TimeDelta::days(7) => self.kwh(week_before, length),
            "kwh_hour_a_day_before" if length <= TimeDelta::hours(1) => {
                let hour = TimeDelta::hours(1);
                self.kwh(day_before + length - hour, hour)
            }
            _ => f64::NAN,
        };
        features.specs().iter().map(value).collect()
    }

    /// What was metered in `[from, from + length)`; NaN unless periods cover it without a gap.
    fn kwh(&self, from: DateTime<Utc>, length: TimeDelta) -> f64 {
        let to = from + length;
        let first = self.periods.partition_point(|period| period.from < from);
        let (mut sum, mut reached) = (0.0, from);
        for period in &self.periods[first..] {
            if reached >= to {
                break;
            }
            if period.from != reached || period.to > to {
                return f64::NAN;
            }
            sum += period.electricity_kwh;
            reached = period.to;
        }
        if reached == to { sum } else { f64::NAN }
    }

    /// All periods as rows to learn from.
    ///
    /// # Errors
    /// As [`TrainingSet::push`].
    pub fn training_set(&self) -> Result<TrainingSet, LearningError> {
        let features = planner_features(self.periods)?;
        let mut set = TrainingSet::new(features.clone());
        for period in self.periods {
            let planned = PlannedPeriod {
                from: period.from,
                to: period.to,
                load_type: period.load_type.as_deref(),
            };
            let row = self.row(&features, &planned);
            set.push(period.from, &row, period.electricity_kwh, None)?;
        }
        Ok(set)
    }
}

fn word(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "monday",
        Weekday::Tue => "tuesday",
        Weekday::Wed => "wednesday",
        Weekday::Thu => "thursday",
        Weekday::Fri => "friday",
        Weekday::Sat => "saturday",
        Weekday::Sun => "sunday",
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, TimeZone, Utc};
    use chrono_tz::Tz;

    use super::{History, MeteredPeriod, PlannedPeriod, planner_features};

    fn start() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2018, 3, 1, 0, 0, 0).unwrap()
    }

    /// Quarter-hours whose kWh is their number.
    fn periods(count: i32) -> Vec<MeteredPeriod> {
        let of = |at: i32| MeteredPeriod {
            from: start() + TimeDelta::minutes(15 * i64::from(at)),
            to: start() + TimeDelta::minutes(15 * i64::from(at + 1)),
            electricity_kwh: f64::from(at),
            load_type: Some(if at % 2 == 0 { "light" } else { "maximum" }.to_owned()),
        };
        (0..count).map(of).collect()
    }

    fn row_of(history: &[MeteredPeriod], at: i64) -> Vec<f64> {
        let period = PlannedPeriod {
            from: start() + TimeDelta::minutes(15 * at),
            to: start() + TimeDelta::minutes(15 * (at + 1)),
            load_type: Some("maximum"),
        };
        let features = planner_features(history).unwrap();
        let history = History::new(history, Tz::Asia__Seoul).unwrap();
        history.row(&features, &period)
    }

    #[test]
    fn a_row_worked_out_by_hand() {
        // 9 March 2018, 01:00 in Seoul is the 8th, 16:00 UTC: a Friday there.
        let row = row_of(&periods(800), 7 * 96 + 64);
        let hour = 640.0 - 3.0 + 640.0 - 2.0 + 640.0 - 1.0 + 640.0;
        assert_eq!(row, [4.0, 0.0, 0.0, 1.0, 640.0, 64.0, hour]);
    }

    #[test]
    fn nothing_of_the_last_24_hours_is_looked_at() {
        let history = periods(2_000);
        let mut changed = history.clone();
        // A period of number 1,500 starts 24 hours after number 1,404; that one has ended before.
        changed[1_405..]
            .iter_mut()
            .for_each(|period| period.electricity_kwh = 1e9);
        assert_eq!(row_of(&history, 1_500), row_of(&changed, 1_500));
    }

    #[test]
    fn a_gap_is_missing_not_guessed() {
        let mut history = periods(800);
        history.remove(639);
        let row = row_of(&history, 7 * 96 + 64);
        assert_eq!((row[4], row[5]), (640.0, 64.0));
        assert!(row[6].is_nan());
        assert!(row_of(&history, 95)[4].is_nan());
    }

    #[test]
    fn periods_out_of_order_are_refused() {
        let mut history = periods(10);
        history.swap(3, 4);
        assert!(History::new(&history, Tz::UTC).is_err());
    }
}
