//! Statements that carry many rows, for SQLite.
//!
//! One row per statement is twenty times slower; a statement per number of rows would be parsed
//! anew each time. So there are four fixed sizes, whose statements stay prepared.

use std::ops::Range;

/// Rows per statement, largest first. 500 rows of 21 columns stay below SQLite's 32,766 values.
const SIZES: [usize; 4] = [500, 50, 5, 1];

/// One statement in four sizes.
#[derive(Debug)]
pub(crate) struct Bulk {
    texts: [String; SIZES.len()],
}

impl Bulk {
    /// `head (row), (row), ... tail`, where each `*` of `row` becomes a value of that row and
    /// `?1`..`?shared` are bound once for all rows.
    pub(crate) fn new(head: &str, row: &str, tail: &str, shared: usize) -> Self {
        let text = |rows: usize| {
            let mut number = shared;
            let mut text = head.to_owned();
            for index in 0..rows {
                text.push_str(if index == 0 { " (" } else { ", (" });
                for piece in row.split_inclusive('*') {
                    match piece.strip_suffix('*') {
                        Some(before) => {
                            number += 1;
                            text.push_str(before);
                            text.push_str(&format!("?{number}"));
                        }
                        None => text.push_str(piece),
                    }
                }
                text.push(')');
            }
            text.push(' ');
            text.push_str(tail);
            text
        };
        Self {
            texts: SIZES.map(text),
        }
    }

    /// The statements for `rows` rows, with which rows each takes.
    pub(crate) fn pieces(&self, rows: usize) -> impl Iterator<Item = (&str, Range<usize>)> {
        let mut start = 0;
        std::iter::from_fn(move || {
            let left = rows - start;
            let size = SIZES.iter().position(|size| *size <= left)?;
            let range = start..start + SIZES[size];
            start = range.end;
            Some((self.texts[size].as_str(), range))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Bulk;

    #[test]
    fn values_are_numbered_after_the_shared_ones() {
        let bulk = Bulk::new(
            "insert into t (a, b, c) values",
            "*, ?1, *",
            "on conflict do nothing",
            1,
        );
        let (text, range) = bulk.pieces(5).next().expect("five rows fit one statement");
        assert_eq!(range, 0..5);
        assert_eq!(
            text,
            "insert into t (a, b, c) values (?2, ?1, ?3), (?4, ?1, ?5), (?6, ?1, ?7), \
             (?8, ?1, ?9), (?10, ?1, ?11) on conflict do nothing"
        );
    }

    #[test]
    fn every_row_is_in_exactly_one_piece() {
        let bulk = Bulk::new("insert into t (a) values", "*", "", 0);
        for rows in [0, 1, 4, 5, 49, 557, 1_000, 1_999] {
            let ranges: Vec<_> = bulk.pieces(rows).map(|(_, range)| range).collect();
            let taken: Vec<usize> = ranges.into_iter().flatten().collect();
            assert_eq!(taken, (0..rows).collect::<Vec<_>>());
        }
    }
}
