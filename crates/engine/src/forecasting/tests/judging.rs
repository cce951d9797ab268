//! Forecasts from many origins of a series, each from what came before it, beside what came and beside
//! repeating the past. Which repeat of the past was best one only knows afterwards.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;

/// Which forecasts are made of a series.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trials {
    pub(super) bucket: Bucket,
    /// Steps of history.
    pub(super) window: usize,
    /// Steps ahead.
    pub(super) ahead: usize,
    /// Steps from one origin to the next.
    pub(super) apart: usize,
    pub(super) origins: usize,
}

/// What became of forecasts, summed up over all their steps.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Absolute errors.
    error: f64,
    /// Those of the naive methods.
    naive: [f64; Method::NAIVE.len()],
    /// Values in their bands, and values with a band.
    held: usize,
    banded: usize,
    /// Values forecast.
    n: usize,
}

impl Trials {
    /// Steps of a series that has room for all origins.
    pub(super) fn steps(&self) -> usize {
        self.window + self.apart * (self.origins - 1) + self.ahead
    }

    fn series(&self, values: &[f64], origin: usize) -> Series {
        let hours = match self.bucket {
            Bucket::Hour => 1,
            Bucket::Day => 24,
        };
        let observations: Vec<Observation> = (origin - self.window..origin)
            .map(|step| Observation {
                at: monday() + TimeDelta::hours(hours * step as i64),
                value: Some(values[step]),
            })
            .collect();
        Series::new(self.bucket, Tz::UTC, &observations).unwrap()
    }

    /// Forecasts from the last origins of a series.
    pub(super) fn measure(&self, values: &[f64], outcome: &mut Outcome) {
        let week = match self.bucket {
            Bucket::Hour => 168,
            Bucket::Day => 7,
        };
        // A step of the week at which nothing ever comes is held by any band.
        let mut comes = vec![false; week];
        for (step, value) in values.iter().enumerate() {
            comes[step % week] |= *value != 0.0;
        }
        for back in 0..self.origins {
            let origin = values.len() - self.ahead - back * self.apart;
            let history = self.series(values, origin);
            let actual = &values[origin..origin + self.ahead];
            let off = |forecast: &[f64]| -> f64 {
                let pairs = forecast.iter().zip(actual);
                pairs.map(|(one, other)| (one - other).abs()).sum()
            };
            let ours = forecast(&history, options(self.ahead)).unwrap();
            let values: Vec<f64> = ours.points.iter().map(|point| point.value).collect();
            outcome.error += off(&values);
            outcome.n += self.ahead;
            for (step, (point, value)) in (origin..).zip(ours.points.iter().zip(actual)) {
                if let (Some(low), Some(high), true) = (point.low, point.high, comes[step % week]) {
                    outcome.banded += 1;
                    outcome.held += usize::from((low..=high).contains(value));
                }
            }
            for (sum, method) in outcome.naive.iter_mut().zip(Method::NAIVE) {
                let alone = Member {
                    method,
                    weight: 1.0,
                };
                *sum += off(&forecast_by(&history, self.ahead, &[alone]).unwrap());
            }
        }
    }

    /// Forecasts of one series for each seed, taken together.
    pub(super) fn of_seeds(
        &self,
        seeds: impl IntoIterator<Item = u64>,
        shape: impl Fn(&mut ChaCha8Rng, usize) -> Vec<f64>,
    ) -> Outcome {
        let mut outcome = Outcome::default();
        for seed in seeds {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            self.measure(&shape(&mut rng, self.steps()), &mut outcome);
        }
        outcome
    }
}

impl Outcome {
    /// The error by that of the naive method that was best of all.
    pub(super) fn ratio(&self) -> f64 {
        self.error / self.naive.iter().copied().fold(f64::INFINITY, f64::min)
    }

    /// The share of values that bands held.
    pub(super) fn coverage(&self) -> f64 {
        self.held as f64 / self.banded as f64
    }

    pub(super) fn print(&self, name: &str) {
        println!(
            "{name}: n = {}, error {:.3}, {:.3} of the best naive, {} bands hold {:.1} %",
            self.n,
            self.error / self.n as f64,
            self.ratio(),
            self.banded,
            100.0 * self.coverage()
        );
    }

    /// The promise of the product.
    pub(super) fn check(&self, name: &str) {
        self.print(name);
        assert!(self.n >= 2_000, "{name}: {self:?}");
        assert!(self.ratio() <= 1.02, "{name}: {self:?}");
        assert!((0.86..=0.94).contains(&self.coverage()), "{name}: {self:?}");
    }
}

/// Noise with a deviation of 1: the sum of twelve evenly spread numbers is nearly normal.
pub(super) fn normal(rng: &mut ChaCha8Rng) -> f64 {
    (0..12).map(|_| rng.random::<f64>()).sum::<f64>() - 6.0
}
