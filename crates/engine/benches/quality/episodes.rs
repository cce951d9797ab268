//! Faults that last: readings that stand still, gaps, and a meter that changes its gain.

use std::ops::Range;

use engine::quality::{Series, drifts, gaps, stuck};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::faults::Clean;

/// Faults put in, of these found, and what was reported beside them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Counts {
    pub(crate) put_in: usize,
    pub(crate) found: usize,
    pub(crate) false_alarms: usize,
}

impl Counts {
    pub(crate) fn add(&mut self, other: Self) {
        self.put_in += other.put_in;
        self.found += other.found;
        self.false_alarms += other.false_alarms;
    }

    /// A report counts as a find when it shares half of itself with a fault, or half of the fault.
    fn of(faults: &[Range<usize>], reports: &[Range<usize>]) -> Self {
        let is_same = |fault: &Range<usize>, report: &Range<usize>| {
            let common = fault
                .end
                .min(report.end)
                .saturating_sub(fault.start.max(report.start));
            2 * common >= fault.len().min(report.len())
        };
        Self {
            put_in: faults.len(),
            found: (faults.iter())
                .filter(|fault| reports.iter().any(|report| is_same(fault, report)))
                .count(),
            false_alarms: (reports.iter())
                .filter(|report| !faults.iter().any(|fault| is_same(fault, report)))
                .count(),
        }
    }
}

/// Stretches at random places, none touching another.
fn stretches(
    len: usize,
    count: usize,
    length: Range<usize>,
    chance: &mut ChaCha8Rng,
) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    while found.len() < count {
        let length = chance.random_range(length.clone());
        let from = chance.random_range(1..len - length - 1);
        let is_free = found
            .iter()
            .all(|one| from + length + 2 < one.start || one.end + 2 < from);
        if is_free {
            found.push(from..from + length);
        }
    }
    found
}

/// Twenty runs of 8 to 24 readings that repeat the one before them.
pub(crate) fn stuck_readings(clean: &Clean, seed: u64) -> Counts {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let mut values = clean.values.clone();
    let faults = stretches(values.len(), 20, 8..25, &mut chance);
    for fault in &faults {
        // The reading that repeats is the first of them: the run has as many as were meant.
        let value = values[fault.start];
        values[fault.clone()].fill(value);
    }
    let reports = stuck(&clean.points(&values)).expect("valid points");
    let reports: Vec<Range<usize>> = reports.iter().map(|one| one.from..one.to).collect();
    Counts::of(&faults, &reports)
}

/// Twenty gaps of one reading to two days.
pub(crate) fn missing(clean: &Clean, seed: u64) -> Counts {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let mut values: Vec<Option<f64>> = clean.values.iter().copied().map(Some).collect();
    let faults = stretches(values.len(), 20, 1..192, &mut chance);
    for fault in &faults {
        values[fault.clone()].fill(None);
    }
    let found = gaps(&Series {
        zone: clean.zone,
        from: clean.from,
        step_minutes: clean.step_minutes,
        values: &values,
    });
    let reports: Vec<Range<usize>> = found.iter().map(|one| one.from..one.to).collect();
    Counts::of(&faults, &reports)
}

/// How a meter's gain changes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Gain {
    /// From one reading to the next, by a half of what it shows.
    Shift,
    /// Evenly from nothing to three quarters of what it shows.
    Drift,
}

/// One change of gain of three to five weeks.
pub(crate) fn gain(clean: &Clean, kind: Gain, seed: u64) -> Counts {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let day = 24 * 60 / clean.step_minutes as usize;
    let faults = stretches(clean.values.len(), 1, 21 * day..35 * day, &mut chance);
    let mut values = clean.values.clone();
    for fault in &faults {
        for index in fault.clone() {
            values[index] *= match kind {
                Gain::Shift => 1.5,
                Gain::Drift => 1.0 + 0.75 * (index - fault.start) as f64 / fault.len() as f64,
            };
        }
    }
    Counts::of(&faults, &reported(clean, &values))
}

/// What is reported of a series as it is.
pub(crate) fn reported(clean: &Clean, values: &[f64]) -> Vec<Range<usize>> {
    let index = |at: chrono::DateTime<chrono::Utc>| {
        let minutes = (at - clean.from).num_minutes() / i64::from(clean.step_minutes);
        usize::try_from(minutes).expect("within the series")
    };
    let found = drifts(clean.zone, &clean.points(values)).expect("enough history");
    (found.iter())
        .map(|one| index(one.from)..index(one.to) + 1)
        .collect()
}
