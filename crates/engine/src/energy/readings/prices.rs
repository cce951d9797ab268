//! Market prices out of a CSV file.

use model::energy::{MarketPrice, PriceCsvQuery, PriceUnit, Width};
use model::ingest::TimeExpression;
use model::money::Amount;
use model::problem::FieldError;

use super::table::{Column, read_table};
use super::{Readings, decimal, template};
use crate::ingest::limits::shown;
use crate::ingest::numbers;
use crate::ingest::time::expression::Expression;

/// Largest amount that a number stands for exactly, to the millionth.
const AMOUNT_MAX: f64 = 1e9;

/// Reads a file; each price holds for `width`. Prices are kept to the millionth per kWh. Local times are
/// refused where the mapping names no zone for them.
///
/// # Errors
/// Names what is wrong with the mapping, or why the file is no CSV.
pub fn read_price_csv(
    file: &[u8],
    mapping: &PriceCsvQuery,
    width: Width,
) -> Result<Readings<MarketPrice>, Vec<FieldError>> {
    let decimal = decimal(mapping.decimal)?;
    let time = TimeExpression {
        template: template(&mapping.time),
        pattern: mapping.pattern.clone(),
        time_zone: mapping.time_zone.clone(),
        label: mapping.label,
        slot_minutes: Some(width.minutes()),
        midnight: mapping.midnight,
        overlap: mapping.overlap,
    };
    let expression = Expression::compile(&time, "time")?;
    let column = Column {
        field: "price",
        name: &mapping.price,
        of: (),
    };
    let per_kwh = match mapping.unit {
        PriceUnit::PerKwh => 1.0,
        PriceUnit::PerMwh => 1_000.0,
    };
    let value = |(), at, cell: &str| {
        let number =
            numbers::parse(cell, decimal).map_err(|fault| format!("{} {fault}", shown(cell)))?;
        let price = number / per_kwh;
        if price.abs() > AMOUNT_MAX {
            return Err(format!("{} is no price", shown(cell)));
        }
        // Within a billion, whole millionths are exact.
        let micros = (price * 1e6).round() as i64;
        Ok(MarketPrice {
            at,
            interval: width,
            per_kwh: Amount::from_micros(micros),
        })
    };
    read_table(file, &expression, &mapping.time, &[column], value)
}
