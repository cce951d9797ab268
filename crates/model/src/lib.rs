//! The words of Carbon Nexus: ids, units, entities, queries, answers and live messages.
//!
//! This crate builds for the browser and for the server. It knows no database, no clock and no
//! arithmetic beyond exact sums; formulas live in `engine`, decisions in `services`.

pub mod units;

pub mod ids;

pub mod money;

pub mod problem;

pub mod page;

pub mod time;

pub mod auth;

pub mod audit;

pub mod settings;

pub mod places;

pub mod ingest;

pub mod emissions;

pub mod learning;

pub mod quality;

pub mod forecasting;

pub mod monitoring;

pub mod language;

pub mod recommendations;

pub mod whatif;

pub mod goals;

pub mod energy;

pub mod notifications;

pub mod jobs;

pub mod live;
