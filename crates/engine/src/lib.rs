//! The arithmetic of Carbon Nexus: pure functions over `model`'s words.
//!
//! No input or output, no async, no clock, no hidden randomness: times and seeds are arguments.
//! Data files (emission factors) lie beside the code and are embedded.

pub mod calendar;
pub mod statistics;
pub mod vocabulary;

pub mod ingest;

pub mod emissions;

pub mod learning;

pub mod quality;

pub mod forecasting;

pub mod monitoring;

pub mod recommendations;

pub mod whatif;

pub mod goals;

pub mod energy;

pub mod demo;
