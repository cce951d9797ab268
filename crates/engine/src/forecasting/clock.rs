//! Hours of UTC as hours on the wall. Work begins at eight by the clock on the wall, so the daily
//! cycle is that of local time: without this, every forecast in the week after the clocks change
//! would be an hour off.

use chrono::{DateTime, Offset, TimeZone, Utc};
use chrono_tz::Tz;

pub(super) use crate::calendar::start_of_day;

/// The number of the wall-clock hour that `at` lies in, counted from 1970 and without holes.
pub(super) fn wall_hour(zone: Tz, at: DateTime<Utc>) -> i64 {
    let offset = zone.offset_from_utc_datetime(&at.naive_utc()).fix();
    (at.timestamp() + i64::from(offset.local_minus_utc())).div_euclid(3600)
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
}
