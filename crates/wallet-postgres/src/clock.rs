//! Where the time comes from: the database, so that servers cannot disagree.

use std::sync::Arc;
use std::time::SystemTime;

use tokio_postgres::Row;
use wallet_domain::{Clock, Timestamp};

use crate::error::Failure;
use crate::pool::Lent;
use crate::sql::READ_CLOCK;
use crate::{rows, tx};

/// The clock of a ledger.
#[derive(Clone)]
pub enum PgClock {
    /// The database's own: one for all servers.
    OfDatabase,
    /// Another one, for tests and trials. Servers of one database must then share it.
    Given(Arc<dyn Clock>),
}

impl<C: Clock + 'static> From<Arc<C>> for PgClock {
    fn from(clock: Arc<C>) -> Self {
        Self::Given(clock)
    }
}

impl From<Arc<dyn Clock>> for PgClock {
    fn from(clock: Arc<dyn Clock>) -> Self {
        Self::Given(clock)
    }
}

impl PgClock {
    /// The time for a statement, which takes the database's where this is none.
    pub(crate) fn given(&self) -> Option<SystemTime> {
        match self {
            Self::OfDatabase => None,
            Self::Given(clock) => Some(rows::to_system_time(clock.now())),
        }
    }

    /// The time, by the answer to `read_clock`.
    pub(crate) fn of_answer(&self, answer: &[Row]) -> Result<Timestamp, Failure> {
        match self {
            Self::OfDatabase => {
                rows::timestamp(answer.first().ok_or_else(|| Failure::corrupt("a clock without a row"))?, "now")
            }
            Self::Given(clock) => Ok(clock.now()),
        }
    }

    /// The time, asked on a connection.
    pub(crate) async fn now(&self, connection: &Lent) -> Result<Timestamp, Failure> {
        match self {
            Self::OfDatabase => self.of_answer(&tx::write(connection, READ_CLOCK, &[]).await?),
            Self::Given(clock) => Ok(clock.now()),
        }
    }
}
