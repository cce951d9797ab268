//! Kilograms over hours.

use chrono::TimeDelta;
use proptest::prelude::*;

use super::*;

fn at(hour: u32, minute: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 29, hour, minute, 0).unwrap()
}

#[test]
fn a_period_is_spread_by_the_time_in_each_hour() {
    let shares: Vec<_> = spread_over_hours(Milligrams(120), at(8, 30), Some(at(10, 30))).collect();
    let expected = [(at(8, 0), 30), (at(9, 0), 60), (at(10, 0), 30)];
    assert_eq!(shares, expected.map(|(hour, mg)| (hour, Milligrams(mg))));
}

#[test]
fn a_period_that_ends_on_the_hour_does_not_touch_the_next() {
    let shares: Vec<_> = spread_over_hours(Milligrams(7), at(8, 0), Some(at(10, 0))).collect();
    assert_eq!(
        shares,
        [(at(8, 0), Milligrams(3)), (at(9, 0), Milligrams(4))]
    );
}

#[test]
fn an_event_without_a_period_lies_in_its_hour() {
    for end in [None, Some(at(8, 17)), Some(at(7, 0))] {
        let shares: Vec<_> = spread_over_hours(Milligrams(5), at(8, 17), end).collect();
        assert_eq!(shares, [(at(8, 0), Milligrams(5))]);
    }
}

proptest! {
    #[test]
    fn shares_add_up_and_hours_follow_each_other(
        total in any::<i64>(),
        start in 0i64..4_000_000_000,
        seconds in 0i64..400 * 86_400,
        micros in 0u32..1_000_000,
    ) {
        let start = DateTime::from_timestamp(start, micros * 1000).unwrap();
        let end = start + TimeDelta::seconds(seconds);
        let shares: Vec<_> = spread_over_hours(Milligrams(total), start, Some(end)).collect();
        let sum: i128 = shares.iter().map(|(_, mg)| i128::from(mg.0)).sum();
        prop_assert_eq!(sum, i128::from(total));
        prop_assert_eq!(shares[0].0, hour_of(start));
        for pair in shares.windows(2) {
            prop_assert_eq!(pair[1].0 - pair[0].0, TimeDelta::hours(1));
        }
        let last = shares.last().unwrap().0;
        prop_assert!(last < end || seconds == 0);
        prop_assert!(last + TimeDelta::hours(1) >= end || seconds == 0);
        // Nobody gets a share of the wrong sign, nor more than a milligram off the even one.
        for (_, mg) in &shares {
            prop_assert!(mg.0 == 0 || (mg.0 < 0) == (total < 0));
        }
    }
}

#[test]
fn the_longest_period_does_not_overflow() {
    let (first, last) = (DateTime::UNIX_EPOCH, at(0, 0) + TimeDelta::days(80_000));
    let sum: i128 = spread_over_hours(Milligrams(i64::MAX), first, Some(last))
        .map(|(_, mg)| i128::from(mg.0))
        .sum();
    assert_eq!(sum, i128::from(i64::MAX));
}
