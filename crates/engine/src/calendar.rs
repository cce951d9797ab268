//! Hours of the week, as a time zone counts them.

use chrono::{DateTime, Datelike, Timelike, Utc};
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

#[cfg(test)]
mod tests {
    use chrono::{TimeZone, Utc};
    use chrono_tz::Tz;

    use super::hour_of_week;

    #[test]
    fn weeks_are_those_of_the_zone() {
        let at = |day, hour| {
            Utc.with_ymd_and_hms(2026, 3, day, hour, 0, 0)
                .single()
                .expect("a time")
        };
        // 1 March 2026 is a Sunday.
        assert_eq!(hour_of_week(Tz::UTC, at(1, 23)), 167);
        assert_eq!(hour_of_week(Tz::UTC, at(2, 0)), 0);
        assert_eq!(hour_of_week(Tz::Europe__Berlin, at(1, 23)), 0);
        // Clocks went forward on the 29th: local 02:00 does not exist.
        assert_eq!(hour_of_week(Tz::Europe__Berlin, at(29, 0)), 6 * 24 + 1);
        assert_eq!(hour_of_week(Tz::Europe__Berlin, at(29, 1)), 6 * 24 + 3);
    }
}
