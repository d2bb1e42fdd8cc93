//! The write side of a store.

use async_trait::async_trait;

use crate::flow::command::Command;
use crate::flow::group::Group;
use crate::ports::error::StoreError;
use crate::record::transaction::Outcome;
use crate::value::lane::Lanes;

/// The write side. One call is one durable commit.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait Ledger: Send + Sync {
    /// Decides and records `commands`, in order, those in `groups` together: [`Footprint::with_groups`](crate::Footprint::with_groups) tells
    /// [`decide`](crate::decide()) of them, and nothing else has to be done about them.
    ///
    /// MUST answer one outcome per command, in order. MUST make all of it durable before it answers, or none of it; a
    /// replay MUST be as durable as the first answer was ([`Plan::tells_recorded`](crate::Plan::tells_recorded)). MUST hold every wallet it decides on until the commit, locked in ascending id order. MUST read recorded
    /// transactions after the locks were obtained. MUST be safe to repeat after any error, and to abandon: a caller
    /// that stops polling leaves everything or nothing. No commands at all are a way to ask whether the store can be
    /// reached: MUST answer [`StoreErrorKind::Unavailable`](crate::StoreErrorKind::Unavailable) if it would to a batch, and change nothing.
    ///
    /// # Errors
    /// [`StoreErrorKind`](crate::StoreErrorKind) says whether something may have become durable. For [`StoreErrorKind::Refused`](crate::StoreErrorKind::Refused) and
    /// [`StoreErrorKind::Corrupt`](crate::StoreErrorKind::Corrupt) nothing has, and the caller may try the batch's halves.
    async fn execute_grouped(&self, commands: &[Command], groups: &[Group]) -> Result<Vec<Outcome>, StoreError>;

    /// The same with each command alone.
    async fn execute(&self, commands: &[Command]) -> Result<Vec<Outcome>, StoreError> {
        self.execute_grouped(commands, &[]).await
    }

    /// How many batches it commits side by side: callers that keep the commands of different lanes in different batches
    /// ([`Lanes::lane_of`]) keep them from waiting for each other. A matter of speed alone: any batch may be executed. They
    /// are other lanes later if shards are split; whether they are shards ([`Lanes::are_shards`]) never changes.
    fn lanes(&self) -> Lanes {
        Lanes::ONE
    }

    /// How its connections to a database are used at this moment; none if it has no such thing.
    fn pool(&self) -> Option<PoolUsage> {
        None
    }

    /// How much it takes of a disk of this machine; none if it is elsewhere.
    fn disk(&self) -> Option<DiskUsage> {
        None
    }
}

/// How much a store takes of its disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DiskUsage {
    /// The database's file.
    pub database_bytes: u64,
    /// The write-ahead log.
    pub log_bytes: u64,
    /// What is free for the service on that disk; none if the system does not say.
    pub free_bytes: Option<u64>,
}

/// How connections to a database are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolUsage {
    /// The most that there may be.
    pub max: usize,
    /// How many there are.
    pub open: usize,
    /// How many of those nobody uses.
    pub idle: usize,
    /// How many callers wait for one.
    pub waiting: usize,
}
