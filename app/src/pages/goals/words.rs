//! Words of goals.

use model::goals::{Goal, GoalKind, GoalMethod, GoalProgress, GoalStatus, Kilograms};

use super::super::emissions::category_word;
use crate::components::{count, mass};

/// Tone and word of how a goal stands.
pub(super) fn status_words(status: GoalStatus) -> (&'static str, &'static str) {
    match status {
        GoalStatus::Upcoming => ("plain", "not begun"),
        GoalStatus::OnTrack => ("good", "on track"),
        GoalStatus::AtRisk => ("warn", "at risk"),
        GoalStatus::OffTrack => ("critical", "off track"),
        GoalStatus::Met => ("good", "met"),
        GoalStatus::Missed => ("critical", "missed"),
        GoalStatus::Unknown => ("plain", "not known yet"),
    }
}

/// What a goal counts.
pub(super) fn counts_words(goal: &Goal) -> String {
    match (goal.kind, goal.category) {
        (GoalKind::Saving, _) => "to be saved, measured".to_owned(),
        (GoalKind::Emissions, None) => "may be emitted".to_owned(),
        (GoalKind::Emissions, Some(category)) => {
            format!("{} may emit", category_word(category))
        }
    }
}

/// `between 980 t and 1,100 t`.
pub(super) fn between(kilograms: Kilograms) -> String {
    let (low, high) = (mass(kilograms.low_kg), mass(kilograms.high_kg));
    format!("between {low} and {high}")
}

/// `Lands at 980 t, 20 t below the budget`.
pub(super) fn landing_words(goal: &Goal, landing: Kilograms) -> String {
    let over = landing.kg - goal.kg;
    let side = match goal.kind {
        GoalKind::Emissions if over > 0.0 => "over the budget",
        GoalKind::Emissions => "below the budget",
        GoalKind::Saving if over < 0.0 => "short of the goal",
        GoalKind::Saving => "beyond the goal",
    };
    format!("Lands at {}, {} {side}", mass(landing.kg), mass(over.abs()))
}

/// How the landing was found.
pub(super) fn method_words(progress: &GoalProgress) -> String {
    let weekdays = "the mean of the same weekdays of the last four weeks";
    let spread = format!(
        "How far that may be off is measured on {} weeks of history, and grows with the days ahead.",
        progress.history_weeks
    );
    let forecast = format!(
        "the forecast for the next {} days",
        count(u64::from(progress.forecast_days))
    );
    let books = "The interval of the landing is that of what is to come: the budget is compared with the books, by the same factors.";
    match progress.method {
        GoalMethod::Booked => String::new(),
        GoalMethod::Forecast => format!("Expected is the forecast, which reaches the end. {books}"),
        GoalMethod::Weekdays => format!("Expected is {weekdays}. {spread} {books}"),
        GoalMethod::ForecastThenWeekdays => {
            format!("Expected is {forecast}, then {weekdays}. {spread} {books}")
        }
        GoalMethod::Promises => {
            "Promised is what approved, begun and done recommendations are to save a month, times the months left; it counts when it is measured.".to_owned()
        }
    }
}
