//! The decisions of Carbon Nexus: who may do what, in which order, and what is announced.
//!
//! Each public function is one use case: authorise, load, compute, save, announce. Formulas are in
//! `engine`, statements in `store`, sockets and cookies in `server`.

pub mod actor;

pub mod clock;

pub mod error;

pub mod live;

pub mod auth;

pub mod audit;

mod page;

pub mod idempotency;

pub mod settings;

pub mod places;

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

pub mod notifications;

pub mod language;

pub mod demo;

pub mod jobs;

mod csv_text;

mod outbound;

#[cfg(test)]
mod testing;

mod context;

pub use actor::{Actor, ClientInfo};
pub use context::{Options, Services};
pub use error::{Error, Result};
