//! Days where clocks change, hours that come twice, and zones beside the whole hour.

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use model::emissions::Bucket;
use model::energy::Width;

use super::{Period, last_periods, periods, stretches};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

/// Local midnight.
fn midnight(zone: Tz, year: i32, month: u32, day: u32) -> DateTime<Utc> {
    let local = zone.with_ymd_and_hms(year, month, day, 0, 0, 0);
    local.earliest().expect("a midnight").to_utc()
}

fn expected(periods: &[Period]) -> Vec<u64> {
    periods.iter().map(|one| one.expected).collect()
}

#[test]
fn days_have_the_quarters_their_clocks_leave_them() {
    for (zone, from, to, quarters) in [
        (
            Tz::Europe__Berlin,
            (2026, 3, 28),
            (2026, 3, 31),
            [96, 92, 96],
        ),
        (
            Tz::Europe__Berlin,
            (2026, 10, 24),
            (2026, 10, 27),
            [96, 100, 96],
        ),
        (
            Tz::America__New_York,
            (2026, 3, 7),
            (2026, 3, 10),
            [96, 92, 96],
        ),
        (
            Tz::America__New_York,
            (2026, 10, 31),
            (2026, 11, 3),
            [96, 100, 96],
        ),
        (
            Tz::Australia__Lord_Howe,
            (2026, 4, 4),
            (2026, 4, 7),
            [96, 98, 96],
        ),
        (
            Tz::Australia__Lord_Howe,
            (2026, 10, 3),
            (2026, 10, 6),
            [96, 94, 96],
        ),
        (
            Tz::Asia__Kolkata,
            (2026, 3, 28),
            (2026, 3, 31),
            [96, 96, 96],
        ),
    ] {
        let range = (
            midnight(zone, from.0, from.1, from.2),
            midnight(zone, to.0, to.1, to.2),
        );
        let days = periods(zone, Width::QuarterHour, Bucket::Day, range);
        assert_eq!(expected(&days), quarters, "{zone} {from:?}");
        let begin = |index: usize| days[index].from.with_timezone(&zone).time();
        assert!(
            (0..3).all(|day| begin(day) == chrono::NaiveTime::MIN),
            "{zone}"
        );
        assert!(days.windows(2).all(|two| two[0].to == two[1].from));
    }
}

#[test]
fn stretches_are_as_long_as_midnights_allow() {
    for (zone, width, seconds) in [
        (Tz::Europe__Berlin, Width::QuarterHour, 3_600),
        // All midnights lie half an hour beside UTC's, and so do the stretches.
        (Tz::Asia__Kolkata, Width::QuarterHour, 3_600),
        (Tz::Asia__Kathmandu, Width::QuarterHour, 3_600),
        // Summer time is half an hour there.
        (Tz::Australia__Lord_Howe, Width::QuarterHour, 1_800),
        (Tz::Australia__Lord_Howe, Width::Hour, 3_600),
    ] {
        let range = (midnight(zone, 2026, 1, 1), midnight(zone, 2027, 1, 1));
        let days = periods(zone, width, Bucket::Day, range);
        let found = stretches(width, &days).expect("some");
        assert_eq!(found.seconds, seconds, "{zone}");
        let apart = |day: &Period| (day.from - found.from).num_seconds();
        let cut = days
            .iter()
            .filter(|day| apart(day) % i64::from(seconds) != 0);
        // Hours of UTC that straddle a midnight belong to the day they begin in.
        let is_beside = width == Width::Hour;
        assert!(cut.count() == 0 || is_beside, "{zone}");
    }
    assert_eq!(stretches(Width::Hour, &[]), None);
}

#[test]
fn an_interval_belongs_to_the_day_it_begins_in() {
    let zone = Tz::Asia__Kolkata;
    let range = (midnight(zone, 2026, 6, 1), midnight(zone, 2026, 6, 3));
    let days = periods(zone, Width::Hour, Bucket::Day, range);
    assert_eq!(expected(&days), [24, 24]);
    let found = stretches(Width::Hour, &days).expect("some");
    // Midnight is 18:30 of UTC, the first hour of the day 19:00.
    assert_eq!(found.from, at("2026-05-31T19:00:00Z"));
}

#[test]
fn hours_are_those_of_the_clock() {
    let berlin = Tz::Europe__Berlin;
    let range = (
        midnight(berlin, 2026, 10, 25),
        midnight(berlin, 2026, 10, 26),
    );
    let hours = periods(berlin, Width::HalfHour, Bucket::Hour, range);
    assert_eq!(expected(&hours), [2; 25], "two o'clock comes twice");
    let lord_howe = Tz::Australia__Lord_Howe;
    let range = (
        midnight(lord_howe, 2026, 4, 5),
        midnight(lord_howe, 2026, 4, 6),
    );
    let hours = periods(lord_howe, Width::QuarterHour, Bucket::Hour, range);
    assert_eq!(hours.len(), 25);
    // From half past one again to two o'clock.
    assert_eq!(expected(&hours)[..4], [4, 4, 2, 4]);
    let kathmandu = (at("2026-06-01T00:00:00Z"), at("2026-06-01T02:00:00Z"));
    let hours = periods(
        Tz::Asia__Kathmandu,
        Width::QuarterHour,
        Bucket::Hour,
        kathmandu,
    );
    // 05:45 there.
    assert_eq!(expected(&hours), [1, 4, 3]);
}

#[test]
fn a_range_cuts_its_first_and_last_step() {
    let zone = Tz::Europe__Berlin;
    let range = (at("2026-01-31T22:40:00Z"), at("2026-03-31T21:30:00Z"));
    let months = periods(zone, Width::QuarterHour, Bucket::Month, range);
    let days = |days: u64| days * 96;
    assert_eq!(
        expected(&months),
        [1, days(28), days(31) - 4 - 2],
        "a quarter of January; March without the hour that was skipped and its last half"
    );
    assert_eq!((months[0].from, months[2].to), range);
    let whole: TimeDelta = months.iter().map(|one| one.to - one.from).sum();
    assert_eq!(whole, range.1 - range.0);
    // A moment finer than the grid adds nothing.
    let tiny = (at("2026-01-31T22:45:00.5Z"), at("2026-01-31T22:59:00Z"));
    assert_eq!(
        expected(&periods(zone, Width::QuarterHour, Bucket::Day, tiny)),
        [0]
    );
    let empty = (range.0, range.0);
    assert!(periods(zone, Width::QuarterHour, Bucket::Day, empty).is_empty());
}

#[test]
fn the_last_steps_end_with_the_one_a_moment_lies_in() {
    let zone = Tz::America__New_York;
    let noon = at("2026-11-03T17:07:00Z");
    for (step, count, from, to) in [
        (
            Bucket::Hour,
            48,
            "2026-11-01T18:00:00Z",
            "2026-11-03T18:00:00Z",
        ),
        (
            Bucket::Day,
            31,
            "2026-10-04T04:00:00Z",
            "2026-11-04T05:00:00Z",
        ),
        (
            Bucket::Month,
            12,
            "2025-12-01T05:00:00Z",
            "2026-12-01T05:00:00Z",
        ),
    ] {
        let range = last_periods(zone, step, noon, count);
        assert_eq!(range, (at(from), at(to)), "{}", step.as_str());
        let found = periods(zone, Width::QuarterHour, step, range).len();
        assert_eq!(found, count as usize);
    }
}
