//! The server: the application on a listener.

use std::net::TcpListener;

use actix_server::Server;
use actix_web::web::{Bytes, Data};

use crate::http::access::KeyPolicy;
use crate::http::app::{App, HttpLimits, Ports};
use crate::http::edge::connections;
use crate::http::wire::to_json;
use crate::http::{gauges, metrics, openapi};

/// Starts serving on `listener`; the caller awaits the server and stops it by its handle. Signals are the caller's.
///
/// Needs a tokio runtime to be called in; the connections are served by threads of their own.
pub fn start(listener: TcpListener, ports: Ports, policy: KeyPolicy, limits: HttpLimits) -> std::io::Result<Server> {
    metrics::install();
    gauges::describe();
    let document: fn() -> Bytes = match policy {
        KeyPolicy::Required => || to_json(&openapi::document()).into(),
        KeyPolicy::Optional => || to_json(&openapi::open_document()).into(),
    };
    connections::serve(listener, Data::new(App::new(ports, policy, limits, document)))
}
