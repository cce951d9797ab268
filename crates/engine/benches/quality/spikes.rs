//! Spikes put in and found.

use engine::quality::{Range, outliers};

use super::faults::{Clean, Found, Spiked, spikes};

/// One run with a seed.
pub(crate) struct Run {
    pub(crate) found: Found,
    pub(crate) spiked: Spiked,
    pub(crate) flagged: Vec<usize>,
    /// Flagged by the tests range, Tukey and DBSCAN.
    pub(crate) by_test: [usize; 3],
}

pub(crate) fn run(clean: &Clean, deviations: &[f64], seed: u64) -> Run {
    let spiked = spikes(&clean.values, deviations, seed);
    let range = Range::of_field("electricity_kwh").expect("it is a number");
    let report = outliers(clean.zone, &clean.points(&spiked.values), range).expect("valid points");
    let flagged: Vec<usize> = report.outliers.iter().map(|one| one.index).collect();
    let by = |test: fn(&engine::quality::Failed) -> bool| {
        report
            .outliers
            .iter()
            .filter(|one| test(&one.failed))
            .count()
    };
    Run {
        found: Found::of(&flagged, &spiked),
        by_test: [by(|f| f.range), by(|f| f.tukey), by(|f| f.dbscan)],
        spiked,
        flagged,
    }
}
