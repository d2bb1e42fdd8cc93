//! Operations: health. Made from the OpenAPI document by `cargo xtask clients`; not to be edited.

use crate::call::{Call, Takes, Text};
use crate::client::Client;
use crate::operation::{Method, Operation};
use crate::types::{Liveness, Readiness};

const GET_HEALTH: Operation = Operation::new(Method::GET, "/health");
const GET_LIVENESS: Operation = Operation::new(Method::GET, "/health/live");
const GET_READINESS: Operation = Operation::new(Method::GET, "/health/ready");
const GET_METRICS: Operation = Operation::new(Method::GET, "/metrics").plain();

impl Client {
    /// The service runs. It may not reach its store: that is `/health/ready`.
    pub fn get_health(&self) -> Call<'_, Liveness, Takes> {
        self.call(GET_HEALTH, &[])
    }

    /// The same under the name that orchestrators look for.
    pub fn get_liveness(&self) -> Call<'_, Liveness, Takes> {
        self.call(GET_LIVENESS, &[])
    }

    /// The service reaches its store, which answers in time and takes writes. The body names every check: one that is
    /// `warning` wants somebody to look, one that is `failed` makes this a 503, whose problem has `checks` as well.
    pub fn get_readiness(&self) -> Call<'_, Readiness, Takes> {
        self.call(GET_READINESS, &[])
    }

    /// What is measured, in Prometheus' text format.
    pub fn get_metrics(&self) -> Call<'_, Text, Takes> {
        self.call(GET_METRICS, &[])
    }
}
