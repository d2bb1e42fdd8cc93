//! The gate: lets a request through to its route if its caller may go there. Every route has one
//! (`routes::resource`), so that a new route is closed until the table of `access::needs` says otherwise.
//!
//! It judges before anything of the body is read. A key that was used lately costs no allocation but the caller's
//! place in the request.

use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::rc::Rc;

use actix_web::body::BoxBody;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready};
use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage};
use futures_util::future::Either;

use crate::http::access::{Caller, Judged, Needs, needs};
use crate::http::app::App;
use crate::http::openapi::takes_condition;
use crate::http::problem::{Code, Problem};

/// The middleware of a route, which is known by its template.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Gate(pub(crate) &'static str);

impl<S> Transform<S, ServiceRequest> for Gate
where
    S: Service<ServiceRequest, Response = ServiceResponse<BoxBody>, Error = Error> + 'static,
{
    type Response = ServiceResponse;
    type Error = Error;
    type Transform = GateService<S>;
    type InitError = ();
    type Future = Ready<Result<GateService<S>, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(GateService { route: self.0, service: Rc::new(service) }))
    }
}

/// The middleware around one worker's route.
#[derive(Debug)]
pub(crate) struct GateService<S> {
    route: &'static str,
    service: Rc<S>,
}

type Answering = Pin<Box<dyn Future<Output = Result<ServiceResponse, Error>>>>;

impl<S> Service<ServiceRequest> for GateService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<BoxBody>, Error = Error> + 'static,
{
    type Response = ServiceResponse;
    type Error = Error;
    type Future = Either<S::Future, Answering>;

    forward_ready!(service);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let needs = needs(request.method(), self.route);
        if needs == Needs::Nothing {
            return Either::Left(self.service.call(request));
        }
        let app = request.app_data::<Data<App>>().expect("the application is given to every route");
        let credential = match app.ring().judge(request.headers()) {
            Judged::Admitted(caller) => {
                return match admit(app, &request, &caller, (self.route, needs)) {
                    Ok(()) => Either::Left(self.service.call(request)),
                    Err(problem) => refuse(request, problem),
                };
            }
            Judged::Refused(problem) => return refuse(request, problem),
            Judged::Stale(credential) => credential,
            Judged::Unseen(credential) => match app.rates().count_look_up(request.peer_addr()) {
                Ok(()) => credential,
                Err(problem) => return refuse(request, problem),
            },
        };
        let (app, service, route) = (app.clone(), self.service.clone(), self.route);
        Either::Right(Box::pin(async move {
            let admitted = app.ring().look_up(&credential).await;
            let admitted = admitted.and_then(|caller| admit(&app, &request, &caller, (route, needs)));
            match admitted {
                Ok(()) => service.call(request).await,
                Err(problem) => Ok(request.error_response(problem)),
            }
        }))
    }
}

/// Notes who the caller is, in the request and so for the log, counts the request, and checks the route's scope; and that
/// nothing is asked on a condition that the route would not keep.
fn admit(app: &App, request: &ServiceRequest, caller: &Caller, (route, needs): (&str, Needs)) -> Result<(), Problem> {
    request.extensions_mut().insert(caller.clone());
    app.rates().count_request(request.request(), caller)?;
    if let Needs::Scope(scope) = needs {
        caller.permit(scope)?;
    }
    let is_conditional = request.headers().contains_key(header::IF_MATCH) && !request.method().is_safe();
    let is_of_asset = route == "/v1/assets/{code}";
    if is_conditional && !takes_condition(route) && !is_of_asset {
        let detail = "This route takes no If-Match: top-ups, bonuses, spends and holds under /v1 do, and a PATCH of an \
                      asset. Nothing was done.";
        return Err(Problem::new(Code::InvalidIfMatch, detail));
    }
    Ok(())
}

fn refuse<F>(request: ServiceRequest, problem: Problem) -> Either<F, Answering> {
    Either::Right(Box::pin(ready(Ok(request.error_response(problem)))))
}
