//! The texts in English.

pub(crate) mod activity;

pub(crate) mod components;

pub(crate) mod dashboard;

pub(crate) mod emissions;

pub(crate) mod energy;

pub(crate) mod energy_place;

pub(crate) mod energy_prices;

pub(crate) mod energy_quality;

pub(crate) mod energy_rollup;

pub(crate) mod energy_setup;

pub(crate) mod energy_site;

pub(crate) mod energy_sizes;

pub(crate) mod energy_sources;

pub(crate) mod forecasting;

pub(crate) mod goals;

pub(crate) mod ingest;

pub(crate) mod ingest_editor;

pub(crate) mod layout;

pub(crate) mod monitoring;

pub(crate) mod quality;

pub(crate) mod recommendations;

pub(crate) mod settings;

pub(crate) mod settings_access;

pub(crate) mod settings_running;

pub(crate) mod sign_in;

pub(crate) mod whatif;
