//! What the first rows of a file show about each column.

use std::collections::BTreeSet;
use std::io;

use model::ingest::PreviewColumn;

use crate::ingest::limits::shown;
use crate::ingest::numbers::{self, Decimal, NumberFault};
use crate::ingest::rows::{Position, Row, Rows};
use crate::ingest::sniff::Sniffed;
use crate::ingest::time::pattern::read_iso8601;

/// Rows that are looked at.
const ROWS_MAX: usize = 1_000;
/// Rows that are shown as they are.
const ROWS_SHOWN: usize = 20;
/// Distinct values that are shown.
const SAMPLES: usize = 8;

/// The first rows, by column.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) columns: Vec<SeenColumn>,
    /// The first rows as they are.
    pub(super) rows: Vec<Vec<String>>,
}

/// One column as far as it was seen.
#[derive(Debug)]
pub(super) struct SeenColumn {
    pub(super) name: String,
    /// Trimmed values that are not empty, in order.
    pub(super) values: Vec<String>,
    pub(super) empty: u32,
}

impl SeenColumn {
    /// Whether nearly every value holds: a few wrong ones are rejected rows, not another column.
    fn mostly(&self, holds: impl Fn(&str) -> bool) -> bool {
        is_most(
            self.values.iter().filter(|value| holds(value)).count(),
            self.values.len(),
        )
    }

    /// Whether the values are numbers, read with this sign for decimals.
    pub(super) fn is_number(&self, decimal: Decimal) -> bool {
        self.mostly(|value| {
            matches!(
                numbers::parse(value, decimal),
                Ok(_) | Err(NumberFault::Ambiguous)
            )
        })
    }

    /// Whether the values are whole numbers.
    pub(super) fn is_integer(&self) -> bool {
        self.mostly(|value| {
            value.len() <= 18
                && value
                    .trim_start_matches('-')
                    .bytes()
                    .all(|b| b.is_ascii_digit())
        })
    }

    /// Whether the values are ISO 8601 times.
    pub(super) fn is_iso8601(&self) -> bool {
        self.mostly(|value| read_iso8601(value).is_ok())
    }

    pub(super) fn distinct(&self) -> BTreeSet<&str> {
        self.values.iter().map(String::as_str).collect()
    }

    fn looks_like(&self, decimal: Decimal, is_time: bool) -> &'static str {
        if self.values.is_empty() {
            return "empty";
        }
        if is_time || self.is_iso8601() {
            return "timestamp";
        }
        match (self.is_integer(), self.is_number(decimal)) {
            (true, _) => "integer",
            (false, true) => "number",
            (false, false) => "text",
        }
    }

    /// As the preview shows it.
    pub(super) fn preview(&self, decimal: Decimal, is_time: bool) -> PreviewColumn {
        let mut samples: Vec<String> = Vec::new();
        for value in &self.values {
            let value = shown(value);
            if samples.len() < SAMPLES && !samples.contains(&value) {
                samples.push(value);
            }
        }
        PreviewColumn {
            name: self.name.clone(),
            samples,
            empty: self.empty,
            looks_like: self.looks_like(decimal, is_time).to_owned(),
        }
    }
}

/// Whether `count` is nearly all of `total`.
pub(super) fn is_most(count: usize, total: usize) -> bool {
    count > 0 && count * 10 >= total * 6
}

/// Reads the first rows. A row cut off by the end of the head is left out.
pub(super) fn look(head: &[u8], is_whole: bool, sniffed: &Sniffed) -> Seen {
    let column = |name: &String| SeenColumn {
        name: name.clone(),
        values: Vec::new(),
        empty: 0,
    };
    let mut seen = Seen {
        columns: sniffed.columns.iter().map(column).collect(),
        rows: Vec::new(),
    };
    let mut count = 0;
    // Reading from memory does not fail.
    let _: io::Result<()> = each_row(head, is_whole, sniffed, |row| {
        if let Row::Record(record) = row
            && !record.is_blank()
        {
            for (column, cell) in seen.columns.iter_mut().zip(record.cells()) {
                match cell.trim() {
                    "" => column.empty += 1,
                    value => column.values.push(value.to_owned()),
                }
            }
            if seen.rows.len() < ROWS_SHOWN {
                seen.rows.push(record.cells().map(shown).collect());
            }
        }
        count += 1;
        count < ROWS_MAX
    });
    seen
}

/// Calls `each` for every complete row of the head until it answers `false`.
pub(super) fn each_row(
    head: &[u8],
    is_whole: bool,
    sniffed: &Sniffed,
    mut each: impl FnMut(Row<'_>) -> bool,
) -> io::Result<()> {
    let end = complete(head, is_whole);
    let from = usize::try_from(sniffed.body_offset).unwrap_or(end).min(end);
    let mut rows = Rows::new(&head[from..end], sniffed, Position::after_header(sniffed));
    while let Some(row) = rows.next_row()? {
        if !each(row) {
            break;
        }
    }
    Ok(())
}

/// Where the last complete line of the head ends.
fn complete(head: &[u8], is_whole: bool) -> usize {
    if is_whole {
        return head.len();
    }
    head.iter()
        .rposition(|byte| matches!(byte, b'\r' | b'\n'))
        .map_or(head.len(), |at| at + 1)
}

/// Which sign separates decimals, as far as the rows tell; `None` when they leave it open.
pub(super) fn decimal(seen: &Seen, delimiter: u8) -> Option<Decimal> {
    let values = || seen.columns.iter().flat_map(|column| &column.values);
    let decides = |one: Decimal, other: Decimal| {
        values()
            .filter(|value| {
                numbers::parse(value, one).is_ok()
                    && numbers::parse(value, other) == Err(NumberFault::NotANumber)
            })
            .count()
    };
    let point = decides(Decimal::Point, Decimal::Comma);
    let comma = decides(Decimal::Comma, Decimal::Point);
    if comma > point && delimiter != b',' {
        return Some(Decimal::Comma);
    }
    let is_open =
        |value: &String| numbers::parse(value, Decimal::Point) == Err(NumberFault::Ambiguous);
    if point == 0 && values().any(is_open) {
        None
    } else {
        Some(Decimal::Point)
    }
}
