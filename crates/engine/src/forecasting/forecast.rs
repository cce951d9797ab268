//! From a series to a forecast with its method, its back-test and its band.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::backtest::{Run, Score, Trial};
use super::band::{self, Band, Residuals};
use super::ensemble::{self, Member};
use super::history::History;
use super::method::Method;
use super::selection::Selection;
use super::series::{Bucket, ForecastError, Series};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Steps ahead: up to 168 hours, up to 7 days.
    pub horizon: usize,
    /// `None`: what does best in the back-test.
    pub method: Option<Method>,
}

/// Why a method forecasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// It was asked for by name.
    Named,
    /// It did best in the back-test.
    BackTest,
    /// The history is too short to try weekly methods: a rule chose it.
    ShortHistory,
}

/// The part of a series that was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryUsed {
    /// Steps of the series.
    pub steps: usize,
    /// The newest of them, that methods were fitted to and tried on.
    pub used: usize,
    /// Those of them without a value; they were filled by that of a week or a day before.
    pub missing: usize,
}

/// One step of a forecast. `low` and `high` are `None` where the back-test did not reach so
/// far ahead.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ForecastPoint {
    pub at: DateTime<Utc>,
    pub value: f64,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// A forecast and everything that says how far to trust it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Forecast {
    pub bucket: Bucket,
    pub method: Method,
    pub choice: Choice,
    /// What the forecast is a mean of; of a single method itself.
    pub members: Vec<Member>,
    /// Under seven days of hours, under four weeks of days.
    pub low_history: bool,
    pub history: HistoryUsed,
    /// All that was tried, best first; empty where the history is too short to try anything.
    pub backtest: Vec<Score>,
    pub band: Option<Band>,
    /// Values that were below zero, of a series that never was, and stand at zero.
    pub limited_at_zero: usize,
    pub points: Vec<ForecastPoint>,
}

/// Forecasts a series.
///
/// # Errors
/// Says how many values are missing, that the horizon is too long, or that the method asked for
/// cannot be fitted.
pub fn forecast(series: &Series, options: Options) -> Result<Forecast, ForecastError> {
    let bucket = series.bucket;
    let history = open(series, options.horizon)?;
    let horizon = history.horizon();
    let plan = Plan::of(&history, options.method, horizon);
    let values = predict(&history, &plan.members, horizon).ok_or(ForecastError::MethodUnfit {
        method: plan.method,
        have: history.values.len(),
        bucket,
    })?;
    let (half_widths, band) = plan.residuals.band(horizon).unzip();
    let floor = history.floor();
    let mut limited_at_zero = 0;
    let mut points = Vec::with_capacity(options.horizon);
    for (k, place) in history.ahead.iter().enumerate() {
        let value = values[*place];
        limited_at_zero += usize::from(value < floor);
        let half = half_widths
            .as_ref()
            .and_then(|widths: &Vec<Option<f64>>| widths[*place]);
        points.push(ForecastPoint {
            at: series.at(series.values.len() + k)?,
            value: value.max(floor),
            low: half.map(|half| (value - half).max(floor)),
            high: half.map(|half| (value + half).max(floor)),
        });
    }
    Ok(Forecast {
        bucket,
        method: plan.method,
        choice: plan.choice,
        members: plan.members,
        low_history: history.steps < bucket.points_low(),
        history: HistoryUsed {
            steps: series.values.len(),
            used: history.steps,
            missing: history.missing,
        },
        backtest: plan.scores,
        band,
        limited_at_zero,
        points,
    })
}

/// Forecasts by what an earlier forecast chose, without trying it again and without a band: for a new
/// hour of the same series this takes a fraction of the time.
///
/// # Errors
/// As [`forecast`].
pub fn forecast_by(
    series: &Series,
    horizon: usize,
    members: &[Member],
) -> Result<Vec<f64>, ForecastError> {
    let history = open(series, horizon)?;
    let method = match members {
        [one] => one.method,
        _ => Method::Ensemble,
    };
    let values =
        predict(&history, members, history.horizon()).ok_or(ForecastError::MethodUnfit {
            method,
            have: history.values.len(),
            bucket: series.bucket,
        })?;
    let floor = history.floor();
    Ok(history
        .ahead
        .iter()
        .map(|place| values[*place].max(floor))
        .collect())
}

/// The history of a series, if it and the horizon may be.
fn open(series: &Series, horizon: usize) -> Result<History, ForecastError> {
    let (bucket, most) = (series.bucket, series.bucket.horizon_max());
    if !(1..=most).contains(&horizon) {
        return Err(ForecastError::Horizon {
            horizon,
            most,
            bucket,
        });
    }
    History::of(series, horizon)
}

/// What will forecast, and why.
struct Plan {
    method: Method,
    choice: Choice,
    members: Vec<Member>,
    scores: Vec<Score>,
    residuals: Residuals,
}

impl Plan {
    fn of(history: &History, named: Option<Method>, horizon: usize) -> Self {
        let methods: Vec<Method> = match named {
            None | Some(Method::Ensemble) => Method::PANEL.to_vec(),
            // The yardsticks are shown beside it.
            Some(method) => {
                let others = Method::NAIVE.into_iter().filter(|one| *one != method);
                others.chain([method]).collect()
            }
        };
        let trial = Trial::new(history, &methods, horizon);
        let wants_ensemble = named.is_none_or(|method| method == Method::Ensemble);
        let selection = Selection::of(&trial, wants_ensemble);
        let (method, choice) = match (named, selection.best) {
            (Some(method), _) => (method, Choice::Named),
            (None, Some(method)) if tried_weeks(&selection.scores) => (method, Choice::BackTest),
            _ => (by_rule(history), Choice::ShortHistory),
        };
        let tried: Option<&Run> = trial
            .runs
            .iter()
            .chain(&selection.ensemble)
            .find(|run| run.method == method);
        let residuals = match tried {
            Some(run) if run.forecasts.len() >= band::ORIGINS_MIN => Residuals::of_run(&trial, run),
            _ => Residuals::of_days(history, method, horizon),
        };
        Self {
            method,
            choice,
            members: selection.members(method),
            scores: selection.scores,
            residuals,
        }
    }
}

/// Whether the back-test reached far enough for a method that looks back a week.
fn tried_weeks(scores: &[Score]) -> bool {
    scores.iter().any(|score| score.method == Method::NaiveWeek)
}

/// Below seven days yesterday again; from then on the blend of yesterday and last week.
fn by_rule(history: &History) -> Method {
    if history.values.len() < history.cycles.week {
        Method::NaiveDay
    } else {
        Method::AnchoredBlend
    }
}

fn predict(history: &History, members: &[Member], horizon: usize) -> Option<Vec<f64>> {
    let forecasts = members
        .iter()
        .map(|member| {
            let forecast = member
                .method
                .predict(&history.values, history.cycles, horizon)?;
            Some((member.method, forecast))
        })
        .collect::<Option<Vec<_>>>()?;
    ensemble::mix(members, horizon, |method| {
        let (_, forecast) = forecasts.iter().find(|(of, _)| *of == method)?;
        Some(forecast.as_slice())
    })
}
