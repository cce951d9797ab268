//! Hours of UTC as hours on the wall. Work begins at eight by the clock on the wall, so the daily
//! cycle is that of local time: without this, every forecast in the week after the clocks change
//! would be an hour off.

use chrono::{DateTime, NaiveDate, NaiveTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// The number of the wall-clock hour that `at` lies in, counted from 1970 and without holes.
pub(super) fn wall_hour(zone: Tz, at: DateTime<Utc>) -> i64 {
    let offset = zone.offset_from_utc_datetime(&at.naive_utc()).fix();
    (at.timestamp() + i64::from(offset.local_minus_utc())).div_euclid(3600)
}

/// The first moment of a day; some days begin at one o'clock.
pub(super) fn start_of_day(zone: Tz, day: NaiveDate) -> Option<DateTime<Utc>> {
    let midnight = day.and_time(NaiveTime::MIN);
    // Clocks are moved by at most two hours, at quarters of an hour; whole days left out are none.
    (0..=8)
        .filter_map(|quarters| midnight.checked_add_signed(TimeDelta::minutes(15 * quarters)))
        .find_map(|local| zone.from_local_datetime(&local).earliest())
        .map(|at| at.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: u32, hour: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 3, day, hour, 0, 0)
            .single()
            .expect("a time")
    }

    #[test]
    fn a_wall_clock_skips_an_hour_in_spring() {
        let wall = |day, hour| wall_hour(Tz::Europe__Berlin, at(day, hour));
        assert_eq!(wall(28, 23) - wall(28, 22), 1);
        // 02:00 on the 29th does not exist: after 01:59 comes 03:00.
        assert_eq!(wall(29, 1) - wall(29, 0), 2);
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
