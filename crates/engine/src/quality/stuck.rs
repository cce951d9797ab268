//! Readings that stopped moving.
//!
//! Equal readings follow each other by chance, the more so the coarser the meter. If a reading repeats
//! with probability p, a run of n equal ones begins at a given reading with probability p^(n - 1); a
//! run is stuck when not one of a hundred such series would be expected to show it. p is taken for
//! low and high readings apart, because a plant at rest repeats itself more than one at work, and from
//! runs as they usually are, so that what is stuck does not excuse itself. Zero is no reading that
//! sticks: what is off stays off.

use serde::{Deserialize, Serialize};

use super::series::{Point, QualityError, check_points};

/// Fewest equal readings that are stuck, whatever the series shows.
pub const STUCK_MIN: usize = 6;
/// Runs so long expected in a hundred series like this one: one.
const EXPECTED: f64 = 0.01;
/// Bands of value with a probability of their own.
const BANDS: usize = 4;

/// Equal readings in a row.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Stuck {
    /// First of them, and the point after the last.
    pub from: usize,
    pub to: usize,
    pub value: f64,
    /// Equal readings from which on a run counts as stuck here.
    pub least: usize,
}

/// Runs of equal readings that are longer than the series would show by chance.
///
/// # Errors
/// Points that break a limit.
pub fn stuck(points: &[Point]) -> Result<Vec<Stuck>, QualityError> {
    check_points(points)?;
    // A series of one value alone is a constant: nothing shows that it ever moved.
    if points.windows(2).all(|pair| pair[0].value == pair[1].value) {
        return Ok(Vec::new());
    }
    let bands = Bands::learn(points);
    let runs = runs(points).into_iter().filter(|run| run.value != 0.0);
    Ok(runs
        .map(|run| Stuck {
            least: bands.least(run.value, points.len()),
            ..run
        })
        .filter(|run| run.to - run.from >= run.least)
        .collect())
}

fn runs(points: &[Point]) -> Vec<Stuck> {
    let mut runs: Vec<Stuck> = Vec::new();
    for (index, point) in points.iter().enumerate() {
        match runs.last_mut() {
            Some(run) if run.value == point.value => run.to = index + 1,
            _ => runs.push(Stuck {
                from: index,
                to: index + 1,
                value: point.value,
                least: 0,
            }),
        }
    }
    runs
}

/// How often a reading repeats the one before, by value.
struct Bands {
    bounds: Vec<f64>,
    repeats: Vec<f64>,
}

impl Bands {
    fn learn(points: &[Point]) -> Self {
        let mut values: Vec<f64> = points.iter().map(|point| point.value).collect();
        values.sort_unstable_by(f64::total_cmp);
        let mut bounds: Vec<f64> = (1..BANDS)
            .filter_map(|part| values.get(part * values.len() / BANDS).copied())
            .collect();
        bounds.dedup();
        let mut bands = Self {
            repeats: vec![0.0; bounds.len() + 1],
            bounds,
        };
        // One repetition and one change stand for all that was not seen.
        let mut counts = vec![(1.0, 2.0); bands.repeats.len()];
        for run in runs(points) {
            let (repeated, seen) = &mut counts[bands.of(run.value)];
            // Of a run longer than usual only as much as makes it one.
            let length = (run.to - run.from).min(STUCK_MIN) as f64;
            *repeated += length - 1.0;
            *seen += length;
        }
        bands.repeats = (counts.iter())
            .map(|(repeated, seen)| repeated / seen)
            .collect();
        bands
    }

    fn of(&self, value: f64) -> usize {
        self.bounds.partition_point(|bound| *bound <= value)
    }

    /// Shortest run of which less than [`EXPECTED`] would begin among so many readings.
    fn least(&self, value: f64, readings: usize) -> usize {
        let repeats = self.repeats[self.of(value)];
        let run = 1.0 + (EXPECTED / readings as f64).ln() / repeats.ln();
        // A series of hardly anything but repetitions has no run that is too long.
        if run.is_finite() {
            (run.ceil() as usize).max(STUCK_MIN)
        } else {
            usize::MAX
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::{Point, stuck};

    fn points(values: &[f64]) -> Vec<Point> {
        (values.iter().zip(0..))
            .map(|(value, hour)| Point {
                at: DateTime::from_timestamp(hour * 3600, 0).expect("a time"),
                value: *value,
            })
            .collect()
    }

    #[test]
    fn a_meter_that_stopped_is_found_and_a_coarse_one_is_not() {
        let mut chance = ChaCha8Rng::seed_from_u64(3);
        let mut fine: Vec<f64> = (0..1000).map(|_| chance.random_range(1.0..9.0)).collect();
        fine[400..412].fill(5.5);
        fine[700..720].fill(0.0);
        let found = stuck(&points(&fine)).expect("valid points");
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].from, found[0].to), (400, 412));

        let coarse: Vec<f64> = (0..1000)
            .map(|_| f64::from(chance.random_range(1..3)))
            .collect();
        assert_eq!(stuck(&points(&coarse)), Ok(vec![]));
        assert_eq!(stuck(&points(&[7.0; 500])), Ok(vec![]), "it is always so");
        assert_eq!(stuck(&[]), Ok(vec![]));
    }
}
