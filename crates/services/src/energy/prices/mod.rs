//! Prices of electricity markets: on their way in, read again, and given to tariffs that move with them.

mod csv;
mod incoming;
mod market;
mod series;
#[cfg(test)]
mod tests;

pub use csv::add_price_csv;
pub use incoming::add_prices;
pub(super) use market::market;
pub use series::{price_series, prices, remove_price_series};

use model::energy::{SERIES_MUST, Width, is_series_name};

use crate::error::{Error, Result};

/// Series that an organisation may have.
const SERIES_MAX: u32 = 200;

/// Refuses a name that no series can have.
fn check_name(series: &str) -> Result<()> {
    if is_series_name(series) {
        return Ok(());
    }
    let shown: String = series.chars().take(80).collect();
    let message = format!("series: `{shown}` must be {SERIES_MUST}");
    Err(Error::invalid("series", "malformed", message))
}

/// How long prices hold.
fn width(interval_minutes: u32) -> Result<Width> {
    Width::of_minutes(interval_minutes).ok_or_else(|| {
        let message = format!("interval_minutes: {interval_minutes} must be 15, 30 or 60");
        Error::invalid("interval_minutes", "out_of_range", message)
    })
}
