//! What every request passes through: the connection it comes on, the envelope of ids, headers and the log line, the
//! rate limits, and the gate of its route.

mod bounds;
pub(crate) mod connections;
mod cors;
mod envelope;
mod gate;
pub mod rates;
mod unread;
mod watched;

pub use envelope::Edge;
pub(crate) use gate::Gate;
pub(crate) use watched::Progress;
