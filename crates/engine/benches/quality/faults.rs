//! Faults put into a clean series with a seed, and how many of them were found.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use engine::calendar::hour_of_week;
use engine::quality::{Habit, Point};
use rand::seq::index::sample;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Share of points that become spikes.
pub(crate) const CONTAMINATION: f64 = 0.01;
/// Sizes of spikes in robust standard deviations, drawn evenly.
pub(crate) const SIZES: std::ops::Range<f64> = 6.0..12.0;

/// A clean regular series.
pub(crate) struct Clean {
    pub(crate) zone: Tz,
    pub(crate) from: DateTime<Utc>,
    pub(crate) step_minutes: u32,
    pub(crate) values: Vec<f64>,
}

impl Clean {
    pub(crate) fn at(&self, index: usize) -> DateTime<Utc> {
        let steps = i32::try_from(index).expect("a short series");
        self.from + TimeDelta::minutes(i64::from(self.step_minutes)) * steps
    }

    pub(crate) fn points(&self, values: &[f64]) -> Vec<Point> {
        (values.iter().enumerate())
            .map(|(index, value)| Point {
                at: self.at(index),
                value: *value,
            })
            .collect()
    }

    /// The robust standard deviation of the residuals at each point: 1.4826 times the median absolute
    /// deviation from the median, of the clean series' values in that hour of the week; where the
    /// hour is steadier than the series is as a whole, 1.4826 times the median absolute residual of
    /// the whole series.
    pub(crate) fn deviations(&self) -> Vec<f64> {
        let habit = Habit::learn(self.zone, &self.points(&self.values)).expect("enough history");
        (0..self.values.len())
            .map(|index| habit.scale[usize::from(hour_of_week(self.zone, self.at(index)))])
            .collect()
    }

    /// The same as one number for the whole series.
    pub(crate) fn deviation_of_all(&self) -> f64 {
        let habit = Habit::learn(self.zone, &self.points(&self.values)).expect("enough history");
        habit.series_scale
    }
}

/// A series with spikes, and where and how large they are.
pub(crate) struct Spiked {
    pub(crate) values: Vec<f64>,
    /// Index and size in robust standard deviations.
    pub(crate) spikes: Vec<(usize, f64)>,
}

/// Adds or subtracts 6 to 12 robust standard deviations at one point of a hundred; what would fall
/// below zero goes up.
pub(crate) fn spikes(clean: &[f64], deviations: &[f64], seed: u64) -> Spiked {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let count = (clean.len() as f64 * CONTAMINATION).round() as usize;
    let mut values = clean.to_vec();
    let spikes = sample(&mut chance, clean.len(), count)
        .into_iter()
        .map(|index| {
            let size = chance.random_range(SIZES);
            let height = size * deviations[index];
            let goes_down = chance.random_bool(0.5) && values[index] >= height;
            values[index] += if goes_down { -height } else { height };
            (index, size)
        })
        .collect();
    Spiked { values, spikes }
}

/// What was found of what was put in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Found {
    pub(crate) precision: f64,
    pub(crate) recall: f64,
}

impl Found {
    pub(crate) fn of(flagged: &[usize], spiked: &Spiked) -> Self {
        let hits = (spiked.spikes.iter())
            .filter(|(index, _)| flagged.binary_search(index).is_ok())
            .count() as f64;
        Self {
            precision: hits / flagged.len().max(1) as f64,
            recall: hits / spiked.spikes.len().max(1) as f64,
        }
    }
}
