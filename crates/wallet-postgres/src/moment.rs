//! Reads of one moment over several shards (decision 0070).
//!
//! A commit that writes to several shards becomes visible in one after the other. In each it counts itself in the row of
//! `crossings` that is its lane's, and holds that row until it is visible there. So a read is of one moment if every count
//! is the same before and after it, asked in a way that waits for who holds the row: no commit was visible in one shard and
//! not yet in another when the read began, and none became so meanwhile. Commits of one shard do not matter: a read sees all
//! of one or nothing.

use futures_util::future::try_join_all;
use wallet_domain::{Boxed, Moment, StoreError};

use crate::PgLedger;
use crate::error::Failure;
use crate::nodes::Nodes;
use crate::rows;
use crate::sql::SETTLE_LANE;
use crate::tx::read_from;

/// How often a read is tried before its answer is said to be approximate.
const TRIES_MAX: u32 = 4;

impl PgLedger {
    /// Reads until nothing was committed over several shards meanwhile, a few times.
    pub(crate) async fn of_one_moment<'a, T: Send>(
        &self,
        read: impl Fn() -> Boxed<'a, Result<T, StoreError>> + Send + Sync,
    ) -> Result<Moment<T>, StoreError> {
        let Some(nodes) = &self.nodes else { return Ok(Moment::one(read().await?)) };
        let mut before = self.settle_lanes(nodes).await?;
        let mut tries = 0;
        loop {
            let found = read().await?;
            let after = self.settle_lanes(nodes).await?;
            tries += 1;
            let is_approximate = before != after;
            if !is_approximate || tries == TRIES_MAX {
                return Ok(Moment { found, is_approximate });
            }
            before = after;
        }
    }

    /// How many commits over several shards have written to each lane, once those on their way have ended there.
    async fn settle_lanes(&self, nodes: &Nodes) -> Result<Vec<i64>, StoreError> {
        let lanes = self.lanes.lanes();
        let settle = |number: i16| async move {
            let stripe_key = lanes.stripe_key(number);
            let pool = nodes.pool_of(stripe_key);
            let rows = read_from(&pool, &self.config, SETTLE_LANE, &[&number, &stripe_key]).await?;
            let count = rows.first().map(|row| rows::get(row, "count")).transpose();
            Ok(count.map_err(Failure::into_store_error)?.unwrap_or_default())
        };
        try_join_all((0..lanes.count()).map(settle)).await
    }
}
