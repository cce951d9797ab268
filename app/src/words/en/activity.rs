//! The list of events, and one event.

use std::fmt::Display;

// Said in `pages/emissions/activity/event.rs`.

pub(crate) const EVENT: &str = "Event";
pub(crate) const ACTIVITY: &str = "Activity";
pub(crate) const THIS_IS_NO_EVENTS_ADDRESS: &str = "This is no event's address.";
pub(crate) const AN_IMPORT: &str = "an import";
pub(crate) const CAME_WITH: &str = "Came with";
pub(crate) const WHAT_WAS_DONE: &str = "What was done";
pub(crate) const WHEN: &str = "When";
pub(crate) const TYPE: &str = "Type";
pub(crate) const MODE: &str = "Mode";
pub(crate) const SUPPLIER: &str = "Supplier";
pub(crate) const SITE: &str = "Site";
pub(crate) const VEHICLE: &str = "Vehicle";
pub(crate) const POSITION: &str = "Position";
pub(crate) const OWN_ID: &str = "Own id";
pub(crate) const NOTES: &str = "Notes";
pub(crate) const SOURCE: &str = "Source";
pub(crate) const QUALITY: &str = "Quality";
pub(crate) const THE_RAW_INPUT_IS_NO_LONGER: &str =
    " The raw input is no longer kept (retention setting).";
pub(crate) const AS_IT_CAME_IN: &str = "As it came in";

pub(crate) fn row_of_an_import(row: impl Display) -> String {
    format!("row {row} of an import")
}

// Said in `pages/emissions/activity/explanation.rs`.

pub(crate) fn no_kilograms(reason: impl Display) -> String {
    format!(
        "No kilograms: {reason}. The event is kept outside all totals and is calculated when a factor arrives."
    )
}

pub(crate) const NO_FACTOR_WAS_FOUND: &str = "no factor was found";
pub(crate) const HOW_THE_KILOGRAMS_CAME_ABOUT: &str = "How the kilograms came about";
pub(crate) const READ_FROM_THE_EVENT: &str = "Read from the event";
pub(crate) const NOTHING_BUT_THE_TIME: &str = "Nothing but the time.";
pub(crate) const CHOICES_MADE_ON_THE_WAY: &str = "Choices made on the way";
pub(crate) const NONE_EVERY_FIGURE_WAS_GIVEN: &str = "None: every figure was given.";
pub(crate) const FACTORS_USED: &str = "Factors used";
pub(crate) const ARITHMETIC: &str = "Arithmetic";
pub(crate) const PART: &str = "Part";
pub(crate) const STAGE: &str = "Stage";
pub(crate) const KG_CO2E: &str = "kg CO₂e";
pub(crate) const TOTAL: &str = "Total";
pub(crate) const NONE_THE_CO2E_ITSELF_WAS_METERED: &str = "None: the CO₂e itself was metered.";
pub(crate) fn kg_per(unit: impl Display) -> String {
    format!("kg / {unit}")
}

pub(crate) const FACTORS: &str = "Factors";
pub(crate) const FACTOR: &str = "Factor";
pub(crate) const UNIT: &str = "Unit";
pub(crate) const REGION_YEAR: &str = "Region, year";
pub(crate) const PUBLISHER: &str = "Publisher";
pub(crate) const GWP: &str = "GWP";
pub(crate) const LICENCE: &str = "Licence";

pub(crate) fn kg_tank_to_wheel(kg: impl Display, share: impl Display) -> String {
    format!("{kg} kg tank-to-wheel ({share})")
}

pub(crate) fn kg_well_to_tank(kg: impl Display, share: impl Display) -> String {
    format!("{kg} kg well-to-tank ({share})")
}

pub(crate) fn between_and_kg_confidence(
    low: impl Display,
    high: impl Display,
    confidence: impl Display,
) -> String {
    format!("Between {low} and {high} kg; confidence {confidence:.2}")
}

// Said in `pages/emissions/activity/filters.rs`.

pub(crate) const ALL: &str = "All";
pub(crate) const ANY_TIME: &str = "Any time";
pub(crate) const EVENTS: &str = "Events";
pub(crate) const FROM: &str = "From";
pub(crate) const TO: &str = "To";
pub(crate) const WITHOUT_A_FACTOR: &str = "Without a factor";
pub(crate) const FILTER: &str = "Filter";
pub(crate) const CLEAR: &str = "Clear";

// Said in `pages/emissions/activity/list.rs`.

pub(crate) const EXPORT_CSV: &str = "Export CSV";
pub(crate) const WHAT: &str = "What";
pub(crate) const CO2E: &str = "CO₂e";
pub(crate) const PAGES: &str = "Pages";
pub(crate) const BACK_TO_THE_FIRST_PAGE: &str = "Back to the first page";
pub(crate) const NEXT_PAGE: &str = "Next page";
pub(crate) const NO_FACTOR: &str = "no factor";
pub(crate) const NO_SUCH_EVENTS: &str = "No such events";
pub(crate) const NO_EVENT_MATCHES_THIS_FILTER: &str = "No event matches this filter.";
pub(crate) const CLEAR_THE_FILTER: &str = "Clear the filter";
pub(crate) const EVERY_EVENT_WILL_BE_HERE: &str = "Every event will be here";
pub(crate) const NO_EVENTS_HAVE_COME_IN_YET: &str =
    "No events have come in yet. Each one opens to the arithmetic behind its kilograms.";
pub(crate) const IMPORT_A_FILE: &str = "Import a file";

pub(crate) fn order_first(next: impl Display) -> String {
    format!("Order: {next} first")
}
