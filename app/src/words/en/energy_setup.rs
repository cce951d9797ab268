//! Setting up a site, and bringing its measurements in.

use std::fmt::Display;

// Said in `pages/energy/setup/fields.rs`.

pub(crate) const MONTH: &str = "month";
pub(crate) const YEAR: &str = "year";
pub(crate) const MEASURING: &str = "Measuring";
pub(crate) const INTERVAL: &str = "Interval";
pub(crate) const HOW_LONG_THE_METERS_COUNT_TOGETHER: &str = "How long the meters count together; it cannot change once something is measured. Intervals that are shorter than 15 minutes, or no whole quarter-hours, are kept as they come; figures and plans have the shortest of 15, 30 and 60 minutes that holds whole ones.";
pub(crate) const TIME_ZONE: &str = "Time zone";
pub(crate) const IANA_NAME_DAYS_AND_TARIFFS: &str = "IANA name; days and tariffs are in it.";
pub(crate) const MOST_POWER_TAKEN_KW: &str = "Most power taken, kW";
pub(crate) const OF_THE_CONNECTION_EMPTY_NO_LIMIT: &str = "Of the connection; empty: no limit.";
pub(crate) const MOST_POWER_FED_IN_KW: &str = "Most power fed in, kW";
pub(crate) const ZERO_WHERE_NONE_MAY_BE: &str = "0 where none may be; empty: no limit.";
pub(crate) const CARBON_OF_WHAT_IS_FED_IN: &str = "Carbon of what is fed in";
pub(crate) const COUNTS_NOTHING: &str = "counts nothing";
pub(crate) const COUNTS_AS_AVOIDED: &str = "counts as avoided, at the hour's intensity";
pub(crate) const ABOUT_AVOIDED_CARBON: &str =
    "In the plan and beside what happened; the figures of emissions never count it.";
#[cfg(feature = "ssr")]
pub(crate) fn is_no_choice_of_avoided_carbon(other: &str) -> String {
    format!("`{other}` is no way to count what is fed in; `nothing` or `avoided` is")
}
pub(crate) const EMISSIONS: &str = "Emissions";
pub(crate) const ABOUT_METERED_EVENTS: &str = "Metered hours can count in the figures of emissions, with what the grid emitted in that hour where it is known. Electricity that other events of the site report of the same hours is then left out of totals: of a month with one metered hour, that one hour.";
pub(crate) const EACH_METERED_HOUR_BECOMES: &str = "Each metered hour becomes";
pub(crate) const OF_WHAT_IS_TAKEN_FROM_THE_GRID: &str = "Of what is taken from the grid.";
pub(crate) const NO_EVENT: &str = "no event";
pub(crate) const A_FACTORY_EVENT: &str = "a factory event";
pub(crate) const A_WAREHOUSE_EVENT: &str = "a warehouse event";
pub(crate) const SUPPLIER_OF_THESE_EVENTS: &str = "Supplier of these events";
pub(crate) const BY_NAME_MADE_WHERE_THERE_IS_NONE: &str =
    "By name; made where there is none. Needed where an hour becomes an event.";
pub(crate) const NONE_PLANS_CAN_MIND_CARBON_ALONE: &str = "none: plans can mind carbon alone";
pub(crate) const THE_ONE_BELOW: &str = "the one below";
pub(crate) const A_MARKETS_PRICE_AND_WHAT_IS_ADDED: &str =
    "a market's price of the hour, and what is added to it";
pub(crate) const AS_IT_IS_SET_OVER: &str =
    "as it is: set over the API, with parts that this form does not have";
pub(crate) const TARIFF: &str = "Tariff";
pub(crate) const CURRENCY: &str = "Currency";
pub(crate) const ISO_4217_SUCH_AS_EUR: &str = "ISO 4217, such as EUR.";
pub(crate) const PRICE_PER_KWH: &str = "Price per kWh";
pub(crate) const WHENEVER_NO_LINE_BELOW_APPLIES: &str =
    "Whenever no line below applies; with a market's price, what is added to it.";
pub(crate) const SERIES_OF_MARKET_PRICES: &str = "Series of market prices";
pub(crate) const NAME_THEY_ARE_KEPT_UNDER: &str =
    "For a tariff that moves with a market: the name its prices are kept under, such as DE-LU.";
pub(crate) const STANDING_CHARGE_PER_DAY: &str = "Standing charge per day";
pub(crate) const PAID_PER_KWH_FED_IN: &str = "Paid per kWh fed in";
pub(crate) const EMPTY_NOTHING: &str = "Empty: nothing.";
pub(crate) const DEMAND_CHARGE_PER_KW: &str = "Demand charge per kW";
pub(crate) const OF_THE_HIGHEST_MEAN_POWER_EMPTY: &str = "Of the highest mean power; empty: none.";
pub(crate) const MEAN_TAKEN_OVER: &str = "Mean taken over";
pub(crate) const PAID_PER: &str = "Paid per";
pub(crate) const HOURS_WITH_A_PRICE: &str = "Hours with a price of their own";
pub(crate) const ABOUT_HOURS_WITH_A_PRICE: &str = "Hours with a price of their own, such as a peak on Mon-Fri from 16:00 to 20:00. Empty lines count for nothing.";
pub(crate) const NAME: &str = "Name";
pub(crate) const DAYS: &str = "Days";
pub(crate) const FROM: &str = "From";
pub(crate) const TO: &str = "To";
pub(crate) const PER_KWH: &str = "Per kWh";
pub(crate) const TARIFFS_ON_OFFER: &str = "Tariffs on offer";
pub(crate) const ABOUT_TARIFFS_ON_OFFER: &str = "Advice says what the measured days would have cost with each, in the currency above. Days, from and to are the hours with a price of their own; the mean of a demand charge is taken as above. Empty lines count for nothing.";
pub(crate) const PER_KWH_THEN: &str = "Per kWh then";
pub(crate) const PER_DAY: &str = "Per day";
pub(crate) const FED_IN_PER_KWH: &str = "Fed in, per kWh";
pub(crate) const PER_KW: &str = "Demand, per kW";
pub(crate) const SET_OVER_THE_API: &str =
    "Set over the API, with parts that this line does not have. Empty the name to take it away.";
#[cfg(feature = "ssr")]
pub(crate) const OWN_HOURS: &str = "own hours";
pub(crate) const RUNS_THAT_CAN_WAIT: &str = "Runs that can wait";
pub(crate) const ABOUT_RUNS_THAT_CAN_WAIT: &str = "What may run at another time of the day, such as charging vehicles: it is started once on each of its days and not interrupted, and what it uses is a part of the measured load. Advice looks for cheaper and cleaner hours. Empty lines count for nothing.";
pub(crate) const KWH_OF_A_RUN: &str = "kWh of a run";
pub(crate) const MINUTES: &str = "Minutes";
pub(crate) const STARTED_NOW_AT: &str = "Started now at";
pub(crate) const NOT_BEFORE: &str = "Not before";
pub(crate) const ENDED_BY: &str = "Ended by";
pub(crate) const BATTERY: &str = "Battery";
pub(crate) const CAPACITY_KWH: &str = "Capacity, kWh";
pub(crate) const EMPTY_THERE_IS_NO_BATTERY: &str =
    "Empty: there is no battery, and nothing below counts.";
pub(crate) const MOST_IT_TAKES_IN_KW: &str = "Most it takes in, kW";
pub(crate) const MOST_IT_GIVES_OUT_KW: &str = "Most it gives out, kW";
pub(crate) const EFFICIENCY_OF_CHARGING: &str = "Efficiency of charging";
pub(crate) const STORED_PER_ENERGY_TAKEN_IN_UP: &str = "Stored per energy taken in, up to 1.";
pub(crate) const EFFICIENCY_OF_DISCHARGING: &str = "Efficiency of discharging";
pub(crate) const GIVEN_OUT_PER_STORED_ENERGY_UP: &str = "Given out per stored energy, up to 1.";
pub(crate) const LOWEST_STATE_OF_CHARGE: &str = "Lowest state of charge";
pub(crate) const A_SHARE: &str = "A share, 0 to 1.";
pub(crate) const HIGHEST_STATE_OF_CHARGE: &str = "Highest state of charge";
pub(crate) const WEAR_MONEY_PER_KWH: &str = "Wear, money per kWh";
pub(crate) const PER_KWH_OF_STORED_ENERGY: &str = "Per kWh of stored energy that is discharged.";
pub(crate) const WEAR_KG_CO2E_PER_KWH: &str = "Wear, kg CO₂e per kWh";
pub(crate) const OF_MAKING_A_NEW_ONE: &str = "Of making a new one.";
pub(crate) const FREE_STANDING: &str = "free-standing";
pub(crate) const ON_A_FLAT_ROOF: &str = "on a flat roof";
pub(crate) const ON_A_SLOPED_ROOF: &str = "on a sloped roof";
pub(crate) const PART_OF_A_ROOF_OR_FACADE: &str = "part of a roof or facade";
pub(crate) const THE_SITE_HAS_NO_COORDINATES_SO: &str = "The site has no coordinates, so nothing can be said of its sun. Enter them below, under name and place.";
pub(crate) const SOLAR_ARRAY: &str = "Solar array";
pub(crate) const RATED_POWER_OF_THE_MODULES_KW: &str = "Rated power of the modules, kW";
pub(crate) const EMPTY_THERE_IS_NO_ARRAY: &str =
    "Empty: there is no array, and nothing below counts.";
pub(crate) const RATED_POWER_OF_THE_INVERTER_KW: &str = "Rated power of the inverter, kW";
pub(crate) const TILT_DEGREES: &str = "Tilt, degrees";
pub(crate) const FROM_THE_HORIZONTAL_0_TO_90: &str = "From the horizontal, 0 to 90.";
pub(crate) const DIRECTION_DEGREES: &str = "Direction, degrees";
pub(crate) const CLOCKWISE_FROM_NORTH_180_IS_SOUTH: &str = "Clockwise from north: 180 is south.";
pub(crate) const MOUNTED: &str = "Mounted";
pub(crate) const EFFICIENCY_OF_THE_INVERTER: &str = "Efficiency of the inverter";
pub(crate) const AT_RATED_POWER_0_5: &str = "At rated power, 0.5 to 1.";
pub(crate) const CHANGE_PER_DEGREE: &str = "Change per degree";
pub(crate) const SHARE_OF_USUAL_SILICON: &str = "A share: -0.004 of usual silicon.";
pub(crate) const LOSSES: &str = "Losses";
pub(crate) const DIRT_SHADE_WIRES_A_SHARE_0: &str = "Dirt, shade, wires: a share, 0 to 1.";
pub(crate) const LIGHT_THE_GROUND_REFLECTS: &str = "Light the ground reflects";
pub(crate) const SHARE_OF_GRASS: &str = "A share: 0.2 of grass.";
pub(crate) const ALTITUDE_M: &str = "Altitude, m";
pub(crate) const LINKE_TURBIDITY_OF_THE_AIR: &str = "Linke turbidity of the air";
pub(crate) const TURBIDITY_2_3_7: &str = "2 very clean, 3 usual, 7 polluted.";

pub(crate) fn minutes(minutes: impl Display) -> String {
    format!("{minutes} minutes")
}

pub(crate) fn line(list: impl Display, number: impl Display, field: impl Display) -> String {
    format!("{list}, line {number}: {field}")
}

// Said in `pages/energy/setup/form.rs`.

pub(crate) const SET_UP: &str = "set-up";
pub(crate) const ONLY_INTERVAL_AND_TIME_ZONE_MUST: &str = "Only interval and time zone must be said. Without a tariff plans mind carbon alone, without a battery there is nothing to plan; measurements can be imported once this is saved.";
pub(crate) const OPERATORS_CHANGE_THESE_THEY: &str =
    "Operators change these; they are shown for reference.";
pub(crate) const SET_UP_LEGEND: &str = "Set-up";
pub(crate) const SAVED: &str = "Saved.";

// Said in `pages/energy/setup/import.rs`.

pub(crate) const UP_TO_50_000_VALUES: &str = "up to 50,000 values";
pub(crate) const MEASUREMENTS_IN_THIS_FILE: &str = "Measurements in this file";
pub(crate) const WHICH_COLUMN_IS_WHAT: &str = "Which column is what";
pub(crate) const TIME: &str = "Time";
pub(crate) const VALUES: &str = "Values";
pub(crate) const IMPORT_MEASUREMENTS: &str = "Import measurements";
pub(crate) const MEASUREMENTS: &str = "Measurements";
pub(crate) const MAPPING_NEEDS_SCRIPT_BEFORE: &str =
    "Mapping a file's columns needs JavaScript. Without it, measurements are sent over the API: ";
pub(crate) const MAPPING_NEEDS_SCRIPT_LINK: &str = "its description";
pub(crate) const MAPPING_NEEDS_SCRIPT_AFTER: &str = " has the addresses.";
pub(crate) const FIRST_ROWS_OF_THE_FILE: &str = "First rows of the file";
pub(crate) const NOT_IN_THIS_FILE: &str = "not in this file";
pub(crate) const THE_BEGINNING_OF_ITS_INTERVAL: &str = "the beginning of its interval";
pub(crate) const THE_END_OF_ITS_INTERVAL: &str = "the end of its interval";
pub(crate) const THE_BEGINNING_OF_ITS_DATE: &str = "the beginning of its date";
pub(crate) const THE_END_OF_ITS_DATE: &str = "the end of its date";
pub(crate) const COLUMN_OR_TEXT_MADE_OF_COLUMNS: &str = "Column, or text made of columns";
pub(crate) const SUCH_AS_TIME_OR: &str = "Such as Time, or {Date} {Clock}.";
pub(crate) const PATTERN: &str = "Pattern";
pub(crate) const SUCH_AS_A_PATTERN: &str = "Such as %d/%m/%Y %H:%M; or iso8601, epoch_s, epoch_ms.";
pub(crate) const TIME_ZONE_OF_LOCAL_TIMES: &str = "Time zone of local times";
pub(crate) const IANA_NAME_TIMES_WITH_AN_OFFSET: &str =
    "IANA name; times with an offset need none.";
pub(crate) const A_TIME_IS: &str = "A time is";
pub(crate) const MIDNIGHT_IS: &str = "00:00 is";
pub(crate) const KW_MEAN_OF_THE_INTERVAL: &str = "kW, mean of the interval";
pub(crate) const POINT_12_5: &str = "point: 12.5";
pub(crate) const COMMA_12_5: &str = "comma: 12,5";
pub(crate) const UNIT_OF_THE_ENERGY_COLUMNS: &str = "Unit of the energy columns";
pub(crate) const DECIMAL: &str = "Decimal";
pub(crate) const VALUES_THAT_DIFFER_TAKE_THE_PLACE: &str =
    "Values that differ take the place of stored ones";

pub(crate) fn columns_found_the_first_rows(columns: impl Display) -> String {
    format!("{columns} columns found; the first rows:")
}

// Said in `pages/energy/setup/mod.rs`.

pub(crate) const ENERGY: &str = "Energy";
pub(crate) const ALL_SITES: &str = "All sites";

// Said in `pages/energy/setup/read.rs`.

#[cfg(feature = "ssr")]
pub(crate) const CHOOSE_HOW_LONG_METERS_COUNT: &str =
    "choose how long the meters count together, 1 to 60 minutes";

#[cfg(feature = "ssr")]
pub(crate) const CHOOSE_15_30_OR_60_MINUTES: &str = "choose 15, 30 or 60 minutes";

#[cfg(feature = "ssr")]
pub(crate) const NAME_THE_SERIES_OF_MARKET_PRICES: &str =
    "name the series of market prices that the tariff moves with, such as DE-LU";

#[cfg(feature = "ssr")]
pub(crate) const A_MARKETS_PRICE_HAS_NO_HOURS: &str =
    "a market's price has no hours of its own; empty these lines, or choose another tariff";

#[cfg(feature = "ssr")]
pub(crate) fn is_no_choice_of_a_tariff(other: impl Display) -> String {
    format!("`{other}` is no choice of a tariff")
}

#[cfg(feature = "ssr")]
pub(crate) fn is_no_period_choose_month(other: impl Display) -> String {
    format!("`{other}` is no period; choose month or year")
}

#[cfg(feature = "ssr")]
pub(crate) fn is_no_way_of_mounting(solar_mounting: impl Display) -> String {
    format!("`{solar_mounting}` is no way of mounting")
}

#[cfg(feature = "ssr")]
pub(crate) fn is_no_number_one_looks_like(text: impl Display) -> String {
    format!("`{text}` is no number; one looks like 12.5, with a point")
}

#[cfg(feature = "ssr")]
pub(crate) fn is_no_number_of_minutes(text: impl Display) -> String {
    format!("`{text}` is no whole number of minutes; one looks like 90")
}

#[cfg(feature = "ssr")]
pub(crate) fn is_gone(offer: impl Display) -> String {
    format!("`{offer}` is no offer any more; load the page again")
}

#[cfg(feature = "ssr")]
pub(crate) fn is_no_day_days_look_like(word: impl Display) -> String {
    format!("`{word}` is no day; days look like Mon-Fri, Sun")
}

// Said in `pages/energy/setup/rejected.rs`.

pub(crate) const REJECTED_ROWS: &str = "Rejected rows";
pub(crate) const ROW: &str = "Row";
pub(crate) const COLUMN: &str = "Column";
pub(crate) const VALUE: &str = "Value";
pub(crate) const WHY: &str = "Why";
pub(crate) const WHAT_BECAME_OF_THE_FILE: &str = "What became of the file";
pub(crate) const SEE_FORECAST_AND_PLAN: &str = "See forecast and plan";

#[cfg(feature = "ssr")]
pub(crate) fn is_no_choice_of_events(other: impl Display) -> String {
    format!("`{other}` is no choice of events")
}

pub(crate) fn rows_read(rows: impl Display) -> String {
    format!("{rows} rows read")
}

pub(crate) fn measurements_new(accepted: String) -> String {
    format!("{accepted} measurements new")
}

pub(crate) fn there_already(duplicate: impl Display) -> String {
    format!("{duplicate} there already")
}

pub(crate) fn replaced(replaced: impl Display) -> String {
    format!("{replaced} replaced")
}

pub(crate) fn rejected(rejected_count: impl Display) -> String {
    format!("{rejected_count} rejected")
}

pub(crate) fn cells_empty(empty: impl Display) -> String {
    format!("{empty} cells empty")
}

pub(crate) fn rows_of_the_hour_that_came(second_hour: impl Display) -> String {
    format!("{second_hour} rows of the hour that came twice")
}

pub(crate) fn and_more(more: impl Display) -> String {
    format!("and {more} more")
}
