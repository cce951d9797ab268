//! How good forecasts are on days that nothing was chosen by: each is made from what came before it
//! and compared with what came, on at least 2,000 hours of each series.
//!
//! Two things hold: a forecast is never worse than 1.02 times the best naive method, of which one only
//! knows afterwards that it was the best; and bands hold about nine of ten values.

use std::f64::consts::TAU;
use std::path::PathBuf;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;

const DAYS: usize = 84;

/// Errors of daily forecasts, 24 hours ahead.
#[derive(Debug, Default)]
struct Outcome {
    mae: f64,
    /// Those of the naive methods.
    naive: [f64; Method::NAIVE.len()],
    coverage: f64,
    n: usize,
}

/// Forecasts the last `days` days but `left` of a series of hours, each from `window` hours.
fn measure(values: &[f64], window: usize, days: usize, left: usize) -> Outcome {
    let mut sums = [0.0; 1 + Method::NAIVE.len()];
    let (mut held, mut n) = (0_usize, 0_usize);
    for day in left + 1..=left + days {
        let origin = values.len() - 24 * day;
        let history = hourly(values[origin - window..origin].iter().copied());
        let actual = &values[origin..origin + 24];
        let off = |forecast: &Forecast| -> f64 {
            let pairs = forecast.points.iter().zip(actual);
            pairs
                .map(|(point, value)| (point.value - value).abs())
                .sum()
        };
        let ours = forecast(&history, options(24)).unwrap();
        sums[0] += off(&ours);
        for (point, value) in ours.points.iter().zip(actual) {
            held += usize::from((point.low.unwrap()..=point.high.unwrap()).contains(value));
            n += 1;
        }
        for (sum, method) in sums[1..].iter_mut().zip(Method::NAIVE) {
            *sum += off(&forecast(&history, named(method, 24)).unwrap());
        }
    }
    Outcome {
        mae: sums[0] / n as f64,
        naive: std::array::from_fn(|method| sums[1 + method] / n as f64),
        coverage: held as f64 / n as f64,
        n,
    }
}

impl Outcome {
    fn best_naive(&self) -> f64 {
        self.naive.iter().copied().fold(f64::INFINITY, f64::min)
    }
}

fn check(name: &str, values: &[f64], window: usize, left: usize) {
    let outcome = measure(values, window, DAYS, left);
    println!(
        "{name}: n = {}, error {:.3}, best naive {:.3}, ratio {:.3}, bands hold {:.1} %",
        outcome.n,
        outcome.mae,
        outcome.best_naive(),
        outcome.mae / outcome.best_naive(),
        100.0 * outcome.coverage
    );
    assert!(outcome.n >= 2_000);
    assert!(
        outcome.mae <= 1.02 * outcome.best_naive(),
        "{name}: {outcome:?}"
    );
    assert!(
        (0.85..=0.96).contains(&outcome.coverage),
        "{name}: {outcome:?}"
    );
}

/// Fifteen weeks and more of hours with normal noise around `mean`, made from a seed.
fn synthetic(seed: u64, noise: f64, mean: impl Fn(usize, &mut ChaCha8Rng) -> f64) -> Vec<f64> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    (0..24 * (DAYS + 21))
        .map(|hour| {
            // The sum of twelve evenly spread numbers is nearly normal, with a deviation of 1.
            let normal: f64 = (0..12).map(|_| rng.random::<f64>()).sum::<f64>() - 6.0;
            mean(hour, &mut rng) + noise * normal
        })
        .collect()
}

#[test]
fn a_week_with_a_trend() {
    check("trend", &synthetic(1, 5.0, |hour, _| plant(hour)), 504, 0);
}

#[test]
fn a_week_without_one() {
    let weekly = |hour: usize, _: &mut ChaCha8Rng| {
        let of_day = 60.0 + 25.0 * (TAU * hour as f64 / 24.0).sin();
        if hour % 168 >= 144 {
            0.3 * of_day
        } else {
            of_day
        }
    };
    check("weekly", &synthetic(2, 6.0, weekly), 504, 0);
}

#[test]
fn noise_around_a_constant() {
    check("constant", &synthetic(3, 4.0, |_, _| 50.0), 504, 0);
}

#[test]
fn a_level_that_jumps() {
    let shifted = |hour: usize, _: &mut ChaCha8Rng| {
        let level = [0.0, 35.0, -20.0, 60.0][hour / 24 / 29 % 4];
        plant(hour) + level
    };
    check("level shift", &synthetic(4, 5.0, shifted), 504, 0);
}

/// Things that come by chance, rarely to often, in the open hours of six days. Which repeat of the past was best is
/// chance as well: each share is judged on three series together.
#[test]
fn deliveries_with_many_zeros() {
    for share in [0.1, 0.25, 0.4, 0.7] {
        let deliveries = |hour: usize, rng: &mut ChaCha8Rng| {
            let is_open = (7..19).contains(&(hour % 24)) && hour % 168 < 144;
            if is_open && rng.random::<f64>() < share {
                10.0 + 30.0 * rng.random::<f64>()
            } else {
                0.0
            }
        };
        let outcomes = [5, 6, 7].map(|seed| {
            let values = synthetic(seed, 0.0, deliveries);
            measure(&values, 504, DAYS, 0)
        });
        let mean = |of: fn(&Outcome) -> f64| outcomes.iter().map(of).sum::<f64>() / 3.0;
        let naive = |method: usize| outcomes.iter().map(|one| one.naive[method]).sum::<f64>() / 3.0;
        let best_naive = (0..Method::NAIVE.len())
            .map(naive)
            .fold(f64::INFINITY, f64::min);
        let ratio = mean(|one| one.mae) / best_naive;
        let coverage = mean(|one| one.coverage);
        println!(
            "chance, {share} of open hours: ratio {ratio:.3}, bands hold {:.1} %",
            100.0 * coverage
        );
        assert!(ratio <= 1.02, "{share}: {outcomes:?}");
        // Most hours are exactly zero, which a band may hold by its very edge: it holds too much.
        assert!(coverage >= 0.86, "{share}: {outcomes:?}");
    }
}

/// Demand for electricity in Victoria, before the four weeks that `make bench` judges.
#[test]
fn electricity_of_a_state() {
    check("vic_elec", &augurs_testing::data::VIC_ELEC, 672, 28);
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
    check("steel works", &hours, 672, 0);
}
