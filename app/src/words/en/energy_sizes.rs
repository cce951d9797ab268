//! Sizes of a battery, tried on the days that were measured.

use std::fmt::Display;

// Said in `pages/energy/site/sizes.rs`.

pub(crate) const SIZES_TO_TRY: &str = "Sizes of a battery to try";
pub(crate) const ON_MEASURED_DAYS: &str = "on the days that were measured";
pub(crate) const THE_SIZES: &str = "The sizes";
pub(crate) const WHAT_THEY_WOULD_HAVE_SAVED: &str = "What they would have saved";
pub(crate) const UP_TO_TWELVE: &str =
    "Up to twelve. A price says when a size is paid back; empty lines count for nothing.";
pub(crate) const LINE: &str = "Line";
pub(crate) const CAPACITY_KWH: &str = "Capacity, kWh";
pub(crate) const POWER_KW: &str = "Power, kW";
pub(crate) const PRICE: &str = "Price";
pub(crate) const YEARS_IT_LASTS: &str = "Years it lasts";
pub(crate) const MAKE_LEAST: &str = "Make least";
pub(crate) const COST: &str = "cost";
pub(crate) const CARBON: &str = "carbon";
pub(crate) const BOTH: &str = "both, a kilogram at its worth";
pub(crate) const A_KILOGRAM_CO2E_IS_WORTH: &str = "A kilogram CO₂e is worth";
pub(crate) const COUNTS_WHERE_BOTH: &str =
    "Counts where both are to be least; in the tariff's currency.";
pub(crate) const DAYS_LOOKED_AT: &str = "Days looked at";
pub(crate) const TRY_THE_SIZES: &str = "Try the sizes";
pub(crate) const SAY_WHICH_SIZES: &str = "Say which sizes come into question. Here comes what each would have saved on the days that were measured, and what the larger one adds to the smaller.";

pub(crate) fn of_line(line: impl Display, column: impl Display) -> String {
    format!("Line {line}: {column}")
}

pub(crate) fn price_in(currency: impl Display) -> String {
    format!("Price, {currency}")
}

pub(crate) fn last_days(days: impl Display) -> String {
    format!("the last {days}")
}

// Said in `pages/energy/site/tried.rs`.

pub(crate) const SAVED_IN_A_YEAR: &str = "Saved in a year";
pub(crate) const SIZE: &str = "Size";
pub(crate) const CARBON_SAVED_IN_A_YEAR: &str = "Carbon saved in a year";
pub(crate) const OWN_SUN_USED: &str = "Own sun used";
pub(crate) const FULL_CYCLES_IN_A_YEAR: &str = "Full cycles in a year";
pub(crate) const HIGHEST_POWER: &str = "Highest power";
pub(crate) const PAID_BACK_AFTER: &str = "Paid back after";
pub(crate) const LEFT_AT_ITS_END: &str = "Left at its end";
pub(crate) const BEYOND_THE_NEXT_SMALLER: &str = "Beyond the next smaller";
pub(crate) const NO_PRICE_GIVEN: &str = "no price given";
pub(crate) const PRICES_OF_A_KWH_NOT_KNOWN: &str = "what a kWh costs is not known";
pub(crate) const SAVES_NO_MONEY: &str = "saves no money";
pub(crate) const NO_BATTERY: &str = "No battery";
pub(crate) const FEW_DAYS: &str = "Fewer than four weeks were replayed: take it as a first idea.";
pub(crate) const OF_A_YEARLY_FACTOR: &str = "Carbon is counted by the grid's yearly factor, the same at all hours: moving energy in time saves none of it by itself.";
pub(crate) const OF_THE_SITES_BATTERY: &str =
    "Efficiencies and range of charge are those of the battery that is set.";
pub(crate) const OF_USUAL_BATTERIES: &str =
    "Efficiencies and range of charge are usual ones of lithium batteries.";
pub(crate) const INCOMPLETE: &str = "measurements are missing, contradict each other or are odd";
pub(crate) const WITHOUT_PRICE: &str = "a price of the market is missing";
pub(crate) const WITHOUT_INTENSITY: &str = "the grid's intensity of an hour is missing";
pub(crate) const NO_WHOLE_WEEK: &str = "it makes no whole week with the others";

pub(crate) fn size(kwh: impl Display, kw: impl Display) -> String {
    format!("{kwh}, {kw}")
}

pub(crate) fn years(years: impl Display) -> String {
    format!("{years} years")
}

pub(crate) fn range(low: impl Display, high: impl Display) -> String {
    format!("{low} to {high}")
}

pub(crate) fn the_grids_intensity(words: impl Display) -> String {
    format!("The grid's intensity: {words}.")
}

pub(crate) fn more(money: impl Display, mass: impl Display) -> String {
    format!("{money}, {mass}")
}

pub(crate) fn per_kwh(money: impl Display) -> String {
    format!("{money} per kWh more")
}

pub(crate) fn days_left_out(count: impl Display) -> String {
    format!("Days left out ({count})")
}

// Said in `pages/energy/site/tries.rs`.

#[cfg(feature = "ssr")]
pub(crate) const CHOOSE_HOW_MANY_DAYS: &str = "choose how many days are looked at";

#[cfg(feature = "ssr")]
pub(crate) fn is_no_number(line: impl Display, column: impl Display, text: impl Display) -> String {
    format!("Line {line}: {column}: `{text}` is no number; one looks like 12.5")
}
