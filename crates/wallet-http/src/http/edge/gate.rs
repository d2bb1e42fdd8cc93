//! The gate: lets a request through to its route if its caller may go there. Every route has one
//! (`routes::configure`); a method that is not in the table of routes is an operator's.
//!
//! It judges before anything of the body is read. A key that was used lately costs no allocation but the caller's
//! place in the request.

use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::rc::Rc;

use actix_web::body::BoxBody;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready};
use actix_web::http::{Method, header};
use actix_web::web::Data;
use actix_web::{Error, HttpMessage};
use futures_util::future::Either;
use wallet_domain::access::Scope;

use super::bounds;
use crate::http::access::{Caller, Judged, Needs};
use crate::http::app::App;
use crate::http::problem::{Code, Problem};
use crate::http::routes::Row;

/// The middleware of a path, which is known by its rows in the table of routes.
#[derive(Clone, Copy)]
pub(crate) struct Gate(pub(crate) &'static [Row]);

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
        ready(Ok(GateService { rows: self.0, service: Rc::new(service) }))
    }
}

/// The middleware around one worker's route.
pub(crate) struct GateService<S> {
    rows: &'static [Row],
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
        let asked = Asked::of(self.rows, request.method());
        if asked.needs == Needs::Nothing {
            return Either::Left(self.service.call(request));
        }
        let app = request.app_data::<Data<App>>().expect("the application is given to every route");
        let credential = match app.ring().judge(request.headers()) {
            Judged::Admitted(caller) => {
                return match admit(app, &request, &caller, asked) {
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
        let (app, service) = (app.clone(), self.service.clone());
        Either::Right(Box::pin(async move {
            let admitted = app.ring().look_up(&credential).await;
            let admitted = admitted.and_then(|caller| admit(&app, &request, &caller, asked));
            match admitted {
                Ok(()) => service.call(request).await,
                Err(problem) => Ok(request.error_response(problem)),
            }
        }))
    }
}

/// What a request's method asks of its path.
#[derive(Clone, Copy)]
struct Asked {
    needs: Needs,
    /// The row, if one has the method.
    row: Option<&'static Row>,
    takes_condition: bool,
}

impl Asked {
    /// A method that no row has needs the scope that fewest have, unless the whole path is open.
    fn of(rows: &'static [Row], method: &Method) -> Self {
        // It lists the methods and reaches no handler.
        if method == Method::OPTIONS || rows.iter().all(|row| row.needs == Needs::Nothing) {
            return Self { needs: Needs::Nothing, row: None, takes_condition: true };
        }
        let row = rows.iter().find(|row| row.answers(method));
        let needs = row.map_or(Needs::Scope(Scope::Operate), |row| row.needs);
        // A method that no row has is refused behind the gate, and not for its condition where the path takes one.
        let of_path = || method.is_safe() || rows.iter().any(|row| row.condition.is_some());
        Self { needs, row, takes_condition: row.map_or_else(of_path, Row::takes_condition) }
    }
}

/// Notes who the caller is, in the request and so for the log, counts the request, and checks the route's scope; and that
/// nothing is asked on a condition that the route would not keep.
fn admit(app: &App, request: &ServiceRequest, caller: &Caller, asked: Asked) -> Result<(), Problem> {
    request.extensions_mut().insert(caller.clone());
    app.rates().count_request(request.request(), caller)?;
    bounds::check(asked.row, request, caller)?;
    if let Needs::Scope(scope) = asked.needs {
        let helps = asked.row.is_some_and(|row| row.helps) && caller.permit(Scope::Support).is_ok();
        if !helps {
            caller.permit(scope)?;
        }
    }
    if request.headers().contains_key(header::IF_MATCH) && !asked.takes_condition {
        let detail = "This route takes no If-Match: top-ups, bonuses, spends and holds under /v1 do, and a PATCH of an \
                      asset. Nothing was done.";
        return Err(Problem::new(Code::InvalidIfMatch, detail));
    }
    Ok(())
}

fn refuse<F>(request: ServiceRequest, problem: Problem) -> Either<F, Answering> {
    Either::Right(Box::pin(ready(Ok(request.error_response(problem)))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::routes::TABLE;

    fn needs(method: &Method, path: &str) -> Needs {
        let rows = TABLE.chunk_by(|one, next| one.path == next.path).find(|rows| rows[0].path == path);
        Asked::of(rows.expect("a path of the table"), method).needs
    }

    #[test]
    fn a_method_that_is_not_in_the_table_is_an_operators() {
        for (method, path) in [(Method::DELETE, "/v1/wallets/{owner}"), (Method::GET, "/v1/batches")] {
            assert_eq!(needs(&method, path), Needs::Scope(Scope::Operate), "{method} {path}");
        }
    }

    #[test]
    fn a_head_needs_what_its_get_does_and_options_nothing() {
        for path in ["/v1/wallets/{owner}", "/v1/audit", "/health"] {
            assert_eq!(needs(&Method::HEAD, path), needs(&Method::GET, path), "{path}");
            assert_eq!(needs(&Method::OPTIONS, path), Needs::Nothing, "{path}");
        }
    }
}
