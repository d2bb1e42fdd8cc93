//! The HTTP application: what it needs, and how it is started on a listener.

use std::net::TcpListener;
use std::sync::Arc;

use actix_web::dev::Server;
use wallet_domain::{Registry, Verifier, Wallets};
use wallet_service::CommitQueue;

/// All that handlers call: the commit queue for writes, the ports for the rest.
#[derive(Clone)]
pub struct Ports {
    /// Where commands are submitted.
    pub queue: Arc<CommitQueue>,
    /// The read side.
    pub wallets: Arc<dyn Wallets>,
    /// Assets and the opening of wallets.
    pub registry: Arc<dyn Registry>,
    /// When the invariants were last proven.
    pub verifier: Arc<dyn Verifier>,
}

/// Bounds of the HTTP side.
#[derive(Debug, Clone, Copy)]
pub struct HttpLimits {
    /// How many threads serve connections.
    pub workers: usize,
    /// How long a graceful shutdown waits for requests in flight, in seconds.
    pub shutdown_timeout_s: u64,
}

/// Starts serving on `listener`; the caller awaits the server and stops it by its handle.
pub fn start(_listener: TcpListener, _ports: Ports, _limits: HttpLimits) -> std::io::Result<Server> {
    Err(std::io::Error::other("to come"))
}
