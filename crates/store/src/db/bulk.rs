//! Statements that carry many rows, for SQLite.
//!
//! One row per statement is twenty times slower; a statement per number of rows would be parsed
//! anew each time. So there are four fixed sizes, whose statements stay prepared.

use std::ops::Range;

use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Sqlite, Transaction};

use crate::Result;

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
            let mut text = prefix(shared);
            text.push_str(head);
            for index in 0..rows {
                text.push_str(if index == 0 { " (" } else { ", (" });
                text.push_str(&row.replace('*', "?"));
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

    /// Runs the statements for `rows` rows; `bind` makes each, of its text and the rows it takes. While
    /// one runs (on a thread of its own), the next one's values are bound. Gives the rows of each
    /// statement, and how many it changed.
    pub(crate) async fn run<'q>(
        &'static self,
        tx: &mut Transaction<'static, Sqlite>,
        rows: usize,
        bind: impl Fn(&'static str, Range<usize>) -> Query<'q, Sqlite, SqliteArguments>,
    ) -> Result<Vec<(Range<usize>, u64)>> {
        let mut changed = Vec::new();
        let mut pieces = self.pieces(rows);
        let mut bound = || {
            let (sql, range) = pieces.next()?;
            Some((bind(sql, range.clone()), range))
        };
        let mut next = bound();
        while let Some((query, range)) = next.take() {
            let (done, following) = tokio::join!(query.execute(&mut **tx), async { bound() });
            changed.push((range, done?.rows_affected()));
            next = following;
        }
        Ok(changed)
    }

    /// The statements for `rows` rows, with which rows each takes.
    fn pieces(&self, rows: usize) -> impl Iterator<Item = (&str, Range<usize>)> + use<'_> {
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

/// Declares the shared values, so that those of the rows can go without numbers.
///
/// A number is a name to SQLite, and each name is searched for among all of them when values are
/// bound: 9,000 numbered values take longer to bind than to insert. Values without numbers are free,
/// but sqlx counts them apart, from 1; as many as there are shared ones are used up here, which brings
/// both counts together. Nothing reads the expression, so it is never evaluated.
fn prefix(shared: usize) -> String {
    if shared == 0 {
        return String::new();
    }
    let numbered = (1..=shared).map(|number| format!("?{number}"));
    let values: Vec<String> = numbered
        .chain((0..shared).map(|_| "?".to_owned()))
        .collect();
    format!("with shared as (select {}) ", values.join(", "))
}

#[cfg(test)]
mod tests {
    use super::Bulk;

    #[test]
    fn shared_values_alone_are_numbered() {
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
            "with shared as (select ?1, ?) insert into t (a, b, c) values (?, ?1, ?), (?, ?1, ?), \
             (?, ?1, ?), (?, ?1, ?), (?, ?1, ?) on conflict do nothing"
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
