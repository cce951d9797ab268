//! Whether what a meter says of the chain may correct it, and what band it leaves.
//!
//! The ratios of [`Residual`] are learned from whole weeks only, and correct the chain only where they would
//! have done no harm in the last one: they are learned without it and tried on it.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::chain::{Place, Yield};
use super::position::Sun;
use super::residual::{Band, Pair, Residual};
use crate::energy::steps::Steps;

/// Fewest days with daylight that anything is learned from.
pub const DAYS_MIN: usize = 14;
/// The last of them, on which it is tried.
pub const HELD_OUT_DAYS: usize = 7;
/// A correction is held within these shares of the chain: what is farther off is a wrong setting of the array
/// or a meter of something else, which no correction should hide.
pub const RATIOS: (f64, f64) = (0.1, 2.0);

/// What a meter said of the chain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Learned {
    residual: Residual,
    /// Whether the median of the ratios corrects the chain; otherwise they make the band alone.
    pub is_used: bool,
    pub days: usize,
    pub pairs: usize,
    /// Mean absolute errors over the held-out days, kWh per interval: the chain's, and that of the chain as
    /// the days before would have corrected it.
    pub chain_mae_kwh: f64,
    pub corrected_mae_kwh: f64,
}

impl Learned {
    /// Learns from pairs of any order; days are those of the site's zone. `None` of fewer than [`DAYS_MIN`]
    /// days, or where they say too little to learn from or to try it on.
    #[must_use]
    pub fn learn(pairs: &[Pair], zone: Tz) -> Option<Self> {
        let day = |pair: &Pair| pair.modelled.at.with_timezone(&zone).date_naive();
        let known = |pair: &&Pair| {
            pair.modelled.kwh > 0.0 && pair.measured_kwh >= 0.0 && pair.measured_kwh.is_finite()
        };
        let pairs: Vec<Pair> = pairs.iter().filter(known).copied().collect();
        let days: BTreeSet<NaiveDate> = pairs.iter().map(day).collect();
        if days.len() < DAYS_MIN {
            return None;
        }
        let held_out_from = *days.iter().rev().nth(HELD_OUT_DAYS - 1)?;
        let (held_out, before): (Vec<Pair>, Vec<Pair>) = pairs
            .iter()
            .copied()
            .partition(|pair| day(pair) >= held_out_from);
        let tried = Residual::learn(&before)?;
        let mae = |expected: &dyn Fn(&Pair) -> f64| {
            let off = held_out
                .iter()
                .map(|pair| (pair.measured_kwh - expected(pair)).abs());
            off.sum::<f64>() / held_out.len() as f64
        };
        let chain_mae_kwh = mae(&|pair| pair.modelled.kwh);
        let corrected_mae_kwh = mae(&|pair| corrected(&tried, &pair.modelled, pair.is_morning));
        Some(Self {
            residual: Residual::learn(&pairs)?,
            is_used: corrected_mae_kwh <= chain_mae_kwh,
            days: days.len(),
            pairs: pairs.len(),
            chain_mae_kwh,
            corrected_mae_kwh,
        })
    }

    /// The band of a yield, P50 being what is expected of it. Nothing lies above `most_kwh`, what the inverter
    /// can give in the interval.
    #[must_use]
    pub fn band(&self, modelled: &Yield, is_morning: bool, most_kwh: f64) -> Band {
        let ratios = self.residual.band(modelled, is_morning);
        let p50_kwh = if self.is_used {
            corrected(&self.residual, modelled, is_morning)
        } else {
            modelled.kwh
        };
        let p50_kwh = p50_kwh.min(most_kwh);
        let p90_kwh = ratios.p90_kwh.min(RATIOS.1 * modelled.kwh).min(most_kwh);
        Band {
            p10_kwh: ratios.p10_kwh.min(p50_kwh),
            p50_kwh,
            p90_kwh: p90_kwh.max(p50_kwh),
        }
    }
}

fn corrected(residual: &Residual, modelled: &Yield, is_morning: bool) -> f64 {
    let p50_kwh = residual.band(modelled, is_morning).p50_kwh;
    p50_kwh.clamp(RATIOS.0 * modelled.kwh, RATIOS.1 * modelled.kwh)
}

/// Whether the sun has not yet passed its highest point in the middle of a step: before it, it stands in the
/// east on both halves of the Earth.
#[must_use]
pub fn is_morning(place: &Place, steps: &Steps, at: DateTime<Utc>) -> bool {
    let middle = at + TimeDelta::seconds(30 * i64::from(steps.width().minutes()));
    let sun = Sun::at(
        middle,
        place.latitude_deg,
        place.longitude_deg,
        place.altitude_m,
    );
    sun.azimuth_deg < 180.0
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use proptest::prelude::*;

    use super::*;

    /// Ten daylight hours of each day; `ratio` says what the meter saw of the modelled yield.
    fn pairs(days: u32, ratio: impl Fn(u32, u32) -> f64) -> Vec<Pair> {
        let first = Utc.with_ymd_and_hms(2026, 5, 1, 0, 0, 0).unwrap();
        (0..days)
            .flat_map(|day| (7..17_u32).map(move |hour| (day, hour)))
            .map(|(day, hour)| {
                let from_noon = 12_u32.abs_diff(hour);
                let kwh = 1.0 + f64::from(5 - from_noon);
                Pair {
                    modelled: Yield {
                        at: first + TimeDelta::days(day.into()) + TimeDelta::hours(hour.into()),
                        kwh,
                        plane_irradiance: 100.0 * kwh,
                        clearness: 0.7,
                        zenith_deg: 50.0,
                    },
                    is_morning: hour < 12,
                    measured_kwh: ratio(day, hour) * kwh,
                }
            })
            .collect()
    }

    #[test]
    fn a_lasting_fault_is_corrected_and_a_passing_one_is_not() {
        for (name, ratio, is_used, p50) in [
            // Half of the modules are broken, for good.
            ("broken", (|_, _| 0.5) as fn(u32, u32) -> f64, true, 2.0),
            // They were until a week ago: what is learned from before would halve what is right again.
            (
                "repaired",
                |day, _| if day < 14 { 0.5 } else { 1.0 },
                false,
                4.0,
            ),
            ("as modelled", |_, _| 1.0, true, 4.0),
            // A meter of something else: held at twice the chain, and no more.
            ("too much", |_, _| 9.0, true, 8.0),
        ] {
            let pairs = pairs(21, ratio);
            let learned = Learned::learn(&pairs, Tz::UTC).unwrap();
            assert_eq!((learned.days, learned.pairs), (21, 210), "{name}");
            assert_eq!(learned.is_used, is_used, "{name}");
            let shown = Yield {
                kwh: 4.0,
                ..pairs[0].modelled
            };
            let band = learned.band(&shown, true, 100.0);
            assert!((band.p50_kwh - p50).abs() < 1e-9, "{name}: {band:?}");
            let small = learned.band(&shown, true, 1.5);
            assert!(small.p50_kwh <= 1.5 && small.p90_kwh <= 1.5, "{name}");
        }
    }

    #[test]
    fn less_than_a_fortnight_teaches_nothing() {
        assert_eq!(Learned::learn(&pairs(13, |_, _| 0.5), Tz::UTC), None);
        assert!(Learned::learn(&pairs(14, |_, _| 0.5), Tz::UTC).is_some());
        // Nights and values that are none do not count as days.
        let mut some = pairs(14, |_, _| 0.5);
        for pair in some.iter_mut().take(10) {
            pair.measured_kwh = f64::NAN;
        }
        assert_eq!(Learned::learn(&some, Tz::UTC), None);
    }

    #[test]
    fn mornings_are_east_on_both_halves_of_the_earth() {
        for (latitude_deg, longitude_deg) in [(52.5, 13.4), (-33.9, 18.4)] {
            let place = Place {
                latitude_deg,
                longitude_deg,
                altitude_m: 0.0,
                linke_turbidity: 3.0,
            };
            let at = |hour| Utc.with_ymd_and_hms(2026, 3, 21, hour, 0, 0).unwrap();
            let steps = Steps::new(at(0), crate::energy::steps::Width::Hour, 24).unwrap();
            assert!(is_morning(&place, &steps, at(8)));
            assert!(!is_morning(&place, &steps, at(14)));
        }
    }

    proptest! {
        /// Whatever the meter says: what is used was no worse on the week that had no part in it, and a band
        /// is in order and within what the inverter gives.
        #[test]
        fn a_correction_never_made_the_last_week_worse(
            ratios in prop::collection::vec(0.0..3.0_f64, 210), kwh in 0.01..20.0_f64, most_kwh in 0.01..20.0_f64
        ) {
            let of = |day: u32, hour: u32| ratios[(day * 10 + hour - 7) as usize];
            let pairs = pairs(21, of);
            let learned = Learned::learn(&pairs, Tz::UTC).unwrap();
            prop_assert!(!learned.is_used || learned.corrected_mae_kwh <= learned.chain_mae_kwh);
            let modelled = Yield { kwh, ..pairs[0].modelled };
            let band = learned.band(&modelled, true, most_kwh);
            prop_assert!(0.0 <= band.p10_kwh && band.p10_kwh <= band.p50_kwh);
            prop_assert!(band.p50_kwh <= band.p90_kwh && band.p90_kwh <= most_kwh);
        }
    }
}
