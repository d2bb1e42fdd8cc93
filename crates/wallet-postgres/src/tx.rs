//! Database transactions, and statements in them, each prepared once a connection.
//!
//! - [`PgLedger::run_tx`] begins, runs and commits a database transaction of several statements. It is tried once: what it
//!   does is safe to repeat by its nature, so a lost connection is reported as unknown and left to the caller.
//! - [`PgLedger::run_flights`] is for a batch, which begins and commits within its own two flights. It is tried again where
//!   that is safe and may help, within bounds.

use std::future::Future;
use std::time::Duration;

use tokio::time::Instant;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Error, Row};
use wallet_domain::{StoreError, StoreErrorKind};

use crate::error::{Failure, Remedy, Step};
use crate::pool::{Begun, Lent, Linked, Pool};
use crate::sql::{INSERT_PAYMENTS, INSERT_PLAIN_TRANSACTIONS, INSERT_TRANSACTIONS, Statement};
use crate::{PgConfig, PgLedger};

/// How often a batch is decided anew before its conflict is called something else.
const CONFLICTS_MAX: u32 = 8;

/// How a database transaction ends whose work went well, with its connection.
pub(crate) enum End<T> {
    Commit(Lent, T),
    RollBack(Lent, T),
}

/// What a statement is sent with.
pub(crate) type Values<'a> = &'a [&'a (dyn ToSql + Sync)];

/// What a statement can be sent on.
pub(crate) trait Connection: Sync {
    /// Prepares the statement, if that was not done before, and carries it out.
    fn send(&self, statement: Statement, values: Values<'_>) -> impl Future<Output = Result<Vec<Row>, Error>> + Send;
}

macro_rules! connections {
    ($($kind:ty),*) => {
        $(impl Connection for $kind {
            async fn send(&self, statement: Statement, values: Values<'_>) -> Result<Vec<Row>, Error> {
                let prepared = self.prepare_cached(statement.text(self.dialect)).await?;
                self.query(&prepared, values).await
            }
        })*
    };
}
connections!(Lent, Linked, Begun<'_>);

/// Sends a statement that leaves nothing durable if its answer is lost.
pub(crate) async fn read(
    connection: &impl Connection,
    statement: Statement,
    values: Values<'_>,
) -> Result<Vec<Row>, Failure> {
    connection.send(statement, values).await.map_err(|error| Failure::of(&statement.into(), error))
}

/// Sends a statement of a commit: whether it is durable is unknown if its answer is lost.
pub(crate) async fn write(
    connection: &impl Connection,
    statement: Statement,
    values: Values<'_>,
) -> Result<Vec<Row>, Failure> {
    let races = [INSERT_TRANSACTIONS.name, INSERT_PLAIN_TRANSACTIONS.name, INSERT_PAYMENTS.name];
    let step = if races.contains(&statement.name) { Step::Insert } else { Step::Write };
    connection.send(statement, values).await.map_err(|error| Failure::of(&step(statement.name), error))
}

/// Sends a statement of a commit if it is needed. Most batches need only some, and the others are not sent.
pub(crate) async fn write_if(
    is_needed: bool,
    connection: &impl Connection,
    statement: Statement,
    values: Values<'_>,
) -> Result<Vec<Row>, Failure> {
    if is_needed { write(connection, statement, values).await } else { Ok(Vec::new()) }
}

/// Begins or ends a database transaction, such as by `COMMIT`.
async fn control(connection: &Lent, sql: &'static str) -> Result<(), Failure> {
    connection.batch_execute(sql).await.map_err(|error| Failure::of(&Step::Write(sql), error))
}

/// What earlier tries of a batch have shown.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tries {
    /// Whether it needs several shards.
    pub(crate) is_crossing: bool,
    /// How many were lost with their connections.
    pub(crate) lost: u32,
    /// How many met somebody else's commit, or an old map.
    conflicts: u32,
    /// Whether one may have committed: then "nothing is durable" must not be said any more.
    is_unknown: bool,
}

/// Which rows a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Any.
    All,
    /// Those of the batch's lane, where lanes are shards: the connection is to the node that keeps the shard.
    Lane,
}

/// On whose connections a batch is tried, and for which rows.
pub(crate) struct Way {
    pub(crate) pool: Pool,
    pub(crate) reach: Reach,
}

impl PgLedger {
    /// Runs `work` in one database transaction. If it fails, its connection is closed, which leaves all as it was.
    pub(crate) async fn run_tx<T, F>(&self, name: &'static str, work: impl FnOnce(Lent) -> F) -> Result<T, StoreError>
    where
        F: Future<Output = Result<End<T>, Failure>>,
    {
        let began = Instant::now();
        let done = async {
            let connection = Lent::from(&self.pool).await?;
            control(&connection, "BEGIN").await?;
            let (connection, done) = match work(connection).await? {
                End::Commit(connection, done) => {
                    control(&connection, "COMMIT").await?;
                    (connection, done)
                }
                End::RollBack(connection, done) => {
                    // Nothing was to last: without its answer the connection is closed, and the result stands.
                    if control(&connection, "ROLLBACK").await.is_err() {
                        return Ok(done);
                    }
                    (connection, done)
                }
            };
            connection.give_back();
            Ok(done)
        };
        let done = done.await.map_err(Failure::into_store_error);
        tracing::trace!(name, took = ?began.elapsed(), is_done = done.is_ok(), "a database transaction");
        done
    }

    /// Has `work` read one moment by several statements, behind the gate if they are a standby's.
    pub(crate) async fn read_moment<T, F>(&self, work: impl FnOnce(Lent) -> F) -> Result<T, StoreError>
    where
        F: Future<Output = Result<(Lent, T), Failure>>,
    {
        let gate = self.pool.manager().gate();
        let read = async {
            let connection = Lent::from(&self.pool).await?;
            if let Some(gate) = gate {
                gate.pass(&connection).await?;
            }
            control(&connection, "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?;
            let (connection, found) = work(connection).await?;
            if control(&connection, "ROLLBACK").await.is_ok() {
                connection.give_back();
            }
            Ok(found)
        };
        let found = match gate {
            None => read.await,
            Some(gate) => gate.guard(&self.config, &Step::Read("read_moment"), Box::pin(read)).await,
        };
        found.map_err(Failure::into_store_error)
    }

    /// Runs `work`, which begins and commits by itself, again and again where that is safe and may help, within bounds. `way`
    /// says for each try on whose connections.
    pub(crate) async fn run_flights<T, F>(
        &self,
        name: &'static str,
        way: impl Fn(Tries) -> Way,
        work: impl Fn(Lent, Reach) -> F,
    ) -> Result<T, StoreError>
    where
        F: Future<Output = Result<T, Failure>>,
    {
        let give_up_at = Instant::now() + self.config.retry_for;
        let mut tries = Tries::default();
        let mut pause = Duration::from_millis(2);
        loop {
            let began = Instant::now();
            let Way { pool, reach } = way(tries);
            let failure = match try_flights(&pool, reach, &work).await {
                Ok(done) => return Ok(done),
                Err(failure) => failure,
            };
            if failure.is_silent {
                forget_idle_since(&pool, began);
            }
            metrics::counter!("wallet_store_retries_total", "remedy" => remedy_name(failure.remedy)).increment(1);
            // The last one is the caller's to log.
            tracing::debug!(remedy = ?failure.remedy, error = %failure.error, name, "it did not go through");
            let again = self.prepare_for_another(&failure, &mut tries).await;
            let again = again.map_err(|error| conclude(error, tries.is_unknown))?;
            if !again || Instant::now() + pause >= give_up_at {
                return Err(conclude(failure.error, tries.is_unknown));
            }
            // Full jitter: those who collided do not meet again.
            tokio::time::sleep(pause.mul_f64(fastrand::f64())).await;
            pause = (pause * 2).min(Duration::from_millis(250));
        }
    }

    /// Whether another try may help; what it needs to know is learned then.
    async fn prepare_for_another(&self, failure: &Failure, tries: &mut Tries) -> Result<bool, StoreError> {
        match failure.remedy {
            Remedy::DecideAgain => tries.conflicts += 1,
            Remedy::AskCoordinator => tries.is_crossing = true,
            Remedy::LearnLanes => {
                tries.conflicts += 1;
                self.learn_lanes().await?;
            }
            Remedy::Reconnect | Remedy::FindOut => {
                tries.lost += 1;
                tries.is_unknown |= failure.remedy == Remedy::FindOut;
                // The shard may be on another node by now.
                self.look_for_shards().await;
            }
            Remedy::GiveUp if failure.may_have_moved && self.nodes.is_some() => {
                tries.conflicts += 1;
                self.learn_lanes().await?;
            }
            Remedy::GiveUp => return Ok(false),
        }
        Ok(tries.conflicts < CONFLICTS_MAX)
    }

    /// Runs a read on a connection of the pool.
    pub(crate) async fn read(&self, statement: Statement, values: Values<'_>) -> Result<Vec<Row>, StoreError> {
        read_from(&self.pool, &self.config, statement, values).await
    }

    /// Sends one statement, in a commit of its own.
    pub(crate) async fn write(&self, statement: Statement, values: Values<'_>) -> Result<Vec<Row>, StoreError> {
        let written = async {
            let connection = Lent::from(&self.pool).await?;
            let rows = write(&connection, statement, values).await?;
            connection.give_back();
            Ok(rows)
        };
        written.await.map_err(Failure::into_store_error)
    }
}

async fn try_flights<T, F>(pool: &Pool, reach: Reach, work: impl Fn(Lent, Reach) -> F) -> Result<T, Failure>
where
    F: Future<Output = Result<T, Failure>>,
{
    work(Lent::from(pool).await?, reach).await
}

/// Runs a read on a connection of the pool, once more if that turns out to be dead.
pub(crate) async fn read_from(
    pool: &Pool,
    config: &PgConfig,
    statement: Statement,
    values: Values<'_>,
) -> Result<Vec<Row>, StoreError> {
    if let Some(gate) = pool.manager().gate() {
        return gate.read(pool, config, statement, values).await.map_err(Failure::into_store_error);
    }
    let mut tries_left = config.pool_max.max(2);
    loop {
        let began = Instant::now();
        match read_once(pool, config, statement, values).await {
            Err(failure) if failure.remedy == Remedy::Reconnect && tries_left > 0 => {
                tries_left -= 1;
                forget_idle_since(pool, began);
            }
            answer => return answer.map_err(Failure::into_store_error),
        }
    }
}

async fn read_once(
    pool: &Pool,
    config: &PgConfig,
    statement: Statement,
    values: Values<'_>,
) -> Result<Vec<Row>, Failure> {
    let connection = Lent::from(pool).await?;
    let limit = config.statement_timeout + config.connect_timeout;
    let answer = tokio::time::timeout(limit, read(&connection, statement, values)).await;
    let rows = answer.unwrap_or_else(|_| Err(Failure::of_silence(&statement.into())))?;
    connection.give_back();
    Ok(rows)
}

/// Closes the idle connections that were last used before `then`. One was found dead since: after a restart or a
/// failover they all are, and each would cost another try, a silent one as long as a statement may take.
fn forget_idle_since(pool: &Pool, then: Instant) {
    pool.retain(|_, metrics| metrics.last_used() < then.elapsed());
}

/// The error to report: once something may have been committed, a later "nothing is durable" is not the last word.
/// A refusal is: had the earlier try committed, there would have been nothing left to write and to refuse.
fn conclude(error: StoreError, unknown: bool) -> StoreError {
    match error.kind {
        StoreErrorKind::Unavailable | StoreErrorKind::Busy if unknown => {
            StoreError::new(StoreErrorKind::Unknown, error)
        }
        _ => error,
    }
}

fn remedy_name(remedy: Remedy) -> &'static str {
    match remedy {
        Remedy::DecideAgain => "decide_again",
        Remedy::AskCoordinator => "ask_coordinator",
        Remedy::LearnLanes => "learn_lanes",
        Remedy::Reconnect => "reconnect",
        Remedy::FindOut => "find_out",
        Remedy::GiveUp => "give_up",
    }
}
