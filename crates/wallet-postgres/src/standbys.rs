//! Whether what was read is as durable as the answer to a command is.
//!
//! With synchronous replication a commit is visible once the standbys have it; but after a crash of the primary its own log
//! is replayed, and it shows commits that no standby has. If the primary is lost then, so are they. What tells a caller
//! that a command was carried out waits for the standbys first: a replay by its COMMIT (`execute`), the look-up of a
//! transaction and the feed's events by this. Without synchronous standbys it is one small statement.

use std::sync::atomic::{AtomicI64, Ordering};

use wallet_domain::{StoreError, TransactionId};

use crate::error::Failure;
use crate::sql::{ASK_POSITION, AWAIT_STANDBYS};
use crate::{PgLedger, rows};

/// How many look-ups of transactions wait for the standbys side by side.
const LOOKUPS: u8 = 8;

/// Where a read waits for the standbys.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place {
    Lookup(TransactionId),
    Feed,
}

impl Place {
    fn number(self) -> i32 {
        match self {
            Self::Lookup(id) => i32::from(id.as_uuid().as_bytes()[0] % LOOKUPS),
            Self::Feed => i32::from(LOOKUPS),
        }
    }
}

/// The position of the feed up to which the standbys have it.
#[derive(Debug, Default)]
pub(crate) struct SafePosition(AtomicI64);

impl SafePosition {
    pub(crate) fn covers(&self, position: i64) -> bool {
        position <= self.0.load(Ordering::Acquire)
    }

    pub(crate) fn note(&self, position: i64) {
        self.0.fetch_max(position, Ordering::AcqRel);
    }
}

impl PgLedger {
    /// Waits until the synchronous standbys have all that was visible when this was called.
    pub(crate) async fn await_standbys(&self, place: Place) -> Result<(), StoreError> {
        self.read(AWAIT_STANDBYS, &[&place.number()]).await.map(|_| ())
    }

    /// Whether the database is a standby, which only tells what the primary has.
    pub(crate) async fn is_standby(&self) -> Result<bool, StoreError> {
        let rows = self.read(ASK_POSITION, &[]).await?;
        Ok(rows.first().map(|row| rows::get(row, "is_standby")).transpose().map_err(Failure::into_store_error)?
            == Some(true))
    }
}
