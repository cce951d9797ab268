//! What a series of emissions or energy will be over the next hours or days, and how sure that is.
//!
//! Every method is tried on the series itself: forecasts are made from earlier points in time and
//! compared with what came. What did best, or a blend of what did well, makes the forecast; its errors
//! there make the band. A method that cannot beat repeating the past is not used.
//!
//! [`series`](Series) holds values on a grid, [`forecast`] is the way in; `naive`, `regression`,
//! `smoothing`, `decomposition` and `prophet` are the methods, `backtest`, `selection` and `band` the
//! judges.

mod backtest;
mod band;
mod clock;
pub(crate) mod conformal;
mod decomposition;
mod ensemble;
mod forecast;
mod history;
mod linear;
mod loess;
mod method;
mod naive;
mod prophet;
mod regression;
mod selection;
mod series;
mod smoothing;
#[cfg(test)]
mod tests;

pub use backtest::Score;
pub use band::{Band, BandBasis};
pub use conformal::NOMINAL;
pub use ensemble::Member;
pub use forecast::{Choice, Forecast, ForecastPoint, HistoryUsed, Options, forecast, forecast_by};
pub use method::Method;
pub use series::{Bucket, ForecastError, Observation, Series};
