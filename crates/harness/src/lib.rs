//! What tests and tools share. Nothing that is shipped depends on it.
//!
//! - [`run`]: other programs, run to their end, and [`Failure`](run::Failure), the sentence that says what went wrong.
//! - [`cluster`]: a PostgreSQL server in a temporary folder, which is stopped, killed and started again.
//! - `pooler`: PgBouncer in front of a server.
//! - [`process`]: the `wallet` program, run to its end or as a server.
//! - [`http`]: a client that sends what a test says, byte for byte.
//! - [`receiver`]: a receiver of webhooks.
//! - `database`: a database of a test's own on the tests' server.
//! - `proxy` and `frames`: the way to PostgreSQL, cut around COMMIT, stalled or narrowed.
//!
//! The last two lines need the feature `database`. `docs/testing.md` shows how a test uses each of them.

pub mod cluster;
#[cfg(feature = "database")]
pub mod database;
#[cfg(feature = "database")]
pub mod frames;
pub mod http;
#[cfg(unix)]
pub mod pooler;
pub mod process;
#[cfg(feature = "database")]
pub mod proxy;
pub mod receiver;
pub mod run;

use std::time::Duration;

/// The longest that a test waits for anything: longer than it takes on a busy machine.
pub const PATIENCE: Duration = Duration::from_mins(1);
