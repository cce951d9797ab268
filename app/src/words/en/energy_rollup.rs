//! What a site measured, day by day and month by month.

use std::fmt::Display;

// Said in `pages/energy/site/rollup.rs`.

pub(crate) const DAY_BY_DAY_MONTH_BY_MONTH: &str = "Day by day, month by month";
pub(crate) const WHAT_IS_SHOWN: &str = "Show";
pub(crate) const THE_LAST_31_DAYS: &str = "31 days";
pub(crate) const THE_LAST_12_MONTHS: &str = "12 months";
pub(crate) const KWH_PER_DAY: &str = "kWh per day, up to the latest measurement";
pub(crate) const KWH_PER_MONTH: &str = "kWh per month, up to the latest measurement";
pub(crate) const BARS_OF_THE_GRID_AND_THE_SUN: &str = "What was taken from the grid and what the array gave, step by step; hollow where not all is measured. The table below has the figures";
pub(crate) const NOTHING_IS_MEASURED_YET: &str = "Nothing is measured yet.";
pub(crate) const FROM_THE_GRID: &str = "From the grid";
pub(crate) const FROM_THE_GRID_IN_PART: &str = "From the grid, measured in part";
pub(crate) const FROM_THE_GRID_FILLED: &str = "From the grid, filled in";
pub(crate) const SOLAR: &str = "Solar";
pub(crate) const SOLAR_IN_PART: &str = "Solar, measured in part";
pub(crate) const LEGEND_FROM_THE_GRID: &str = "from the grid";
pub(crate) const LEGEND_SOLAR: &str = "solar";
pub(crate) const LEGEND_FILLED_IN: &str = "filled in";
pub(crate) const HOLLOW_IN_PART: &str = "hollow: measured in part";
pub(crate) const AS_A_TABLE: &str = "Step by step, with peaks and what is missing";
pub(crate) const WHEN: &str = "When";
pub(crate) const PEAK_FROM_THE_GRID: &str = "Peak from the grid";
pub(crate) const MEAN_BATTERY: &str = "Mean battery";
pub(crate) const INTERVALS_MEASURED: &str = "Intervals measured";
pub(crate) const DAYS: &str = "days";
pub(crate) const MONTHS: &str = "months";
pub(crate) const SO_FAR: &str = "so far";
pub(crate) const INCOMPLETE: &str = "incomplete";
pub(crate) const SUMS_REST_ON: &str = "Sums rest on what was measured and is no outlier; what was filled in for a silent meter is stated beside them and is no part of them. Intervals are those of the channel with the fewest.";

pub(crate) fn with_filled(sum: impl Display, filled: impl Display) -> String {
    format!("{sum} + {filled} filled in")
}

pub(crate) fn peak_at(power: impl Display, label: impl Display) -> String {
    format!("{power}, {label}")
}

pub(crate) fn measured_of(measured: impl Display, expected: impl Display) -> String {
    format!("{measured} of {expected}")
}

pub(crate) fn outliers_left_out(count: u64) -> String {
    match count {
        1 => "1 outlier left out".to_owned(),
        count => format!("{count} outliers left out"),
    }
}

pub(crate) fn incomplete_steps(incomplete: usize, all: usize, unit: &str) -> String {
    match incomplete {
        1 => format!("1 of {all} {unit} is not measured whole: its sum is too small."),
        more => format!("{more} of {all} {unit} are not measured whole: their sums are too small."),
    }
}
