//! Bringing events in: from bytes of a file or of a request to validated events.
//!
//! The way of a CSV file: `sniff` (what is it) -> `rows` (records in bounded memory) -> `normalise`
//! (one row becomes an event, is skipped or rejected, by a profile that `profile` compiled and
//! `bind` laid over the columns) -> `identity` (keys, so that nothing counts twice) -> `tally`
//! (what the job reports). The way of a JSON body: `json`. Both share the table of `fields` and
//! the checks of `draft`. `preview` proposes a profile for a file nobody has seen before.
//!
//! Everything is a pure function of its arguments; reading files, storing and announcing are
//! `services`' work. What a file may contain is told in `docs/data-formats.md`.

mod bind;
mod built_in;
mod draft;
mod fields;
mod identity;
mod json;
pub mod limits;
mod normalise;
pub(crate) mod numbers;
mod preview;
mod profile;
mod rows;
mod sniff;
mod tally;
pub(crate) mod time;
mod units;

#[cfg(test)]
mod tests;

pub use bind::BoundProfile;
pub use built_in::built_in;
pub use draft::required;
pub use fields::{
    ALIASES, End, Field, Kind, Number, Text, Word, all as all_fields, find as find_field,
};
pub use identity::{
    MEMORY_ORDINALS_MAX, MemoryOrdinals, OrdinalError, OrdinalStore, assign_keys, external_key,
    fingerprint, metered_identity, row_key,
};
pub use json::{
    BatchEvents, BatchQuestions, Question, batch_events, batch_questions, parse_event,
    parse_question,
};
pub use normalise::{Normaliser, RowOutcome, RowWarning, SkipRule, Warnings};
pub use preview::{matching_profiles, preview, trial};
pub use profile::{CompiledProfile, compile};
pub use rows::{Position, Record, Row, Rows};
pub use sniff::{Encoding, NotCsv, Sniffed, sniff};
pub use tally::{RowCount, Tally};
pub use units::{Conversion, Quantity, Unit};
