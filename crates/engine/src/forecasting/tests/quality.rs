//! How good forecasts of the next day are on days that nothing was chosen by: each is made from what came
//! before it and compared with what came, on at least 2,000 hours of each series.
//!
//! Two things hold: a forecast is never worse than 1.02 times the best naive method; and bands hold about
//! nine of ten values.

use std::f64::consts::TAU;
use std::path::PathBuf;

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::judging::{Outcome, Trials, normal};
use super::*;

/// Three weeks of history, before each of twelve weeks' days.
const DAY_AHEAD: Trials = Trials {
    bucket: Bucket::Hour,
    window: 504,
    ahead: 24,
    apart: 24,
    origins: 84,
};
const SEEDS: [u64; 3] = [1, 2, 3];

/// Hours with noise around a mean.
fn check(name: &str, noise: f64, mean: impl Fn(usize) -> f64) {
    let shape = |rng: &mut ChaCha8Rng, steps: usize| {
        (0..steps)
            .map(|hour| mean(hour) + noise * normal(rng))
            .collect()
    };
    DAY_AHEAD.of_seeds(SEEDS, shape).check(name);
}

#[test]
fn a_week_with_a_trend() {
    check("trend", 5.0, plant);
}

#[test]
fn a_week_without_one() {
    check("weekly", 6.0, |hour| {
        let of_day = 60.0 + 25.0 * (TAU * hour as f64 / 24.0).sin();
        if hour % 168 >= 144 {
            0.3 * of_day
        } else {
            of_day
        }
    });
}

#[test]
fn noise_around_a_constant() {
    check("constant", 4.0, |_| 50.0);
}

#[test]
fn a_level_that_jumps() {
    check("level shift", 5.0, |hour| {
        plant(hour) + [0.0, 35.0, -20.0, 60.0][hour / 24 / 29 % 4]
    });
}

/// Things that come by chance, rarely to often, in the open hours of six days.
#[test]
fn deliveries_with_many_zeros() {
    for share in [0.1, 0.25, 0.4, 0.7] {
        let deliveries = |rng: &mut ChaCha8Rng, steps: usize| {
            (0..steps)
                .map(|hour| {
                    let is_open = (7..19).contains(&(hour % 24)) && hour % 168 < 144;
                    if is_open && rng.random::<f64>() < share {
                        10.0 + 30.0 * rng.random::<f64>()
                    } else {
                        0.0
                    }
                })
                .collect()
        };
        let outcome = DAY_AHEAD.of_seeds(SEEDS, deliveries);
        outcome.check(&format!("chance, {share} of open hours"));
    }
}

/// Of a series as it was measured, four weeks before each of the last days.
fn check_measured(name: &str, values: &[f64]) {
    let trials = Trials {
        window: 672,
        ..DAY_AHEAD
    };
    let mut outcome = Outcome::default();
    trials.measure(values, &mut outcome);
    outcome.check(name);
}

/// Demand for electricity in Victoria, before the four weeks that `make bench` judges.
#[test]
fn electricity_of_a_state() {
    let values = &augurs_testing::data::VIC_ELEC;
    check_measured("vic_elec", &values[..values.len() - 28 * 24]);
}

/// Quarter-hours of a steel works, summed to hours.
#[test]
fn electricity_of_a_steel_works() {
    let file = "../../../shared/data/steel_industry_2018_jan_aug.csv";
    let Ok(text) = std::fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(file))
    else {
        println!("skipped: no file {file}");
        return;
    };
    let quarters: Vec<f64> = text
        .lines()
        .skip(1)
        .map(|line| line.split(',').nth(1).unwrap().parse().unwrap())
        .collect();
    let hours: Vec<f64> = quarters
        .chunks_exact(4)
        .map(|four| four.iter().sum())
        .collect();
    check_measured("steel works", &hours);
}
