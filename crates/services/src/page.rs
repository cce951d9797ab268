//! How long a page may be.

/// Rows of a page when nothing is asked for.
const DEFAULT: u32 = 50;
/// Rows of a page at most.
const MAX: u32 = 500;

/// The limit asked for, within what is offered.
pub(crate) fn limit_of(asked: Option<u32>) -> u32 {
    asked.unwrap_or(DEFAULT).clamp(1, MAX)
}
