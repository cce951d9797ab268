//! Energy: the sites at a glance.

use std::fmt::Display;

// Said in `pages/energy/api.rs`.

#[cfg(feature = "ssr")]
pub(crate) const CHOOSE_WHAT_IS_TO_BE_LEAST: &str = "choose what is to be least";
#[cfg(feature = "ssr")]
pub(crate) const CHOOSE_HOW_LONG_IT_TAKES: &str = "choose how long it takes";

#[cfg(feature = "ssr")]
pub(crate) fn is_no_time_of_the_list(text: impl Display) -> String {
    format!("`{text}` is no time of the list")
}

#[cfg(feature = "ssr")]
pub(crate) fn is_no_number_of_kwh_one(kwh: impl Display) -> String {
    format!("`{kwh}` is no number of kWh; one looks like 12.5")
}

// Said in `pages/energy/flow.rs`.

pub(crate) const NOT_MEASURED: &str = "not measured";
pub(crate) const GRID: &str = "Grid";
pub(crate) fn gives(power: impl Display) -> String {
    format!("gives {power}")
}

pub(crate) fn takes(power: impl Display) -> String {
    format!("takes {power}")
}

pub(crate) const SOLAR: &str = "Solar";
pub(crate) const BATTERY: &str = "Battery";
pub(crate) const LOAD: &str = "Load";
pub(crate) const NOT_KNOWN: &str = "not known";

pub(crate) fn mean_power_from_on(flow_label: impl Display, said: impl Display) -> String {
    format!("Mean power from {flow_label} on. {said}")
}

// Said in `pages/energy/overview.rs`.

pub(crate) const ENERGY: &str = "Energy";
pub(crate) const PAGES_OF_SITES: &str = "Pages of sites";
pub(crate) const MORE_SITES: &str = "More sites";
pub(crate) const NO_SITES_ELECTRICITY_IS_LOOKED_AFTER: &str =
    "No site's electricity is looked after yet";
pub(crate) const SAY_HOW_A_SITE_IS_MEASURED: &str = "Say how a site is measured and what it pays, and bring its meters' readings in. Then this page shows where its power comes from and goes to, and whether its day is as expected; its own page forecasts the load, plans the battery, and finds the best time for work that can wait.";
pub(crate) const OPERATORS_OF_YOUR_ORGANISATION_SET: &str =
    "Operators of your organisation set sites up.";
pub(crate) const NOTHING_MEASURED_YET: &str = "nothing measured yet";
pub(crate) const NO_MEASUREMENT_HAS_COME_FOR_MORE: &str = "No measurement has come for more than two hours: these are the last figures, not those of now.";
pub(crate) const ITS_METERS_READINGS_ARE_NOT: &str =
    "Its meters' readings are not in yet. Import a file, or send them over the API.";
pub(crate) const STATE_OF_CHARGE_OF_THE_BATTERY: &str = "State of charge of the battery";
pub(crate) const THE_BATTERYS_STATE_OF_CHARGE: &str =
    "The battery's state of charge is not measured.";
pub(crate) const IMPORT_MEASUREMENTS: &str = "Import measurements";
pub(crate) const FORECAST_AND_PLAN: &str = "Forecast and plan";
pub(crate) const SET_UP: &str = "Set-up";
pub(crate) const TODAY: &str = "today";
pub(crate) const AS_MUCH_AS: &str = "as much as";
/// Begins [`the_expected_by_then`]; so do [`apart_above`] and [`AS_MUCH_AS`].
pub(crate) fn apart_below(apart: impl Display) -> String {
    format!("{apart} below")
}

pub(crate) fn apart_above(apart: impl Display) -> String {
    format!("{apart} above")
}

pub(crate) const FORECAST: &str = "forecast";
pub(crate) const NOTHING_WAS_EXPECTED_BY_THEN: &str = "nothing was expected by then";
pub(crate) const THERE_ARE_MORE_THEY_FOLLOW_WHEN: &str =
    "There are more; they follow when these are set up.";
pub(crate) const NOT_SET_UP_YET: &str = "Not set up yet";
pub(crate) const ADD_A_SITE: &str = "Add a site";
pub(crate) const ADD_THE_SITE: &str = "Add the site";

pub(crate) fn measured_up_to_the_interval_of(label: impl Display) -> String {
    format!("measured up to the interval of {label}")
}

pub(crate) fn on(day_label: impl Display) -> String {
    format!("on {day_label}")
}

pub(crate) fn used_until(
    unit: impl Display,
    when: impl Display,
    until_label: impl Display,
) -> String {
    format!("{unit} used {when} until {until_label}")
}

pub(crate) fn of_the_whole_day(kwh: impl Display) -> String {
    format!(", {kwh} of the whole day")
}

pub(crate) fn the_expected_by_then(
    beside: impl Display,
    expected: impl Display,
    whole: impl Display,
) -> String {
    format!("{beside} the {expected} expected by then{whole}")
}

pub(crate) fn no_forecast_to_compare_with(why: impl Display) -> String {
    format!("No forecast to compare with: {why}.")
}

pub(crate) fn of_intervals_of_the_day(known: impl Display, intervals: impl Display) -> String {
    format!("{known} of {intervals} intervals of the day are known whole.")
}

pub(crate) fn set_up(site: impl Display) -> String {
    format!("Set up {site}")
}

// Said in `pages/energy/words.rs`.

pub(crate) const COST: &str = "Cost";
pub(crate) const CARBON: &str = "Carbon";
pub(crate) const BOTH: &str = "Both";
pub(crate) const TAKEN_FROM_THE_GRID: &str = "Taken from the grid";
pub(crate) const FED_INTO_THE_GRID: &str = "Fed into the grid";
pub(crate) const SOLAR_GENERATION: &str = "Solar generation";
pub(crate) const CHARGED_INTO_THE_BATTERY: &str = "Charged into the battery";
pub(crate) const DISCHARGED_FROM_THE_BATTERY: &str = "Discharged from the battery";
pub(crate) const STATE_OF_CHARGE_0_TO_1: &str = "State of charge, 0 to 1";
