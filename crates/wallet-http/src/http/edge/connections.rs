//! Connections: how many there may be, what ends one before its time, and what is counted of that.
//!
//! This is what `actix_web::HttpServer` does, with a watch on each socket in between.

use std::future::ready;
use std::io;
use std::net::TcpListener;
use std::time::Duration;

use actix_http::error::{DispatchError, ParseError};
use actix_http::{HttpService, KeepAlive};
use actix_server::Server;
use actix_service::{IntoServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_web::App as Actix;
use actix_web::dev::AppConfig;
use actix_web::middleware::Condition;
use actix_web::web::Data;
use tokio::net::TcpStream;

use super::cors::cors;
use super::envelope::Edge;
use super::watched::{Cut, DISCONNECT_TIMEOUT, Patience, Watched};
use crate::http::app::App;
use crate::http::{metrics, routes};

/// Serves the application on a listener.
pub(crate) fn serve(listener: TcpListener, app: Data<App>) -> io::Result<Server> {
    let limits = app.limits().clone();
    let workers = limits.workers.max(1);
    let patience = Patience { head: limits.head_timeout, keep_alive: limits.keep_alive, write: limits.write_timeout };
    let builder = Server::build()
        .workers(workers)
        .max_concurrent_connections(limits.connections_max.div_ceil(workers).max(1))
        .shutdown_timeout(limits.shutdown_timeout_s)
        .disable_signals();
    let stop = builder.graceful_shutdown_signal();
    let builder = builder.listen("http", listener, move || {
        let (app, stop) = (app.clone(), stop.clone());
        let cors = Condition::new(!limits.origins.is_empty(), cors(&limits.origins));
        let routes = Actix::new().app_data(app).configure(routes::configure).wrap(cors).wrap(Edge).into_factory();
        let http = HttpService::build()
            .graceful_shutdown_signal(move || {
                let stop = stop.clone();
                async move { stop.notified().await }
            })
            .keep_alive(KeepAlive::Timeout(limits.keep_alive))
            // None: every head is timed by the watch.
            .client_request_timeout(Duration::ZERO)
            .client_disconnect_timeout(DISCONNECT_TIMEOUT)
            .on_connect_ext(|socket: &Watched, data| {
                data.insert(socket.progress());
            })
            .h1(map_config(routes.map_err(|error| error.error_response()), |()| AppConfig::default()));
        fn_service(move |socket: TcpStream| {
            let peer = socket.peer_addr().ok();
            ready(Ok((Watched::new(socket, patience), peer)))
        })
        .and_then(http)
        .map_err(|error| {
            if let Some(cut) = cut_of(&error) {
                metrics::count_cut(cut.name());
            }
            error
        })
    })?;
    Ok(builder.run())
}

/// Why a connection ended, if it was not its other side that ended it.
fn cut_of(error: &DispatchError) -> Option<Cut> {
    match error {
        DispatchError::Io(error) => error.get_ref()?.downcast_ref::<Cut>().copied(),
        DispatchError::Parse(ParseError::TooLarge) => Some(Cut::HeadTooLarge),
        DispatchError::Parse(ParseError::Io(_) | ParseError::Timeout) => None,
        DispatchError::Parse(_) => Some(Cut::Malformed),
        _ => None,
    }
}
