//! Meter readings out of a CSV file, with the readers that imports of events use: nothing about times,
//! decimals or units is guessed.

mod built_in;
#[cfg(test)]
mod tests;

pub use built_in::{built_in, check_mapping};

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use model::energy::{BATCH_MEASUREMENTS, Channel, CsvQuery, CsvUnit, Measurement, Width};
use model::ingest::{FileFormat, TimeExpression};
use model::problem::FieldError;

use crate::ingest::limits::shown;
use crate::ingest::numbers::{self, Decimal};
use crate::ingest::time::expression::{Expression, Moment, Piece};
use crate::ingest::time::zone::Zone;
use crate::ingest::{Position, Record, Row, Rows, sniff};

/// A cell that is no reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadCell {
    pub column: String,
    pub value: String,
    pub code: String,
    pub message: String,
}

/// What a file holds. Rows are counted from 1, the header.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Readings {
    /// One more than a batch may have stands for any more.
    pub rows: u64,
    /// Mapped cells without a value.
    pub empty: u64,
    /// Rows of a local time that another row had before: of the second hour when clocks go back.
    pub second_hour: u64,
    /// Row by row, in the order of channels.
    pub read: Vec<(u64, Result<Measurement, BadCell>)>,
}

/// Reads a file. Intervals are as wide as the site's; local times are those of `site_zone` where the
/// mapping names no other.
///
/// # Errors
/// Names what is wrong with the mapping, or why the file is no CSV.
pub fn read_csv(
    file: &[u8],
    mapping: &CsvQuery,
    width: Width,
    site_zone: &str,
) -> Result<Readings, Vec<FieldError>> {
    let decimal = decimal(mapping.decimal)?;
    let expression = expression(mapping, width, site_zone)?;
    let head = &file[..file.len().min(crate::ingest::limits::HEAD_BYTES)];
    let sniffed = sniff(head, head.len() == file.len(), &FileFormat::default())
        .map_err(|fault| vec![FieldError::new("file", fault.code, fault.message)])?;
    let layout = Layout::of(mapping, expression, &sniffed.columns)?;
    let position = Position::after_header(&sniffed);
    let body = usize::try_from(position.byte_offset).unwrap_or(usize::MAX);
    let mut rows = Rows::new(file.get(body..).unwrap_or_default(), &sniffed, position);
    let mut clock = Clock {
        zone: layout.expression.zone(),
        second: layout.expression.second_zone(),
        twice: HashSet::new(),
    };
    let mut readings = Readings::default();
    let reader = CellReader {
        decimal,
        unit: mapping.unit,
        hours: width.hours(),
    };
    // A slice never fails to be read. A file of too many rows is not read to its end.
    while readings.rows <= BATCH_MEASUREMENTS as u64
        && let Ok(Some(row)) = rows.next_row()
    {
        match row {
            Row::Record(record) if record.is_blank() => {}
            Row::Record(record) => {
                readings.rows += 1;
                layout.read(&record, &reader, &mut clock, &mut readings);
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

fn decimal(stated: Option<char>) -> Result<Decimal, Vec<FieldError>> {
    match stated {
        None | Some('.') => Ok(Decimal::Point),
        Some(',') => Ok(Decimal::Comma),
        Some(other) => {
            let message = format!("decimal: `{other}` must be . or ,");
            Err(vec![FieldError::new("decimal", "unknown", message)])
        }
    }
}

fn no_channel() -> FieldError {
    let message = "import_kwh: at least one channel must have a column";
    FieldError::new("import_kwh", "required", message)
}

fn expression(
    mapping: &CsvQuery,
    width: Width,
    site_zone: &str,
) -> Result<Expression, Vec<FieldError>> {
    let template = if mapping.time.contains('{') {
        mapping.time.clone()
    } else {
        format!("{{{}}}", mapping.time)
    };
    let time = TimeExpression {
        template,
        pattern: mapping.pattern.clone(),
        time_zone: Some(mapping.time_zone.as_deref().unwrap_or(site_zone).to_owned()),
        label: mapping.label,
        slot_minutes: Some(width.minutes()),
        midnight: mapping.midnight,
        overlap: mapping.overlap,
    };
    Expression::compile(&time, "time")
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
struct Layout<'a> {
    expression: Expression,
    /// Columns of the time, in the order of the expression's pieces.
    time: Vec<usize>,
    channels: Vec<(Channel, &'a str, usize)>,
    time_column: &'a str,
}

impl<'a> Layout<'a> {
    fn of(
        mapping: &'a CsvQuery,
        expression: Expression,
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
        let channels: Vec<_> = mapping
            .columns()
            .map(|(channel, name)| (channel, name, find(channel.as_str(), name)))
            .collect();
        if channels.is_empty() {
            faults.push(no_channel());
        }
        for (index, (channel, name, place)) in channels.iter().enumerate() {
            let others = channels.iter().take(index);
            if let Some((other, ..)) = others.clone().find(|(.., taken)| taken == place) {
                let (field, other) = (channel.as_str(), other.as_str());
                let message = format!(
                    "{field}: the column `{}` is that of {other} already",
                    shown(name)
                );
                faults.push(FieldError::new(field, "column_taken", message));
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Self {
            expression,
            time,
            channels,
            time_column: &mapping.time,
        })
    }

    fn read(
        &self,
        record: &Record<'_>,
        reader: &CellReader,
        clock: &mut Clock,
        readings: &mut Readings,
    ) {
        let number = record.row_number;
        let text = self.time_text(record);
        let moment = match clock.read(&self.expression, text.trim(), &mut readings.second_hour) {
            Ok(moment) => moment,
            Err((code, message)) => {
                let bad = bad(self.time_column, &text, code, message);
                readings.read.push((number, Err(bad)));
                return;
            }
        };
        let at = moment.slot.map_or(moment.at, |(start, _)| start);
        for (channel, column, place) in &self.channels {
            let cell = record.cell(*place).trim();
            if cell.is_empty() {
                readings.empty += 1;
                continue;
            }
            let value = reader.value(*channel, cell);
            let read = value
                .map(|value| Measurement {
                    channel: *channel,
                    at,
                    value,
                })
                .map_err(|message| bad(column, cell, "not_a_number", message));
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

/// How the text of a cell becomes kWh, or a share.
struct CellReader {
    decimal: Decimal,
    unit: CsvUnit,
    hours: f64,
}

impl CellReader {
    fn value(&self, channel: Channel, cell: &str) -> Result<f64, String> {
        let number = numbers::parse(cell, self.decimal)
            .map_err(|fault| format!("{} {fault}", shown(cell)))?;
        if channel == Channel::Soc {
            return Ok(number);
        }
        Ok(match self.unit {
            CsvUnit::Kwh => number,
            CsvUnit::Wh => number / 1_000.0,
            CsvUnit::Mwh => number * 1_000.0,
            CsvUnit::Kw => number * self.hours,
        })
    }
}
