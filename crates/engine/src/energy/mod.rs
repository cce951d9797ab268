//! Electricity of a site: what it costs, what it will be used for, and when it is best used.
//!
//! - **Tariffs** (`tariff`) say what a kilowatt-hour costs in each step, and what a period is billed.
//! - **A battery's plan** (`battery`) makes cost, carbon or both least over the next hours.
//! - **The load** (`load`) of the next 24 hours is forecast from measurements.
//! - **The intensity** (`intensity`) of the grid comes in parts of hours.
//! - **Readings** (`readings`) come out of files.
//! - **Roll-ups** (`rollup`) part time into the hours, days and months of a zone.
//! - **The sun** (`solar`) yields what position, sky and modules allow.
//! - **The weather** (`weather`) comes in intervals of its own.
//! - **Shifting** (`shifting`): when to run what can wait, lower peaks, and what another tariff or
//!   battery would have meant.
//! - **Advice** (`advice`): what of all this is worth doing, from what was measured.
//! - **Whole steps** (`whole`) of meters that count by shorter intervals.
//! - **Limits** (`limits`): what a site's meters cannot show, whatever is usual.
//!
//! Everything shares one grid of time, [`Steps`]. Energy is kWh per step and never below zero: what is
//! taken from the grid and what is fed into it are two series.

pub mod advice;
pub mod battery;
pub mod intensity;
pub mod limits;
pub mod load;
pub mod readings;
pub mod rollup;
pub mod shifting;
pub mod solar;
pub mod steps;
pub mod tariff;
pub mod weather;
pub mod whole;

pub use steps::{Steps, StepsError, Width};
