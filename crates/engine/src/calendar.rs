//! Days and hours of the week, as a time zone counts them.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

/// Hours in a week.
pub const HOURS_OF_WEEK: u8 = 168;

/// Hours since Monday 00:00 of the zone's week at `at`, 0 to 167.
#[must_use]
pub fn hour_of_week(zone: Tz, at: DateTime<Utc>) -> u8 {
    let local = at.with_timezone(&zone);
    let hours = local.weekday().num_days_from_monday() * 24 + local.hour();
    u8::try_from(hours).unwrap_or_default()
}

/// The first moment of a day; some days begin at one o'clock. `None` of a day that a zone left out.
#[must_use]
pub fn start_of_day(zone: Tz, day: NaiveDate) -> Option<DateTime<Utc>> {
    time_of_day(zone, day, NaiveTime::MIN)
}

/// A time of a day: the first of two, and of one that clocks skip the first moment after. `None` of a day
/// that a zone left out.
#[must_use]
pub fn time_of_day(zone: Tz, day: NaiveDate, time: NaiveTime) -> Option<DateTime<Utc>> {
    let asked = day.and_time(time);
    // Clocks are moved by at most two hours, at quarters of an hour; whole days left out are none.
    (0..=8)
        .filter_map(|quarters| asked.checked_add_signed(TimeDelta::minutes(15 * quarters)))
        .find_map(|local| zone.from_local_datetime(&local).earliest())
        .map(|at| at.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate, TimeZone, Utc};
    use chrono_tz::Tz;

    use super::{hour_of_week, start_of_day, time_of_day};

    fn at(day: u32, hour: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 3, day, hour, 0, 0)
            .single()
            .expect("a time")
    }

    #[test]
    fn weeks_are_those_of_the_zone() {
        // 1 March 2026 is a Sunday.
        assert_eq!(hour_of_week(Tz::UTC, at(1, 23)), 167);
        assert_eq!(hour_of_week(Tz::UTC, at(2, 0)), 0);
        assert_eq!(hour_of_week(Tz::Europe__Berlin, at(1, 23)), 0);
        // Clocks went forward on the 29th: local 02:00 does not exist.
        assert_eq!(hour_of_week(Tz::Europe__Berlin, at(29, 0)), 6 * 24 + 1);
        assert_eq!(hour_of_week(Tz::Europe__Berlin, at(29, 1)), 6 * 24 + 3);
    }

    #[test]
    fn times_that_clocks_skip_or_repeat_are_found() {
        let two = chrono::NaiveTime::from_hms_opt(2, 0, 0).expect("a time");
        let found = |zone, month, day| {
            let day = NaiveDate::from_ymd_opt(2026, month, day).expect("a day");
            time_of_day(zone, day, two).map(|at| at.format("%d %H:%M").to_string())
        };
        // Skipped: three o'clock comes at once. Repeated: the first; New York repeats the hour before.
        for (zone, skipped, repeated) in [
            (
                Tz::Europe__Berlin,
                (3, 29, "29 01:00"),
                (10, 25, "25 00:00"),
            ),
            (
                Tz::America__New_York,
                (3, 8, "08 07:00"),
                (11, 1, "01 07:00"),
            ),
            (
                Tz::Australia__Sydney,
                (10, 4, "03 16:00"),
                (4, 5, "04 15:00"),
            ),
        ] {
            assert_eq!(
                found(zone, skipped.0, skipped.1).as_deref(),
                Some(skipped.2),
                "{zone}"
            );
            assert_eq!(
                found(zone, repeated.0, repeated.1).as_deref(),
                Some(repeated.2),
                "{zone}"
            );
        }
    }

    #[test]
    fn days_begin_when_the_zone_says() {
        let start = |zone, year, month, day| {
            start_of_day(
                zone,
                NaiveDate::from_ymd_opt(year, month, day).expect("a day"),
            )
        };
        assert_eq!(start(Tz::Europe__Berlin, 2026, 3, 2), Some(at(1, 23)));
        // Beirut's clocks go forward at midnight: the day begins at one.
        let beirut = start(Tz::Asia__Beirut, 2026, 3, 29).expect("it begins");
        assert_eq!(beirut, at(28, 22));
        // Samoa left this day out.
        assert_eq!(start(Tz::Pacific__Apia, 2011, 12, 30), None);
    }
}
