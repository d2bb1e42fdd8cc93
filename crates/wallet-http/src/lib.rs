//! The wallet service's HTTP interface, its command line, and the wiring of both to a store.

pub mod app;
