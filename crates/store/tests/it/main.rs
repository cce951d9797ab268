//! Tests of the store, every one on SQLite and on PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

mod access;
mod audit;
mod concurrency;
mod energy;
mod energy_kept;
mod energy_metered;
mod energy_prices;
mod energy_quality;
mod energy_rollup;
mod energy_sources;
mod events_insert;
mod events_page;
mod events_remove;
mod factors;
mod figures;
mod fixtures;
mod idempotency;
mod isolation;
mod jobs;
mod opening;
mod places;
mod recommendations;
mod rollups;
mod schema;
