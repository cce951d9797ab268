//! What a forecast was worth once the truth is known, beside the three naive methods that anybody has:
//! yesterday again, last week again, the mean of the same weekday and time over four weeks.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// An interval as it was expected.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Expected {
    pub at: DateTime<Utc>,
    pub kwh: f64,
    pub low_kwh: Option<f64>,
    pub high_kwh: Option<f64>,
}

/// Sums over the intervals that were measured; sums of several forecasts add up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Score {
    pub points: u64,
    pub abs_error_kwh: f64,
    pub measured_kwh: f64,
    /// Yesterday, last week, mean of four weeks; `None` where that was not known of every interval.
    pub naive_abs_error_kwh: [Option<f64>; 3],
    /// Intervals with a band, and those whose value lay in it.
    pub banded: u64,
    pub held: u64,
}

impl Score {
    /// Both together. A naive method counts where both have it.
    #[must_use]
    pub fn and(self, other: &Self) -> Self {
        if self.points == 0 {
            return *other;
        }
        if other.points == 0 {
            return self;
        }
        let naive = |method: usize| {
            let both = self.naive_abs_error_kwh[method].zip(other.naive_abs_error_kwh[method]);
            both.map(|(one, two)| one + two)
        };
        Self {
            points: self.points + other.points,
            abs_error_kwh: self.abs_error_kwh + other.abs_error_kwh,
            measured_kwh: self.measured_kwh + other.measured_kwh,
            naive_abs_error_kwh: [naive(0), naive(1), naive(2)],
            banded: self.banded + other.banded,
            held: self.held + other.held,
        }
    }

    /// Mean absolute error, kWh per interval.
    #[must_use]
    pub fn mae_kwh(&self) -> Option<f64> {
        (self.points > 0).then(|| self.abs_error_kwh / self.points as f64)
    }

    /// The least mean absolute error of the naive methods, and which of them has it.
    #[must_use]
    pub fn best_naive(&self) -> Option<(usize, f64)> {
        let known = self.naive_abs_error_kwh.iter().enumerate();
        let known = known.filter_map(|(method, sum)| Some((method, (*sum)?)));
        let best = known.min_by(|one, two| one.1.total_cmp(&two.1))?;
        (self.points > 0).then(|| (best.0, best.1 / self.points as f64))
    }

    /// 1 - MAE / MAE of the best naive method: 0 no better, below 0 worse. `None` where that had no error.
    #[must_use]
    pub fn skill(&self) -> Option<f64> {
        let (_, naive) = self.best_naive()?;
        let skill = 1.0 - self.mae_kwh()? / naive;
        (naive > 0.0).then_some(skill)
    }

    /// Share of values that lay in their band.
    #[must_use]
    pub fn coverage(&self) -> Option<f64> {
        (self.banded > 0).then(|| self.held as f64 / self.banded as f64)
    }
}

/// Compares what was expected with what came. `measured` begins four weeks before the forecast; days are
/// those of the site's zone, so that the naive methods keep their time of day when clocks move.
#[must_use]
pub fn score(expected: &[Expected], measured: &BTreeMap<DateTime<Utc>, f64>, zone: Tz) -> Score {
    let mut score = Score {
        naive_abs_error_kwh: [Some(0.0); 3],
        ..Score::default()
    };
    for point in expected {
        let Some(came) = measured.get(&point.at) else {
            continue;
        };
        score.points += 1;
        score.abs_error_kwh += (came - point.kwh).abs();
        score.measured_kwh += came;
        if let Some((low, high)) = point.low_kwh.zip(point.high_kwh) {
            score.banded += 1;
            score.held += u64::from((low..=high).contains(came));
        }
        let before = |days: u64| measured.get(&days_before(zone, point.at, days)?).copied();
        let weeks: Vec<f64> = (1..=4).filter_map(|week| before(7 * week)).collect();
        let mean = (!weeks.is_empty()).then(|| weeks.iter().sum::<f64>() / weeks.len() as f64);
        for (sum, naive) in score
            .naive_abs_error_kwh
            .iter_mut()
            .zip([before(1), before(7), mean])
        {
            *sum = sum
                .zip(naive)
                .map(|(sum, naive)| sum + (came - naive).abs());
        }
    }
    if score.points == 0 {
        score.naive_abs_error_kwh = [None; 3];
    }
    score
}

/// The same time on the clock so many days before; the moment as many hours before where the clock
/// skipped it.
fn days_before(zone: Tz, at: DateTime<Utc>, days: u64) -> Option<DateTime<Utc>> {
    let local = at.with_timezone(&zone).naive_local();
    let before = local.checked_sub_days(Days::new(days))?;
    match zone.from_local_datetime(&before).earliest() {
        Some(found) => Some(found.to_utc()),
        None => at.checked_sub_days(Days::new(days)),
    }
}

#[cfg(test)]
mod tests {
    use chrono::{TimeDelta, Timelike};

    use super::*;

    /// Uses the hour of the local clock in kWh, in steps of an hour.
    fn clockwork(zone: Tz, until: DateTime<Utc>) -> BTreeMap<DateTime<Utc>, f64> {
        (0..24 * 35)
            .map(|hours| until - TimeDelta::hours(hours))
            .map(|at| (at, f64::from(at.with_timezone(&zone).hour())))
            .collect()
    }

    #[test]
    fn naive_methods_keep_the_clocks_time() {
        // Clocks move forward in Berlin and New York, and back in Sydney, in the day that is forecast or
        // the week before it.
        for (zone, day) in [
            (Tz::Europe__Berlin, (2026, 3, 29)),
            (Tz::America__New_York, (2026, 3, 8)),
            (Tz::Australia__Sydney, (2026, 4, 5)),
        ] {
            for later in [0, 1, 5] {
                let noon = Utc.with_ymd_and_hms(day.0, day.1, day.2, 12, 0, 0).unwrap()
                    + TimeDelta::days(later);
                let measured = clockwork(zone, noon + TimeDelta::hours(23));
                let expected: Vec<Expected> = (0..24)
                    .map(|hour| noon + TimeDelta::hours(hour))
                    .map(|at| Expected {
                        at,
                        kwh: measured[&at] + 1.0,
                        low_kwh: Some(0.0),
                        high_kwh: Some(if measured[&at] < 12.0 { 24.0 } else { 0.5 }),
                    })
                    .collect();
                let score = score(&expected, &measured, zone);
                assert_eq!((score.points, score.mae_kwh()), (24, Some(1.0)));
                let (_, naive) = score.best_naive().unwrap();
                // What the clock repeats or leaves out is all that a clockwork's yesterday gets wrong.
                assert!(naive < 0.3, "{zone} {later}: {naive}");
                assert!(score.skill().is_none_or(|skill| skill < 0.0));
                let coverage = score.coverage().unwrap();
                assert!((0.4..=0.6).contains(&coverage), "{coverage}");
            }
        }
    }

    #[test]
    fn what_was_not_measured_does_not_count() {
        let at = |hour| Utc.with_ymd_and_hms(2026, 6, 15, hour, 0, 0).unwrap();
        let expected = |hour| Expected {
            at: at(hour),
            kwh: 5.0,
            low_kwh: None,
            high_kwh: None,
        };
        let measured = BTreeMap::from([
            (at(1), 7.0),
            (at(1) - TimeDelta::days(7), 11.0),
            (at(2), 5.0),
        ]);
        let one = score(&[expected(1), expected(3)], &measured, Tz::UTC);
        assert_eq!((one.points, one.abs_error_kwh), (1, 2.0));
        assert_eq!(one.naive_abs_error_kwh, [None, Some(4.0), Some(4.0)]);
        assert_eq!(one.skill(), Some(0.5));
        assert_eq!(one.coverage(), None);
        let two = score(&[expected(2)], &measured, Tz::UTC);
        let both = one.and(&two).and(&Score::default());
        assert_eq!((both.points, both.mae_kwh()), (2, Some(1.0)));
        assert_eq!(both.best_naive(), None, "the second had no week before it");
    }
}
