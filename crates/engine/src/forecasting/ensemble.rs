//! A weighted mean of the methods that did well: their errors partly cancel.
//!
//! Weights go by the inverse squared error, the best ones where errors are independent (Bates and
//! Granger, "The combination of forecasts", Operational Research Quarterly 20, 1969). Newer origins
//! count more: they say more about tomorrow, and methods had more to learn from.

use serde::{Deserialize, Serialize};

use super::backtest::{Run, Trial};
use super::method::Method;

/// A method of the core is no member when its error is this many times the least.
const ERROR_MAX: f64 = 2.5;
/// Any other method is a member only where it is better than the best of the core by this many
/// standard errors. More than a day ahead the errors of neighbouring origins are of the same days and
/// say less than their number.
const BETTER_ONE_DAY: f64 = 0.5;
const BETTER_LONGER: f64 = 2.0;
/// Origins back to where one counts half.
const HALF_LIFE: f64 = 7.0;

/// A method and its share of the forecast.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Member {
    pub method: Method,
    /// The shares add up to 1.
    pub weight: f64,
}

/// The mean absolute error of a method at each origin, oldest first, and the steps it is the mean of:
/// the newest origins reach less far ahead than was asked.
#[derive(Debug, Clone)]
pub(super) struct Losses {
    pub(super) method: Method,
    by_origin: Vec<Loss>,
}

#[derive(Debug, Clone, Copy)]
struct Loss {
    mean: f64,
    steps: f64,
}

impl Losses {
    /// Those of a method in the back-test.
    pub(super) fn of(trial: &Trial<'_>, run: &Run) -> Self {
        let mean = |(origin, forecast): (usize, &Vec<f64>)| {
            let (mut sum, mut count) = (0.0, 0.0);
            for error in trial.errors(origin, forecast).flatten() {
                sum += error.abs();
                count += 1.0;
            }
            Loss {
                mean: if count > 0.0 { sum / count } else { 0.0 },
                steps: count,
            }
        };
        Self {
            method: run.method,
            by_origin: run.forecasts.iter().enumerate().map(mean).collect(),
        }
    }

    /// The mean, without origin `without`.
    fn mean(&self, without: Option<usize>) -> f64 {
        weighted(self.by_origin.iter().copied(), without).0
    }

    /// By how many standard errors this method's losses are below another's on the same origins;
    /// infinite where they are below everywhere by the same.
    pub(super) fn standard_errors_below(&self, other: &Self, without: Option<usize>) -> f64 {
        let pairs = self.by_origin.iter().zip(&other.by_origin);
        let differences = pairs.map(|(own, other)| Loss {
            mean: other.mean - own.mean,
            steps: own.steps,
        });
        let (mean, error) = weighted(differences, without);
        if mean == 0.0 { 0.0 } else { mean / error }
    }
}

/// The mean over all steps that counts newer origins more, and its standard error.
fn weighted(
    losses: impl DoubleEndedIterator<Item = Loss> + ExactSizeIterator,
    without: Option<usize>,
) -> (f64, f64) {
    let kept = 0.5_f64.powf(1.0 / HALF_LIFE);
    let mut recency = 1.0;
    let mut pairs = Vec::with_capacity(losses.len());
    for (origin, loss) in losses.enumerate().rev() {
        if Some(origin) != without {
            pairs.push((recency * loss.steps, loss.mean));
        }
        recency *= kept;
    }
    let sum: f64 = pairs.iter().map(|(weight, _)| weight).sum();
    let mean = pairs.iter().map(|(w, loss)| w * loss).sum::<f64>() / sum;
    let squares: f64 = pairs
        .iter()
        .map(|(w, loss)| (w * (loss - mean)).powi(2))
        .sum();
    (mean, squares.sqrt() / sum)
}

/// Whether a method is one of those that are right often enough to be trusted unseen: a cycle ahead what
/// is fitted, further ahead what leans on several weeks, as the last hours are soon forgotten and the noise of
/// a single day or week would be forecast again.
fn is_core(method: Method, is_one_day: bool) -> bool {
    if is_one_day {
        method.is_fitted()
    } else {
        matches!(
            method,
            Method::WeeksMean | Method::WeeklyProfile | Method::Mstl
        )
    }
}

/// The members and their weights, from all origins but `without`.
pub(super) fn members(losses: &[Losses], without: Option<usize>, is_one_day: bool) -> Vec<Member> {
    let better = if is_one_day {
        BETTER_ONE_DAY
    } else {
        BETTER_LONGER
    };
    let best = |keep: &dyn Fn(Method) -> bool| {
        losses
            .iter()
            .filter(|one| keep(one.method))
            .map(|one| (one, one.mean(without)))
            .min_by(|one, other| one.1.total_cmp(&other.1))
    };
    // A short history was tried without the core.
    let leader = best(&|method| is_core(method, is_one_day));
    let has_core = leader.is_some();
    let Some((leader, least)) = leader.or_else(|| best(&|_| true)) else {
        return Vec::new();
    };
    let mut members = Vec::with_capacity(losses.len());
    for one in losses {
        let mean = one.mean(without);
        let joins = if is_core(one.method, is_one_day) || !has_core {
            mean <= ERROR_MAX * least
        } else {
            one.standard_errors_below(leader, without) > better
        };
        if joins {
            members.push(Member {
                method: one.method,
                weight: mean,
            });
        }
    }
    // A method without any error makes all others superfluous.
    let exact = members.iter().any(|member| member.weight <= 0.0);
    for member in &mut members {
        member.weight = match (exact, member.weight > 0.0) {
            (true, is_wrong) => f64::from(u8::from(!is_wrong)),
            (false, _) => (least / member.weight).powi(2),
        };
    }
    let sum: f64 = members.iter().map(|member| member.weight).sum();
    members.retain_mut(|member| {
        member.weight /= sum;
        member.weight > 0.0
    });
    members
}

/// The weighted mean of forecasts of one length; `None` without members.
pub(super) fn mix<'a>(
    members: &[Member],
    horizon: usize,
    forecast_of: impl Fn(Method) -> Option<&'a [f64]>,
) -> Option<Vec<f64>> {
    members.first()?;
    let mut mixed = vec![0.0; horizon];
    for member in members {
        for (sum, value) in mixed.iter_mut().zip(forecast_of(member.method)?) {
            *sum += member.weight * value;
        }
    }
    Some(mixed)
}

/// What an ensemble would have forecast from each origin. Its weights come from the other origins, so
/// that its errors are not flattered by having been seen.
pub(super) fn run(trial: &Trial<'_>, losses: &[Losses]) -> Option<Run> {
    let of_origin = |origin: usize| {
        let horizon = trial.runs.first()?.forecasts[origin].len();
        let members = members(losses, Some(origin), trial.is_one_day());
        mix(&members, horizon, |method| {
            let run = trial.runs.iter().find(|run| run.method == method)?;
            Some(run.forecasts[origin].as_slice())
        })
    };
    Some(Run {
        method: Method::Ensemble,
        forecasts: (0..trial.origins.len())
            .map(of_origin)
            .collect::<Option<_>>()?,
    })
}
