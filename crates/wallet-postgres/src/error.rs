//! What a failure means. Judged by SQLSTATE and by the step that failed, never by a message's text or a constraint's
//! name (a distributed PostgreSQL has other texts and no names).

use std::error::Error as _;

use deadpool::managed::{PoolError, TimeoutType};
use tokio_postgres::error::SqlState;
use wallet_domain::{InvalidBatch, NotShards, StoreError, StoreErrorKind};

use crate::sql::Statement;

/// Where something failed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step {
    /// Before anything was sent.
    Connect,
    /// A statement that can have changed nothing: the first flight, and every read.
    Read(&'static str),
    /// A statement of the second flight, on its way to COMMIT.
    Write(&'static str),
    /// An INSERT whose unique key someone else may have taken meanwhile.
    Insert(&'static str),
}

impl From<Statement> for Step {
    fn from(statement: Statement) -> Self {
        Self::Read(statement.name)
    }
}

/// What to do about a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Remedy {
    /// Nothing is durable; decide again on what has changed meanwhile.
    DecideAgain,
    /// Nothing was sent that lasts; the batch needs several shards, so the coordinator has to be asked.
    AskCoordinator,
    /// Nothing was sent that lasts; someone has added lanes meanwhile. Learn them, and decide again.
    LearnLanes,
    /// Nothing is durable; the connection or the server is gone, another may work.
    Reconnect,
    /// All is durable or nothing: execute the same again on another connection.
    FindOut,
    /// Nothing is durable and trying again would not help.
    GiveUp,
}

/// A failed step with what it means.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) remedy: Remedy,
    pub(crate) error: StoreError,
    /// Whether the database said nothing at all in time.
    pub(crate) is_silent: bool,
    /// Whether a distributed database may say this because a shard is no longer where it was: no such table, or no plan.
    pub(crate) may_have_moved: bool,
}

impl From<InvalidBatch> for Failure {
    fn from(invalid: InvalidBatch) -> Self {
        Self { remedy: Remedy::GiveUp, error: invalid.into(), is_silent: false, may_have_moved: false }
    }
}

impl Failure {
    /// Judges the driver's error at a step.
    pub(crate) fn of(step: &Step, error: tokio_postgres::Error) -> Self {
        let is_of_node = error.as_db_error().is_some_and(|db| is_lost_node(db.code(), db.message()));
        let (remedy, kind) = judge(step, error.code().filter(|_| !is_of_node));
        let name = match step {
            Step::Connect => "connect",
            Step::Read(name) | Step::Write(name) | Step::Insert(name) => name,
        };
        let may_have_moved = error.code().is_some_and(|code| ["42P01", "0A000"].contains(&code.code()));
        Self { may_have_moved, ..Self::new(remedy, kind, StepError { name, error }) }
    }

    /// The pool had no connection to lend.
    pub(crate) fn of_pool(error: PoolError<Self>) -> Self {
        let give_up = |kind, what| Self::new(Remedy::GiveUp, kind, what);
        match error {
            PoolError::Backend(failure) => failure,
            // Every connection is in use: the database is slow, not gone.
            PoolError::Timeout(TimeoutType::Wait) => give_up(StoreErrorKind::Busy, "every connection is in use"),
            PoolError::Timeout(TimeoutType::Create | TimeoutType::Recycle) => {
                give_up(StoreErrorKind::Unavailable, "no connection was made in time")
            }
            PoolError::Closed | PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_) => {
                give_up(StoreErrorKind::Unavailable, "the pool is closed")
            }
        }
    }

    /// A flight that did not come back in time.
    pub(crate) fn of_silence(step: &Step) -> Self {
        let (remedy, kind) = judge(step, None);
        // Another try to connect would take as long again.
        let remedy = if matches!(step, Step::Connect) { Remedy::GiveUp } else { remedy };
        Self { is_silent: true, ..Self::new(remedy, kind, "the database did not answer in time") }
    }

    /// A row that is none of ours.
    pub(crate) fn corrupt(what: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::new(Remedy::GiveUp, StoreErrorKind::Corrupt, what)
    }

    /// The batch needs rows of other shards than its lane's.
    pub(crate) fn of_crossing() -> Self {
        Self::new(Remedy::AskCoordinator, StoreErrorKind::Busy, "the batch needs several shards")
    }

    /// The lanes are not those that the batch was begun with.
    pub(crate) fn of_old_lanes() -> Self {
        Self::new(Remedy::LearnLanes, StoreErrorKind::Busy, "lanes are being added again and again")
    }

    /// The shard is not on the node that was asked.
    pub(crate) fn of_moved_shard() -> Self {
        Self::new(Remedy::LearnLanes, StoreErrorKind::Busy, "the shard is being moved again and again")
    }

    /// A map of lanes that does not fit the shards.
    pub(crate) fn of_shards(why: NotShards) -> Self {
        Self::new(Remedy::GiveUp, StoreErrorKind::Refused, why)
    }

    /// Another call's failure, within one that has changed nothing yet.
    pub(crate) fn of_store(error: StoreError) -> Self {
        Self { remedy: Remedy::GiveUp, error, is_silent: false, may_have_moved: false }
    }

    pub(crate) fn into_store_error(self) -> StoreError {
        self.error
    }

    pub(crate) fn new(
        remedy: Remedy,
        kind: StoreErrorKind,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self { remedy, error: StoreError::new(kind, source), is_silent: false, may_have_moved: false }
    }
}

#[derive(Debug, thiserror::Error)]
#[error("{name}: {error}{}", detail(error))]
struct StepError {
    name: &'static str,
    #[source]
    error: tokio_postgres::Error,
}

/// The driver's own text says only "db error"; the server's says what, and some of it has a remedy.
fn detail(error: &tokio_postgres::Error) -> String {
    let Some(db) = error.as_db_error() else {
        return error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
    };
    let remedy = match db.code().code() {
        "42P01" => "; the database is not migrated: run `wallet migrate` first",
        "26000" | "42P05" => "; a pooler in transaction mode loses prepared statements: set pool_mode = session",
        "3D000" => "; create it first, for example with createdb",
        _ => "",
    };
    format!(": {} {}{remedy}", db.code().code(), db.message())
}

/// Whether the coordinator of a distributed PostgreSQL tells that it lost a node in the midst of a statement. It has no code of
/// its own for that: 08006 only if the node could not be reached to begin with.
fn is_lost_node(code: &SqlState, message: &str) -> bool {
    *code == SqlState::INTERNAL_ERROR
        && ["failure on connection", "server closed the connection"].iter().any(|start| message.starts_with(start))
}

fn judge(step: &Step, code: Option<&SqlState>) -> (Remedy, StoreErrorKind) {
    let lost = match step {
        Step::Connect | Step::Read(_) => (Remedy::Reconnect, StoreErrorKind::Unavailable),
        Step::Write(_) | Step::Insert(_) => (Remedy::FindOut, StoreErrorKind::Unknown),
    };
    let Some(code) = code else { return lost };
    match code.code() {
        "40001" | "40P01" => (Remedy::DecideAgain, StoreErrorKind::Busy),
        "23505" => (Remedy::DecideAgain, StoreErrorKind::Refused),
        // What a distributed PostgreSQL says of a duplicate in INSERT ... SELECT.
        "XX000" if matches!(step, Step::Insert(_)) => (Remedy::DecideAgain, StoreErrorKind::Refused),
        // A lock or a statement timed out: whoever holds the rows is slow.
        "55P03" | "57014" => (Remedy::GiveUp, StoreErrorKind::Busy),
        // The server refuses writes: a standby, or read-only after a failover.
        "25006" => (Remedy::Reconnect, StoreErrorKind::Unavailable),
        // The password, the database or a privilege: connecting again would not help.
        code if code.starts_with("28") || code == "3D000" || code == "42501" => {
            (Remedy::GiveUp, StoreErrorKind::Unavailable)
        }
        // No table: not migrated yet.
        "42P01" => (Remedy::GiveUp, StoreErrorKind::Unavailable),
        // The connection was ended, or the server is out of something.
        code if code.starts_with("08") || code.starts_with("57P") || code == "25P03" => lost,
        code if code.starts_with("53") || code.starts_with("58") => (Remedy::GiveUp, StoreErrorKind::Unavailable),
        _ => (Remedy::GiveUp, StoreErrorKind::Refused),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_connection_is_unknown_only_once_the_second_flight_was_sent() {
        assert_eq!(judge(&Step::Read("lock_wallets"), None).0, Remedy::Reconnect);
        assert_eq!(judge(&Step::Write("commit"), None), (Remedy::FindOut, StoreErrorKind::Unknown));
        assert_eq!(judge(&Step::Write("commit"), Some(&SqlState::ADMIN_SHUTDOWN)).0, Remedy::FindOut);
        assert_eq!(judge(&Step::Connect, Some(&SqlState::CANNOT_CONNECT_NOW)).0, Remedy::Reconnect);
    }

    #[test]
    fn conflicts_are_decided_again_and_constraints_are_not() {
        for code in [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED, SqlState::UNIQUE_VIOLATION] {
            assert_eq!(judge(&Step::Insert("insert_transactions"), Some(&code)).0, Remedy::DecideAgain);
        }
        let check = judge(&Step::Insert("insert_transactions"), Some(&SqlState::CHECK_VIOLATION));
        assert_eq!(check, (Remedy::GiveUp, StoreErrorKind::Refused));
        assert_eq!(judge(&Step::Insert("insert_transactions"), Some(&SqlState::INTERNAL_ERROR)).0, Remedy::DecideAgain);
        assert_eq!(judge(&Step::Write("commit"), Some(&SqlState::INTERNAL_ERROR)).0, Remedy::GiveUp);
        let essential = "failure on connection marked as essential: 127.0.0.1:5433";
        assert!(is_lost_node(&SqlState::INTERNAL_ERROR, essential));
        assert!(!is_lost_node(&SqlState::UNDEFINED_TABLE, essential));
        assert!(!is_lost_node(&SqlState::INTERNAL_ERROR, "could not find tuple for index 1"));
    }

    #[test]
    fn a_pool_in_use_is_busy_and_silence_after_the_second_flight_unknown() {
        let wait = Failure::of_pool(PoolError::Timeout(TimeoutType::Wait));
        assert_eq!((wait.remedy, wait.error.kind), (Remedy::GiveUp, StoreErrorKind::Busy));
        let create = Failure::of_pool(PoolError::Timeout(TimeoutType::Create));
        assert_eq!((create.remedy, create.error.kind), (Remedy::GiveUp, StoreErrorKind::Unavailable));
        let closed = Failure::of_pool(PoolError::Closed);
        assert_eq!((closed.remedy, closed.error.kind), (Remedy::GiveUp, StoreErrorKind::Unavailable));
        let reading = Failure::of_silence(&Step::Read("lock_wallets"));
        assert_eq!((reading.remedy, reading.error.kind), (Remedy::Reconnect, StoreErrorKind::Unavailable));
        let writing = Failure::of_silence(&Step::Write("commit"));
        assert_eq!((writing.remedy, writing.error.kind), (Remedy::FindOut, StoreErrorKind::Unknown));
    }
}
