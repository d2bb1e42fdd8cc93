//! Connections: how they are made, lent and given up.

use std::future::Future;
use std::pin::Pin;

use deadpool_postgres::{
    ClientWrapper, Connect, Hook, HookError, Manager, ManagerConfig, Object, Pool, QueueMode, RecyclingMethod, Runtime,
};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tokio_postgres::Client;

use crate::config::{PgConfig, Session, Target};
use crate::error::{Failure, Step};
use crate::sql;
use wallet_domain::StoreError;

/// Makes connections on one runtime, whichever thread asks for them: a connection's task must outlive the thread of
/// the request that happened to need it first.
struct ConnectOn {
    runtime: Handle,
    target: Target,
}

type Connecting<'a> =
    Pin<Box<dyn Future<Output = Result<(Client, JoinHandle<()>), tokio_postgres::Error>> + Send + 'a>>;

impl Connect for ConnectOn {
    fn connect(&self, _: &tokio_postgres::Config) -> Connecting<'_> {
        let target = self.target.clone();
        let connecting = self.runtime.spawn(async move { connect(&target).await });
        Box::pin(async move { connecting.await.expect("connecting does not panic, and its runtime outlives the pool") })
    }
}

/// A connection and the task that drives it.
async fn connect(target: &Target) -> Result<(Client, JoinHandle<()>), tokio_postgres::Error> {
    let (client, connection) = target.config.connect(target.tls.clone()).await?;
    let driver = tokio::spawn(async move {
        // Whoever uses the connection gets an error of its own; this one adds why.
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a database connection ended");
        }
    });
    Ok((client, driver))
}

/// A connection outside of the pool, for long jobs.
pub(crate) async fn connect_for_maintenance(config: &PgConfig) -> Result<ClientWrapper, StoreError> {
    let (client, driver) = connect_for(config, Session::Maintenance).await?;
    Ok(ClientWrapper::new(client, driver))
}

/// A connection outside of the pool with the settings of those in it, for tests that look at plans.
#[cfg(feature = "testing")]
pub async fn connect_for_service(config: &PgConfig) -> Result<Client, StoreError> {
    Ok(connect_for(config, Session::Service).await?.0)
}

/// A connection with the settings of the journal's, for tests that look at plans.
#[cfg(feature = "testing")]
pub async fn connect_for_journal(config: &PgConfig) -> Result<Client, StoreError> {
    Ok(connect_for(config, Session::Maintenance).await?.0)
}

async fn connect_for(config: &PgConfig, session: Session) -> Result<(Client, JoinHandle<()>), StoreError> {
    let target = Target::new(config, session)?;
    connect(&target).await.map_err(|error| Failure::of(&Step::Connect, error).into_store_error())
}

pub(crate) fn pool(config: &PgConfig) -> Result<Pool, StoreError> {
    let target = Target::new(config, Session::Service)?;
    let settings = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let connect = ConnectOn { runtime: Handle::current(), target: target.clone() };
    Ok(Pool::builder(Manager::from_connect(target.config, connect, settings))
        .max_size(config.pool_max.max(2))
        // The connection that was used last: its backend's caches are warm.
        .queue_mode(QueueMode::Lifo)
        .post_create(Hook::async_fn(|client, _| Box::pin(prepare_all(client))))
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(config.connect_timeout))
        .create_timeout(Some(config.connect_timeout))
        .build()
        .expect("a runtime is given for the timeouts"))
}

/// Prepares every statement, so that none is prepared in the middle of a flight: that would split it into several
/// trips, and send its statements out of their order.
async fn prepare_all(client: &mut ClientWrapper) -> Result<(), HookError> {
    for statement in sql::SERVICE {
        client.prepare_cached(statement.sql).await.map_err(HookError::Backend)?;
    }
    Ok(())
}

/// A lent connection that goes back to the pool only when it is known to be idle. Dropped early, by an error or by a
/// caller that stopped polling, it is closed, and the server rolls back whatever was open.
pub(crate) struct Lent(Option<Object>);

impl Lent {
    pub(crate) async fn from(pool: &Pool) -> Result<Self, Failure> {
        Ok(Self(Some(pool.get().await.map_err(Failure::of_pool)?)))
    }

    /// Gives the connection back: no transaction is open on it.
    pub(crate) fn give_back(mut self) {
        self.0 = None;
    }
}

impl std::ops::Deref for Lent {
    type Target = Object;

    fn deref(&self) -> &Object {
        self.0.as_ref().expect("it is lent until it is given back")
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(connection) = self.0.take() {
            drop(Object::take(connection));
        }
    }
}
