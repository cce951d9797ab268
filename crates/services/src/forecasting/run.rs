//! From a history to a forecast, on a thread that may compute.

use chrono_tz::Tz;
use engine::forecasting::{self as engine_forecasting, Choice, ForecastError, Method, Options};
use model::emissions::Bucket;
use model::forecasting::{
    BacktestScore, BandBasis, BlendPart, Forecast, ForecastBand, ForecastPoint, HistoryPoint,
    MethodChoice,
};

use crate::error::{Error, Result};

/// Longest horizon.
pub(super) const HORIZON_DAYS_MAX: u32 = 7;

/// The days ahead that are asked for; seven unless said otherwise.
pub(super) fn horizon_days(asked: Option<u32>) -> Result<u32> {
    let days = asked.unwrap_or(HORIZON_DAYS_MAX);
    if (1..=HORIZON_DAYS_MAX).contains(&days) {
        Ok(days)
    } else {
        Err(Error::invalid(
            "horizon_days",
            "out_of_range",
            format!("{days} must be 1 to {HORIZON_DAYS_MAX}"),
        ))
    }
}

/// What to forecast.
#[derive(Debug)]
pub(super) struct Task {
    /// Oldest first.
    pub(super) points: Vec<HistoryPoint>,
    pub(super) bucket: Bucket,
    pub(super) horizon_days: u32,
    pub(super) zone: Tz,
    /// `None`: what does best on the past.
    pub(super) method: Option<String>,
}

/// Forecasts.
///
/// # Errors
/// `Invalid` when the series or the method is at fault. Stored events are never at fault: a caller
/// that forecasts those turns too little history into what it is there.
pub(super) async fn forecast(task: Task) -> Result<Forecast> {
    let method = task.method.as_deref().map(method_called).transpose()?;
    tokio::task::spawn_blocking(move || compute(&task, method))
        .await
        .map_err(Error::internal)?
}

fn compute(task: &Task, method: Option<Method>) -> Result<Forecast> {
    let (bucket, steps_a_day) = match task.bucket {
        Bucket::Hour => (engine_forecasting::Bucket::Hour, 24),
        Bucket::Day | Bucket::Month => (engine_forecasting::Bucket::Day, 1),
    };
    let observations: Vec<_> = task
        .points
        .iter()
        .map(|point| engine_forecasting::Observation {
            at: point.at,
            value: point.value,
        })
        .collect();
    let series = engine_forecasting::Series::new(bucket, task.zone, &observations);
    let options = Options {
        horizon: task.horizon_days as usize * steps_a_day,
        method,
    };
    let made = series
        .and_then(|series| engine_forecasting::forecast(&series, options))
        .map_err(|fault| refused(&fault))?;
    Ok(answer(task.bucket, made))
}

fn refused(fault: &ForecastError) -> Error {
    let (field, code) = match fault {
        ForecastError::TooShort { .. } => ("series", "too_short"),
        ForecastError::TooLong { .. } => ("series", "too_long"),
        ForecastError::NotANumber { .. } => ("series", "not_a_number"),
        ForecastError::OffGrid { .. } => ("series", "off_grid"),
        ForecastError::OutOfOrder { .. } => ("series", "out_of_order"),
        ForecastError::MostlyMissing { .. } => ("series", "mostly_missing"),
        ForecastError::OutsideCalendar { .. } => ("series", "out_of_range"),
        ForecastError::Horizon { .. } => ("horizon_days", "out_of_range"),
        ForecastError::MethodUnfit { .. } => ("method", "unfit"),
    };
    Error::invalid(field, code, fault.to_string())
}

fn methods() -> impl Iterator<Item = Method> {
    let others = [Method::Prophet, Method::Ensemble];
    Method::PANEL.into_iter().chain(others)
}

fn method_called(name: &str) -> Result<Method> {
    methods()
        .find(|method| method.name() == name)
        .ok_or_else(|| {
            let known: Vec<_> = methods().map(Method::name).collect();
            let message = format!("`{name}` is no method; known are {}", known.join(", "));
            Error::invalid("method", "unknown", message)
        })
}

/// The method for people; `bucket` says what its day or week is.
fn label(method: Method) -> &'static str {
    match method {
        Method::NaiveDay => "the last day again",
        Method::NaiveWeek => "the last week again",
        Method::NaiveBlend => "mean of the last day and the last week",
        Method::WeeksMean => "mean of the same hour of the last four weeks",
        Method::AnchoredBlend => "mean of the last day and week, from today's level",
        Method::LevelledWeek => "the last week at the level of the last day",
        Method::Regression => "regression on the values an hour, a day and a week before",
        Method::WeeklyProfile => "mean week with regression of what remains",
        Method::Smoothing => "exponential smoothing with two seasons",
        Method::Mstl => "seasonal decomposition (MSTL)",
        Method::Prophet => "additive model (Prophet)",
        Method::Ensemble => "weighted mean of the methods that did well",
    }
}

fn answer(bucket: Bucket, made: engine_forecasting::Forecast) -> Forecast {
    let scores = made.backtest.iter().map(|score| BacktestScore {
        method: score.method.name().to_owned(),
        label: label(score.method).to_owned(),
        origins: number(score.origins),
        points: number(score.n),
        mae: score.mae,
        mape_pct: score.mape_pct,
        mase: score.mase,
        is_chosen: score.method == made.method,
    });
    let parts = made.members.iter().filter(|_| made.members.len() > 1);
    Forecast {
        bucket,
        method: made.method.name().to_owned(),
        method_label: label(made.method).to_owned(),
        choice: match made.choice {
            Choice::Named => MethodChoice::Named,
            Choice::BackTest => MethodChoice::BackTest,
            Choice::ShortHistory => MethodChoice::ShortHistory,
        },
        blend: parts
            .map(|part| BlendPart {
                method: part.method.name().to_owned(),
                label: label(part.method).to_owned(),
                weight: part.weight,
            })
            .collect(),
        is_low_history: made.low_history,
        history_points: number(made.history.steps),
        used_points: number(made.history.used),
        missing_points: number(made.history.missing),
        backtest: scores.collect(),
        band: made.band.map(|band| ForecastBand {
            nominal: band.nominal,
            basis: match band.basis {
                engine_forecasting::BandBasis::BackTest => BandBasis::BackTest,
                engine_forecasting::BandBasis::DayPairs => BandBasis::DayPairs,
            },
            errors: number(band.residuals),
            coverage: band.coverage,
        }),
        limited_at_zero: number(made.limited_at_zero),
        points: made
            .points
            .iter()
            .map(|point| ForecastPoint {
                at: point.at,
                value: point.value,
                low: point.low,
                high: point.high,
            })
            .collect(),
    }
}

/// Counts of a bounded series fit.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
