//! The verified saving: what an action saved, against the baseline frozen when it was approved.
//!
//! Saved = frozen kg per unit x units since - kg since, so a busier month is no failure and a quiet
//! one no success. It may be negative.
//!
//! What remains uncertain is what would have been emitted without the action. Days scatter around
//! the frozen ratio (residuals of kg - ratio x units, standard deviation s), and so would those since;
//! the ratio itself is known from n days only. With R units before and U since, over m days, the
//! variance of the difference is s^2 V (n U^2 / R^2 + m). V = (1 + r) / (1 - r) is the growth of a sum's
//! variance when neighbouring days resemble each other (autocorrelation r of a first-order process),
//! which leaves n / V independent days for Student's t. These are the terms of ASHRAE Guideline
//! 14-2014, annex B (Reddy and Claridge 2000), for a model of one parameter; r is corrected for its
//! small-sample bias of (1 + 3 r) / n (Kendall 1954), and a negative one narrows nothing.
//!
//! The factors' own uncertainty is no part of the interval: both sides are estimated with the same
//! factors, so it scales the saving and cannot make one.

use model::recommendations::{ActivityUnit, VerifiedSaving};
use serde::{Deserialize, Serialize};

/// Fewest days of a baseline: two weeks, so that every weekday is in it twice.
pub const BASELINE_DAYS_MIN: usize = 14;
/// Fewest days measured since.
pub const MEASURED_DAYS_MIN: usize = 14;
/// Most days of either.
pub(super) const DAYS_MAX: usize = 366;
/// Largest autocorrelation reckoned with: beyond it four weeks hold less than two independent days.
const AUTOCORRELATION_MAX: f64 = 0.85;

/// A day of an entity, by the organisation's calendar.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Day {
    pub kg: f64,
    /// Of the activity unit chosen at approval.
    pub units: f64,
}

/// The baseline as it was at approval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Frozen {
    pub unit: ActivityUnit,
    pub kg_per_unit: f64,
    /// Bounds of the 90 % interval of the ratio.
    pub low_kg_per_unit: f64,
    pub high_kg_per_unit: f64,
    /// Days it rests on, and their units together.
    pub days: u32,
    pub units: f64,
    /// Standard deviation of a day's kg around the ratio.
    pub deviation_kg: f64,
    /// Of one day with the next, 0 to 0.85.
    pub autocorrelation: f64,
}

/// Why a baseline or a saving cannot be measured.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum VerifyError {
    #[error("{found} days are too few; {least} are needed")]
    TooFewDays { found: usize, least: usize },
    #[error("{found} days are too many; {DAYS_MAX} are the most")]
    TooManyDays { found: usize },
    #[error("`{field}` of day {index} is {value}; it must be finite and not negative")]
    BadFigure {
        field: &'static str,
        index: usize,
        value: f64,
    },
    #[error("no {} in any of the days, so there is nothing to relate kilograms to", .0.as_str())]
    NoActivity(ActivityUnit),
    #[error("`{field}` of the frozen baseline is {value}; it must be finite and not negative")]
    BadBaseline { field: &'static str, value: f64 },
}

impl Frozen {
    /// Measures the baseline from the days before approval, oldest first.
    ///
    /// # Errors
    /// Says what the days lack.
    pub fn measure(unit: ActivityUnit, days: &[Day]) -> Result<Self, VerifyError> {
        let (kg, units) = totals(unit, days, BASELINE_DAYS_MIN)?;
        let kg_per_unit = kg / units;
        let residuals: Vec<f64> = days
            .iter()
            .map(|day| day.kg - kg_per_unit * day.units)
            .collect();
        let n = days.len() as f64;
        let autocorrelation = autocorrelation(&residuals);
        let independent = n / variance_growth(autocorrelation);
        let squares: f64 = residuals.iter().map(|one| one * one).sum();
        // One parameter is fitted; neighbours that resemble each other show less than their spread.
        let deviation_kg =
            (squares / n * independent / (independent - 1.0).max(f64::MIN_POSITIVE)).sqrt();
        let deviation_kg = if squares == 0.0 { 0.0 } else { deviation_kg };
        let mut frozen = Self {
            unit,
            kg_per_unit,
            low_kg_per_unit: kg_per_unit,
            high_kg_per_unit: kg_per_unit,
            days: u32::try_from(days.len()).unwrap_or(u32::MAX),
            units,
            deviation_kg,
            autocorrelation,
        };
        let half = frozen.half_width(units, 0.0) / units;
        frozen.low_kg_per_unit = kg_per_unit - half;
        frozen.high_kg_per_unit = kg_per_unit + half;
        Ok(frozen)
    }

    /// Half-width of the 90 % interval of the kilograms that `units` over `days` would have emitted.
    fn half_width(&self, units: f64, days: f64) -> f64 {
        let growth = variance_growth(self.autocorrelation);
        let n = f64::from(self.days);
        let share = units / self.units;
        let deviations = (growth * (n * share * share + days)).sqrt();
        student_t(n / growth - 1.0) * self.deviation_kg * deviations
    }
}

/// Measures a saving over the days since `done`, oldest first.
///
/// # Errors
/// Says what the days or the baseline lack.
pub fn verify(frozen: &Frozen, days: &[Day]) -> Result<VerifiedSaving, VerifyError> {
    for (field, value, least) in [
        ("kg_per_unit", frozen.kg_per_unit, 0.0),
        ("units", frozen.units, f64::MIN_POSITIVE),
        ("deviation_kg", frozen.deviation_kg, 0.0),
        ("autocorrelation", frozen.autocorrelation, 0.0),
    ] {
        if !(value.is_finite() && value >= least) {
            return Err(VerifyError::BadBaseline { field, value });
        }
    }
    let (kg, units) = totals(frozen.unit, days, MEASURED_DAYS_MIN)?;
    let saved_kg = frozen.kg_per_unit * units - kg;
    let half = frozen.half_width(units, days.len() as f64);
    Ok(VerifiedSaving {
        saved_kg,
        low_kg: saved_kg - half,
        high_kg: saved_kg + half,
        unit: frozen.unit,
        frozen_kg_per_unit: frozen.kg_per_unit,
        actual_kg_per_unit: kg / units,
        actual_units: units,
        baseline_days: frozen.days,
        measured_days: u32::try_from(days.len()).unwrap_or(u32::MAX),
        money: None,
    })
}

/// kg and units of all days together.
fn totals(unit: ActivityUnit, days: &[Day], least: usize) -> Result<(f64, f64), VerifyError> {
    if days.len() < least {
        let found = days.len();
        return Err(VerifyError::TooFewDays { found, least });
    }
    if days.len() > DAYS_MAX {
        return Err(VerifyError::TooManyDays { found: days.len() });
    }
    for (index, day) in days.iter().enumerate() {
        for (field, value) in [("kg", day.kg), ("units", day.units)] {
            // A thousand such days must still have a finite sum of squares.
            if !(0.0..1e150).contains(&value) {
                return Err(VerifyError::BadFigure {
                    field,
                    index,
                    value,
                });
            }
        }
    }
    let units: f64 = days.iter().map(|day| day.units).sum();
    let kg: f64 = days.iter().map(|day| day.kg).sum();
    if units > 0.0 && (kg / units).is_finite() {
        Ok((kg, units))
    } else {
        Err(VerifyError::NoActivity(unit))
    }
}

/// Growth of a sum's variance through autocorrelation.
fn variance_growth(autocorrelation: f64) -> f64 {
    let within = autocorrelation.clamp(0.0, AUTOCORRELATION_MAX);
    (1.0 + within) / (1.0 - within)
}

/// Autocorrelation of one day with the next, corrected for its bias, from 0 to
/// [`AUTOCORRELATION_MAX`]; 0 where nothing varies.
fn autocorrelation(residuals: &[f64]) -> f64 {
    let n = residuals.len() as f64;
    let mean = residuals.iter().sum::<f64>() / n;
    let squares: f64 = residuals.iter().map(|one| (one - mean).powi(2)).sum();
    let products: f64 = residuals
        .windows(2)
        .map(|pair| (pair[0] - mean) * (pair[1] - mean))
        .sum();
    let raw = products / squares;
    if !raw.is_finite() {
        return 0.0;
    }
    (raw + (1.0 + 3.0 * raw) / n).clamp(0.0, AUTOCORRELATION_MAX)
}

/// The 95th percentile of Student's t, which bounds nine of ten values on both sides together; degrees
/// of freedom between two are rounded down. Tabulated to 30, beyond by the first term of the
/// expansion of Cornish and Fisher.
pub(crate) fn student_t(degrees: f64) -> f64 {
    const TABLE: [f64; 30] = [
        6.314, 2.920, 2.353, 2.132, 2.015, 1.943, 1.895, 1.860, 1.833, 1.812, 1.796, 1.782, 1.771,
        1.761, 1.753, 1.746, 1.740, 1.734, 1.729, 1.725, 1.721, 1.717, 1.714, 1.711, 1.708, 1.706,
        1.703, 1.701, 1.699, 1.697,
    ];
    const NORMAL: f64 = 1.644_854;
    let whole = degrees.max(1.0) as usize;
    TABLE
        .get(whole - 1)
        .copied()
        .unwrap_or(NORMAL + (NORMAL.powi(3) + NORMAL) / (4.0 * degrees))
}

#[cfg(test)]
mod tests {
    use model::recommendations::ActivityUnit;
    use proptest::prelude::*;
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::{Day, Frozen, VerifyError, verify};

    fn days(count: usize, kg_per_unit: f64, units: f64) -> Vec<Day> {
        vec![
            Day {
                kg: kg_per_unit * units,
                units
            };
            count
        ]
    }

    #[test]
    fn a_busier_month_is_no_failure() {
        let frozen = Frozen::measure(ActivityUnit::TonneKm, &days(28, 0.1, 1000.0)).expect("days");
        let saved = verify(&frozen, &days(28, 0.08, 2000.0)).expect("days");
        assert!((saved.saved_kg - 0.02 * 2000.0 * 28.0).abs() < 1e-9);
        assert!(
            (saved.high_kg - saved.low_kg).abs() < 1e-6,
            "nothing varied"
        );
        assert_eq!((saved.baseline_days, saved.measured_days), (28, 28));
    }

    #[test]
    fn emissions_that_rose_are_a_negative_saving() {
        let frozen = Frozen::measure(ActivityUnit::Parcels, &days(28, 0.1, 100.0)).expect("days");
        let saved = verify(&frozen, &days(14, 0.15, 100.0)).expect("days");
        assert!((saved.saved_kg + 0.05 * 100.0 * 14.0).abs() < 1e-9);
    }

    #[test]
    fn what_cannot_be_measured_says_why() {
        let unit = ActivityUnit::Stops;
        let few = Frozen::measure(unit, &days(13, 1.0, 1.0));
        assert_eq!(
            few,
            Err(VerifyError::TooFewDays {
                found: 13,
                least: 14
            })
        );
        assert_eq!(
            Frozen::measure(unit, &days(14, 1.0, 0.0)),
            Err(VerifyError::NoActivity(unit))
        );
        let mut bad = days(14, 1.0, 1.0);
        bad[3].kg = -1.0;
        let error = Frozen::measure(unit, &bad).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`kg` of day 3 is -1; it must be finite and not negative"
        );
    }

    /// Days whose noise follows a first-order process.
    fn noisy(chance: &mut ChaCha8Rng, count: usize, kg_per_unit: f64, r: f64) -> Vec<Day> {
        let normal =
            |chance: &mut ChaCha8Rng| (0..12).map(|_| chance.random::<f64>()).sum::<f64>() - 6.0;
        let mut noise = normal(chance);
        (0..count)
            .map(|day| {
                noise = r * noise + (1.0 - r * r).sqrt() * normal(chance);
                let units = if day % 7 < 5 { 1000.0 } else { 300.0 };
                let kg = kg_per_unit * units + 12.0 * noise;
                Day {
                    kg: kg.max(0.0),
                    units,
                }
            })
            .collect()
    }

    #[test]
    fn nine_of_ten_intervals_hold_the_true_saving() {
        const RUNS: u32 = 2_000;
        for r in [0.0, 0.3, 0.6] {
            let mut chance = ChaCha8Rng::seed_from_u64(17);
            let mut held = 0;
            for _ in 0..RUNS {
                let before = noisy(&mut chance, 28, 0.1, r);
                // Without the action these days would have emitted what they did and 5 % more.
                let without = noisy(&mut chance, 28, 0.1, r);
                let after: Vec<Day> = without
                    .iter()
                    .map(|day| Day {
                        kg: day.kg * 0.95,
                        ..*day
                    })
                    .collect();
                let truth: f64 = without.iter().map(|day| day.kg * 0.05).sum();
                let frozen = Frozen::measure(ActivityUnit::Km, &before).expect("days");
                let saved = verify(&frozen, &after).expect("days");
                held += u32::from(saved.low_kg <= truth && truth <= saved.high_kg);
            }
            let coverage = f64::from(held) / f64::from(RUNS);
            println!("autocorrelation {r}: {coverage:.3} of {RUNS} intervals hold the saving");
            assert!((0.86..=0.97).contains(&coverage), "{r}: {coverage}");
        }
    }

    proptest! {
        #[test]
        fn any_days_give_an_interval_around_the_saving_or_an_error(
            before in proptest::collection::vec((any::<f64>(), any::<f64>()), 0..40),
            after in proptest::collection::vec((0.0_f64..1e9, 0.0_f64..1e9), 0..40),
        ) {
            let days = |pairs: &[(f64, f64)]| -> Vec<Day> {
                pairs.iter().map(|(kg, units)| Day { kg: *kg, units: *units }).collect()
            };
            for before in [days(&before), days(&after)] {
                let Ok(frozen) = Frozen::measure(ActivityUnit::Days, &before) else { continue };
                prop_assert!(frozen.low_kg_per_unit <= frozen.high_kg_per_unit);
                if let Ok(saved) = verify(&frozen, &days(&after)) {
                    prop_assert!(saved.low_kg <= saved.saved_kg);
                    prop_assert!(saved.saved_kg <= saved.high_kg);
                }
            }
        }
    }
}
