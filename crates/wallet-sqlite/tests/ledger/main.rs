//! What the store on SQLite must show, in one program: cargo links one, and its tests run side by side.

mod approvals;
mod backup;
mod chain;
mod common;
mod concurrency;
mod constraints;
mod contract;
mod faults;
mod golden;
mod keys;
mod links;
mod opening;
mod rollups;
mod tables;
mod verification;
mod webhooks;
mod workload;
