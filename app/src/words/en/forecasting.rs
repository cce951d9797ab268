//! The forecast of the dashboard.

use std::fmt::Display;

// Said in `pages/forecasting/api.rs`.

#[cfg(feature = "ssr")]
pub(crate) fn approved_for(entity: impl Display, title: impl Display) -> String {
    format!("Approved for {entity}: {title}")
}

// Said in `pages/forecasting/card.rs`.

pub(crate) const EXPECTED_AFTER: &str = " expected. ";
pub(crate) const EMISSIONS_OF_THE_LAST_SEVEN_DAYS: &str = "Emissions of the last seven days and the seven expected ones, with the band of nine in ten; the table below has the figures";
pub(crate) const THE_BAND_IS_TO_HOLD_NINE: &str = " The band is to hold nine of ten values.";
pub(crate) const THE_BAND_SHOWS_HOW_FAR: &str =
    " The band shows how far the days so far lie apart; it is not calibrated.";
pub(crate) const NO_ERRORS_ARE_KNOWN_TO_MAKE: &str = " No errors are known to make a band from.";
pub(crate) const THE_HISTORY_IS_SHORT_TAKE: &str =
    " The history is short: take it as a first idea.";
pub(crate) const HOW_THE_METHOD_WAS_CHOSEN: &str = "How the method was chosen";
pub(crate) const METHODS_COMPARED: &str = "Methods compared";
pub(crate) const METHOD: &str = "Method";
pub(crate) const MEAN_ERROR: &str = "Mean error";
pub(crate) const IN_PERCENT: &str = "In percent";
pub(crate) const AGAINST_REPEATING_THE_LAST_DAY: &str = "Against repeating the last day";
pub(crate) const USED: &str = " (used)";
pub(crate) const FORECAST_BY_THE_HOUR: &str = "Forecast by the hour";
pub(crate) const WHEN: &str = "When";
pub(crate) const EXPECTED_KG: &str = "Expected kg";
pub(crate) const EXPECTED_LINE: &str = "Expected";
pub(crate) const NINE_OF_TEN: &str = "Nine of ten";

pub(crate) fn next_days_kg_co2e_per_hour(
    horizon_days: impl Display,
    made_at_local: impl Display,
) -> String {
    format!("next {horizon_days} days · kg CO₂e per hour · made {made_at_local}")
}

pub(crate) fn no_events_have_come_since(last: impl Display) -> String {
    format!("No events have come since {last}: the forecast begins there, not today.")
}

pub(crate) fn alerts_and_actions_of_these_days(marks: impl Display) -> String {
    format!("Alerts and actions of these days ({marks})")
}

pub(crate) fn method_the_history_is_too_short(method_label: impl Display) -> String {
    format!("Method: {method_label}; the history is too short to try methods on it.")
}

pub(crate) fn per_hour(mae: impl Display) -> String {
    format!("{mae} per hour")
}

pub(crate) fn method_off_by_on_average_when(
    method_label: impl Display,
    error: impl Display,
) -> String {
    format!("Method: {method_label}, off by {error} on average when tried on the past.")
}

pub(crate) fn the_band_is_to_hold_nine(share: impl Display) -> String {
    format!(" The band is to hold nine of ten values; of past ones it held {share}.")
}

pub(crate) fn each_method_forecast_from_earlier(
    origins: impl Display,
    points: impl Display,
) -> String {
    format!(
        "Each method forecast from {origins} earlier moments; {points} values were compared with what came."
    )
}

pub(crate) fn low_to_high(low: impl Display, high: impl Display) -> String {
    format!("{low} to {high}")
}

// Said in `pages/forecasting/draw.rs`.

pub(crate) const EMITTED: &str = "Emitted";
pub(crate) const THE_EVENTS_IT_RESTS_ON: &str = "The events it rests on";
pub(crate) const ALERT: &str = "Alert";
pub(crate) const ACTION: &str = "Action";
