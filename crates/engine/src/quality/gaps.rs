//! Where a regular series has nothing.

use serde::{Deserialize, Serialize};

use super::series::Series;

/// Hours of the longest gap that is filled. What a plant did in a week nobody measured is not known.
pub const FILLED_HOURS_MAX: usize = 7 * 24;

/// Periods that follow each other and of which nothing is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// First missing period.
    pub from: usize,
    /// The period after the last missing one.
    pub to: usize,
    /// Whether values stand on both sides. An open gap may still be closed by late values.
    pub closed: bool,
}

impl Gap {
    /// Missing periods.
    #[must_use]
    pub fn len(&self) -> usize {
        self.to.saturating_sub(self.from)
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Periods from one within the gap to the nearest known one, 1 beside it.
    pub(super) fn depth(&self, index: usize) -> usize {
        let from_left = (index + 1).saturating_sub(self.from);
        if self.closed {
            from_left.min(self.to.saturating_sub(index))
        } else {
            from_left
        }
    }
}

/// All gaps, in time order.
#[must_use]
pub fn gaps(series: &Series<'_>) -> Vec<Gap> {
    let mut found = Vec::new();
    let mut from = None;
    for (index, value) in series.values.iter().enumerate() {
        match (value, from) {
            (None, None) => from = Some(index),
            (Some(_), Some(start)) => {
                found.push(Gap {
                    from: start,
                    to: index,
                    closed: start > 0,
                });
                from = None;
            }
            (None, Some(_)) | (Some(_), None) => {}
        }
    }
    found.extend(from.map(|from| Gap {
        from,
        to: series.values.len(),
        closed: false,
    }));
    found
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use chrono_tz::Tz;

    use super::{Gap, Series, gaps};

    #[test]
    fn ends_are_open() {
        let of = |values: &[Option<f64>]| {
            gaps(&Series {
                zone: Tz::UTC,
                from: DateTime::UNIX_EPOCH,
                step_minutes: 60,
                values,
            })
        };
        let gap = |from, to, closed| Gap { from, to, closed };
        let one = Some(1.0);
        assert_eq!(
            of(&[None, one, None, None, one, None]),
            [gap(0, 1, false), gap(2, 4, true), gap(5, 6, false)]
        );
        assert_eq!(of(&[None, None]), [gap(0, 2, false)]);
        assert_eq!(of(&[one, one]), []);
        assert_eq!(of(&[]), []);
        assert_eq!(gap(2, 6, true).depth(2), 1);
        assert_eq!(gap(2, 6, true).depth(4), 2);
        assert_eq!(gap(2, 6, false).depth(5), 4);
    }
}
