//! The wallet service's HTTP interface, its command line, and the wiring of both to a store.
//!
//! Two floors that do not mix: `http` serves the API and knows only the domain's ports. `cli`, `config` and `store` are
//! the command line, the settings and the two stores; they import `http`, and it never imports them.
//! `tests/architecture.rs` holds this.

pub mod cli;
pub mod config;
pub mod http;
pub mod store;
pub mod telemetry;
#[cfg(feature = "testing")]
pub mod testing;
mod toml_error;
