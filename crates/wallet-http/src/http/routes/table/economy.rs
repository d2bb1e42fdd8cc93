//! The rows of what is told of the economy as a whole.

use wallet_domain::access::Scope;

use super::super::row::{Row, codes, handler};
use super::super::{analytics, holders};
use crate::http::access::Needs;

/// Figures of days, and who holds what.
pub(super) fn of_analytics() -> Vec<Row> {
    let row = |path, handler| {
        Row::get(path, handler, "analytics", Needs::Scope(Scope::Analytics))
            .by_standbys()
            .problems(codes!(InvalidAsset AssetNotFound StoreUnavailable))
    };
    let of_snapshots = |path, handler| {
        Row::get(path, handler, "analytics", Needs::Scope(Scope::Analytics))
            .by_standbys()
            .problems(codes!(InvalidAsset AssetNotFound))
    };
    vec![
        row("/v1/analytics/flows", handler!(analytics::get_flows)),
        row("/v1/analytics/supply", handler!(analytics::get_supply)),
        row("/v1/analytics/velocity", handler!(analytics::get_velocity)),
        of_snapshots("/v1/analytics/distribution", handler!(holders::get_distribution)),
        of_snapshots("/v1/analytics/top", handler!(holders::get_top_holders))
            .problems(codes!(InvalidAsset InvalidLimit AssetNotFound)),
        of_snapshots("/v1/analytics/holders", handler!(holders::list_holder_days)),
        of_snapshots("/v1/analytics/debts", handler!(holders::get_debts)),
        of_snapshots("/v1/analytics/holds", handler!(holders::get_open_holds)),
    ]
}
