//! How often an entity was expected and not heard.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;

use crate::calendar::{HOURS_OF_WEEK, hour_of_week};

/// How many whole hours between the hour of `last_seen` and `closed` (the end of the last closed hour)
/// are among the `expected` hours of the week. At most a week is looked back: later ones say no more.
#[must_use]
pub fn missed_hours(
    zone: Tz,
    expected: &[u8],
    last_seen: DateTime<Utc>,
    closed: DateTime<Utc>,
) -> usize {
    (1..=i64::from(HOURS_OF_WEEK))
        .map(|back| closed - Duration::hours(back))
        .take_while(|hour| *hour > last_seen)
        .filter(|hour| expected.contains(&hour_of_week(zone, *hour)))
        .count()
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeZone, Utc};
    use chrono_tz::Tz;

    use super::missed_hours;

    fn at(day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 6, day, hour, minute, 0)
            .single()
            .expect("a time")
    }

    #[test]
    fn nights_and_weekends_are_not_missed() {
        // Monday to Friday, eight to sixteen; 12 June 2026 is a Friday.
        let works: Vec<u8> = (0..5)
            .flat_map(|day| (8..16).map(move |hour| day * 24 + hour))
            .collect();
        let zone = Tz::UTC;
        let friday = at(12, 15, 40);
        assert_eq!(missed_hours(zone, &works, friday, at(15, 8, 0)), 0);
        assert_eq!(missed_hours(zone, &works, friday, at(15, 10, 0)), 2);
        assert_eq!(missed_hours(zone, &works, friday, at(15, 11, 0)), 3);
        assert_eq!(missed_hours(zone, &[], friday, at(15, 11, 0)), 0);
        // The hour it was last heard in is none it missed.
        assert_eq!(missed_hours(zone, &works, at(15, 9, 5), at(15, 11, 0)), 1);
    }
}
