//! What the set-up of a site says about profiles of files and about sources of measurements.

use std::fmt::Display;

// Said in `pages/energy/setup/profiles.rs`.

pub(crate) const PROFILE: &str = "Profile";
pub(crate) const NONE_I_CHOOSE_BELOW: &str = "none: I choose below";
pub(crate) const A_PROFILE_FILLS_IN: &str =
    "A profile fills in everything below; what it stands for is shown and can be changed.";
pub(crate) const KEEP_AS_A_PROFILE: &str = "Keep these choices as a profile";
pub(crate) const KEEP_HINT: &str =
    "Under this name the next file of the same meter needs no choices.";
pub(crate) const KEEP: &str = "Keep";
pub(crate) const REMOVE_PROFILE: &str = "Remove this profile";

pub(crate) fn kept_as(name: impl Display) -> String {
    format!("Kept as {name}.")
}

pub(crate) fn shipped(name: impl Display) -> String {
    format!("{name} (comes with the program)")
}

pub(crate) fn not_in_this_file(column: impl Display) -> String {
    format!("{column} (not in this file)")
}

// Said in `pages/energy/setup/sources.rs`.

pub(crate) const SOURCES: &str = "Sources";
pub(crate) const EVERY_15_MINUTES: &str = "every 15 minutes";
pub(crate) const ABOUT_SOURCES: &str =
    "Measurements are read from these by themselves. What was read already is not stored again.";
pub(crate) const NO_SOURCES_YET: &str = "There are none yet.";
pub(crate) const SOURCE: &str = "Source";
pub(crate) const STATE: &str = "State";
pub(crate) const LAST_READING: &str = "Last reading with rows";
pub(crate) const ACTIONS: &str = "Read now or remove";
pub(crate) const READ_NOW: &str = "Read now";
pub(crate) const REMOVE: &str = "Remove";
pub(crate) const REMOVE_CONFIRM: &str = "Remove it";
pub(crate) const WHAT_IT_BROUGHT_STAYS: &str = "What it brought stays. Its files are not touched.";
pub(crate) const WORKS: &str = "works";
pub(crate) const FAILED: &str = "failed";
pub(crate) const NOT_READ_YET: &str = "not read yet";
pub(crate) const LAST_SUCCESS: &str = "Last success: ";
pub(crate) const LAST_FAILURE: &str = "Last failure: ";
pub(crate) const ASKED_AGAIN: &str = "Asked again: ";
pub(crate) const WITH_A_SECRET: &str = " with a secret";
pub(crate) const REPLACES: &str = "Corrections take the place of stored values.";
pub(crate) const SHOWS_CONFLICTS: &str = "Corrections are shown as conflicts.";
pub(crate) const FILES: &str = "Latest files";
pub(crate) const REJECTED: &str = "First rejected rows";

pub(crate) fn files_go_to(place: impl Display) -> String {
    format!("Files go to {place}, below the directory for dropped files.")
}

pub(crate) fn read_with(profile: impl Display) -> String {
    format!("read with {profile}")
}

pub(crate) const JSON_BATCH: &str = "JSON in the shape of a batch";

pub(crate) fn read_now(name: impl Display) -> String {
    format!("Read {name} now")
}

pub(crate) fn remove(name: impl Display) -> String {
    format!("Remove {name}")
}

pub(crate) fn counts(
    rows: impl Display,
    accepted: impl Display,
    duplicate: impl Display,
    replaced: impl Display,
    rejected: impl Display,
) -> String {
    format!(
        "{rows} rows: {accepted} measurements new, {duplicate} there already, {replaced} replaced, {rejected} rejected"
    )
}

pub(crate) fn row(index: impl Display, message: impl Display) -> String {
    format!("row {index}: {message}")
}

pub(crate) const FILE_WAITING: &str = "may still grow";
pub(crate) const FILE_READ: &str = "read";
pub(crate) const FILE_UNREADABLE: &str = "not usable";

// Said in `pages/energy/setup/new_source.rs`.

pub(crate) const NEW_SOURCE: &str = "Add a source";
pub(crate) const NAME: &str = "Name";
pub(crate) const KIND: &str = "What is read";
pub(crate) const FILES_IN_A_FOLDER: &str = "files in a folder of the server";
pub(crate) const AN_ADDRESS: &str = "an address that is asked (HTTP)";
pub(crate) const READ_AS: &str = "Read as";
pub(crate) const READ_AS_HINT: &str = "A profile of CSV files; JSON only from an address.";
pub(crate) const FOLDER: &str = "Folder";
pub(crate) const FOLDER_HINT: &str = "Of files: such as meters/mill, below the organisation's own.";
pub(crate) const ADDRESS: &str = "Address";
pub(crate) const ADDRESS_HINT: &str = "https://…; {from} and {to} in it become the range wanted.";
pub(crate) const HEADER: &str = "Header of the secret";
pub(crate) const HEADER_HINT: &str = "Such as Authorization; empty: none is sent.";
pub(crate) const SECRET: &str = "Secret";
pub(crate) const SECRET_HINT: &str = "What the header carries. It is never shown again.";
pub(crate) const OVERLAP: &str = "Asked for again, hours";
pub(crate) const OVERLAP_HINT: &str = "Of an address: what came late comes with it.";
pub(crate) const DAYS: &str = "Days asked for at once";
pub(crate) const CORRECTIONS: &str = "Values that differ";
pub(crate) const ARE_CONFLICTS: &str = "are shown as conflicts";
pub(crate) const REPLACE_STORED: &str = "take the place of stored ones";
pub(crate) const ADD: &str = "Add source";

#[cfg(feature = "ssr")]
pub(crate) fn is_of_the_other_kind(field: impl Display) -> String {
    format!("{field} belongs to the other kind of source; leave it empty")
}

#[cfg(feature = "ssr")]
pub(crate) fn is_no_whole_number(text: impl Display) -> String {
    format!("`{text}` must be a whole number such as 24")
}

#[cfg(feature = "ssr")]
pub(crate) const FILES_NEED_A_PROFILE: &str = "files are read with a profile; choose one";
