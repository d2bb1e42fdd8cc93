//! The edge: request id, security headers, what is left of rate limits, one log line and the metrics of every request;
//! and, where nobody needs a key, whether it may come from another site's page.
//!
//! One middleware for all of them, as each needs what the others know, and every one costs an allocation a request.
//! Handlers log nothing themselves: what they have to say travels with their answer ([`Code`], [`Cause`]), so that it
//! is in the one line that has the request's id. The line has the path without its query, which can hold a key, and says
//! whom and what it was about: by the command, or else by the path.

use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::rc::Rc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, ResponseError};

use super::cors;
use super::unread::Held;
use super::watched::Progress;
use crate::http::access::Caller;
use crate::http::app::App;
use crate::http::command_log::{RequestId, Subject};
use crate::http::extract::DryRun;
use crate::http::metrics;
use crate::http::problem::{Cause, Code};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const DRY_RUN: HeaderName = HeaderName::from_static("dry-run");
const REQUEST_ID_BYTES_MAX: usize = 128;

/// The headers of every answer unless its handler sets others. Nothing in an answer of the API is for a browser to
/// run, frame or keep.
const DEFAULT_HEADERS: [(HeaderName, HeaderValue); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'")),
];

/// The middleware.
#[derive(Debug, Clone, Copy)]
pub struct Edge;

impl<S, B> Transform<S, ServiceRequest> for Edge
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse;
    type Error = Error;
    type Transform = EdgeService<S>;
    type InitError = ();
    type Future = Ready<Result<EdgeService<S>, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(EdgeService { service }))
    }
}

/// The middleware around one worker's routes.
#[derive(Debug)]
pub struct EdgeService<S> {
    service: S,
}

impl<S, B> Service<ServiceRequest> for EdgeService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<ServiceResponse, Error>>>>;

    forward_ready!(service);

    fn call(&self, mut request: ServiceRequest) -> Self::Future {
        let started = Instant::now();
        let request_id = request_id(request.headers());
        let held = Held::of_chunked(&mut request);
        let progress = request.conn_data::<Rc<Progress>>().cloned();
        if let Some(progress) = &progress {
            progress.request_begins();
        }
        if request.app_data::<Data<App>>().is_some_and(|app| app.limits().log_commands) {
            let id = RequestId(request_id.to_str().unwrap_or_default().into());
            request.extensions_mut().insert(id);
        }
        let app = request.app_data::<Data<App>>();
        let answer = match app.map_or(Ok(()), |app| app.check_source(request.head())) {
            Ok(()) => Ok(self.service.call(request)),
            Err(problem) => Err(request.error_response(problem)),
        };
        Box::pin(async move {
            let answer = match answer {
                Ok(answer) => answer.await.map(ServiceResponse::map_into_boxed_body),
                Err(refused) => Ok(refused),
            };
            if let Some(progress) = &progress {
                progress.request_ends();
            }
            let mut response = answer?;
            if let Some(refused) = cors::refusal(&response) {
                response = response.into_response(refused.error_response());
            }
            let headers = response.headers_mut();
            for (name, value) in &DEFAULT_HEADERS {
                if !headers.contains_key(name) {
                    headers.insert(name.clone(), value.clone());
                }
            }
            headers.insert(REQUEST_ID, request_id.clone());
            describe(&mut response);
            report(&response, &request_id, started.elapsed());
            Ok(match held {
                Some(held) => response.map_body(|_, body| held.until_sent(body)),
                None => response,
            })
        })
    }
}

/// The caller's id if it is one that can stand in a log, else a new one.
fn request_id(headers: &HeaderMap) -> HeaderValue {
    let visible = |value: &&HeaderValue| {
        (1..=REQUEST_ID_BYTES_MAX).contains(&value.len()) && value.as_bytes().iter().all(u8::is_ascii_graphic)
    };
    headers.get(&REQUEST_ID).filter(visible).cloned().unwrap_or_else(new_request_id)
}

/// A UUID of version 7. It has to be unique and in the order of time, but no secret, so it needs no system call.
fn new_request_id() -> HeaderValue {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let millis = u64::try_from(since_1970.as_millis()).unwrap_or_default();
    let mut random = [0; 10];
    fastrand::fill(&mut random);
    let id = uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid();
    let mut text = uuid::Uuid::encode_buffer();
    HeaderValue::from_str(id.hyphenated().encode_lower(&mut text)).expect("a UUID is visible ASCII")
}

/// Says whether it was a dry run, and what is left of the limits that the request was counted for.
fn describe(response: &mut ServiceResponse) {
    let request = response.request().clone();
    if request.extensions().get::<DryRun>() == Some(&DryRun::Yes) {
        response.headers_mut().insert(DRY_RUN, HeaderValue::from_static("true"));
    }
    if let Some(app) = request.app_data::<Data<App>>() {
        app.rates().describe(&request, response.headers_mut());
    }
}

/// Counts the request and writes its line.
fn report(response: &ServiceResponse, request_id: &HeaderValue, duration: Duration) {
    let request = response.request();
    let status = response.status().as_u16();
    let route = request.match_name().unwrap_or(if status < 400 { "page" } else { "none" });
    metrics::count_request(route, request.method(), status, duration);

    let duration_us = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
    let request_id = request_id.to_str().unwrap_or_default();
    let (method, path) = (request.method().as_str(), request.path());
    let extensions = response.response().extensions();
    // Its id, never its secret.
    let own = request.extensions();
    let api_key = own.get::<Caller>().and_then(Caller::key).map(tracing::field::display);
    let subject = own.get::<Subject>();
    let in_path = |name| request.match_info().get(name);
    let address = request.peer_addr().map(|address| tracing::field::display(address.ip()));
    let owner = subject.map(|subject| subject.owner.as_str()).or_else(|| in_path("owner"));
    let asset = subject.map(|subject| subject.asset.as_str()).or_else(|| in_path("asset"));
    let transaction = subject.map(|subject| tracing::field::display(subject.transaction));
    let code = extensions.get::<Code>().copied().map(Code::name);
    let cause = extensions.get::<Cause>().map(|cause| &*cause.0);
    macro_rules! answered {
        ($level:ident) => {
            tracing::$level!(
                request_id,
                address,
                method,
                path,
                route,
                api_key,
                owner,
                asset,
                transaction,
                status,
                code,
                cause,
                duration_us,
                "answered"
            )
        };
    }
    match status {
        500.. => answered!(warn),
        400.. => answered!(info),
        _ => answered!(debug),
    }
}
