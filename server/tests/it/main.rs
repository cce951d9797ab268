//! Tests of the process: its doors in-process, and the shape of the house.

mod access;
mod bad_input;
mod crash;
mod energy;
mod forecasting;
mod goals;
mod ingest;
mod language;
mod learning;
mod leases;
mod live;
mod map;
mod monitoring;
mod notifications;
mod quality;
mod recalculation;
mod recommendations;
mod replicas;
mod roles;
mod server_functions;
mod support;
mod tidy;
mod totals;
mod whatif;
