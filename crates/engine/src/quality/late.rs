//! Real values that came after theirs had been filled.

use serde::{Deserialize, Serialize};

use super::fill::Filled;

/// A filled value that gives way to a real one, kept so that the change can be seen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Replacement {
    pub filled: Filled,
    pub real: f64,
    /// Whether the real value lies in the interval that was given: over many, their share is the
    /// coverage that was kept.
    pub was_covered: bool,
}

/// The filled values for which `values`, the series as it is now, has a real one.
#[must_use]
pub fn replacements(filled: &[Filled], values: &[Option<f64>]) -> Vec<Replacement> {
    (filled.iter())
        .filter_map(|filled| {
            let real = values.get(filled.index).copied().flatten()?;
            Some(Replacement {
                filled: *filled,
                real,
                was_covered: filled.low <= real && real <= filled.high,
            })
        })
        .collect()
}
