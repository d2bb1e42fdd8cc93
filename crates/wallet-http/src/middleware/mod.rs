//! What every request passes through.

mod edge;
mod gate;
mod unread;

pub use edge::Edge;
pub(crate) use gate::Gate;
