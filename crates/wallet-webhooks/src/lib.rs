//! Sends webhooks.
//!
//! - [`HttpSender`] posts a message and tells what was answered. It follows no redirects, takes no proxy, and gives an
//!   endpoint ten seconds and 64 KiB.
//! - [`signature`] signs as Standard Webhooks 1.0.0 asks for; [`secret`] is how a secret is written.
//! - [`Guard`] says which addresses may be reached: not those of this machine and of networks that only it can reach,
//!   unless an operator allows them. A name is resolved here, each of its addresses is judged, and the connection goes to
//!   one that was: a name that points elsewhere a moment later changes nothing.
//!
//! It is a crate of its own because an HTTP client takes long to compile, and nothing else of the service needs one.

mod guard;
mod resolver;
pub mod secret;
mod sender;
pub mod signature;

pub use guard::{Guard, InvalidGuard, Refused};
pub use resolver::{Lookup, SystemLookup};
pub use sender::{HttpSender, SenderOptions};
