//! What every request passes through.

mod edge;
mod unread;

pub use edge::Edge;
