//! The machine API: one file per noun, each handler one services call.

pub mod audit;

pub mod auth;

pub mod carbon_aware;

pub mod emissions;
pub mod energy;
pub mod energy_prices;
pub mod energy_sources;

pub mod events;

pub mod factors;

pub mod forecasting;

pub mod goals;

pub mod health;

pub mod ingest;

pub mod jobs;

pub mod language;

pub mod learning;

pub mod monitoring;

pub mod notifications;

pub mod places;

pub mod quality;

pub mod recommendations;

pub mod settings;

pub mod users;
pub mod whatif;
