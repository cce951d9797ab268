//! One site: forecast, plan, when to start.

use std::fmt::Display;

// Said in `pages/energy/site/draw.rs`.

pub(crate) const G_CO2E_PER_KWH: &str = "g CO₂e per kWh";
pub(crate) const BATTERY_PERCENT: &str = "battery, %";
pub(crate) const LOAD_MEASURED: &str = "Load, measured";
pub(crate) const LOAD_EXPECTED: &str = "Load, expected";
pub(crate) const SOLAR_MEASURED: &str = "Solar, measured";
pub(crate) const SOLAR_EXPECTED: &str = "Solar, expected";
pub(crate) const PRICE: &str = "Price";
pub(crate) const CARBON_OF_THE_GRID: &str = "Carbon of the grid";
pub(crate) const BATTERY_MEASURED: &str = "Battery, measured";
pub(crate) const BATTERY_PLANNED: &str = "Battery, planned";

pub(crate) fn per_kwh(currency: impl Display) -> String {
    format!("{currency} per kWh")
}

// Said in `pages/energy/site/mod.rs`.

pub(crate) const ENERGY: &str = "Energy";
pub(crate) const ALL_SITES: &str = "All sites";

// Said in `pages/energy/site/outlook.rs`.

pub(crate) const SET_UP_AND_IMPORT: &str = "Set-up and import";
pub(crate) const NOTHING_IS_MEASURED_YET: &str = "Nothing is measured yet";
pub(crate) const BRING_THE_READINGS_OF_ITS_METERS: &str = "Bring the readings of its meters in: a file with one column of times and one of what was taken from the grid is enough. From 48 intervals on the next day is forecast, after a week with a band.";
pub(crate) const MEASUREMENTS_HAVE_COME: &str = "Measurements have come: show them";
pub(crate) const IMPORT_MEASUREMENTS: &str = "Import measurements";
pub(crate) const NO_MEASUREMENT_HAS_COME_FOR_MORE: &str =
    "No measurement has come for more than two hours; what is expected is made from the last ones.";
pub(crate) const THE_LAST_24_HOURS_AS_MEASURED: &str = "The last 24 hours as measured and the next as expected, with the band of nine in ten; the table below has the figures";
pub(crate) const MEASURED: &str = "measured";
pub(crate) const EXPECTED: &str = "expected";
pub(crate) const LEGEND_SOLAR: &str = "solar";
pub(crate) const LEGEND_LOAD_MEASURED: &str = "load, measured";
pub(crate) const LEGEND_BATTERY_MEASURED: &str = "battery, measured";
pub(crate) const DASHED_EXPECTED_OR_PLANNED: &str = "dashed: expected or planned";
pub(crate) const AT_MOST: &str = " at most";
pub(crate) const LOAD: &str = "Load";
pub(crate) const SOLAR: &str = "Solar";
pub(crate) const PRICES: &str = "Prices";
pub(crate) const CARBON: &str = "Carbon";
pub(crate) const WHAT_THIS_RESTS_ON: &str = "What this rests on";
pub(crate) const THERE_IS_NO_BAND_NOTHING: &str =
    " There is no band: nothing is known to take it from.";
pub(crate) const LESS_THAN_A_WEEK_IS_KNOWN: &str =
    " Less than a week is known: take it as a first idea.";
pub(crate) const INTERVAL_BY_INTERVAL: &str = "Interval by interval";
pub(crate) const FROM: &str = "From";
pub(crate) const WHAT_IT_IS: &str = "What it is";
pub(crate) const NINE_OF_TEN: &str = "Nine of ten";
pub(crate) const EIGHT_OF_TEN: &str = "Eight of ten";
pub(crate) const PRICE_PER_KWH: &str = "Price per kWh";
pub(crate) const CARBON_G_PER_KWH: &str = "Carbon, g per kWh";
pub(crate) const BATTERY: &str = "Battery";

pub(crate) fn measured_up_to_the_interval_of(label: impl Display) -> String {
    format!("measured up to the interval of {label}")
}

pub(crate) fn nothing_is_forecast(why: impl Display) -> String {
    format!("Nothing is forecast: {why}.")
}

pub(crate) fn expected_until(unit: impl Display, until: impl Display, sun: impl Display) -> String {
    format!("{unit} expected until {until}{sun}")
}

pub(crate) fn of_the_array(sun: impl Display, bound: impl Display) -> String {
    format!(", of the array {sun}{bound}")
}

pub(crate) fn made_of_intervals_of(
    method: impl Display,
    intervals: impl Display,
    channels: impl Display,
) -> String {
    format!("{method}. Made of {intervals} intervals of: {channels}.")
}

pub(crate) fn the_band_is_to_hold(nominal: impl Display, how: impl Display) -> String {
    format!(" The band is to hold {nominal} of values, by {how}.")
}

pub(crate) fn of_past_ones_it_held(coverage: impl Display) -> String {
    format!(" Of past ones it held {coverage}.")
}

pub(crate) fn temperature(words: impl Display) -> String {
    format!(" Temperature outside: {words}.")
}

pub(crate) fn intervals_were_left_out_because(incomplete: impl Display) -> String {
    format!(" {incomplete} intervals were left out because a channel is missing in them.")
}

pub(crate) fn intervals_were_left_out_because_more(contradictory: impl Display) -> String {
    format!(" {contradictory} intervals were left out because more went out than came in.")
}

pub(crate) fn low_to_high(low: impl Display, high: impl Display) -> String {
    format!("{low} to {high}")
}

// Said in `pages/energy/site/plan.rs`.

pub(crate) const BATTERY_PLAN: &str = "Battery plan";
pub(crate) const NO_BATTERY_BEFORE: &str =
    "No battery is set for this site, so there is nothing to plan. ";
pub(crate) const SET_ONE_LINK: &str = "Set one";
pub(crate) const NO_BATTERY_AFTER: &str = " to see when it would charge and discharge.";
pub(crate) const WHAT_THE_PLAN_IS_TO_DO: &str = "What the plan is to do";
pub(crate) const WHAT_THE_PLAN_COMES_TO: &str = "What the plan comes to";
pub(crate) const NO_TARIFF_BEFORE: &str =
    "The site has no tariff, so only carbon can be made least. ";
pub(crate) const NO_TARIFF_AFTER: &str = " to weigh it against cost.";
pub(crate) const MAKE_LEAST: &str = "Make least";
pub(crate) const A_KILOGRAM_CO2E_IS_WORTH: &str = "A kilogram CO₂e is worth";
pub(crate) const PLAN: &str = "Plan";
pub(crate) const THE_SITE_IS_PLANNED_SO: &str = "This is how the site is planned, anew as measurements come in; what happens is held against it.";
pub(crate) const PLAN_THE_SITE_SO: &str = "Plan the site this way";

pub(crate) fn per_kg(amount: impl Display, currency: impl Display) -> String {
    format!("{amount}\u{a0}{currency} per kg")
}

// Said in `pages/energy/site/planned.rs`.

pub(crate) const NOTHING_FOUND_IS_BETTER_THAN_LEAVING: &str =
    "Nothing found is better than leaving the battery alone.";
pub(crate) const PLANNED_WITH: &str = "Planned with";
pub(crate) const HIGHEST_POWER: &str = "Highest power";
pub(crate) const FROM_THE_GRID: &str = "From the grid";
pub(crate) const FED_IN: &str = "Fed in";
pub(crate) const OWN_SUN_USED: &str = "Own sun used";
pub(crate) const NO_PRICES_ARE_SET: &str = "no prices are set";
pub(crate) const THE_GRIDS_IS_NOT_KNOWN: &str = "the grid's is not known";
pub(crate) const PLAN_BADGE: &str = "plan";
pub(crate) const MORE_OF_BOTH: &str = "More of both";
pub(crate) const IN_ALL: &str = "In all";
pub(crate) const LEFT_ALONE: &str = "Left alone";
pub(crate) const PLANNED: &str = "Planned";
pub(crate) const DIFFERENCE: &str = "Difference";
pub(crate) const CHARGE: &str = "charge";
pub(crate) const DISCHARGE: &str = "discharge";
pub(crate) const THE_END: &str = "the end";
pub(crate) const WHAT_THE_BATTERY_DOES: &str = "What the battery does";
pub(crate) const WHAT: &str = "What";
pub(crate) const UNTIL: &str = "Until";

pub(crate) fn cost(currency: impl Display) -> String {
    format!("Cost, {currency}")
}

pub(crate) fn from_to_starting_at_cost_without(
    from: impl Display,
    until: impl Display,
    soc_initial: impl Display,
) -> String {
    format!(" from {from} to {until}, starting at {soc_initial}; cost without wear")
}

pub(crate) fn left_alone(name: impl Display) -> String {
    format!("{name}, left alone")
}

pub(crate) fn what_the_battery_does(count: impl Display) -> String {
    format!("What the battery does ({count})")
}

// Said in `pages/energy/site/shift.rs`.

pub(crate) const BEST_TIME_FOR_WORK_THAT_CAN: &str = "Best time for work that can wait";
pub(crate) const THE_RUN: &str = "The run";
pub(crate) const ENERGY_KWH: &str = "Energy, kWh";
pub(crate) const WHAT_IT_USES_IN_ALL: &str =
    "What it uses in all: a charge, a melt, a night of cooling.";
pub(crate) const TAKES: &str = "Takes";
pub(crate) const MAY_BEGIN_AT: &str = "May begin at";
pub(crate) const MUST_HAVE_ENDED_BY: &str = "Must have ended by";
pub(crate) const COUNTS_WHERE_BOTH: &str =
    "Counts where both are to be least; in the tariff's currency.";
pub(crate) const FIND_THE_BEST_TIME: &str = "Find the best time";
pub(crate) const THE_BEST_TIME: &str = "The best time";
pub(crate) const SAY_WHAT_A_RUN_USES: &str = "Say what a run uses, how long it takes and when it has to be done. Here comes the start that costs or emits least, beside starting at once.";
pub(crate) const THE_END_OF_THE_FORECAST: &str = "the end of the forecast";
pub(crate) const BOTH_A_KILOGRAM_AT_ITS_WORTH: &str = "both, a kilogram at its worth";
pub(crate) const STARTING_AT_ONCE_IS_THE_BEST: &str = "Starting at once is the best there is.";
pub(crate) const AND: &str = " and ";
pub(crate) const BEST: &str = "Best";
pub(crate) const AT_ONCE: &str = "At once";
pub(crate) const WORST: &str = "Worst";
pub(crate) const STARTS_COMPARED: &str = "Starts compared";
pub(crate) const START: &str = "Start";
pub(crate) const WHEN: &str = "When";
pub(crate) const COST: &str = "Cost";
pub(crate) const OWN_SUN: &str = "Own sun";

pub(crate) fn minutes(rest: impl Display) -> String {
    format!("{rest} minutes")
}

pub(crate) fn h_min(hours: impl Display, rest: impl Display) -> String {
    format!("{hours} h {rest} min")
}

pub(crate) fn beside_starting_at_once(saved: impl Display) -> String {
    format!("{saved} beside starting at once.")
}

pub(crate) fn to(end_label: impl Display) -> String {
    format!("to {end_label}")
}

pub(crate) fn starts_were_weighed_each(starts: impl Display) -> String {
    format!(
        "{starts} starts were weighed, each with what it adds to the expected load; the battery is left out of it."
    )
}

// Said in `pages/energy/site/accuracy.rs`.

pub(crate) const HOW_GOOD_THE_FORECASTS_WERE: &str = "How good the forecasts were";
pub(crate) const AS_THEY_WERE_MADE: &str = "as they were made, against the meters";
pub(crate) const FORECAST_OF: &str = "Forecast of";
pub(crate) const OFF_BY_PER_HOUR: &str = "Off by, kWh per hour";
pub(crate) const OF_THE_MEAN: &str = "Of the mean";
pub(crate) const YESTERDAY_AGAIN: &str = "Yesterday again, kWh per hour";
pub(crate) const INSIDE_THE_BAND: &str = "Inside the band";
pub(crate) const OFF_BY_IS_THE_MEAN: &str = "Off by is the mean absolute error. Yesterday again is what a plain repeat of the day before would have had on the same intervals; – where that day was not measured whole. Of the sun only intervals with daylight count.";
pub(crate) const NO_FORECAST_IS_KEPT_YET: &str =
    "no forecast is kept yet; one is made within minutes of the first 48 measurements";
pub(crate) const NO_SOLAR_FORECAST_IS_KEPT_YET: &str = "no forecast is kept yet; one is made within a quarter of an hour where the site has coordinates";

pub(crate) fn of_days(quantity: impl Display, days: impl Display) -> String {
    format!("{quantity}, last {days} days")
}

pub(crate) fn held_of(
    coverage: impl Display,
    measurements: impl Display,
    nominal: impl Display,
) -> String {
    format!("{coverage} of {measurements}, meant {nominal}")
}

pub(crate) fn score_from(quantity: impl Display, due: impl Display) -> String {
    format!(
        "{quantity}: there will be a score from {due} on, once the measurements until then have come."
    )
}

pub(crate) fn score_waits(quantity: impl Display, due: impl Display) -> String {
    format!("{quantity}: there will be a score once the measurements until {due} have come.")
}

pub(crate) fn no_score(quantity: impl Display, why: impl Display) -> String {
    format!("{quantity}: {why}.")
}

// Said in `pages/energy/site/followed.rs`.

pub(crate) const PLAN_AGAINST_WHAT_HAPPENED: &str = "Plan against what happened";
pub(crate) const THE_LAST_48_HOURS: &str = "the last 48 hours";
pub(crate) const FROM_THE_MEASURED_BATTERY: &str = "as it was measured";
pub(crate) const FROM_AN_ASSUMED_BATTERY: &str = "assumed, because it was not measured";
pub(crate) const GRID_AND_BATTERY_AS_PLANNED: &str = "What was taken from the grid, fed in and held by the battery, as planned and as measured; the table below has the figures";
pub(crate) const BOTH_INTERVAL_BY_INTERVAL: &str = "Planned and measured as a table";
pub(crate) const PLANNED_AND_MEASURED: &str = "Planned and measured";
pub(crate) const FROM_THE_GRID_PLANNED: &str = "From the grid, planned";
pub(crate) const FROM_THE_GRID_MEASURED: &str = "From the grid, measured";
pub(crate) const FED_IN_PLANNED: &str = "Fed in, planned";
pub(crate) const FED_IN_MEASURED: &str = "Fed in, measured";
pub(crate) const AS_PLANNED: &str = "As planned";
pub(crate) const AS_MEASURED: &str = "As measured";
pub(crate) const BATTERY_LEFT_ALONE: &str = "Battery left alone";
pub(crate) const NO_INTERVAL_IS_MEASURED_WHOLE: &str =
    "No interval of the plan was measured whole, so there are no sums to compare.";
pub(crate) const WHAT_BOTH_CAME_TO: &str = "What the plan, what happened and doing nothing came to";
pub(crate) const ALL_ARE_VALUED_ALIKE: &str = "All three are valued by the prices and intensities the plan knew; wear and charges for peaks are left out. The plan had the load and the sun that were expected, the other two those that were measured.";
pub(crate) const LEGEND_FROM_THE_GRID: &str = "from the grid";
pub(crate) const LEGEND_FED_IN: &str = "fed in";
pub(crate) const LEGEND_BATTERY: &str = "battery";
pub(crate) const SOLID_MEASURED: &str = "solid: measured";
pub(crate) const DASHED_PLANNED: &str = "dashed: planned";

pub(crate) fn nothing_to_compare(why: impl Display) -> String {
    format!("There is nothing to compare yet: {why}.")
}

pub(crate) fn planned_at(
    made: impl Display,
    mode: impl Display,
    soc: impl Display,
    how: impl Display,
) -> String {
    format!("Planned {made} to make least: {mode}. It began with the battery at {soc}, {how}.")
}

pub(crate) fn intervals_of(compared: impl Display, all: impl Display) -> String {
    format!("{compared} of {all} intervals")
}

// Said in `pages/energy/site/advice.rs`.

pub(crate) const ADVICE: &str = "Advice";
pub(crate) const LOOKED_FOR_EVERY_SIX_HOURS: &str = "looked for every six hours";
pub(crate) const LOOK_FOR_ADVICE: &str = "Look for advice now";

pub(crate) fn came_of_looking(
    found: impl Display,
    known: impl Display,
    measured_days: impl Display,
) -> String {
    format!(
        "In {measured_days} measured days {found} new recommendations were found; {known} more are open or decided already."
    )
}

pub(crate) fn a_stored_kwh_carries(
    first: impl Display,
    is_tracked: bool,
    last: impl Display,
) -> String {
    let from = if is_tracked {
        "as the plan before left it"
    } else {
        "the mean of the grid, since nothing is known of where it came from"
    };
    format!(
        "A stored kWh carries {first} g CO₂e at the beginning ({from}) and {last} g at the end."
    )
}
