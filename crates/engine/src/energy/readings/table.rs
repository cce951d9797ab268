//! A file whose rows have a time and some values, whatever these are.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use model::energy::BATCH_MEASUREMENTS;
use model::ingest::FileFormat;
use model::problem::FieldError;

use super::{BadCell, Readings};
use crate::ingest::limits::shown;
use crate::ingest::time::expression::{Expression, Moment, Piece};
use crate::ingest::time::zone::Zone;
use crate::ingest::{Position, Record, Row, Rows, sniff};

/// A column that is mapped.
pub(super) struct Column<'a, K> {
    /// The field of the mapping that names it.
    pub(super) field: &'static str,
    pub(super) name: &'a str,
    /// What it holds.
    pub(super) of: K,
}

/// Reads the mapped columns of each row; `value` makes something of a cell, or says why it cannot.
///
/// # Errors
/// Names columns that are not there or named twice, or why the file is no CSV.
pub(super) fn read_table<K: Copy, T>(
    file: &[u8],
    expression: &Expression,
    time_column: &str,
    columns: &[Column<'_, K>],
    value: impl Fn(K, DateTime<Utc>, &str) -> Result<T, String>,
) -> Result<Readings<T>, Vec<FieldError>> {
    let head = &file[..file.len().min(crate::ingest::limits::HEAD_BYTES)];
    let sniffed = sniff(head, head.len() == file.len(), &FileFormat::default())
        .map_err(|fault| vec![FieldError::new("file", fault.code, fault.message)])?;
    let layout = Layout::of(expression, time_column, columns, &sniffed.columns)?;
    let position = Position::after_header(&sniffed);
    let body = usize::try_from(position.byte_offset).unwrap_or(usize::MAX);
    let mut rows = Rows::new(file.get(body..).unwrap_or_default(), &sniffed, position);
    let mut clock = Clock {
        zone: expression.zone(),
        second: expression.second_zone(),
        twice: HashSet::new(),
    };
    let mut readings = Readings {
        rows: 0,
        empty: 0,
        second_hour: 0,
        read: Vec::new(),
    };
    // A slice never fails to be read. A file of too many rows is not read to its end.
    while readings.rows <= BATCH_MEASUREMENTS as u64
        && let Ok(Some(row)) = rows.next_row()
    {
        match row {
            Row::Record(record) if record.is_blank() => {}
            Row::Record(record) => {
                readings.rows += 1;
                layout.read(&record, &value, &mut clock, &mut readings);
            }
            Row::Broken(broken) => {
                readings.rows += 1;
                let bad = BadCell {
                    column: broken.column,
                    value: broken.value,
                    code: broken.code,
                    message: broken.reason,
                };
                readings.read.push((broken.row_number, Err(bad)));
            }
        }
    }
    Ok(readings)
}

/// Where local times lie. Meters write an hour that occurs twice as two runs of the same times: a time that
/// was read already is of the second run.
struct Clock {
    zone: Option<Zone>,
    second: Option<Zone>,
    /// Instants of the first run.
    twice: HashSet<DateTime<Utc>>,
}

impl Clock {
    fn read(
        &mut self,
        expression: &Expression,
        text: &str,
        second_hour: &mut u64,
    ) -> Result<Moment, (&'static str, String)> {
        let moment = expression.read(text, self.zone.as_mut())?;
        if self.second.is_none() || !moment.twice || self.twice.insert(moment.at) {
            return Ok(moment);
        }
        *second_hour += 1;
        expression.read(text, self.second.as_mut())
    }
}

/// Where in a row things stand.
struct Layout<'a, K> {
    expression: &'a Expression,
    /// Columns of the time, in the order of the expression's pieces.
    time: Vec<usize>,
    /// Mapped columns, with their place.
    columns: Vec<(&'a Column<'a, K>, usize)>,
    time_column: &'a str,
}

impl<'a, K: Copy> Layout<'a, K> {
    fn of(
        expression: &'a Expression,
        time_column: &'a str,
        mapped: &'a [Column<'a, K>],
        columns: &[String],
    ) -> Result<Self, Vec<FieldError>> {
        let mut faults = Vec::new();
        let mut find = |field: &str, name: &str| {
            let found = columns.iter().position(|column| column == name.trim());
            if found.is_none() {
                let message = format!(
                    "{field}: the file has no column `{}`; it has {}",
                    shown(name),
                    shown(&columns.join(", "))
                );
                faults.push(FieldError::new(field, "no_such_column", message));
            }
            found.unwrap_or_default()
        };
        let time = expression
            .columns()
            .map(|name| find("time", name))
            .collect();
        let mapped: Vec<_> = mapped
            .iter()
            .map(|column| (column, find(column.field, column.name)))
            .collect();
        for (index, (column, place)) in mapped.iter().enumerate() {
            let mut others = mapped.iter().take(index);
            if let Some((other, _)) = others.find(|(_, taken)| taken == place) {
                let message = format!(
                    "{}: the column `{}` is that of {} already",
                    column.field,
                    shown(column.name),
                    other.field
                );
                faults.push(FieldError::new(column.field, "column_taken", message));
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Self {
            expression,
            time,
            columns: mapped,
            time_column,
        })
    }

    fn read<T>(
        &self,
        record: &Record<'_>,
        value: &impl Fn(K, DateTime<Utc>, &str) -> Result<T, String>,
        clock: &mut Clock,
        readings: &mut Readings<T>,
    ) {
        let number = record.row_number;
        let text = self.time_text(record);
        let moment = match clock.read(self.expression, text.trim(), &mut readings.second_hour) {
            Ok(moment) => moment,
            Err((code, message)) => {
                let bad = bad(self.time_column, &text, code, message);
                readings.read.push((number, Err(bad)));
                return;
            }
        };
        let at = moment.slot.map_or(moment.at, |(start, _)| start);
        for (column, place) in &self.columns {
            let cell = record.cell(*place).trim();
            if cell.is_empty() {
                readings.empty += 1;
                continue;
            }
            let read = value(column.of, at, cell)
                .map_err(|message| bad(column.name, cell, "not_a_number", message));
            readings.read.push((number, read));
        }
    }

    fn time_text(&self, record: &Record<'_>) -> String {
        let mut columns = self.time.iter();
        let mut text = String::new();
        for piece in &self.expression.pieces {
            match piece {
                Piece::Literal(literal) => text.push_str(literal),
                Piece::Column { pad, .. } => {
                    let cell = columns
                        .next()
                        .map_or("", |place| record.cell(*place).trim());
                    // An empty cell stays empty: padded it would be midnight.
                    if !cell.is_empty() {
                        (cell.len()..*pad).for_each(|_| text.push('0'));
                    }
                    text.push_str(cell);
                }
            }
        }
        text
    }
}

fn bad(column: &str, value: &str, code: &str, message: String) -> BadCell {
    BadCell {
        column: column.to_owned(),
        value: shown(value),
        code: code.to_owned(),
        message,
    }
}
