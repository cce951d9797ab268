//! What an entity normally emits in an hour of the week: the median of that hour over the last
//! weeks.
//!
//! A median is not moved by a few hours of a hotspot, nor by an outlier nobody marked. Its spread is
//! taken from the median absolute deviation, which is 1.4826 times smaller than the standard
//! deviation of normally distributed values (Rousseeuw and Croux, 1993).

use chrono::{DateTime, Datelike, Timelike, Utc};
use chrono_tz::Tz;

/// Hours in a week.
pub const HOURS_OF_WEEK: u8 = 168;
/// Weeks looked back.
pub const WEEKS: usize = 8;
/// Fewest weeks that say what is normal.
pub const WEEKS_MIN: usize = 3;

/// Standard deviations in one median absolute deviation of normally distributed values.
const DEVIATIONS_PER_MAD: f64 = 1.4826;
/// Standard deviations on either side that hold nine of ten values.
const DEVIATIONS_OF_90: f64 = 1.645;

/// What is normal in an hour, in kg.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Normal {
    pub kg: f64,
    /// Nine of ten such hours lie between these.
    pub low_kg: f64,
    pub high_kg: f64,
    /// Weeks it rests on.
    pub samples: u8,
}

/// Hours since Monday 00:00 of the zone's week at `at`, 0 to 167.
#[must_use]
pub fn hour_of_week(zone: Tz, at: DateTime<Utc>) -> u8 {
    let local = at.with_timezone(&zone);
    let hours = local.weekday().num_days_from_monday() * 24 + local.hour();
    u8::try_from(hours).unwrap_or_default()
}

/// What is normal, from the same hour of consecutive weeks, oldest first; a week without emission is
/// 0. Weeks before the first emission are no history. `None` with fewer than [`WEEKS_MIN`] weeks.
#[must_use]
pub fn normal(weeks_kg: &[f64]) -> Option<Normal> {
    let first = weeks_kg.iter().position(|kg| *kg != 0.0)?;
    let mut history: smallvec::SmallVec<[f64; WEEKS]> = weeks_kg[first..].into();
    if history.len() < WEEKS_MIN {
        return None;
    }
    let kg = median(&mut history);
    let mut deviations: smallvec::SmallVec<[f64; WEEKS]> =
        history.iter().map(|week| (week - kg).abs()).collect();
    let deviation = DEVIATIONS_PER_MAD * median(&mut deviations);
    // The next hour differs from a median that is itself not known exactly.
    let half = DEVIATIONS_OF_90 * deviation * (1.0 + 1.0 / history.len() as f64).sqrt();
    Some(Normal {
        kg,
        low_kg: (kg - half).max(0.0),
        high_kg: kg + half,
        samples: u8::try_from(history.len()).unwrap_or(u8::MAX),
    })
}

/// What is normal in the 60 minutes before now: `elapsed` (0 to 1) of this hour and the rest of the
/// hour before, as the rate itself is. `None` where either is not known.
#[must_use]
pub fn blend(before: Option<Normal>, now: Option<Normal>, elapsed: f64) -> Option<Normal> {
    let (before, now) = (before?, now?);
    let mix = |before: f64, now: f64| before * (1.0 - elapsed) + now * elapsed;
    Some(Normal {
        kg: mix(before.kg, now.kg),
        low_kg: mix(before.low_kg, now.low_kg),
        high_kg: mix(before.high_kg, now.high_kg),
        samples: before.samples.min(now.samples),
    })
}

/// The middle value, or the mean of the two middle ones. `values` is not empty.
fn median(values: &mut [f64]) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 {
        values[middle]
    } else {
        f64::midpoint(values[middle - 1], values[middle])
    }
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone, Utc};
    use chrono_tz::Tz;
    use proptest::prelude::*;

    use super::{Normal, blend, hour_of_week, normal};

    #[test]
    fn a_hotspot_week_does_not_move_it() {
        let calm = normal(&[10.0, 11.0, 9.0, 10.0, 10.5]).expect("five weeks");
        let struck = normal(&[10.0, 11.0, 9.0, 900.0, 10.5]).expect("five weeks");
        assert!((calm.kg - 10.0).abs() < 1e-12);
        assert!((struck.kg - 10.5).abs() < 1e-12);
        assert!(struck.high_kg < 13.0, "{struck:?}");
    }

    #[test]
    fn history_begins_with_the_first_emission() {
        assert_eq!(normal(&[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 5.0, 6.0]), None);
        let young = normal(&[0.0, 0.0, 0.0, 0.0, 0.0, 4.0, 0.0, 6.0]).expect("three weeks");
        assert_eq!((young.kg, young.samples), (4.0, 3));
        assert_eq!(normal(&[]), None);
        assert_eq!(normal(&[0.0; 8]), None);
    }

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

    #[test]
    fn the_last_sixty_minutes_are_of_two_hours() {
        let of = |kg| {
            Some(Normal {
                kg,
                low_kg: kg,
                high_kg: kg,
                samples: 4,
            })
        };
        let mixed = blend(of(10.0), of(20.0), 0.25).expect("both are known");
        assert!((mixed.kg - 12.5).abs() < 1e-12);
        assert_eq!(blend(None, of(1.0), 0.5), None);
    }

    proptest! {
        #[test]
        fn it_lies_within_its_interval_and_its_history(
            weeks in proptest::collection::vec(0.0_f64..1e6, 1..8)
        ) {
            if let Some(normal) = normal(&weeks) {
                let least = weeks.iter().copied().fold(f64::INFINITY, f64::min);
                let most = weeks.iter().copied().fold(0.0, f64::max);
                prop_assert!(least <= normal.kg && normal.kg <= most);
                prop_assert!(0.0 <= normal.low_kg && normal.low_kg <= normal.kg);
                prop_assert!(normal.kg <= normal.high_kg);
            }
        }
    }
}
