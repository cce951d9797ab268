//! Which method forecasts a series: the ensemble, unless one method is clearly better than it. Where things come by
//! chance it is the mean of the last weeks: their past teaches how much, and nothing about when.
//!
//! Clearly means by standard errors over the origins: the least of many errors is partly luck, and
//! whoever follows it changes method from day to day and forecasts worse than the ensemble.

use super::backtest::{ORIGINS_MIN, Run, Score, Trial};
use super::ensemble::{self, Losses, Member};
use super::method::Method;

/// Standard errors by which a method must be better than the ensemble, where each origin's steps are its
/// own and where they overlap.
const BETTER_APART: f64 = 2.0;
const BETTER_OVERLAPPING: f64 = 4.0;
/// Standard errors by which repeating the past must be better: where it is, there is little to learn,
/// and nobody should be told less than what they could see themselves.
const BETTER_NAIVE_APART: f64 = 1.0;
const BETTER_NAIVE_OVERLAPPING: f64 = 2.0;
/// Standard errors by which a method must be better than the mean of weeks where things come by chance.
const BETTER_THAN_CHANCE: f64 = 4.0;

/// Everything tried, and what follows from it.
#[derive(Debug)]
pub(super) struct Selection {
    /// Best first.
    pub(super) scores: Vec<Score>,
    /// The ensemble in the back-test; `None` where nothing could be tried.
    pub(super) ensemble: Option<Run>,
    /// The method to use; `None` where too little was tried to say.
    pub(super) best: Option<Method>,
    /// The members of the ensemble.
    members: Vec<Member>,
}

impl Selection {
    pub(super) fn of(trial: &Trial<'_>, with_ensemble: bool) -> Self {
        let losses: Vec<Losses> = trial
            .runs
            .iter()
            .map(|run| Losses::of(trial, run))
            .collect();
        let ensemble = with_ensemble
            .then(|| ensemble::run(trial, &losses))
            .flatten();
        let mut scores: Vec<Score> = trial
            .runs
            .iter()
            .chain(&ensemble)
            .filter_map(|run| trial.score(run))
            .collect();
        scores.sort_by(|one, other| one.mae.total_cmp(&other.mae));
        let best = ensemble
            .as_ref()
            .filter(|_| trial.origins.len() >= ORIGINS_MIN && !scores.is_empty())
            .map(|run| best(trial, &losses, &Losses::of(trial, run)));
        Self {
            scores,
            ensemble,
            best,
            members: ensemble::members(&losses, None, trial.is_one_day()),
        }
    }

    /// The members of a method: itself, or those of the ensemble.
    pub(super) fn members(&self, method: Method) -> Vec<Member> {
        if method == Method::Ensemble {
            return self.members.clone();
        }
        vec![Member {
            method,
            weight: 1.0,
        }]
    }
}

/// The method that is clearly better than what is used without reason to the contrary, most clearly of all; else that.
fn best(trial: &Trial<'_>, losses: &[Losses], ensemble: &Losses) -> Method {
    let weeks_mean = losses.iter().find(|one| one.method == Method::WeeksMean);
    let by_chance = weeks_mean.filter(|_| trial.history.is_intermittent());
    let usual = by_chance.unwrap_or(ensemble);
    let bar = |method: Method| match (by_chance, method.is_naive(), trial.overlaps()) {
        (Some(_), _, _) => BETTER_THAN_CHANCE,
        (None, true, false) => BETTER_NAIVE_APART,
        (None, true, true) => BETTER_NAIVE_OVERLAPPING,
        (None, false, false) => BETTER_APART,
        (None, false, true) => BETTER_OVERLAPPING,
    };
    losses
        .iter()
        .map(|one| (one.method, one.standard_errors_below(usual, None)))
        .filter(|(method, by)| *by > bar(*method))
        .max_by(|one, other| one.1.total_cmp(&other.1))
        .map_or(usual.method, |(method, _)| method)
}
