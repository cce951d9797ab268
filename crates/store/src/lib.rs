//! The memory of Carbon Nexus: every SQL statement of the project, for SQLite and PostgreSQL.
//!
//! Functions are free functions by noun. Those of one organisation take a [`Conn`], which comes
//! only from [`Db::read`] and [`Db::write`] and knows its organisation; the few look-ups that have
//! none (login, tokens, set-up) take a [`SystemConn`]. The store has no clock and makes no ids
//! except block ids; it decides nothing and computes nothing beyond sums.

pub mod app_state;
pub mod audit;
pub mod codes;
mod cursor;
mod db;
pub mod emissions;
pub mod energy;
mod error;
pub mod forecasting;
pub mod goals;
pub mod idempotency;
pub mod ids;
pub mod ingest;
mod instant;
pub mod jobs;
pub mod learning;
pub mod login_attempts;
pub mod monitoring;
pub mod notifications;
pub mod organisations;
pub mod places;
pub mod quality;
pub mod recommendations;
mod retry;
pub mod sessions;
mod text;
pub mod tokens;
pub mod users;
pub mod whatif;

pub use db::{
    Backend, Conn, Db, Finding, Heard, Listener, MESSAGE_BYTES_MAX, OpenOptions, SystemConn,
    SystemTx, Tx, schema_fingerprint,
};
pub use error::{Conflict, Error, Result};
pub use retry::{Retryable, retrying};
