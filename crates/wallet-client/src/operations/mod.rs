//! One method a route, named after the operation of the document, a file a subject. Made from the OpenAPI document by `cargo xtask clients`; not to be edited.

mod assets;
mod docs;
mod events;
mod flows;
mod health;
mod holds;
mod original;
mod transactions;
mod wallets;
mod webhooks;
