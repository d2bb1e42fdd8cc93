//! What every request passes through.

mod edge;

pub use edge::Edge;
