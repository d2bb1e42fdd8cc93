//! The rows of what is told of the economy as a whole.

use wallet_domain::access::Scope;

use super::super::analytics;
use super::super::row::{Row, codes, handler};
use crate::http::access::Needs;

/// Figures of days.
pub(super) fn of_analytics() -> Vec<Row> {
    let row = |path, handler| {
        Row::get(path, handler, "analytics", Needs::Scope(Scope::Analytics))
            .problems(codes!(InvalidAsset AssetNotFound StoreUnavailable))
    };
    vec![
        row("/v1/analytics/flows", handler!(analytics::get_flows)),
        row("/v1/analytics/supply", handler!(analytics::get_supply)),
        row("/v1/analytics/velocity", handler!(analytics::get_velocity)),
    ]
}
