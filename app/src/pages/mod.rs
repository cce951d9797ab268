//! The pages, by noun. `api` holds what the pages of a noun ask of the server.

pub(crate) mod auth;

pub(crate) mod ingest;

pub(crate) mod lazy;

pub(crate) mod emissions;

pub(crate) mod quality;

pub(crate) mod forecasting;

pub(crate) mod monitoring;

pub(crate) mod recommendations;

pub(crate) mod whatif;

pub(crate) mod goals;

pub(crate) mod energy;

pub(crate) mod settings;
