//! How good predictions were, on rows that were not trained on.

use model::learning::ModelMetrics;
use serde::{Deserialize, Serialize};

use super::loss::mean;

/// One row, looked at afterwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Outcome {
    pub(super) actual: f64,
    pub(super) predicted: f64,
    pub(super) low: f64,
    pub(super) high: f64,
}

/// How good predictions were, in the unit of what is predicted: kg or kWh.
pub(super) fn metrics(outcomes: &[Outcome]) -> ModelMetrics {
    let average = |of: &dyn Fn(&Outcome) -> f64| mean(&outcomes.iter().map(of).collect::<Vec<_>>());
    let middle = average(&|one| one.actual);
    let mae = average(&|one| (one.actual - one.predicted).abs());
    let mse = average(&|one| (one.actual - one.predicted).powi(2));
    let variance = average(&|one| (one.actual - middle).powi(2));
    let size = average(&|one| one.actual.abs());
    ModelMetrics {
        rows: outcomes.len() as u64,
        mae,
        rmse: mse.sqrt(),
        r2: (variance > 0.0).then(|| 1.0 - mse / variance),
        wmape: (size > 0.0).then(|| mae / size),
        interval_coverage: average(&|one| {
            f64::from(u8::from((one.low..=one.high).contains(&one.actual)))
        }),
        interval_width: average(&|one| one.high - one.low),
    }
}

/// What came of a challenge.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    pub champion_mae: f64,
    pub challenger_mae: f64,
    pub rows: u64,
    /// Whether the challenger becomes champion.
    pub is_better: bool,
}

/// Share by which a challenger's mean absolute error must be lower: less could be luck, and each
/// change of model changes figures that people have seen.
pub const MARGIN: f64 = 0.01;

/// Compares two models that were evaluated on the same rows, which neither was trained on.
#[must_use]
pub fn challenge(champion: &ModelMetrics, challenger: &ModelMetrics) -> Verdict {
    let is_same = champion.rows == challenger.rows && champion.rows > 0;
    Verdict {
        champion_mae: champion.mae,
        challenger_mae: challenger.mae,
        rows: challenger.rows,
        is_better: is_same && challenger.mae < (1.0 - MARGIN) * champion.mae,
    }
}

#[cfg(test)]
mod tests {
    use model::learning::ModelMetrics;

    use super::{Outcome, challenge};

    fn metrics(predicted: [f64; 4]) -> ModelMetrics {
        let outcome = |(actual, predicted): (f64, f64)| Outcome {
            actual,
            predicted,
            low: predicted - 1.0,
            high: predicted + 1.0,
        };
        let outcomes = [1.0, 2.0, 3.0, 4.0].into_iter().zip(predicted);
        super::metrics(&outcomes.map(outcome).collect::<Vec<_>>())
    }

    #[test]
    fn figures_worked_out_by_hand() {
        let found = metrics([1.0, 2.0, 3.0, 8.0]);
        assert_eq!((found.rows, found.mae, found.rmse), (4, 1.0, 2.0));
        assert_eq!(found.r2, Some(1.0 - 4.0 / 1.25));
        assert_eq!(found.wmape, Some(0.4));
        assert_eq!((found.interval_coverage, found.interval_width), (0.75, 2.0));
    }

    #[test]
    fn a_challenger_wins_by_more_than_the_margin() {
        let champion = metrics([2.0, 3.0, 4.0, 5.0]);
        assert!(!challenge(&champion, &champion).is_better);
        assert!(!challenge(&champion, &metrics([1.99, 3.0, 4.0, 5.0])).is_better);
        assert!(challenge(&champion, &metrics([1.9, 3.0, 4.0, 5.0])).is_better);
    }
}
