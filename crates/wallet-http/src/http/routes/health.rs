//! Health and metrics, for whoever runs the service.

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, ResponseError};

use super::answer::{Answer, IN_TABLE};
use crate::http::app::App;
use crate::http::health::{Liveness, Readiness};
use crate::http::{gauges, wire};

/// The service runs. It may not reach its store: that is `/health/ready`.
#[utoipa::path(get, path = IN_TABLE, responses((status = 200, description = "It runs", body = Liveness)))]
pub(crate) async fn get_health() -> Answer {
    Ok(wire::json(StatusCode::OK, &Liveness { status: "ok" }))
}

/// The same under the name that orchestrators look for.
#[utoipa::path(get, path = IN_TABLE, responses((status = 200, description = "It runs", body = Liveness)))]
pub(crate) async fn get_liveness() -> Answer {
    get_health().await
}

/// The service reaches its store, which answers in time and takes writes. The body names every check: one that is
/// `warning` wants somebody to look, one that is `failed` makes this a 503, whose problem has `checks` as well.
#[utoipa::path(get, path = IN_TABLE, responses((status = 200, description = "The store answers and takes writes", body = Readiness)))]
pub(crate) async fn get_readiness(app: Data<App>) -> Answer {
    match app.check_ready().await {
        Ok(checks) => Ok(wire::json(StatusCode::OK, &Readiness { status: "ready", checks })),
        Err((problem, checks)) => {
            let body = wire::to_json(&problem.body_with(&checks));
            Ok(problem.error_response().set_body(BoxBody::new(body)))
        }
    }
}

/// What is measured, in Prometheus' text format.
#[utoipa::path(get, path = IN_TABLE, responses((status = 200, description = "The metrics", body = String, content_type = "text/plain")))]
pub(crate) async fn get_metrics(app: Data<App>) -> Answer {
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(gauges::render(&app)))
}
