//! The process: settings, doors, jobs, command line.
//!
//! Everything here is translation: from HTTP, sockets, cron and arguments to one `services` call
//! each, and back. Nothing here decides.

pub mod boot;

pub mod cli;

pub mod config;

pub mod error;

pub mod extract;

pub mod idempotency;

pub mod jobs;

pub mod layers;

pub mod live;

pub mod logging;

pub mod openapi;

pub mod pages;

pub mod program;

pub mod router;

pub mod routes;

pub mod serve;

pub mod stream;
