//! Goals.

use std::fmt::Display;

// Said in `pages/goals/api.rs`.

#[cfg(feature = "ssr")]
pub(crate) const CHOOSE_WHAT_THE_GOAL_COUNTS: &str = "choose what the goal counts";

#[cfg(feature = "ssr")]
pub(crate) fn is_no_number_of_tonnes_one(tonnes: impl Display) -> String {
    format!("`{tonnes}` is no number of tonnes; one looks like 1200.5, with a point and no commas")
}

#[cfg(feature = "ssr")]
pub(crate) fn is_no_day_one_looks_like(text: impl Display) -> String {
    format!("`{text}` is no day; one looks like 2026-12-31")
}

// Said in `pages/goals/bar.rs`.

pub(crate) const EMITTED: &str = "emitted";
pub(crate) const EXPECTED_LATER: &str = "expected";
pub(crate) const VERIFIED: &str = "verified";
pub(crate) const PROMISED: &str = "promised";
pub(crate) const GOAL: &str = "goal";

pub(crate) fn even_pace_to_date(even_pace: impl Display) -> String {
    format!("even pace to date {even_pace}")
}

pub(crate) fn bar_words(
    so_far: impl Display,
    goal: impl Display,
    words: impl Display,
    pace: impl Display,
    landing: impl Display,
) -> String {
    format!("{so_far} of {goal} {words}{pace}{landing}")
}

pub(crate) fn landing_at(landing: impl Display, interval: impl Display) -> String {
    format!(", landing at {landing} ({interval})")
}

// Said in `pages/goals/card.rs`.

pub(crate) fn no_landing_is_said(reason: impl Display) -> String {
    format!("No landing is said: {reason}.")
}

pub(crate) const NOTHING_IS_DECIDED_BEFORE: &str = " Nothing is decided yet: ";
pub(crate) const NOTHING_IS_DECIDED_LINK: &str = "recommendations";
pub(crate) const NOTHING_IS_DECIDED_AFTER: &str = " count from when they are approved.";
pub(crate) const BY_THE_FACTORS: &str = "by the factors";
pub(crate) const BY_THE_MEASUREMENTS: &str = "by the measurements";
pub(crate) const ITS_EVENTS: &str = "The events it is made of";
pub(crate) const WHAT_WAS_CARRIED_OUT: &str = "What was carried out and measured";
pub(crate) const REACHED: &str = "reached";
pub(crate) const THE_PERIOD_DAY_BY_DAY: &str = "The period day by day";
pub(crate) const END_OF: &str = "End of";
pub(crate) const SO_FAR: &str = "So far";
pub(crate) const EXPECTED: &str = "Expected";
pub(crate) const NINE_OF_TEN: &str = "Nine of ten";
pub(crate) const CHANGE: &str = "Change";
pub(crate) const REMOVE: &str = "Remove…";
pub(crate) const WHAT_WAS_EMITTED_AND_SAVED_STAYS: &str =
    "What was emitted and saved stays; only the goal is gone.";
pub(crate) const REMOVE_CONFIRM: &str = "Remove";

pub(crate) fn figure_of_goal(goal: impl Display, what: impl Display) -> String {
    format!("of {goal} {what}")
}

pub(crate) fn nine_of_ten(landing: impl Display) -> String {
    format!(" {landing} (nine of ten)")
}

pub(crate) fn of_the_goal_of_the_time(
    share_of_goal: impl Display,
    share_of_time: impl Display,
) -> String {
    format!("{share_of_goal} of the goal, {share_of_time} of the time")
}

pub(crate) fn over_the_budget(over: impl Display) -> String {
    format!("{over} over the budget")
}

pub(crate) fn of_the_budget_left(left: impl Display) -> String {
    format!("{left} of the budget left")
}

pub(crate) fn missing(left: impl Display) -> String {
    format!("{left} missing")
}

pub(crate) fn promised(to_come: impl Display) -> String {
    format!("{to_come} promised")
}

pub(crate) fn kilograms_since_the_first_day_where(goal_label: impl Display) -> String {
    format!(
        "{goal_label}: kilograms since the first day, where they are expected to go, and the goal; the table below has the figures"
    )
}

pub(crate) fn low_to_high(low: impl Display, high: impl Display) -> String {
    format!("{low} to {high}")
}

pub(crate) fn change(goal_label: impl Display) -> String {
    format!("Change {goal_label}")
}

pub(crate) fn remove(goal_label: impl Display) -> String {
    format!("Remove {goal_label}")
}

// Said in `pages/goals/draw.rs`.

pub(crate) const GOAL_LINE: &str = "Goal";

// Said in `pages/goals/form.rs`.

pub(crate) const CHANGE_THE_GOAL: &str = "Change the goal";
pub(crate) const SAVE: &str = "Save";
pub(crate) const NEW_GOAL: &str = "New goal";
pub(crate) const SET_THE_GOAL: &str = "Set the goal";
pub(crate) const NAME: &str = "Name";
pub(crate) const AS_PEOPLE_WILL_SPEAK_OF_IT: &str = "As people will speak of it.";
pub(crate) const COUNTS: &str = "Counts";
pub(crate) const A_BUDGET_IS_WHAT_MAY: &str = "A budget is what may be emitted at most. A saving is reached when recommendations that were carried out are measured.";
pub(crate) const FROM: &str = "From";
pub(crate) const UNTIL: &str = "Until";
pub(crate) const THE_LAST_DAY_THAT_COUNTS: &str = "The last day that counts.";
pub(crate) const TONNES_CO2E: &str = "Tonnes CO₂e";
pub(crate) const OF_THE_WHOLE_PERIOD_SUCH: &str = "Of the whole period, such as 1200.5.";
pub(crate) const LEAVE_AS_IT_IS: &str = "Leave as it is";
pub(crate) const EMISSIONS_A_BUDGET_FOR_EVERYTHING: &str = "Emissions: a budget for everything";
pub(crate) const SAVINGS_MEASURED: &str = "Savings: measured";

pub(crate) fn emissions_a_budget_for(category_word: impl Display) -> String {
    format!("Emissions: a budget for {category_word}")
}

// Said in `pages/goals/gauge.rs`.

pub(crate) const NO_SAVING_GOAL_IS_SET: &str = "No saving goal is set.";
pub(crate) const WITH_ONE_THIS_SHOWS_WHAT_CARRIED: &str = "With one, this shows what carried-out recommendations were measured to save, and what decided ones promise.";
pub(crate) const SET_A_GOAL: &str = "Set a goal";

pub(crate) fn verified_and_promised(
    so_far: impl Display,
    to_come: impl Display,
    goal: impl Display,
    word: impl Display,
) -> String {
    format!("{so_far} verified and {to_come} promised of {goal} to be saved: {word}")
}

pub(crate) fn verified_of_goal(figures_unit: impl Display, goal: impl Display) -> String {
    format!("{figures_unit} of {goal}")
}

pub(crate) fn verified(so_far: impl Display) -> String {
    format!("verified {so_far}")
}

pub(crate) fn promised_so_far(to_come: impl Display) -> String {
    format!("promised {to_come}")
}

// Said in `pages/goals/page.rs`.

pub(crate) const GOALS: &str = "Goals";
pub(crate) const ADD_A_GOAL: &str = "Add a goal";
pub(crate) const NO_GOALS_YET: &str = "No goals yet";
pub(crate) const SAY_WHAT_A_PERIOD_MAY_EMIT: &str = "Say what a period may emit at most, or what measures shall save in it. From then on this page shows how much of it is used or reached, whether the pace is even, and where the period will end, between what and what.";
pub(crate) const ADMINISTRATORS_OF_THE_ORGANISATION: &str =
    "Administrators of the organisation set goals.";

// Said in `pages/goals/saved.rs`.

pub(crate) const SAVED_AGAINST_GOAL: &str = "Saved against goal";
pub(crate) const ALL_GOALS: &str = "All goals";

// Said in `pages/goals/words.rs`.

pub(crate) const NOT_BEGUN: &str = "not begun";
pub(crate) const ON_TRACK: &str = "on track";
pub(crate) const AT_RISK: &str = "at risk";
pub(crate) const OFF_TRACK: &str = "off track";
pub(crate) const MET: &str = "met";
pub(crate) const MISSED: &str = "missed";
pub(crate) const NOT_KNOWN_YET: &str = "not known yet";
pub(crate) const TO_BE_SAVED_MEASURED: &str = "to be saved, measured";
pub(crate) const MAY_BE_EMITTED: &str = "may be emitted";
pub(crate) const OVER_THE_BUDGET: &str = "over the budget";
pub(crate) const BELOW_THE_BUDGET: &str = "below the budget";
pub(crate) const SHORT_OF_THE_GOAL: &str = "short of the goal";
pub(crate) const BEYOND_THE_GOAL: &str = "beyond the goal";
pub(crate) const THE_MEAN_OF_THE_SAME_WEEKDAYS: &str =
    "the mean of the same weekdays of the last four weeks";
pub(crate) const THE_INTERVAL_OF_THE_LANDING: &str = "The interval of the landing is that of what is to come: the budget is compared with the books, by the same factors.";
pub(crate) const PROMISED_IS_WHAT_APPROVED_BEGUN: &str = "Promised is what approved, begun and done recommendations are to save a month, times the months left; it counts when it is measured.";

pub(crate) fn may_emit(category: impl Display) -> String {
    format!("{category} may emit")
}

pub(crate) fn between_and(low: impl Display, high: impl Display) -> String {
    format!("between {low} and {high}")
}

pub(crate) fn lands_at(landing: impl Display, over: impl Display, side: impl Display) -> String {
    format!("Lands at {landing}, {over} {side}")
}

pub(crate) fn how_far_that_may_be_off(history_weeks: impl Display) -> String {
    format!(
        "How far that may be off is measured on {history_weeks} weeks of history, and grows with the days ahead."
    )
}

pub(crate) fn the_forecast_for_the_next_days(forecast_days: impl Display) -> String {
    format!("the forecast for the next {forecast_days} days")
}

pub(crate) fn expected_is_the_forecast(books: impl Display) -> String {
    format!("Expected is the forecast, which reaches the end. {books}")
}

pub(crate) fn expected_is(
    weekdays: impl Display,
    spread: impl Display,
    books: impl Display,
) -> String {
    format!("Expected is {weekdays}. {spread} {books}")
}

pub(crate) fn expected_is_then(
    forecast: impl Display,
    weekdays: impl Display,
    spread: impl Display,
    books: impl Display,
) -> String {
    format!("Expected is {forecast}, then {weekdays}. {spread} {books}")
}
