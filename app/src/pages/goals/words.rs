//! Words of goals.

use model::goals::{Goal, GoalKind, GoalMethod, GoalProgress, GoalStatus, Kilograms};

use super::super::emissions::category_word;
use crate::components::{count, mass};
use crate::words::goals as words;

/// Tone and word of how a goal stands.
pub(super) fn status_words(status: GoalStatus) -> (&'static str, &'static str) {
    match status {
        GoalStatus::Upcoming => ("plain", words::NOT_BEGUN),
        GoalStatus::OnTrack => ("good", words::ON_TRACK),
        GoalStatus::AtRisk => ("warn", words::AT_RISK),
        GoalStatus::OffTrack => ("critical", words::OFF_TRACK),
        GoalStatus::Met => ("good", words::MET),
        GoalStatus::Missed => ("critical", words::MISSED),
        GoalStatus::Unknown => ("plain", words::NOT_KNOWN_YET),
    }
}

/// What a goal counts.
pub(super) fn counts_words(goal: &Goal) -> String {
    match (goal.kind, goal.category) {
        (GoalKind::Saving, _) => words::TO_BE_SAVED_MEASURED.to_owned(),
        (GoalKind::Emissions, None) => words::MAY_BE_EMITTED.to_owned(),
        (GoalKind::Emissions, Some(category)) => words::may_emit(category_word(category)),
    }
}

/// `between 980 t and 1,100 t`.
pub(super) fn between(kilograms: Kilograms) -> String {
    let (low, high) = (mass(kilograms.low_kg), mass(kilograms.high_kg));
    words::between_and(&low, &high)
}

/// `Lands at 980 t, 20 t below the budget`.
pub(super) fn landing_words(goal: &Goal, landing: Kilograms) -> String {
    let over = landing.kg - goal.kg;
    let side = match goal.kind {
        GoalKind::Emissions if over > 0.0 => words::OVER_THE_BUDGET,
        GoalKind::Emissions => words::BELOW_THE_BUDGET,
        GoalKind::Saving if over < 0.0 => words::SHORT_OF_THE_GOAL,
        GoalKind::Saving => words::BEYOND_THE_GOAL,
    };
    words::lands_at(mass(landing.kg), mass(over.abs()), side)
}

/// How the landing was found.
pub(super) fn method_words(progress: &GoalProgress) -> String {
    let weekdays = words::THE_MEAN_OF_THE_SAME_WEEKDAYS;
    let spread = words::how_far_that_may_be_off(progress.history_weeks);
    let forecast = words::the_forecast_for_the_next_days(count(u64::from(progress.forecast_days)));
    let books = words::THE_INTERVAL_OF_THE_LANDING;
    match progress.method {
        GoalMethod::Booked => String::new(),
        GoalMethod::Forecast => words::expected_is_the_forecast(books),
        GoalMethod::Weekdays => words::expected_is(weekdays, &spread, books),
        GoalMethod::ForecastThenWeekdays => {
            words::expected_is_then(&forecast, weekdays, &spread, books)
        }
        GoalMethod::Promises => words::PROMISED_IS_WHAT_APPROVED_BEGUN.to_owned(),
    }
}
