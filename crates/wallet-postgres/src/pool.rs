//! Connections: how they are made, lent and given up.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Duration;

use deadpool::Runtime;
use deadpool::managed::{self, Metrics, Object, QueueMode, RecycleError, RecycleResult};
use deadpool_postgres::{ClientWrapper, Transaction};
use tokio::runtime::Handle;
use tokio::time::timeout;
#[cfg(feature = "testing")]
use tokio_postgres::Client;
use tokio_postgres::IsolationLevel;
use wallet_domain::StoreError;

use crate::config::{PgConfig, Session, Target};
use crate::engine::{Dialect, Engine, Shard};
use crate::error::{Failure, Step};
use crate::hosts::{self, Made, Newest};
use crate::replicas::Gate;
use crate::sql::Statement;
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
    dialect: Dialect,
    /// What each connection prepares.
    prepared: &'static [&'static [Statement]],
}

impl Sessions {
    /// What every read passes, if they lead to a standby.
    pub(crate) fn gate(&self) -> Option<&Gate> {
        self.gate.as_deref()
    }
}

/// A connection like those of a pool, beside it, which leads to no primary that another was promoted after.
pub(crate) struct Beside {
    pub(crate) client: Linked,
    newest: Newest,
}

impl Beside {
    pub(crate) async fn of(pool: &Pool) -> Result<Self, Failure> {
        let Sessions { target, newest, dialect, .. } = pool.manager();
        let Made { client, driver, timeline } = make(target, newest).await?;
        let client = Linked { client: ClientWrapper::new(client, driver), timeline, dialect: *dialect };
        Ok(Self { client, newest: newest.clone() })
    }

    /// Whether another primary was promoted since.
    pub(crate) fn is_overtaken(&self) -> bool {
        self.newest.is_beyond(self.client.timeline)
    }
}

/// A connection that is set for its purpose, of the pool or outside of it.
pub(crate) struct Linked {
    client: ClientWrapper,
    timeline: Option<u32>,
    /// The words of the database behind it.
    pub(crate) dialect: Dialect,
}

/// A database transaction on a connection outside of the pool. Dropped, it is rolled back.
pub(crate) struct Begun<'a> {
    transaction: Transaction<'a>,
    pub(crate) dialect: Dialect,
}

impl Linked {
    /// Begins a database transaction that writes.
    pub(crate) async fn begin(&mut self) -> Result<Begun<'_>, Failure> {
        let dialect = self.dialect;
        Ok(Begun { transaction: self.client.transaction().await.map_err(begin_failed)?, dialect })
    }

    /// Begins a database transaction that reads one moment.
    pub(crate) async fn snapshot(&mut self) -> Result<Begun<'_>, Failure> {
        let dialect = self.dialect;
        let begin = self.client.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true);
        Ok(Begun { transaction: begin.start().await.map_err(begin_failed)?, dialect })
    }
}

fn begin_failed(error: tokio_postgres::Error) -> Failure {
    Failure::of(&Step::Read("begin"), error)
}

impl Begun<'_> {
    pub(crate) async fn commit(self) -> Result<(), tokio_postgres::Error> {
        self.transaction.commit().await
    }
}

impl<'a> Deref for Begun<'a> {
    type Target = Transaction<'a>;

    fn deref(&self) -> &Transaction<'a> {
        &self.transaction
    }
}

impl Deref for Linked {
    type Target = ClientWrapper;

    fn deref(&self) -> &ClientWrapper {
        &self.client
    }
}

impl DerefMut for Linked {
    fn deref_mut(&mut self) -> &mut ClientWrapper {
        &mut self.client
    }
}

impl managed::Manager for Sessions {
    type Type = Linked;
    type Error = Failure;

    async fn create(&self) -> Result<Linked, Failure> {
        let (target, newest, dialect) = (self.target.clone(), self.newest.clone(), self.dialect);
        let statements = self.prepared;
        let making = self.runtime.spawn(async move {
            let Made { client, driver, timeline } = make(&target, &newest).await?;
            let linked = Linked { client: ClientWrapper::new(client, driver), timeline, dialect };
            let prepared = timeout(target.patience, prepare_all(&linked, statements)).await;
            prepared.unwrap_or_else(|_| Err(Failure::of_silence(&Step::Connect)))?;
            Ok(linked)
        });
        making.await.expect("connecting does not panic, and its runtime outlives the pool")
    }

    async fn recycle(&self, pooled: &mut Linked, _: &Metrics) -> RecycleResult<Failure> {
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
pub(crate) async fn connect_for_maintenance(config: &PgConfig) -> Result<Linked, StoreError> {
    let target = Target::new(config, Session::Maintenance)?;
    let linked = async {
        let Made { client, driver, timeline } = make(&target, &Newest::default()).await?;
        let dialect = Engine::find(&target, &client).await?.dialect();
        Ok(Linked { client: ClientWrapper::new(client, driver), timeline, dialect })
    };
    linked.await.map_err(Failure::into_store_error)
}

/// A connection outside of the pool with the settings of those in it, for tests that look at plans.
#[cfg(feature = "testing")]
pub async fn connect_for_service(config: &PgConfig) -> Result<(Client, Dialect), StoreError> {
    connect_for(config, Session::Service).await
}

/// A connection with the settings of the journal's, for tests that look at plans.
#[cfg(feature = "testing")]
pub async fn connect_for_journal(config: &PgConfig) -> Result<(Client, Dialect), StoreError> {
    connect_for(config, Session::Maintenance).await
}

#[cfg(feature = "testing")]
async fn connect_for(config: &PgConfig, session: Session) -> Result<(Client, Dialect), StoreError> {
    let target = Target::new(config, session)?;
    let connected = async {
        let engine = Engine::of(&target).await?;
        let made = make(&target.on(&engine), &Newest::default()).await?;
        Ok((made.client, engine.dialect()))
    };
    connected.await.map_err(Failure::into_store_error)
}

/// The connections to the database of the URL; of the standbys that it leads to, behind a gate.
pub(crate) fn pool(config: &PgConfig, engine: &Engine, gate: Option<Arc<Gate>>) -> Result<Pool, StoreError> {
    let target = Target::new(config, Session::Service)?.on(engine);
    let prepared: &'static [&'static [Statement]] = match engine.dialect() {
        Dialect::Plain => &[sql::SERVICE],
        Dialect::Distributed | Dialect::Shard(_) => &[sql::SERVICE, sql::DISTRIBUTED],
    };
    let has_several = target.addresses.len() > 1;
    let pool = pool_of(config, engine.dialect(), gate, (target, prepared));
    if has_several {
        tokio::spawn(keep_looking(pool.weak()));
    }
    Ok(pool)
}

/// The connections to the node that keeps a shard, for batches that stay in it.
pub(crate) fn pool_of_shard(config: &PgConfig, shard: &Shard) -> Result<Pool, StoreError> {
    let target = Target::new(config, Session::Service)?.at(&shard.host, shard.port);
    Ok(pool_of(config, shard.dialect(), None, (target, &[sql::SHARD, sql::FLIGHTS])))
}

fn pool_of(
    config: &PgConfig,
    dialect: Dialect,
    gate: Option<Arc<Gate>>,
    (target, prepared): (Target, &'static [&'static [Statement]]),
) -> Pool {
    // To find a host, to set the session and to prepare its statements; each has an end of its own before that.
    let create_timeout = config.connect_timeout * 5;
    let sessions = Sessions { runtime: Handle::current(), target, newest: Newest::default(), gate, dialect, prepared };
    Pool::builder(sessions)
        .max_size(config.pool_max.max(2))
        // The connection that was used last: its backend's caches are warm.
        .queue_mode(QueueMode::Lifo)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(config.connect_timeout))
        .create_timeout(Some(create_timeout))
        .build()
        .expect("a runtime is given for the timeouts")
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
async fn prepare_all(linked: &Linked, sets: &'static [&'static [Statement]]) -> Result<(), Failure> {
    for statement in sets.concat() {
        let prepared = linked.prepare_cached(statement.text(linked.dialect)).await;
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
