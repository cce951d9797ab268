//! Gaps cut into a clean series, filled, and compared with what stood there, with the straight line
//! and with the mean of the hour of the week.

use engine::calendar::hour_of_week;
use engine::quality::{Filler, Gap, Series};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::faults::Clean;

/// Share of the series that is cut out.
const MISSING: f64 = 0.08;
/// Most gaps in one run.
const GAPS_MAX: usize = 500;

/// Sums over all restored periods.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Errors {
    pub(crate) n: usize,
    filled: f64,
    line: f64,
    mean: f64,
    covered: usize,
    width: f64,
}

impl Errors {
    pub(crate) fn filled(&self) -> f64 {
        self.filled / self.n as f64
    }

    pub(crate) fn line(&self) -> f64 {
        self.line / self.n as f64
    }

    pub(crate) fn mean(&self) -> f64 {
        self.mean / self.n as f64
    }

    pub(crate) fn coverage(&self) -> f64 {
        self.covered as f64 / self.n as f64
    }

    pub(crate) fn width(&self) -> f64 {
        self.width / self.n as f64
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.n += other.n;
        self.filled += other.filled;
        self.line += other.line;
        self.mean += other.mean;
        self.covered += other.covered;
        self.width += other.width;
    }
}

/// Cuts gaps of so many hours, all at once, trains on the rest and fills them.
pub(crate) fn run(clean: &Clean, beside: &[&[f64]], hours: usize, seed: u64) -> Errors {
    let per_hour = 60 / clean.step_minutes as usize;
    let (values, gaps) = cut(&clean.values, hours * per_hour, seed);
    let series = Series {
        zone: clean.zone,
        from: clean.from,
        step_minutes: clean.step_minutes,
        values: &values,
    };
    let columns: Vec<Vec<Option<f64>>> = (beside.iter())
        .map(|column| column.iter().copied().map(Some).collect())
        .collect();
    let related: Vec<&[Option<f64>]> = columns.iter().map(Vec::as_slice).collect();
    let filler = Filler::train(&series, &related, seed).expect("a valid series");
    let means = means(clean, &values);
    let mut errors = Errors::default();
    for gap in &gaps {
        let filled = filler
            .fill(&series, &related, gap)
            .expect("it can be filled");
        assert_eq!(filled.len(), gap.len(), "every period is filled");
        let ends = (clean.values[gap.from - 1], clean.values[gap.to]);
        for one in filled {
            let real = clean.values[one.index];
            let way = (one.index + 1 - gap.from) as f64 / (gap.len() + 1) as f64;
            let line = ends.0 + (ends.1 - ends.0) * way;
            let slot = usize::from(hour_of_week(clean.zone, clean.at(one.index)));
            errors.n += 1;
            errors.filled += (one.value - real).abs();
            errors.line += (line - real).abs();
            errors.mean += (means[slot] - real).abs();
            errors.covered += usize::from(one.low <= real && real <= one.high);
            errors.width += one.high - one.low;
        }
    }
    errors
}

/// A series with gaps of `length` periods at random places, none beside another.
fn cut(clean: &[f64], length: usize, seed: u64) -> (Vec<Option<f64>>, Vec<Gap>) {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let wanted = ((clean.len() as f64 * MISSING) as usize / length).min(GAPS_MAX);
    let mut values: Vec<Option<f64>> = clean.iter().copied().map(Some).collect();
    let mut gaps = Vec::new();
    while gaps.len() < wanted {
        let from = chance.random_range(1..clean.len() - length - 1);
        let around = from - 1..from + length + 1;
        if values[around].iter().all(Option::is_some) {
            values[from..from + length].fill(None);
            gaps.push(Gap {
                from,
                to: from + length,
                closed: true,
            });
        }
    }
    (values, gaps)
}

fn means(clean: &Clean, values: &[Option<f64>]) -> Vec<f64> {
    let mut sums = vec![(0.0, 0_u32); 168];
    for (index, value) in values.iter().enumerate() {
        let sum = &mut sums[usize::from(hour_of_week(clean.zone, clean.at(index)))];
        if let Some(value) = value {
            *sum = (sum.0 + value, sum.1 + 1);
        }
    }
    sums.iter()
        .map(|(sum, count)| sum / f64::from(*count))
        .collect()
}
