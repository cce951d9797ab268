//! The rest of a budget's period.

use chrono::NaiveDate;
use model::goals::{GoalMethod, Kilograms};

use super::weekdays::{Spread, WEEKS_MIN, Weekdays};

/// A day of the organisation's forecast, with its 90 % band.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExpectedDay {
    pub day: NaiveDate,
    pub kg: f64,
    pub low_kg: f64,
    pub high_kg: f64,
}

/// What is known on a day of the period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ahead<'a> {
    /// The day that is not over.
    pub today: NaiveDate,
    /// First day after the period.
    pub to: NaiveDate,
    /// Booked since the period began, today's included.
    pub booked_kg: f64,
    /// Of it today's.
    pub today_kg: f64,
    /// kg of whole days, oldest first; the last one is yesterday.
    pub history_kg: &'a [f64],
    /// In any order; days without one are expected by their weekday.
    pub forecast: &'a [ExpectedDay],
}

/// Kilograms since the period began, at the end of a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PathDay {
    pub day: NaiveDate,
    pub total: Kilograms,
}

/// The rest of a period.
#[derive(Debug, Clone, PartialEq)]
pub struct Projection {
    /// From today to the last day.
    pub path: Vec<PathDay>,
    pub method: GoalMethod,
    /// Days that the forecast covers.
    pub forecast_days: u32,
    /// Whole weeks the spread of the others is taken from; 0 where the forecast covers all.
    pub history_weeks: u32,
}

/// Why the rest cannot be said.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum ProjectionError {
    #[error(
        "{have} whole weeks of history are there; to look beyond the forecast it takes {}",
        WEEKS_MIN
    )]
    TooLittleHistory { have: usize },
    #[error("a day's kilograms are no number below {KG_MAX:e}")]
    NotANumber,
    #[error("the period ends {days} days ahead; at most {DAYS_MAX} are looked ahead")]
    TooLong { days: i64 },
}

/// The days from today to the end. Errors of the forecast's days are taken as fully correlated, among
/// themselves and with those of the days beyond, so their half-widths add: wide rather than bold.
/// What is booked cannot be unbooked: no bound lies below it.
///
/// # Errors
/// Where the forecast does not reach the end and there is less than [`WEEKS_MIN`] whole weeks of
/// history; beyond the limits of periods and values.
pub fn project(ahead: &Ahead<'_>) -> Result<Projection, ProjectionError> {
    check(ahead)?;
    let weekdays = Weekdays::of(ahead.history_kg);
    let mut sums = Sums {
        total_kg: ahead.booked_kg,
        ..Sums::default()
    };
    let mut spread = Spread::default();
    let (mut path, mut forecast_days, mut other_days) = (Vec::new(), 0_u32, 0_u32);
    let days = ahead.today.iter_days().take_while(|day| *day < ahead.to);
    for (days_ahead, day) in days.enumerate() {
        let so_far_kg = if days_ahead == 0 { ahead.today_kg } else { 0.0 };
        let rest = |kg: f64| (kg - so_far_kg).max(0.0);
        if let Some(expected) = ahead.forecast.iter().find(|one| one.day == day) {
            let kg = rest(expected.kg);
            sums.total_kg += kg;
            sums.below_kg += kg - rest(expected.low_kg).min(kg);
            sums.above_kg += rest(expected.high_kg).max(kg) - kg;
            forecast_days += 1;
        } else {
            let have = ahead.history_kg.len() / 7;
            let weekdays = (weekdays.as_ref()).ok_or(ProjectionError::TooLittleHistory { have })?;
            sums.total_kg += rest(weekdays.mean(days_ahead));
            spread.take(days_ahead);
            sums.beyond_kg = spread.half_width(weekdays);
            other_days += 1;
        }
        path.push(PathDay {
            day,
            total: sums.bounded(ahead.booked_kg),
        });
    }
    Ok(Projection {
        path,
        method: match (forecast_days, other_days) {
            (0, 0) => GoalMethod::Booked,
            (_, 0) => GoalMethod::Forecast,
            (0, _) => GoalMethod::Weekdays,
            (_, _) => GoalMethod::ForecastThenWeekdays,
        },
        forecast_days,
        history_weeks: match weekdays {
            Some(weekdays) if other_days > 0 => u32::try_from(weekdays.weeks).unwrap_or(u32::MAX),
            _ => 0,
        },
    })
}

/// Beyond this a sum of squares may be no finite number any more.
const KG_MAX: f64 = 1e100;
/// Longest look ahead.
const DAYS_MAX: i64 = 4_000;

fn check(ahead: &Ahead<'_>) -> Result<(), ProjectionError> {
    let days = ahead.to.signed_duration_since(ahead.today).num_days();
    if days > DAYS_MAX {
        return Err(ProjectionError::TooLong { days });
    }
    let of_forecast = ahead.forecast.iter();
    let mut all = of_forecast
        .flat_map(|one| [one.kg, one.low_kg, one.high_kg])
        .chain([ahead.booked_kg, ahead.today_kg])
        .chain(ahead.history_kg.iter().copied());
    if all.all(|kg| kg.abs() < KG_MAX) {
        Ok(())
    } else {
        Err(ProjectionError::NotANumber)
    }
}

/// Kilograms up to a day, and how far they may be off.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    total_kg: f64,
    below_kg: f64,
    above_kg: f64,
    beyond_kg: f64,
}

impl Sums {
    fn bounded(&self, booked_kg: f64) -> Kilograms {
        Kilograms {
            kg: self.total_kg,
            low_kg: (self.total_kg - self.below_kg - self.beyond_kg)
                .clamp(booked_kg.min(self.total_kg), self.total_kg),
            high_kg: self.total_kg + self.above_kg + self.beyond_kg,
        }
    }
}
