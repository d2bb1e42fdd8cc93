//! Connections: how they are made, lent and given up.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Duration;

use deadpool::Runtime;
use deadpool::managed::{self, Metrics, Object, QueueMode, RecycleError, RecycleResult};
use deadpool_postgres::ClientWrapper;
use tokio::runtime::Handle;
use tokio::time::timeout;
#[cfg(feature = "testing")]
use tokio_postgres::Client;
use wallet_domain::StoreError;

use crate::config::{PgConfig, Session, Target};
use crate::error::{Failure, Step};
use crate::hosts::{self, Made, Newest};
use crate::replicas::Gate;
use crate::{session, sql};

/// How often the hosts are looked at, if there are several: a primary that woke up beside a promoted one is left within it,
/// though nobody writes.
const LOOK_INTERVAL: Duration = Duration::from_secs(5);

/// The connections of the service.
pub(crate) type Pool = managed::Pool<Sessions>;

/// Makes connections on one runtime, whichever thread asks for them: a connection's task must outlive the thread of
/// the request that happened to need it first.
pub(crate) struct Sessions {
    runtime: Handle,
    target: Target,
    newest: Newest,
    gate: Option<Arc<Gate>>,
}

impl Sessions {
    /// What every read passes, if they lead to a standby.
    pub(crate) fn gate(&self) -> Option<&Gate> {
        self.gate.as_deref()
    }
}

/// A connection like those of a pool, beside it, which leads to no primary that another was promoted after.
pub(crate) struct Beside {
    pub(crate) client: ClientWrapper,
    timeline: Option<u32>,
    newest: Newest,
}

impl Beside {
    pub(crate) async fn of(pool: &Pool) -> Result<Self, Failure> {
        let Sessions { target, newest, .. } = pool.manager();
        let Made { client, driver, timeline } = make(target, newest).await?;
        Ok(Self { client: ClientWrapper::new(client, driver), timeline, newest: newest.clone() })
    }

    /// Whether another primary was promoted since.
    pub(crate) fn is_overtaken(&self) -> bool {
        self.newest.is_beyond(self.timeline)
    }
}

/// A connection of the pool.
pub(crate) struct Pooled {
    client: ClientWrapper,
    timeline: Option<u32>,
}

impl Deref for Pooled {
    type Target = ClientWrapper;

    fn deref(&self) -> &ClientWrapper {
        &self.client
    }
}

impl DerefMut for Pooled {
    fn deref_mut(&mut self) -> &mut ClientWrapper {
        &mut self.client
    }
}

impl managed::Manager for Sessions {
    type Type = Pooled;
    type Error = Failure;

    async fn create(&self) -> Result<Pooled, Failure> {
        let (target, newest) = (self.target.clone(), self.newest.clone());
        let making = self.runtime.spawn(async move {
            let Made { client, driver, timeline } = make(&target, &newest).await?;
            let client = ClientWrapper::new(client, driver);
            let prepared = timeout(target.patience, prepare_all(&client)).await;
            prepared.unwrap_or_else(|_| Err(Failure::of_silence(&Step::Connect)))?;
            Ok(Pooled { client, timeline })
        });
        making.await.expect("connecting does not panic, and its runtime outlives the pool")
    }

    async fn recycle(&self, pooled: &mut Pooled, _: &Metrics) -> RecycleResult<Failure> {
        if pooled.is_closed() {
            return Err(RecycleError::message("it is closed"));
        }
        if self.newest.is_beyond(pooled.timeline) {
            return Err(RecycleError::message("another primary was promoted"));
        }
        Ok(())
    }
}

/// A connection that is set for its purpose.
async fn make(target: &Target, newest: &Newest) -> Result<Made, Failure> {
    let made = hosts::connect(target, newest).await?;
    let set = timeout(target.patience, session::set(&made.client, &target.settings)).await;
    set.unwrap_or_else(|_| Err(Failure::of_silence(&Step::Connect)))?;
    Ok(made)
}

/// A connection outside of the pool, for long jobs.
pub(crate) async fn connect_for_maintenance(config: &PgConfig) -> Result<ClientWrapper, StoreError> {
    let Made { client, driver, .. } = connect_for(config, Session::Maintenance).await?;
    Ok(ClientWrapper::new(client, driver))
}

/// A connection outside of the pool with the settings of those in it, for tests that look at plans.
#[cfg(feature = "testing")]
pub async fn connect_for_service(config: &PgConfig) -> Result<Client, StoreError> {
    Ok(connect_for(config, Session::Service).await?.client)
}

/// A connection with the settings of the journal's, for tests that look at plans.
#[cfg(feature = "testing")]
pub async fn connect_for_journal(config: &PgConfig) -> Result<Client, StoreError> {
    Ok(connect_for(config, Session::Maintenance).await?.client)
}

async fn connect_for(config: &PgConfig, session: Session) -> Result<Made, StoreError> {
    let target = Target::new(config, session)?;
    make(&target, &Newest::default()).await.map_err(Failure::into_store_error)
}

pub(crate) fn pool(config: &PgConfig, gate: Option<Arc<Gate>>) -> Result<Pool, StoreError> {
    let target = Target::new(config, Session::Service)?;
    let has_several = target.addresses.len() > 1;
    // To find a host, to set the session and to prepare its statements; each has an end of its own before that.
    let create_timeout = config.connect_timeout * 5;
    let sessions = Sessions { runtime: Handle::current(), target, newest: Newest::default(), gate };
    let pool = Pool::builder(sessions)
        .max_size(config.pool_max.max(2))
        // The connection that was used last: its backend's caches are warm.
        .queue_mode(QueueMode::Lifo)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(config.connect_timeout))
        .create_timeout(Some(create_timeout))
        .build()
        .expect("a runtime is given for the timeouts");
    if has_several {
        tokio::spawn(keep_looking(pool.weak()));
    }
    Ok(pool)
}

/// Looks which host is the primary for as long as there is the pool: its connections to an older one are closed then when
/// they are next asked for.
async fn keep_looking(pool: managed::WeakPool<Sessions>) {
    loop {
        tokio::time::sleep(LOOK_INTERVAL).await;
        let Some(pool) = pool.upgrade() else { return };
        let Sessions { target, newest, .. } = pool.manager();
        // One that is not to be had now is looked for again.
        drop(hosts::connect(target, newest).await);
    }
}

/// Prepares every statement, so that none is prepared in the middle of a flight: that would split it into several
/// trips, and send its statements out of their order.
async fn prepare_all(client: &ClientWrapper) -> Result<(), Failure> {
    for statement in sql::SERVICE {
        let prepared = client.prepare_cached(statement.sql).await;
        prepared.map_err(|error| Failure::of(&Step::Connect, error))?;
    }
    Ok(())
}

/// A lent connection that goes back to the pool only when it is known to be idle. Dropped early, by an error or by a
/// caller that stopped polling, it is closed, and the server rolls back whatever was open.
pub(crate) struct Lent(Option<Object<Sessions>>);

impl Lent {
    pub(crate) async fn from(pool: &Pool) -> Result<Self, Failure> {
        Ok(Self(Some(pool.get().await.map_err(Failure::of_pool)?)))
    }

    /// Gives the connection back: no transaction is open on it.
    pub(crate) fn give_back(mut self) {
        self.0 = None;
    }
}

impl Deref for Lent {
    type Target = Object<Sessions>;

    fn deref(&self) -> &Object<Sessions> {
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
