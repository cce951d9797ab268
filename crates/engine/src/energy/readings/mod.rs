//! Meter readings and market prices out of a CSV file, with the readers that imports of events use: nothing
//! about times, decimals or units is guessed.

mod built_in;
mod prices;
mod table;
#[cfg(test)]
mod tests;

pub use built_in::{built_in, check_mapping};
pub use prices::read_price_csv;

use model::energy::{Channel, CsvQuery, CsvUnit, Interval, Measurement};
use model::ingest::TimeExpression;
use model::problem::FieldError;

use self::table::{Column, read_table};
use crate::ingest::limits::shown;
use crate::ingest::numbers::{self, Decimal};
use crate::ingest::time::expression::Expression;

/// A cell that is no reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadCell {
    pub column: String,
    pub value: String,
    pub code: String,
    pub message: String,
}

/// What a file holds. Rows are counted from 1, the header.
#[derive(Debug, Clone, PartialEq)]
pub struct Readings<T = Measurement> {
    /// One more than a batch may have stands for any more.
    pub rows: u64,
    /// Mapped cells without a value.
    pub empty: u64,
    /// Rows of a local time that another row had before: of the second hour when clocks go back.
    pub second_hour: u64,
    /// Row by row, in the order of the mapped columns.
    pub read: Vec<(u64, Result<T, BadCell>)>,
}

/// Reads a file. Intervals are those of the site's meters; local times are those of `site_zone` where the
/// mapping names no other.
///
/// # Errors
/// Names what is wrong with the mapping, or why the file is no CSV.
pub fn read_csv(
    file: &[u8],
    mapping: &CsvQuery,
    interval: Interval,
    site_zone: &str,
) -> Result<Readings, Vec<FieldError>> {
    let decimal = decimal(mapping.decimal)?;
    let expression = expression(mapping, interval, site_zone)?;
    let reader = CellReader {
        decimal,
        unit: mapping.unit,
        hours: interval.hours(),
    };
    let columns: Vec<_> = mapping
        .columns()
        .map(|(channel, name)| Column {
            field: channel.as_str(),
            name,
            of: channel,
        })
        .collect();
    if columns.is_empty() {
        return Err(vec![no_channel()]);
    }
    let value = |channel: Channel, at, cell: &str| {
        let value = reader.value(channel, cell)?;
        Ok(Measurement { channel, at, value })
    };
    read_table(file, &expression, &mapping.time, &columns, value)
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

/// A column by its name, or a text made of columns.
fn template(time: &str) -> String {
    if time.contains('{') {
        time.to_owned()
    } else {
        format!("{{{time}}}")
    }
}

fn expression(
    mapping: &CsvQuery,
    interval: Interval,
    site_zone: &str,
) -> Result<Expression, Vec<FieldError>> {
    let time = TimeExpression {
        template: template(&mapping.time),
        pattern: mapping.pattern.clone(),
        time_zone: Some(mapping.time_zone.as_deref().unwrap_or(site_zone).to_owned()),
        label: mapping.label,
        slot_minutes: Some(interval.minutes()),
        midnight: mapping.midnight,
        overlap: mapping.overlap,
    };
    Expression::compile(&time, "time")
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
