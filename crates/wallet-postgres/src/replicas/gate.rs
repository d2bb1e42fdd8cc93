//! What every read of a standby passes.

use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::future::try_join;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_postgres::Row;
use tokio_postgres::types::PgLsn;
use wallet_domain::StoreErrorKind;

use super::beats::Timeline;
use crate::PgConfig;
use crate::error::{Failure, Remedy, Step};
use crate::pool::{Lent, Pool};
use crate::rows;
use crate::sql::{ASK_POSITION, Statement};
use crate::tx::{self, Values};

/// How far a standby is, and whether it may be read from.
///
/// A standby goes forward only, but for one that has crashed: it may come back a little before where it was. So each read asks on
/// its own connection how far it is, ahead of its statement, and fails if that is less than what was seen before.
#[derive(Debug)]
pub(crate) struct Gate {
    position: AtomicU64,
    /// The timeline of the primary that it follows; none while it is not to be read from.
    timeline: watch::Sender<Option<Timeline>>,
}

impl Default for Gate {
    fn default() -> Self {
        Self { position: AtomicU64::new(0), timeline: watch::Sender::new(None) }
    }
}

impl Gate {
    /// The position of the log up to which its reads show everything.
    pub(crate) fn position(&self) -> u64 {
        self.position.load(Ordering::Acquire)
    }

    pub(crate) fn timeline(&self) -> Option<Timeline> {
        *self.timeline.borrow()
    }

    /// Notes that it follows a primary and is at `position`, or that nobody knows. Then what is being read there is given up.
    pub(super) fn note(&self, follows: Option<Timeline>, position: u64) {
        if self.timeline() == follows {
            self.position.fetch_max(position, Ordering::AcqRel);
        } else {
            self.position.store(position, Ordering::Release);
            self.timeline.send_replace(follows);
        }
    }

    /// Runs a read there, once.
    pub(crate) async fn read(
        &self,
        pool: &Pool,
        config: &PgConfig,
        statement: Statement,
        values: Values<'_>,
    ) -> Result<Vec<Row>, Failure> {
        self.guard(config, &statement.into(), Box::pin(self.read_behind(pool, statement, values))).await
    }

    /// Gives a read up that takes too long, or when the standby falls silent or follows the primary no more.
    pub(crate) async fn guard<T>(
        &self,
        config: &PgConfig,
        step: &Step,
        read: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let mut timeline = self.timeline.subscribe();
        let limit = config.statement_timeout + config.connect_timeout;
        tokio::select! {
            biased;
            _ = timeline.wait_for(Option::is_none) => Err(unfit("the standby does not answer, or does not follow the primary")),
            read = timeout(limit, read) => read.unwrap_or_else(|_| Err(Failure::of_silence(step))),
        }
    }

    async fn read_behind(&self, pool: &Pool, statement: Statement, values: Values<'_>) -> Result<Vec<Row>, Failure> {
        let connection = Lent::from(pool).await?;
        // Both are on their way at once, in this order.
        let ((), rows) = try_join(self.pass(&connection), tx::read(&connection, statement, values)).await?;
        connection.give_back();
        Ok(rows)
    }

    /// Fails unless what is read on the connection from now on shows what the standby had when it was chosen.
    pub(crate) async fn pass(&self, connection: &Lent) -> Result<(), Failure> {
        let seen = self.position();
        let first = tx::read(connection, ASK_POSITION, &[]).await?;
        let position = position_of(first.first().ok_or_else(|| Failure::corrupt("a position without a row"))?)?;
        if position < seen {
            return Err(unfit("the standby is not as far as it was"));
        }
        self.position.fetch_max(position, Ordering::AcqRel);
        Ok(())
    }
}

/// How far a standby is, by its answer. Whoever is no standby has no position.
pub(crate) fn position_of(row: &Row) -> Result<u64, Failure> {
    if !rows::get::<bool>(row, "is_standby")? {
        return Err(unfit("it is no standby"));
    }
    rows::get::<Option<PgLsn>>(row, "position")?.map(u64::from).ok_or_else(|| unfit("it has replayed nothing"))
}

pub(super) fn unfit(why: &'static str) -> Failure {
    Failure::new(Remedy::GiveUp, StoreErrorKind::Unavailable, why)
}
