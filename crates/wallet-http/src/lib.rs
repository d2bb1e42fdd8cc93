//! The wallet service's HTTP interface, its command line, and the wiring of both to a store.

pub mod access;
pub mod ahead;
pub mod app;
pub mod cli;
mod command_log;
pub mod config;
mod connections;
mod economy;
pub mod extract;
mod gauges;
pub mod health;
pub mod metrics;
pub mod middleware;
pub mod openapi;
pub mod problem;
pub mod rates;
pub mod reverse;
pub mod routes;
mod scan;
mod search;
pub mod seed;
pub mod store;
pub mod sweep;
pub mod telemetry;
#[cfg(feature = "testing")]
pub mod testing;
mod toml_error;
pub mod verification;
pub mod wire;
