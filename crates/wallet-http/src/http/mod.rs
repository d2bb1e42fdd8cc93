//! The HTTP interface, in the order in which a request meets it.
//!
//! `edge` is what every request passes: connections, headers, rate limits, the gate. `access` says who may call what,
//! `routes` has the table of routes and the handlers, `extract` reads a request's parts and `wire` its body; `app` is what
//! handlers call, `replicas` where a read may go that may be late, `exports` what an answer without an end is made of; `wire` and `problem` make the answer. `openapi` is the document of all that. `server` starts it. `metrics`, `gauges` and `command_log`
//! are what is measured and logged, `health` the checks of `/health/ready`.

pub mod access;
pub mod app;
mod command_log;
mod deadline;
pub mod edge;
pub(crate) mod exports;
pub mod extract;
pub(crate) mod gauges;
pub mod health;
pub mod metrics;
pub mod openapi;
pub mod problem;
pub mod replicas;
pub mod routes;
pub mod server;
pub mod wire;
