//! The real server under more than it can do: a store that is too slow for what arrives, and ten thousand connections.
//!
//! The longer version of the first, with the server's own settings:
//! `WALLET_OVERLOAD_SECONDS=60 cargo xtask pg -- cargo test --release -p wallet-http --test overload slow_store -- --nocapture`

#![allow(clippy::print_stdout, reason = "the figures are what the longer versions are run for")]

mod connections;
mod open_loop;
mod slow_store;
