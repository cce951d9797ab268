//! What a site will use over the next 24 hours, by how much of its past is known.
//!
//! | measured | forecast |
//! |---|---|
//! | under 48 values | none: [`LoadError::TooFew`] says how many are missing |
//! | up to seven days | the last day again, marked `low_history` |
//! | from seven days on | the panel of [`crate::forecasting`] on hours |
//!
//! Steps finer than an hour are forecast by the hour and shared out as the same hours of the last weeks
//! were: a single quarter-hour is mostly chance, and repeating one repeats its chance. Beside it stands the
//! usual day (`usual`); forecasts made from earlier days say how much of each to take, and make the band.
//!
//! Where temperatures are known, the same methods are tried on what heating and cooling degrees leave of the load
//! (`in_weather`), and used where that did better on its past.
//!
//! What was chosen stands for a week ([`LoadChoice`]), a day while less than four weeks are known: a forecast by it
//! takes a fraction of the time.

mod ahead;
mod air;
mod band;
mod choice;
mod consumption;
mod forecast;
mod in_weather;
mod measured;
mod naive;
mod score;
mod shape;
#[cfg(test)]
mod tests;
mod usual;

pub use crate::forecasting::conformal::NOMINAL;
pub use air::{Bases, Temperature};
pub use band::{BandBasis, LoadBand};
pub use choice::LoadChoice;
pub use consumption::{Consumption, consumption};
pub use forecast::{
    HORIZON_HOURS, LoadForecast, LoadMethod, LoadPoint, TemperatureUse, forecast,
    forecast_with_temperature,
};
pub use in_weather::WithoutTemperature;
pub use measured::{LoadError, MEASUREMENTS_MIN, Measurement};
pub use score::{Expected, Score, score};
