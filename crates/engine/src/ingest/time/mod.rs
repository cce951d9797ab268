//! How a row's time comes about: columns joined by a template, read by a pattern, placed on the
//! world's clock by a time zone.
//!
//! Nothing is guessed: day-first or month-first is stated in the pattern; a local time that does
//! not exist is refused; one that exists twice follows the profile's `overlap` and is counted.
//! Zone rules are those of the IANA database in `chrono-tz`.

pub(crate) mod expression;
pub(crate) mod pattern;
pub(crate) mod zone;
