//! What is expected: emissions of the next days, and any series somebody sends.

mod emissions;
mod history;
mod request;
mod run;

pub use emissions::{FORECASTS, emission_forecast, refresh_forecasts};
pub use request::forecast_series;
