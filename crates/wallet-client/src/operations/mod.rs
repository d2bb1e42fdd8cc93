//! One method a route, named after the operation of the document, a file a subject. Made from the OpenAPI document by `cargo xtask clients`; not to be edited.

mod analytics;
mod approvals;
mod assets;
mod docs;
mod events;
mod exports;
mod flows;
mod health;
mod holds;
mod keys;
mod original;
mod transactions;
mod wallets;
mod webhooks;
