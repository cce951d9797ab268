//! Imports.

use std::fmt::Display;

// Said in `pages/ingest/drop_zone.rs`.

pub(crate) const CHOOSE_A_FILE: &str = "Choose a file";
pub(crate) const DROP_A_CSV_FILE_HERE: &str = "Drop a CSV file here";
pub(crate) const CHOOSE_ANOTHER_FILE: &str = "Choose another file";
pub(crate) const LOOKING_AT_THE_FIRST_ROWS: &str = "Looking at the first rows…";

pub(crate) fn comma_semicolon_or_tab_any_column(limit: impl Display) -> String {
    format!(
        "Comma, semicolon or tab; any column names; {limit}. Nothing is imported before you say so."
    )
}

// Said in `pages/ingest/history.rs`.

pub(crate) const EVERY_IMPORT_WILL_BE_HERE: &str = "Every import will be here";
pub(crate) const NOTHING_HAS_BEEN_IMPORTED_YET_CHOOSE: &str = "Nothing has been imported yet. Choose a file above; whatever it becomes can be taken back with one click.";
pub(crate) const IMPORTS_SO_FAR: &str = "Imports so far";
pub(crate) const FILE: &str = "File";
pub(crate) const STATUS: &str = "Status";
pub(crate) const ROWS: &str = "Rows";
pub(crate) const ACCEPTED: &str = "Accepted";
pub(crate) const DUPLICATE: &str = "Duplicate";
pub(crate) const REJECTED: &str = "Rejected";
pub(crate) const SKIPPED: &str = "Skipped";
pub(crate) const CO2E: &str = "CO₂e";
pub(crate) const BY_WHEN: &str = "By, when";
pub(crate) const PAGES_OF_IMPORTS: &str = "Pages of imports";
pub(crate) const NEWEST_IMPORTS: &str = "Newest imports";
pub(crate) const OLDER_IMPORTS: &str = "Older imports";
/// Between the size of a file and the name of its profile, which stands out.
pub(crate) const PROFILE_BEFORE: &str = ", profile ";

// Said in `pages/ingest/job.rs`.

pub(crate) const IMPORT: &str = "Import";
pub(crate) const ALL_IMPORTS: &str = "All imports";
pub(crate) const THIS_IS_NO_IMPORTS_ADDRESS: &str = "This is no import's address.";
/// Between the name of a profile and the time of an import.
pub(crate) fn by(who: impl Display) -> String {
    format!(", by {who}, ")
}

pub(crate) const PROGRESS_OF_THE_IMPORT: &str = "Progress of the import";
pub(crate) const WHAT_BECAME_OF_IT: &str = "What became of it";
pub(crate) const ROWS_READ: &str = "Rows read";
pub(crate) const SUM_ACCEPTED: &str = "= Accepted";
pub(crate) const SUM_DUPLICATE: &str = "+ Duplicate";
pub(crate) const SUM_REJECTED: &str = "+ Rejected";
pub(crate) const SUM_SKIPPED: &str = "+ Skipped";
pub(crate) fn accepted_rows_have_no_factor_yet(rows: impl Display) -> String {
    format!("{rows} accepted rows have no factor yet and are outside the total.")
}

pub(crate) const SEE_ITS_EVENTS: &str = "See its events";
pub(crate) const ITS_EVENTS_ARE_LEAVING_FIGURES: &str =
    "Its events are leaving; figures follow at once.";
pub(crate) const NONE_OF_ITS_EVENTS_COUNT_ANY: &str =
    "None of its events count any more. The file can be imported again.";
pub(crate) const YOU_MAY_LEAVE_THIS_PAGE: &str = "You may leave this page; the import goes on.";
pub(crate) const A_WRONG_MAPPING_IS_NO_HARM: &str =
    "A wrong mapping is no harm: take the import back, correct it, import again.";
pub(crate) const CHANGE_IT: &str = "Change it";
pub(crate) const STOP_THE_IMPORT: &str = "Stop the import";
pub(crate) const STOP_THIS_IMPORT: &str = "Stop this import?";
pub(crate) const ROWS_ALREADY_ACCEPTED_STAY_THEY_CAN: &str =
    "Rows already accepted stay; they can be taken back afterwards.";
pub(crate) const STOP_IT: &str = "Stop it";
pub(crate) const TAKE_THIS_IMPORT_BACK: &str = "Take this import back";
pub(crate) const TAKE_BACK_QUESTION: &str = "Take this import back?";
pub(crate) const ALL_EVENTS_IT_BROUGHT: &str = "All events it brought in are removed and subtracted from every figure. Other imports are not touched.";
pub(crate) const TAKE_IT_BACK: &str = "Take it back";
pub(crate) const WARNINGS: &str = "Warnings";
pub(crate) const SKIPPED_BY_THE_PROFILES_RULES: &str = "Skipped, by the profile's rules";
pub(crate) const REJECTED_ROWS: &str = "Rejected rows";
pub(crate) const ALL_REJECTED_ROWS_CSV: &str = "All rejected rows (CSV)";
pub(crate) const ROW: &str = "Row";
pub(crate) const COLUMN: &str = "Column";
pub(crate) const VALUE: &str = "Value";
pub(crate) const WHY: &str = "Why";
pub(crate) const THESE_ARE_THE_FIRST_THE_FILE: &str = "These are the first; the file has them all.";

pub(crate) fn rows_first_in_row(rows: impl Display, first_row: impl Display) -> String {
    format!(" {rows} rows, first in row {first_row}")
}

pub(crate) fn rows(rows: impl Display) -> String {
    format!(" {rows} rows")
}

// Said in `pages/ingest/page.rs`.

pub(crate) const YOUR_ROLE_READS_TO_IMPORT_FILES: &str = "Your role reads. To import files, ask an administrator of your organisation for the role operator.";

// Said in `pages/ingest/upload/browser.rs`.

#[cfg(feature = "hydrate")]
pub(crate) const THE_BROWSER_COULD_NOT_READ: &str = "The browser could not read this file.";
#[cfg(feature = "hydrate")]
pub(crate) const THE_CONNECTION_BROKE_OFF_LOOK: &str = "The connection broke off. Look whether the import is in the list below; sending a file again adds nothing twice.";
#[cfg(feature = "hydrate")]
pub(crate) const THE_SERVER_ANSWERED_IN_A_WAY: &str =
    "The server answered in a way this page does not understand.";

#[cfg(feature = "hydrate")]
pub(crate) fn the_server_answered_with_status(status: impl Display) -> String {
    format!("The server answered with status {status}.")
}

// Said in `pages/ingest/upload/server.rs`.

#[cfg(feature = "ssr")]
pub(crate) const FILES_ARE_SENT_BY_THE_BROWSER: &str = "Files are sent by the browser.";

// Said in `pages/ingest/words.rs`.

pub(crate) const WAITING: &str = "waiting";
pub(crate) const RUNNING: &str = "running";
pub(crate) const DONE: &str = "done";
pub(crate) const FAILED: &str = "failed";
pub(crate) const STOPPED: &str = "stopped";
pub(crate) const BEING_TAKEN_BACK: &str = "being taken back";
pub(crate) const TAKEN_BACK: &str = "taken back";

pub(crate) fn size_and_profile(size: impl Display, profile: impl Display) -> String {
    format!("{size}, profile {profile}")
}
