//! Database transactions, and statements in them, each prepared once a connection.

use std::time::Instant;

use rusqlite::{Connection, Params, Row, Transaction, TransactionBehavior};
use wallet_domain::{Clock, StoreError};

use crate::error::Failure;
use crate::{SqliteLedger, writer};

/// How a database transaction ends whose work went well.
pub(crate) enum End<T> {
    Commit(T),
    RollBack(T),
}

impl SqliteLedger {
    /// Has the writer do `work`, which must be safe to repeat, in one database transaction.
    pub(crate) async fn run_tx<T: Send + 'static>(
        &self,
        name: &'static str,
        work: impl Fn(&Transaction<'_>, &dyn Clock) -> Result<End<T>, Failure> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.write(name, move |connection, clock| run(connection, |transaction| work(transaction, clock))).await
    }

    /// Has the writer do `work`, which must be safe to repeat, and does so again if its outcome is unknown.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        name: &'static str,
        work: impl Fn(&mut Connection, &dyn Clock) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, StoreError> {
        let clock = self.clock.clone();
        self.writer
            .run(move |link| {
                let began = Instant::now();
                let done = writer::write(link, |connection| work(connection, &*clock));
                tracing::trace!(name, took = ?began.elapsed(), is_done = done.is_ok(), "a database transaction");
                done
            })
            .await
    }

    /// Has a reader do `work` on one snapshot.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, StoreError> {
        let read = |connection: &mut Connection| snapshot(connection, |snapshot| work(snapshot));
        self.readers.run(move |link| Ok(link.run(read)?)).await
    }
}

/// Runs `work` in one database transaction. If it fails, nothing of it remains.
pub(crate) fn run<T>(
    connection: &mut Connection,
    work: impl FnOnce(&Transaction<'_>) -> Result<End<T>, Failure>,
) -> Result<T, Failure> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    match work(&transaction)? {
        End::Commit(done) => {
            transaction.commit().map_err(Failure::Commit)?;
            Ok(done)
        }
        End::RollBack(done) => {
            transaction.rollback()?;
            Ok(done)
        }
    }
}

/// Runs `read` on one snapshot of the database.
pub(crate) fn snapshot<T>(
    connection: &mut Connection,
    read: impl FnOnce(&Transaction<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let transaction = connection.transaction()?;
    let answer = read(&transaction)?;
    transaction.finish()?;
    Ok(answer)
}

/// Every row of a statement, each parsed.
pub(crate) fn list<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    mut parse: impl FnMut(&Row<'_>) -> Result<T, Failure>,
) -> Result<Vec<T>, Failure> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut parsed = Vec::new();
    while let Some(row) = rows.next()? {
        parsed.push(parse(row)?);
    }
    Ok(parsed)
}

/// The first row of a statement, parsed.
pub(crate) fn find<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    parse: impl FnOnce(&Row<'_>) -> Result<T, Failure>,
) -> Result<Option<T>, Failure> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    rows.next()?.map(parse).transpose()
}
