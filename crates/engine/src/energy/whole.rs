//! From the intervals of a meter to the steps that everything else is calculated by.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use model::energy::{Channel, Interval, Measurement};

/// The beginning of the step that a moment lies in.
#[must_use]
pub fn step_of(interval: Interval, at: DateTime<Utc>) -> DateTime<Utc> {
    let seconds = 60 * i64::from(interval.step().minutes());
    let whole = at.timestamp().div_euclid(seconds) * seconds;
    // Within a step of a time there is a time, but at the calendar's very end.
    DateTime::from_timestamp(whole, 0).unwrap_or(at)
}

/// The steps of which every interval is there, by channel and in order of time; no two of `measured` may be of
/// one channel and interval.
///
/// Energies are summed from the first interval to the last, so the same intervals give the same sum. A state of
/// charge is that at the beginning of a step, as it is of an interval: the interval that begins with the step
/// says it, whatever else is missing, and so the end of a step is the beginning of the next.
#[must_use]
pub fn whole_steps(interval: Interval, measured: &[Measurement]) -> Vec<Measurement> {
    let mut intervals: BTreeMap<(Channel, DateTime<Utc>), BTreeMap<DateTime<Utc>, f64>> =
        BTreeMap::new();
    for one in measured {
        let step = (one.channel, step_of(interval, one.at));
        intervals.entry(step).or_default().insert(one.at, one.value);
    }
    let needed = interval.per_step() as usize;
    intervals
        .into_iter()
        .filter_map(|((channel, at), values)| {
            let value = if channel == Channel::Soc {
                values.get(&at).copied()
            } else {
                (values.len() == needed).then(|| values.values().sum())
            };
            Some(Measurement {
                channel,
                at,
                value: value?,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use chrono::{TimeDelta, TimeZone};
    use proptest::prelude::*;

    use super::*;

    fn at(minute: i64) -> DateTime<Utc> {
        let start = Utc.with_ymd_and_hms(2026, 6, 15, 0, 0, 0).unwrap();
        start + TimeDelta::minutes(minute)
    }

    fn of(channel: Channel, minute: i64, value: f64) -> Measurement {
        Measurement {
            channel,
            at: at(minute),
            value,
        }
    }

    fn interval(minutes: u32) -> Interval {
        Interval::of_minutes(minutes).unwrap()
    }

    #[test]
    fn a_step_needs_each_of_its_intervals() {
        let import = |minute, value| of(Channel::ImportKwh, minute, value);
        let soc = |minute, value| of(Channel::Soc, minute, value);
        // A quarter that is whole, though out of order, one without its second interval, and one begun.
        let measured = [
            import(10, 0.3),
            import(0, 0.1),
            import(5, 0.2),
            import(15, 1.0),
            import(25, 1.0),
            import(30, 2.0),
            // The state of charge is that of the beginning; 0.9 is that of no step's beginning.
            soc(0, 0.5),
            soc(5, 0.6),
            soc(20, 0.9),
            soc(30, 0.7),
        ];
        let steps = whole_steps(interval(5), &measured);
        let sum: f64 = [0.1, 0.2, 0.3].into_iter().sum();
        assert_eq!(steps, [import(0, sum), soc(0, 0.5), soc(30, 0.7)]);
        // Ten minutes do not part a quarter: three make half an hour.
        let tens = [
            import(0, 1.0),
            import(10, 2.0),
            import(20, 3.0),
            import(30, 4.0),
        ];
        assert_eq!(whole_steps(interval(10), &tens), [import(0, 6.0)]);
        assert_eq!(whole_steps(interval(15), &tens[..1]), tens[..1]);
        assert_eq!(whole_steps(interval(1), &[]), []);
        assert_eq!(step_of(interval(10), at(59)), at(30));
        assert_eq!(step_of(interval(20), at(-1)), at(-60));
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_invented(
            place in 0_usize..12, values in prop::collection::vec(0.0_f64..50.0, 1..200),
            gap in 0_usize..400,
        ) {
            let interval = interval(Interval::MINUTES[place]);
            let minutes = i64::from(interval.minutes());
            let mut measured: Vec<Measurement> = (0..)
                .zip(&values)
                .map(|(place, value)| of(Channel::SolarKwh, place * minutes, *value))
                .collect();
            let whole = measured.len() / interval.per_step() as usize;
            let steps = whole_steps(interval, &measured);
            prop_assert_eq!(steps.len(), whole);
            let kept: f64 = values[..whole * interval.per_step() as usize].iter().sum();
            let sum: f64 = steps.iter().map(|step| step.value).sum();
            prop_assert!((sum - kept).abs() < 1e-9 * kept.max(1.0));
            // One that is missing takes its own step with it, and no other.
            if gap < measured.len() {
                let removed = measured.remove(gap);
                let left = whole_steps(interval, &measured);
                let others = steps.iter().filter(|step| step.at != step_of(interval, removed.at));
                prop_assert_eq!(left, others.copied().collect::<Vec<_>>());
            }
        }
    }
}
