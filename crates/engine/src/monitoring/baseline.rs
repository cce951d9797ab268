//! What an entity normally emits in an hour of the week: the median of that hour over the last
//! weeks.
//!
//! A median is not moved by a few hours of a hotspot, nor by an outlier nobody marked. Its spread is
//! taken from the median absolute deviation.

use crate::statistics::{DEVIATIONS_PER_MAD, median};

/// Weeks looked back.
pub const WEEKS: usize = 8;
/// Fewest weeks that say what is normal.
pub const WEEKS_MIN: usize = 3;

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

/// What is normal, from the same hour of consecutive weeks, oldest first; a week without emission is
/// 0. Weeks before the first emission are no history. `None` with fewer than [`WEEKS_MIN`] weeks.
#[must_use]
pub fn normal(weeks_kg: &[f64]) -> Option<Normal> {
    let first = weeks_kg.iter().position(|kg| *kg != 0.0)?;
    let mut history: smallvec::SmallVec<[f64; WEEKS]> = weeks_kg[first..].into();
    if history.len() < WEEKS_MIN {
        return None;
    }
    let kg = median(&mut history)?;
    let mut deviations: smallvec::SmallVec<[f64; WEEKS]> =
        history.iter().map(|week| (week - kg).abs()).collect();
    let deviation = DEVIATIONS_PER_MAD * median(&mut deviations)?;
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Normal, blend, normal};

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
