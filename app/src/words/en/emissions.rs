//! What an event is called: categories, modes, quality, ranges.

use std::fmt::Display;

// Said in `pages/emissions/look.rs`.

pub(crate) const LAST_HOUR: &str = "Last hour";
pub(crate) const LAST_24_HOURS: &str = "Last 24 hours";
pub(crate) const LAST_7_DAYS: &str = "Last 7 days";
pub(crate) const LAST_30_DAYS: &str = "Last 30 days";
pub(crate) const LAST_90_DAYS: &str = "Last 90 days";
pub(crate) const LAST_12_MONTHS: &str = "Last 12 months";
pub(crate) const LATEST_30_DAYS_WITH_DATA: &str = "Latest 30 days with data";
pub(crate) const ALL_DATA: &str = "All data";

// Said in `pages/emissions/words.rs`.

pub(crate) const LOGISTICS: &str = "Logistics";
pub(crate) const FACTORY: &str = "Factory";
pub(crate) const WAREHOUSE: &str = "Warehouse";
pub(crate) const DELIVERY: &str = "Delivery";
pub(crate) const ROAD: &str = "Road";
pub(crate) const RAIL: &str = "Rail";
pub(crate) const SEA: &str = "Sea";
pub(crate) const AIR: &str = "Air";
pub(crate) const INLAND_WATERWAY: &str = "Inland waterway";
pub(crate) const MEASURED: &str = "measured";
pub(crate) const ESTIMATED: &str = "estimated";
pub(crate) const GAP_FILLED: &str = "gap-filled";
pub(crate) const OUTLIER: &str = "outlier";
pub(crate) const COUNTED_BY_THE_METER: &str = "counted by the meter";
pub(crate) const REJECTED: &str = "rejected";
pub(crate) const FROM_METERED_FUEL_ENERGY_OR_CO2E: &str = "from metered fuel, energy or CO₂e";
pub(crate) const FROM_ACTIVITY_AND_ITS_PUBLISHED: &str = "from activity and its published factor";
pub(crate) const FROM_THE_PUBLISHED_LOAD_MODEL: &str = "from the published load model";
pub(crate) const FILLED_IN_FOR_A_GAP: &str = "filled in for a gap";
pub(crate) const CALIBRATED_90_PERCENT_INTERVAL: &str = "Calibrated 90 % interval.";
pub(crate) const RANGE_BY_THE_FACTORS_UNCERTAINTY: &str = "Range by the factors' uncertainty.";
pub(crate) const FUEL: &str = "Fuel";
pub(crate) const DISTANCE: &str = "Distance";
pub(crate) const LOAD: &str = "Load";
pub(crate) const EMPTY_RUNNING: &str = "Empty running";
pub(crate) const REFRIGERATION: &str = "Refrigeration";
pub(crate) const TONNE_KILOMETRES: &str = "Tonne-kilometres";
pub(crate) const ELECTRICITY: &str = "Electricity";
pub(crate) const GRID_LOSSES: &str = "Grid losses";
pub(crate) const NATURAL_GAS: &str = "Natural gas";
pub(crate) const HEAT: &str = "Heat";
pub(crate) const REFRIGERANT_LEAK: &str = "Refrigerant leak";
pub(crate) const FLOOR_AREA: &str = "Floor area";
pub(crate) const METERED_CO2E: &str = "Metered CO₂e";
pub(crate) const FILE_IMPORT: &str = "file import";
pub(crate) const API: &str = "API";
pub(crate) const STREAM: &str = "stream";
pub(crate) const METER: &str = "meter";
pub(crate) const GAP_FILLING: &str = "gap filling";
pub(crate) const DEMO: &str = "demo";

pub(crate) fn pct_counted_by_the_meter(pct: impl Display) -> String {
    format!("{pct} % counted by the meter")
}

pub(crate) fn route(origin: impl Display, destination: impl Display) -> String {
    format!("{origin} → {destination}")
}

pub(crate) fn from_origin(origin: impl Display) -> String {
    format!("from {origin}")
}

pub(crate) fn to_destination(destination: impl Display) -> String {
    format!("to {destination}")
}
