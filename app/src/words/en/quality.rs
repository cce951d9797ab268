//! Data quality.

use std::fmt::Display;

// Said in `pages/quality/figures.rs`.

pub(crate) const COMPLETE: &str = "complete";
pub(crate) const MEASURED: &str = "measured";
pub(crate) const ESTIMATED: &str = "estimated";
pub(crate) const PREDICTED: &str = "predicted";
pub(crate) const EVENTS: &str = "events";
pub(crate) const ANOMALIES: &str = "anomalies";
pub(crate) const NOT_POSSIBLE: &str = "not possible";
pub(crate) const SPIKE: &str = "spike";
pub(crate) const STUCK_READING: &str = "stuck reading";
pub(crate) const GAP: &str = "gap";
pub(crate) const LEFT_ITS_HABIT: &str = "left its habit";

// Said in `pages/quality/page.rs`.

pub(crate) const DATA_QUALITY: &str = "Data quality";
pub(crate) const ALL_SUPPLIERS: &str = "All suppliers";
pub(crate) const NOTHING_WAS_LOOKED_AT_YET: &str = "Nothing was looked at yet";
pub(crate) const EVENTS_ARE_REVIEWED_EVERY_NIGHT: &str = "Events are reviewed every night, and within minutes of an import: outliers are found, the gaps of meters filled, and completeness counted.";
pub(crate) const IMPORT_A_FILE: &str = "Import a file";
pub(crate) const NO_VALUES_HAD_TO_BE_FILLED: &str = "No values had to be filled in.";
pub(crate) const BY_SUPPLIER: &str = "By supplier";
pub(crate) const SUPPLIERS_LEAST_COMPLETE_FIRST: &str = "Suppliers, least complete first";
pub(crate) const SUPPLIER: &str = "Supplier";
pub(crate) const COMPLETE_COLUMN: &str = "Complete";
pub(crate) const MEASURED_COLUMN: &str = "Measured";
pub(crate) const PREDICTED_COLUMN: &str = "Predicted";
pub(crate) const OUTLIERS: &str = "Outliers";
pub(crate) const ANOMALIES_COLUMN: &str = "Anomalies";
pub(crate) const EVENTS_COLUMN: &str = "Events";
pub(crate) const COMPLETE_WHAT_CAME: &str = "Complete: what came of what the supplier usually sends at that time. A dash: no regularity is known yet.";

pub(crate) fn gave_way_to_real_ones(replaced: impl Display, covered: impl Display) -> String {
    format!(
        " {replaced} gave way to real ones; of those {covered} lay in the interval of nine in ten."
    )
}

pub(crate) fn filled_values_stand(standing: impl Display, kept: impl Display) -> String {
    format!("{standing} filled values stand.{kept}")
}

pub(crate) fn reviewed(overview_label: impl Display, reviewed: impl Display) -> String {
    format!("{overview_label} · reviewed {reviewed}")
}

// Said in `pages/quality/supplier.rs`.

pub(crate) const FOUND: &str = "Found";
pub(crate) const FILLED_IN: &str = "Filled in";
pub(crate) const DAY_BY_DAY: &str = "Day by day";
pub(crate) const NOTHING_ODD: &str = "Nothing odd";
pub(crate) const NO_VALUE_WAS_OUT_OF_RANGE: &str = "No value was out of range or far from what is usual, no reading stuck, and no meter was silent.";
pub(crate) const OPEN_THE_EVENT: &str = "Open the event";
pub(crate) const A_VALUE_WITHOUT_A_FACTOR: &str = "a value without a factor";
pub(crate) const PREDICTED_FROM_WHAT_THE_METER_SHOWED: &str = "Predicted from what the meter showed before and after, and usually shows at that hour. Each value stands until the real one comes.";
pub(crate) const FILLED_VALUES_NEWEST_FIRST: &str = "Filled values, newest first";
pub(crate) const WHEN: &str = "When";
pub(crate) const SITE: &str = "Site";
pub(crate) const NINE_OF_TEN: &str = "Nine of ten";
pub(crate) const METHOD: &str = "Method";
pub(crate) const REAL_VALUE: &str = "Real value";
pub(crate) const DAYS_NEWEST_FIRST: &str = "Days, newest first";
pub(crate) const DAY: &str = "Day";
pub(crate) const CATEGORY: &str = "Category";

pub(crate) fn low_to_high(interval_low: impl Display, interval_high: impl Display) -> String {
    format!("{interval_low} to {interval_high}")
}
