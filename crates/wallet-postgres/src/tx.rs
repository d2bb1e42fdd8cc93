//! Statements on a connection, each prepared there once.

use std::future::Future;

use deadpool_postgres::{ClientWrapper, Transaction};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Error, Row};
use wallet_domain::StoreError;

use crate::PgLedger;
use crate::error::{Failure, Step};
use crate::pool::Lent;
use crate::sql::Statement;

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
                let prepared = self.prepare_cached(statement.sql).await?;
                self.query(&prepared, values).await
            }
        })*
    };
}
connections!(Lent, ClientWrapper, Transaction<'_>);

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
    connection.send(statement, values).await.map_err(|error| Failure::of(&Step::Write(statement.name), error))
}

/// Begins or ends a database transaction, such as by `COMMIT`.
pub(crate) async fn control(connection: &Lent, sql: &'static str) -> Result<(), Failure> {
    connection.batch_execute(sql).await.map_err(|error| Failure::of(&Step::Write(sql), error))
}

impl PgLedger {
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
