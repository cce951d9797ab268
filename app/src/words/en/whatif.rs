//! Scenarios.

use std::fmt::Display;

// Said in `pages/whatif/button.rs`.

pub(crate) const WHAT_IF: &str = "What if";
pub(crate) const SOME_THINGS_DONE_DIFFERENTLY: &str = "Some things done differently";
pub(crate) const CLOSE: &str = "Close";

// Said in `pages/whatif/compare.rs`.

pub(crate) const NAME_OF_THE_SCENARIO: &str = "Name of the scenario";
pub(crate) const NAME_IT_TO_KEEP_IT: &str = "Name it to keep it";
pub(crate) const KEEP: &str = "Keep";
pub(crate) const KEPT_SCENARIOS: &str = "Kept scenarios";
pub(crate) const IT_WAITS_AMONG_THE_RECOMMENDATIONS: &str =
    "It waits among the recommendations for a decision.";
pub(crate) const RECOMMENDED: &str = "Recommended";
pub(crate) const MAKE_THIS_A_RECOMMENDATION: &str = "Make this a recommendation";
pub(crate) const DELETE: &str = "Delete";
pub(crate) const DELETE_THIS_SCENARIO: &str = "Delete this scenario?";
pub(crate) const ITS_FIGURES_ARE_GONE: &str =
    "Its figures are gone; a recommendation made of it stays.";
pub(crate) const PERIOD: &str = "Period";
pub(crate) const THE_EVENTS_IT_RESTS_ON: &str = "The events it rests on";
pub(crate) const AS_IT_WAS: &str = "As it was";
pub(crate) const DIFFERENCE: &str = "Difference";
pub(crate) const NINE_OF_TEN: &str = "Nine of ten";
pub(crate) const COST: &str = "Cost";
pub(crate) const SCENARIOS_SIDE_BY_SIDE: &str = "Scenarios side by side";
pub(crate) const NOT_KNOWN: &str = "not known";

pub(crate) fn kept_as(saved: impl Display) -> String {
    format!("Kept as {saved}.")
}

pub(crate) fn compare(name: impl Display) -> String {
    format!("Compare {name}")
}

pub(crate) fn delete(name: impl Display) -> String {
    format!("Delete {name}")
}

pub(crate) fn low_to_high(interval_low: impl Display, interval_high: impl Display) -> String {
    format!("{interval_low} to {interval_high}")
}

// Said in `pages/whatif/controls.rs`.

pub(crate) const RESET: &str = "Reset";
pub(crate) const AS_IT_IS: &str = "as it is";

pub(crate) fn events_of_all(changed: impl Display, all: impl Display) -> String {
    format!("{changed} of {all} events")
}

pub(crate) fn leave_as_it_is(lever: impl Display) -> String {
    format!("Leave as it is: {lever}")
}

pub(crate) fn now(most_frequent: impl Display, share: impl Display) -> String {
    format!("now {most_frequent} ({share})")
}

pub(crate) fn now_on_average(lever: impl Display) -> String {
    format!("now {lever} on average")
}

// Said in `pages/whatif/outcome.rs`.

pub(crate) const NO_EVENT_OF_THIS_PERIOD: &str =
    "No event of this period has kilograms to compare. Choose another period, type or supplier.";
pub(crate) fn about_events(what: impl Display, events: impl Display) -> String {
    format!("{what} · {events} events")
}

pub(crate) const WHICH_CHANGE_DOES_HOW_MUCH: &str = "Which change does how much";
pub(crate) const BY_TYPE: &str = "By type";
pub(crate) const TYPE: &str = "Type";
pub(crate) const EVENTS_COLUMN: &str = "Events";
pub(crate) const WHAT_THIS_RESTS_ON: &str = "What this rests on";

pub(crate) fn between_and_nine_of_ten(
    interval_low: impl Display,
    interval_high: impl Display,
) -> String {
    format!("between {interval_low} and {interval_high} (nine of ten)")
}

pub(crate) fn events_have_no_factor(events_without_factor: impl Display) -> String {
    format!("{events_without_factor} events have no factor and are on neither side.")
}

pub(crate) fn energy_and_freight(
    sign: impl Display,
    amount: impl Display,
    currency: impl Display,
) -> String {
    format!("Energy and freight: {sign}{amount} {currency}")
}

pub(crate) fn cost_is_not_known(missing: impl Display) -> String {
    format!("Cost is not known: {missing}.")
}

pub(crate) fn not_for_events(
    name: impl Display,
    events: impl Display,
    reason: impl Display,
) -> String {
    format!("{name}: not for {events} events: {reason}")
}

// Said in `pages/whatif/panel.rs`.

pub(crate) const WHAT_IS_DONE_DIFFERENTLY: &str = "What is done differently";
pub(crate) const WHAT_IT_COMES_TO: &str = "What it comes to";
pub(crate) const ADDRESS_OF_THIS_SCENARIO: &str = "Address of this scenario";
pub(crate) const ONE_SITE: &str = "one site";
pub(crate) const ONE_ROUTE: &str = "one route";
pub(crate) const ONE_VEHICLE: &str = "one vehicle";
/// [`ALL_OF_THEM`] follows it, as a button.
pub(crate) fn only(what: impl Display) -> String {
    format!("Only {what}. ")
}

pub(crate) const ALL_OF_THEM: &str = "All of them";
pub(crate) const ALL_TYPES: &str = "all types";
pub(crate) const SUPPLIER: &str = "Supplier";
pub(crate) const ALL_SUPPLIERS: &str = "all suppliers";

pub(crate) fn at_most_changes_can_be_weighed(changes_max: impl Display) -> String {
    format!("At most {changes_max} changes can be weighed against each other. Reset one.")
}

// Said in `pages/whatif/words.rs`.

pub(crate) const MODE_OF_TRANSPORT: &str = "Mode of transport";
pub(crate) const VEHICLE_CLASS: &str = "Vehicle class";
pub(crate) const LOAD_FACTOR: &str = "Load factor";
pub(crate) const EMPTY_DISTANCE: &str = "Empty distance";
pub(crate) const SPEED: &str = "Speed";
pub(crate) const FUEL: &str = "Fuel";
pub(crate) const HEATING_SET_POINT: &str = "Heating set-point";
pub(crate) const DISTANCE: &str = "Distance";
pub(crate) const THROUGHPUT: &str = "Throughput";
pub(crate) const GRID: &str = "Grid";
pub(crate) const RENEWABLE_POWER: &str = "Renewable power";
pub(crate) const TIME_OF_DAY: &str = "Time of day";
