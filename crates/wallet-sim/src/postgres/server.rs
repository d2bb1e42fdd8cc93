//! A server: a ledger, its way to the database, and the execution that it has on its way.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::JoinHandle;
use wallet_domain::testing::MemoryLedger;
use wallet_domain::{Clock, Command, Group, Ledger, Outcome};
use wallet_postgres::{PgConfig, PgLedger};

use super::database::Database;
use super::proxy;
use super::stage::{Cut, Place, Stage};
use crate::clock::SERVER;
use crate::model::Verdict;

/// Longer than any run: no clock on the wall may decide anything.
const NEVER: Duration = Duration::from_hours(24);

pub(crate) struct Server {
    index: usize,
    pub(crate) ledger: Arc<PgLedger>,
    pub(crate) stage: Arc<Stage>,
    /// Whether it tries again by itself, for as long as it takes, or leaves that to its callers.
    pub(crate) is_patient: bool,
    pub(crate) work: Option<Work>,
    config: PgConfig,
    clock: Arc<dyn Clock>,
}

/// An execution on its way.
pub(crate) struct Work {
    pub(crate) commands: Vec<Command>,
    pub(crate) groups: Vec<Group>,
    /// What the model was when the batch, if it has groups, had read what it is stopped with.
    pub(crate) loaded: Option<MemoryLedger>,
    /// The same of what it was let go with, and so decided on.
    pub(crate) decided_on: Option<MemoryLedger>,
    /// Whether a fault has met it.
    pub(crate) is_disturbed: bool,
    /// What the model has answered when it became durable, and in which try that was.
    pub(crate) durable: Option<(u32, Vec<Outcome>)>,
    task: JoinHandle<()>,
}

pub(crate) fn config(url: String) -> PgConfig {
    PgConfig { statement_timeout: NEVER, lock_timeout: NEVER, connect_timeout: NEVER, ..PgConfig::new(url) }
}

impl Server {
    pub(crate) async fn start(
        index: usize,
        database: &Database,
        clock: Arc<dyn Clock>,
        changed: Arc<Notify>,
        is_patient: bool,
    ) -> Verdict<Self> {
        let stage = Arc::new(Stage::new(changed));
        let port = proxy::start(stage.clone(), database.place.address()).await?;
        let url = database.place.url_by(([127, 0, 0, 1], port).into());
        // No time at all, or all the time there is: whether there is another try must not depend on how long one took.
        let retry_for = if is_patient { NEVER } else { Duration::ZERO };
        let config = PgConfig { retry_for, ..config(url) };
        let ledger = connect(&config, &clock, &stage).await?;
        Ok(Self { index, ledger, stage, is_patient, work: None, config, clock })
    }

    /// Starts anew, with nothing of what it had in memory.
    pub(crate) async fn restart(&mut self) -> Verdict {
        self.stage.refuse(0);
        self.ledger = connect(&self.config, &self.clock, &self.stage).await?;
        Ok(())
    }

    /// Begins to execute a batch. What is random in it is random by `seed`.
    pub(crate) fn execute(&mut self, commands: Vec<Command>, groups: Vec<Group>, seed: u64) {
        self.stage.begin();
        let (ledger, stage, batch, parts) = (self.ledger.clone(), self.stage.clone(), commands.clone(), groups.clone());
        let executing = async move { stage.answer(ledger.execute_grouped(&batch, &parts).await) };
        let task = tokio::spawn(SERVER.scope(self.index, Seeded { seed, inner: Box::pin(executing) }));
        let is_disturbed = self.stage.is_refusing();
        self.work = Some(Work { commands, groups, loaded: None, decided_on: None, is_disturbed, durable: None, task });
    }

    /// Lets the execution go on from where it is stopped.
    pub(crate) fn let_go(&mut self, cut: Option<Cut>) {
        let is_deciding = self.stage.place() == Place::Between;
        if let Some(work) = self.work.as_mut().filter(|_| is_deciding) {
            work.decided_on = work.loaded.take();
        }
        self.stage.let_go(cut);
    }

    /// Gives up the execution, as a caller does that goes away.
    pub(crate) async fn abandon(&mut self) -> Option<Work> {
        let mut work = self.work.take()?;
        work.task.abort();
        // It ends at the next moment it would have gone on; how it ended is known.
        let _ = (&mut work.task).await;
        self.stage.abandon();
        Some(work)
    }
}

async fn connect(config: &PgConfig, clock: &Arc<dyn Clock>, stage: &Arc<Stage>) -> Verdict<Arc<PgLedger>> {
    let ledger = PgLedger::connect(config.clone(), clock.clone()).await.map_err(|error| error.to_string())?;
    Ok(Arc::new(ledger.with_between_flights(stage.clone())))
}

/// A future for which the thread's random numbers are its own, by a seed: the adapter takes its jitter from them.
struct Seeded<F> {
    seed: u64,
    inner: Pin<Box<F>>,
}

impl<F: Future> Future for Seeded<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        fastrand::seed(self.seed);
        let polled = self.inner.as_mut().poll(context);
        self.seed = fastrand::get_seed();
        polled
    }
}
