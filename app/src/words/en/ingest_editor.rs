//! The editor of import profiles.

use std::fmt::Display;

// Said in `pages/ingest/editor/columns.rs`.

pub(crate) const SOME_KINDS_OF_EVENT: &str = "Some kinds of event";
pub(crate) const NOT_USED: &str = "(not used)";
pub(crate) const KEEP_AS_AN_EXTRA_NUMBER: &str = "keep as an extra number";
pub(crate) const EVERY_EVENT: &str = "Every event";
pub(crate) const ALSO_BEFORE: &str = "also ";
pub(crate) const REMOVE: &str = "remove";
pub(crate) const LOOKED_UP_IN_TABLE_BEFORE: &str = "looked up in the table ";
pub(crate) const WHAT_ITS_WORDS_MEAN: &str = "What its words mean:";
pub(crate) const AS_IT_IS: &str = "(as it is)";

pub(crate) fn empty(looks_like: impl Display, empty: impl Display) -> String {
    format!("{looks_like}, {empty} empty")
}

pub(crate) fn field_for_the_column(name: impl Display) -> String {
    format!("Field for the column {name}")
}

pub(crate) fn unit_of_the_column(name: impl Display) -> String {
    format!("Unit of the column {name}")
}

pub(crate) fn meaning_of(word: impl Display) -> String {
    format!("Meaning of {word}")
}

// Said in `pages/ingest/editor/constants.rs`.

pub(crate) const CHOOSE: &str = "(choose)";
pub(crate) const ADD_A_VALUE: &str = "Add a value";
pub(crate) const CHOOSE_A_FIELD: &str = "Choose a field…";

pub(crate) fn remove(label: impl Display) -> String {
    format!("Remove {label}")
}

// Said in `pages/ingest/editor/format.rs`.

pub(crate) const FIRST_ROWS: &str = "First rows";
pub(crate) const FIRST_ROWS_OF_THE_FILE: &str = "First rows of the file";
pub(crate) const TAB: &str = "tab";
pub(crate) const FITS_THIS_FILE: &str = " (fits this file)";
pub(crate) const START_FROM: &str = "Start from";
pub(crate) const WHAT_THE_FILE_SUGGESTS: &str = "What the file suggests";
pub(crate) const EVERY_ROW_IS: &str = "Every row is";
pub(crate) const SAID_BY_A_COLUMN: &str = "said by a column";
pub(crate) const DECIMALS_ARE_WRITTEN_WITH: &str = "Decimals are written with";
pub(crate) const A_POINT_1234_5: &str = "a point: 1234.5";
pub(crate) const A_COMMA_1234_5: &str = "a comma: 1234,5";

pub(crate) fn columns_separated_by(
    columns: impl Display,
    delimiter: impl Display,
    encoding: impl Display,
) -> String {
    format!("{columns} columns, separated by {delimiter}, {encoding}")
}

// Said in `pages/ingest/editor/mod.rs`.

pub(crate) const ANY_SIZE: &str = "any size";
pub(crate) const MAPPING: &str = "Mapping";
pub(crate) const COLUMNS: &str = "Columns";
pub(crate) const THE_SAME_FOR_EVERY_ROW: &str = "The same for every row";
pub(crate) const TIME: &str = "Time";
pub(crate) const ROWS_TO_SKIP: &str = "Rows to skip";
pub(crate) const ROWS_TO_TAKE_WITH_A_WARNING: &str = "Rows to take with a warning";

// Said in `pages/ingest/editor/plain.rs`.

pub(crate) const IMPORT_WITH_A_SAVED_PROFILE: &str = "Import with a saved profile";
pub(crate) const PROFILE: &str = "Profile";
pub(crate) const CSV_FILE: &str = "CSV file";
pub(crate) const THE_ANSWER_IS_THE_IMPORTS_ID: &str = "The answer is the import's id; it appears in the list below. Mapping a new kind of file needs JavaScript.";
pub(crate) const IMPORT: &str = "Import";

// Said in `pages/ingest/editor/rules.rs`.

pub(crate) const ADD_A_RULE: &str = "Add a rule";
pub(crate) const REASON_SHOWN_WITH_THE_COUNT: &str = "Reason, shown with the count";
pub(crate) const AND: &str = "and…";
pub(crate) const REMOVE_THIS_RULE: &str = "Remove this rule";
pub(crate) const EQUALS: &str = "equals";
pub(crate) const AND_ALSO: &str = "and";
pub(crate) const IS_EMPTY: &str = "is empty";
pub(crate) const IS_NOT_EMPTY: &str = "is not empty";
pub(crate) const IS_NOT_IN_THE_TABLE: &str = "is not in the table";
pub(crate) const WHEN: &str = "When";
pub(crate) const COLUMN: &str = "Column";
pub(crate) const TEST: &str = "Test";
pub(crate) const VALUE: &str = "Value";

// Said in `pages/ingest/editor/start.rs`.

pub(crate) const IMPORT_IT: &str = "Import it";
pub(crate) const NAME_OF_THIS_MAPPING: &str = "Name of this mapping";
pub(crate) const LETTERS_DIGITS_AND: &str = "Letters, digits, - and _.";
pub(crate) const SAVE_MAPPING: &str = "Save mapping";
pub(crate) const START_IMPORT: &str = "Start import";
pub(crate) const SAVED_AS_BEFORE: &str = "Saved as ";
pub(crate) const SAVED_AS_AFTER: &str = ". It can be used from here, the API and the command line.";
pub(crate) const SENDING_THE_FILE_PLEASE_KEEP: &str =
    "Sending the file; please keep this page open.";
pub(crate) const SENDING_THE_FILE: &str = "Sending the file";
pub(crate) const LOOKING_AT_THE_MAPPING: &str = "looking at the mapping…";
pub(crate) const THE_MAPPING_IS_NOT_COMPLETE_YET: &str = "the mapping is not complete yet";

pub(crate) fn first_rows_accepted_rejected_skipped(
    accepted: impl Display,
    rejected: impl Display,
    skipped: impl Display,
) -> String {
    format!("first rows: {accepted} accepted, {rejected} rejected, {skipped} skipped")
}

// Said in `pages/ingest/editor/time.rs`.

pub(crate) const ISO_8601: &str = "ISO 8601: 2026-11-21T10:04:00+01:00";
pub(crate) const DAY_FIRST_DOTS_AND_TIME: &str = "day first: 21.11.2026 10:04";
pub(crate) const DAY_FIRST_SLASHES_AND_TIME: &str = "day first: 21/11/2026 10:04";
pub(crate) const DAY_FIRST_SLASHES: &str = "day first: 21/11/2026";
pub(crate) const MONTH_FIRST_AND_TIME: &str = "month first: 11/21/2026 10:04";
pub(crate) const MONTH_FIRST: &str = "month first: 11/21/2026";
pub(crate) const SECONDS_SINCE_1970: &str = "seconds since 1970";
pub(crate) const MILLISECONDS_SINCE_1970: &str = "milliseconds since 1970";
pub(crate) const THE_START_IS_MADE_OF_COLUMNS: &str = "The start is made of columns";
pub(crate) const THE_FILE_HAS_AN_END: &str = "The file has an end as well";
pub(crate) const TEXT_MADE_OF_COLUMNS: &str = "Text made of columns";
pub(crate) const PUT_IN_A_COLUMN: &str = "Put in a column";
pub(crate) const PUT_IN_A_COLUMN_CHOICE: &str = "Put in a column…";
pub(crate) const SUCH_AS_PADS_WITH_ZEROS: &str =
    "Such as {date} {time}; {hour:02} pads with zeros.";
pub(crate) const READS_AS: &str = "Reads as";
pub(crate) const ANOTHER_PATTERN: &str = "another pattern:";
pub(crate) const PATTERN: &str = "Pattern";
pub(crate) const TIME_ZONE_OF_LOCAL_TIMES: &str = "Time zone of local times";
pub(crate) const EUROPE_BERLIN: &str = "Europe/Berlin";
pub(crate) const NOT_NEEDED_WHEN_EACH_TIME_CARRIES: &str =
    "Not needed when each time carries its offset.";
pub(crate) const THE_TIME_IS: &str = "The time is";
pub(crate) const THE_START_OF_ITS_SLOT: &str = "the start of its slot";
pub(crate) const THE_END_OF_ITS_SLOT: &str = "the end of its slot";
pub(crate) const MINUTES_IN_A_SLOT: &str = "Minutes in a slot";
pub(crate) const EMPTY_WHEN_A_ROW: &str = "Empty when a row is a moment or a trip.";
pub(crate) const MIDNIGHT_MEANS: &str = "00:00 means";
pub(crate) const THE_START_OF_ITS_DATE: &str = "the start of its date";
pub(crate) const THE_END_OF_ITS_DATE: &str = "the end of its date";
pub(crate) const WHEN_CLOCKS_GO_BACK_A_DOUBLED: &str = "When clocks go back, a doubled hour is";
pub(crate) const THE_FIRST_OF_THE_TWO: &str = "the first of the two";
pub(crate) const THE_SECOND_OF_THE_TWO: &str = "the second of the two";
pub(crate) const REJECTED_ROW_BY_ROW: &str = "rejected, row by row";

// Said in `pages/ingest/editor/trial.rs`.

pub(crate) const WAITING_FOR_THE_MAPPING: &str = "waiting for the mapping";
pub(crate) const NOT_YET: &str = "not yet";
pub(crate) const WHAT_THE_FIRST_ROWS_BECOME: &str = "What the first rows become";
pub(crate) const THE_MAPPING_IS_NOT_COMPLETE: &str = "The mapping is not complete:";
pub(crate) const ROW: &str = "Row";
pub(crate) const BECOMES: &str = "Becomes";
pub(crate) const WHAT: &str = "What";
pub(crate) const CO2E: &str = "CO₂e";
pub(crate) const NO_FACTOR: &str = "no factor";
pub(crate) const EVENT: &str = "event";
pub(crate) const SKIPPED: &str = "skipped";
pub(crate) const REJECTED: &str = "rejected";

pub(crate) fn of_rows_accepted(accepted: impl Display, rows: impl Display) -> String {
    format!("{accepted} of {rows} rows accepted")
}
