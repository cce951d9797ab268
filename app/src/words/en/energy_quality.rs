//! Whether the measurements of a site can be trusted.

use std::fmt::Display;

// Said in `pages/energy/site/quality.rs`.

pub(crate) const QUALITY_OF_MEASUREMENTS: &str = "Quality of measurements";
pub(crate) const REVIEWED_FOUR_TIMES_AN_HOUR: &str = "reviewed four times an hour";
pub(crate) const WHAT_CAME_IS_STILL_TO_BE_REVIEWED: &str =
    "What came since the last review is still to be looked at.";
pub(crate) const CHANNEL: &str = "Channel";
pub(crate) const CAME_IN_7_DAYS: &str = "Came in 7 days";
pub(crate) const CAME_IN_28_DAYS: &str = "Came in 28 days";
pub(crate) const OUTLIERS: &str = "Outliers";
pub(crate) const FILLED_IN: &str = "Filled in";
pub(crate) const NEWEST: &str = "Newest";
pub(crate) const LATE: &str = "late";
pub(crate) const COUNTS_ARE_OF_28_DAYS: &str = "Outliers and filled values are those of 28 days. Outliers stay as they came, and teach no forecast; filled values stand where a meter was silent, until the real ones come.";
pub(crate) const LATEST_OUTLIERS: &str = "Latest outliers";
pub(crate) const NOTHING_IS_ODD: &str = "Nothing of the last 28 days is odd.";
pub(crate) const FROM: &str = "From";
pub(crate) const VALUE: &str = "Value";
pub(crate) const WHY: &str = "Why";
pub(crate) const THIS_IS_RIGHT: &str = "This is right";

pub(crate) fn newest_with_age(label: impl Display, age: impl Display) -> String {
    format!("{label}, {age} old")
}

pub(crate) fn minutes(minutes: impl Display) -> String {
    format!("{minutes}\u{a0}min")
}

pub(crate) fn hours(hours: impl Display) -> String {
    format!("{hours}\u{a0}h")
}

pub(crate) fn days(days: impl Display) -> String {
    format!("{days}\u{a0}d")
}

pub(crate) fn this_is_right(channel: impl Display, label: impl Display) -> String {
    format!("This is right: {channel}, {label}")
}

// Said in `pages/energy/site/draw.rs` and `outlook.rs`.

pub(crate) const LOAD_FILLED: &str = "Load, filled in";
pub(crate) const LOAD_OUTLIER: &str = "Load, outlier";
pub(crate) const SOLAR_FILLED: &str = "Solar, filled in";
pub(crate) const SOLAR_OUTLIER: &str = "Solar, outlier";
pub(crate) const BATTERY_OUTLIER: &str = "Battery, outlier";
pub(crate) const DIAMOND_FILLED_IN: &str = "◆ filled in for a silent meter";
pub(crate) const TRIANGLE_OUTLIER: &str = "▲ outlier";
pub(crate) const MEASURED_IN_PART: &str = "filled in, in part";
pub(crate) const MEASURED_ODDLY: &str = "measured, outlier";

// Said in `pages/energy/site/followed.rs`.

pub(crate) const FROM_THE_GRID_FILLED: &str = "From the grid, filled in";

pub(crate) fn these_sums_rest_on(what: impl Display) -> String {
    format!("These sums do not rest on plain measurements alone: {what}.")
}
