//! Widgets that know no domain.

use std::fmt::Display;

// Said in `components/chart/lines.rs`.

pub(crate) const LOW_END_OF_THE_BAND: &str = "Low end of the band";
pub(crate) const WIDTH_OF_THE_BAND: &str = "Width of the band";

// Said in `components/chart/mod.rs`.

pub(crate) const THE_DRAWING_COULD_NOT_BE_LOADED: &str =
    "The drawing could not be loaded; the figures are in the table.";

// Said in `components/dialog.rs`.

pub(crate) const KEEP_AS_IT_IS: &str = "Keep as it is";

// Said in `components/figures.rs`.

pub(crate) const SAVE_AS_CSV: &str = "Save as CSV";
pub(crate) const SAVE_THE_DRAWING: &str = "Save the drawing";

// Said in `components/map/leaflet/marks.rs`.

#[cfg(feature = "hydrate")]
pub(crate) fn and_more(name: impl Display, others: impl Display) -> String {
    format!("{name} and {others} more")
}

#[cfg(feature = "hydrate")]
pub(crate) fn and_more_the_table_lists_them(members: impl Display) -> String {
    format!("and {members} more; the table lists them")
}

// Said in `components/map/mod.rs`.

pub(crate) const LAND_NATURAL_EARTH: &str = "Land: Natural Earth";
pub(crate) const ALL_PLACES: &str = "All places";
pub(crate) fn zero_to(peak: impl Display) -> String {
    format!("0 to {peak}")
}

pub(crate) const THE_MAP_COULD_NOT_BE_LOADED: &str =
    "The map could not be loaded; its figures are in the table.";

// Said in `components/save_button.rs`.

pub(crate) const SAVE: &str = "Save";

// Said in `components/tabs.rs`.

pub(crate) const ADMIN: &str = "(admin)";

// Said in `components/time.rs`.

#[cfg(feature = "hydrate")]
pub(crate) const LOCALE: &str = "en-GB";
pub(crate) const FIGURES_AS_A_TABLE: &str = "Figures as a table";
pub(crate) const NOW: &str = "now";
pub(crate) const JUST_NOW: &str = "just now";

pub(crate) fn ago(apart: impl Display, unit: impl Display) -> String {
    format!("{apart} {unit} ago")
}

pub(crate) fn ahead(apart: impl Display, unit: impl Display) -> String {
    format!("in {apart} {unit}")
}

pub(crate) fn utc_time(
    day: impl Display,
    month: impl Display,
    year: impl Display,
    hour: impl Display,
    minute: impl Display,
) -> String {
    format!("{day} {month} {year}, {hour:02}:{minute:02} UTC")
}
