//! The port: taken before a store is made, listened on once the store is open, served until a signal comes.

use std::net::{SocketAddr, TcpListener, ToSocketAddrs};

use tokio::net::TcpSocket;
#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::super::{Failure, say};
use super::deliveries::Delivering;
use super::limits::http_limits;
use crate::config::{InvalidSettings, LogFormat, Settings};
use crate::http::access::KeyPolicy;
use crate::http::app::Ports;
use crate::http::server;

/// How many connections may wait to be accepted: as many as clients that begin at one moment.
const BACKLOG: u32 = 1024;

/// The address that the settings name.
pub(super) fn address_of(settings: &Settings) -> Result<SocketAddr, InvalidSettings> {
    let host = settings.server.host.as_str();
    let unknown =
        |reason: String| InvalidSettings::new(format!("server.host is {host} and cannot be resolved: {reason}"));
    let mut addresses = (host, settings.server.port).to_socket_addrs().map_err(|error| unknown(error.to_string()))?;
    addresses.next().ok_or_else(|| unknown("it has no address".into()))
}

/// Takes the port; nobody is answered there yet.
pub(super) fn bind(address: SocketAddr) -> std::io::Result<TcpSocket> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

pub(super) fn listen(socket: TcpSocket) -> std::io::Result<TcpListener> {
    socket.listen(BACKLOG)?.into_std()
}

pub(super) fn no_port(address: SocketAddr, error: &std::io::Error) -> Failure {
    Failure::Failed(match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            format!("port {} is in use: stop what listens there, or choose another with --port", address.port())
        }
        _ => format!("cannot listen on {address}: {error}"),
    })
}

/// The signals that ask a process to stop.
struct Signals {
    #[cfg(unix)]
    terminate: Signal,
    #[cfg(unix)]
    interrupt: Signal,
}

impl Signals {
    #[cfg(unix)]
    fn new() -> std::io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    #[cfg(unix)]
    async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }

    #[cfg(not(unix))]
    #[allow(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
    fn new() -> std::io::Result<Self> {
        Ok(Self {})
    }

    #[cfg(not(unix))]
    async fn next(&mut self) -> &'static str {
        match tokio::signal::ctrl_c().await {
            Ok(()) => "Ctrl-C",
            // Without a handler the system ends the process by itself.
            Err(_) => std::future::pending().await,
        }
    }
}

/// Completes at the first signal.
pub(crate) fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    let mut signals = Signals::new()?;
    Ok(async move {
        signals.next().await;
    })
}

/// Serves until a signal comes or the server fails.
pub(super) async fn serve(
    listener: TcpListener,
    ports: Ports,
    policy: KeyPolicy,
    settings: &Settings,
    delivering: &mut Delivering,
) -> std::io::Result<()> {
    let mut signals = Signals::new()?;
    let address = listener.local_addr()?;
    let feed = ports.feed.clone();
    let server = server::start(listener, ports, policy, http_limits(settings, address))?;
    let handle = server.handle();
    announce(address, policy, settings.log.format);
    let stop = async {
        let name = signals.next().await;
        tracing::info!("{name}: stopping; requests in flight are answered");
        delivering.stop();
        // Those who follow the feed would stay for ever.
        if let Some(feed) = feed {
            feed.close();
        }
        // The end of `server` says when the workers are done.
        drop(handle.stop(true));
        let name = signals.next().await;
        tracing::warn!("{name} again: requests in flight are cut; what they asked for is still recorded");
        delivering.cut();
    };
    tokio::select! {
        ended = server => ended,
        () = stop => Ok(()),
    }
}

/// Says where the server listens: in the log, and on standard output unless the log is JSON.
fn announce(address: SocketAddr, policy: KeyPolicy, format: LogFormat) {
    match policy {
        KeyPolicy::Required => tracing::info!("listening on http://{address}; every request needs an API key"),
        KeyPolicy::Optional if address.ip().is_loopback() => {
            tracing::info!("listening on http://{address} for this machine only; no API keys are asked for");
        }
        KeyPolicy::Optional => {
            tracing::warn!("listening on http://{address} without API keys: whoever can reach it can move credits");
        }
    }
    if format == LogFormat::Text {
        say(&format!("listening on http://{address}"));
    }
}
