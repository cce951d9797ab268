//! The dashboard.

use std::fmt::Display;

// Said in `pages/emissions/dashboard/categories.rs`.

pub(crate) const BY_CATEGORY: &str = "By category";
pub(crate) const CO2E_BY_CATEGORY_THE_LIST_BESIDE: &str =
    "CO₂e by category; the list beside it has the figures";
/// A link; [`EVENTS_WITHOUT_A_FACTOR_AFTER`] follows it.
pub(crate) fn events_without_a_factor(events: impl Display) -> String {
    format!("{events} events without a factor")
}

pub(crate) const EVENTS_WITHOUT_A_FACTOR_AFTER: &str = " are outside the total.";

// Said in `pages/emissions/dashboard/feed.rs`.

pub(crate) const LIVE: &str = "live";
pub(crate) const LATEST: &str = "latest";
pub(crate) const ACTIVITY: &str = "Activity";
pub(crate) const NO_EVENTS_YET: &str = "No events yet.";
pub(crate) const ALL_ACTIVITY: &str = "All activity";
pub(crate) const NO_FACTOR: &str = "no factor";

pub(crate) fn or_more_newer(feed_max: impl Display) -> String {
    format!("{feed_max} or more newer")
}

pub(crate) fn newer(newer: impl Display) -> String {
    format!("{newer} newer")
}

// Said in `pages/emissions/dashboard/map/mod.rs`.

pub(crate) const EMISSION_MAP: &str = "Emission map";
pub(crate) const MAP_NEEDS_SCRIPT_BEFORE: &str = "The map needs script. ";
pub(crate) const MAP_NEEDS_SCRIPT_LINK: &str = "The events it is drawn from";
pub(crate) const MAP_NEEDS_SCRIPT_AFTER: &str = " can be read without.";
pub(crate) const LOADING_THE_MAP: &str = "Loading the map";

// Said in `pages/emissions/dashboard/map/scene.rs`.

pub(crate) const SITE: &str = "Site";
pub(crate) const START_OF_TRIPS: &str = "Start of trips";
pub(crate) const SUPPLIER: &str = "Supplier";
pub(crate) const INFO: &str = "Info";
pub(crate) const WARNING: &str = "Warning";
pub(crate) const CRITICAL: &str = "Critical";
pub(crate) const ITS_EVENTS: &str = "Its events";
pub(crate) const EVENTS_OF_THIS_RANGE: &str = "Events of this range";

pub(crate) fn look_into_the_hotspot(name: impl Display) -> String {
    format!("Look into the hotspot: {name}")
}

pub(crate) fn co2e_per_hour(kg_per_hour: impl Display) -> String {
    format!("{kg_per_hour} CO₂e per hour")
}

pub(crate) fn in_events(
    co2e: impl Display,
    events: impl Display,
    kind_word: impl Display,
) -> String {
    format!("{co2e} in {events} events · {kind_word}")
}

// Said in `pages/emissions/dashboard/map/table.rs`.

pub(crate) const SHOW_AS_TABLE: &str = "Show as table";
pub(crate) const ON_THE_MAP: &str = "On the map";
pub(crate) const NO_POSITION: &str = "No position";
pub(crate) fn smaller_ones_are_not_listed(more: impl Display) -> String {
    format!("{more} smaller ones are not listed; the API has them all.")
}

pub(crate) const PLACES_ON_THE_MAP: &str = "Places on the map";
pub(crate) const PLACE: &str = "Place";
pub(crate) const WHAT_IT_IS: &str = "What it is";
pub(crate) const CO2E_PER_HOUR: &str = "CO₂e per hour";
pub(crate) const CO2E: &str = "CO₂e";
pub(crate) const HOTSPOT: &str = "Hotspot";
pub(crate) const ROUTES_ON_THE_MAP: &str = "Routes on the map";
pub(crate) const ROUTE_COUNTED_IN_ITS_PLACES: &str = "Route (counted in its places)";
pub(crate) const EVENTS: &str = "Events";

// Said in `pages/emissions/dashboard/map/view.rs`.

pub(crate) const THE_MAP_COULD_NOT_BE_BROUGHT: &str = "The map could not be brought up to date. ";
pub(crate) const NOTHING_TO_DRAW_IN_THIS_RANGE: &str = "Nothing to draw in this range";
pub(crate) const NOTHING_WAS_EMITTED_IN_IT_CHOOSE: &str = "Nothing was emitted in it. Choose a longer range, or import a file of transports, meter readings or deliveries.";
pub(crate) const SHOW_ALL_DATA: &str = "Show all data";
pub(crate) const YOUR_PLACES_WILL_BE_HERE: &str = "Your places will be here";
pub(crate) const EVENTS_ARE_DRAWN_WHERE_THEIR_SITE: &str = "Events are drawn where their site is, else where their trip begins, else at their supplier: one of these needs coordinates. Import columns with the latitude and longitude of the origin, or give sites and suppliers theirs by the API.";
pub(crate) const IMPORT_A_FILE: &str = "Import a file";
pub(crate) const SET_COORDINATES_BY_THE_API: &str = "Set coordinates by the API";
pub(crate) const MAP_OF_EMISSIONS_AND_HOTSPOTS_ARROW: &str = "Map of emissions and hotspots. Arrow keys move it, plus and minus change its scale, Tab goes to its places; the table below has the figures";

pub(crate) fn events_with_have_no_position_yet(
    events_without_place: impl Display,
    kg_without_place: impl Display,
) -> String {
    format!("{events_without_place} events with {kg_without_place} have no position yet.")
}

pub(crate) fn events_with_have_no_position(
    events_without_place: impl Display,
    kg_without_place: impl Display,
) -> String {
    format!(
        "{events_without_place} events with {kg_without_place} have no position and are not on the map."
    )
}

pub(crate) fn more_places_with_together(
    points_left_out: impl Display,
    kg_left_out: impl Display,
) -> String {
    format!(
        "{points_left_out} more places with {kg_left_out} together are smaller than those drawn."
    )
}

pub(crate) fn smaller_routes_are_without_a_line(routes: impl Display) -> String {
    format!("{routes} smaller routes are without a line; what they emitted is in their places.")
}

// Said in `pages/emissions/dashboard/mod.rs`.

pub(crate) const DASHBOARD: &str = "Dashboard";
pub(crate) const ONLY_BEFORE: &str = "Only ";
pub(crate) const SHOW_ALL_AFTER: &str = "show all";
pub(crate) const THESE_FIGURES_COULD_NOT_BE_BROUGHT: &str =
    "These figures could not be brought up to date. ";
pub(crate) const YOUR_EMISSIONS_WILL_BE_HERE: &str = "Your emissions will be here";
pub(crate) const NO_EVENTS_HAVE_COME_IN_YET: &str = "No events have come in yet. Import a file of transports, meter readings or deliveries to see them turn into kilograms that explain themselves.";
pub(crate) const HOTSPOTS: &str = "Hotspots";
pub(crate) const ALL_HOTSPOTS: &str = "All hotspots";
pub(crate) const TO_DECIDE: &str = "To decide";
pub(crate) const ALL_RECOMMENDATIONS: &str = "All recommendations";
pub(crate) const FORECAST: &str = "Forecast";
pub(crate) const THE_EVENTS_IT_RESTS_ON: &str = "The events it rests on";

// Said in `pages/emissions/dashboard/pulse.rs`.

pub(crate) const EVENTS_IT_IS_MADE_OF: &str = "The events it is made of";
pub(crate) const ALL_CATEGORIES: &str = "all categories";
pub(crate) const NOW_ALL_CATEGORIES: &str = "now, all categories";
pub(crate) const NOW: &str = "now";
pub(crate) const EMISSION_PULSE: &str = "Emission pulse";
pub(crate) const NO_HOUR_BEFORE_TO_COMPARE_WITH: &str = "no hour before to compare with";
/// Follows an arrow; so do [`down`] and [`steady`].
pub(crate) fn up(by: impl Display) -> String {
    format!(" up {by}")
}

pub(crate) fn down(by: impl Display) -> String {
    format!(" down {by}")
}

pub(crate) fn steady(by: impl Display) -> String {
    format!(" steady {by}")
}

pub(crate) const VS_THE_HOUR_BEFORE: &str = " vs the hour before";
/// `target` is [`target_per_hour`].
pub(crate) fn above_target(by: impl Display, target: impl Display) -> String {
    format!("{by} above {target}")
}

pub(crate) fn below_target(by: impl Display, target: impl Display) -> String {
    format!("{by} below {target}")
}

pub(crate) const NO_EVENT_YET: &str = "No event yet";

pub(crate) fn co2e_per_hour_headline(mass: impl Display) -> String {
    format!("{mass} CO₂e / h")
}

pub(crate) fn target_per_hour(target: impl Display) -> String {
    format!("target {target} / h")
}

pub(crate) fn latest_event(local: impl Display) -> String {
    format!("Latest event: {local}")
}

pub(crate) fn kilograms_per_hour_over_the_last(recent: impl Display, most: impl Display) -> String {
    format!("Kilograms per hour over the last {recent} hours; at most {most}")
}

// Said in `pages/emissions/dashboard/quality.rs`.

pub(crate) const DATA_QUALITY: &str = "Data quality";
pub(crate) const MEASURED: &str = "measured";
pub(crate) fn estimated(share: impl Display) -> String {
    format!("{share} estimated")
}

pub(crate) fn predicted(share: impl Display) -> String {
    format!("{share} predicted")
}

pub(crate) fn outliers(events: &str) -> String {
    match events {
        "1" => "1 outlier".to_owned(),
        events => format!("{events} outliers"),
    }
}

pub(crate) fn without_a_factor(events: impl Display) -> String {
    format!("{events} without a factor")
}

pub(crate) const BY_SUPPLIER: &str = "By supplier";

pub(crate) fn events(events: impl Display) -> String {
    format!("{events} events")
}

// Said in `pages/emissions/dashboard/range_picker.rs`.

pub(crate) const FROM: &str = "From";
pub(crate) const TO: &str = "To";
pub(crate) const SHOW_THESE_DAYS: &str = "Show these days";

pub(crate) fn date_range(label: impl Display) -> String {
    format!("Date range: {label}")
}

// Said in `pages/emissions/dashboard/series.rs`.

pub(crate) const KG_CO2E_PER_HOUR: &str = "kg CO₂e per hour";
pub(crate) const KG_CO2E_PER_DAY: &str = "kg CO₂e per day";
pub(crate) const KG_CO2E_PER_MONTH: &str = "kg CO₂e per month";
pub(crate) const LATEST_30_DAYS_WITH_DATA: &str = " (latest 30 days with data)";
pub(crate) const EMISSIONS_OVER_TIME: &str = "Emissions over time";
pub(crate) const EMISSIONS_OVER_TIME_BY_CATEGORY: &str =
    "Emissions over time by category; the table below has the figures";
pub(crate) const WHEN: &str = "When";

pub(crate) fn older_rows_are_not_listed_choose(left_out: impl Display) -> String {
    format!("{left_out} older rows are not listed; choose a shorter range to see them.")
}

// Said in `pages/emissions/dashboard/suppliers.rs`.

pub(crate) const TOP_SUPPLIERS: &str = "Top suppliers";
pub(crate) const NO_EVENTS_IN_THIS_RANGE: &str = "No events in this range.";

pub(crate) fn of_the_total_events(share: impl Display, events: impl Display) -> String {
    format!("{share} of the total · {events} events")
}
