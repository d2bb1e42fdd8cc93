//! What the store on PostgreSQL must show, in one program: cargo links one, and its tests run side by side.

mod approvals;
mod caps;
mod chain;
mod clock;
mod common;
mod constraints;
mod contract;
mod distributed;
mod execution;
mod golden;
mod keys;
mod lanes;
mod nodes;
mod plan;
mod plans;
mod pooler;
mod reads;
mod replicas;
mod roles;
mod rollups;
mod standby;
mod statements;
mod tls;
mod verification;
mod webhooks;
mod workload;
