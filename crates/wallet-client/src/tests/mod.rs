//! The promises of every client, as `clients/vectors.json` has them, kept by this one.
//!
//! `vectors` reads the file, `world` is a world without a network in which time stands still, `dispatch` calls an
//! operation by its name.

mod dispatch;
mod feed;
mod problems;
mod requests;
mod retries;
mod signatures;
mod vectors;
mod world;
