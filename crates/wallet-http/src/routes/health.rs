//! Health and metrics, for whoever runs the service.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;

use super::Answer;
use crate::app::App;
use crate::{metrics, wire};

/// The service runs. It may not reach its store: that is `/health/ready`.
#[utoipa::path(get, path = "/health", tag = "health",
    responses((status = 200, description = "It runs", body = wire::Health)))]
pub(crate) async fn health() -> Answer {
    Ok(wire::json(StatusCode::OK, &wire::Health { status: "ok" }))
}

/// The same under the name that orchestrators look for.
#[utoipa::path(get, path = "/health/live", tag = "health",
    responses((status = 200, description = "It runs", body = wire::Health)))]
pub(crate) async fn live() -> Answer {
    health().await
}

/// The service reaches its store, which answers in time.
#[utoipa::path(get, path = "/health/ready", tag = "health",
    responses((status = 200, description = "The store answers", body = wire::Health)))]
pub(crate) async fn check_ready(app: Data<App>) -> Answer {
    app.check_ready().await?;
    health().await
}

/// What is measured, in Prometheus' text format.
#[utoipa::path(get, path = "/metrics", tag = "health",
    responses((status = 200, description = "The metrics", body = String, content_type = "text/plain")))]
pub(crate) async fn render_metrics() -> Answer {
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(metrics::render()))
}
