//! PostgreSQL: two servers on one database, each with an execution on its way, stepped flight by flight.
//!
//! - **One step** lets one execution go on: from the gate, where the proxy holds its BEGIN, to between its flights, and
//!   from there to its answer. Then the simulator waits until everything has come to rest. An execution that waits for
//!   a lock of the other has come to rest; the database says so (`pg_blocking_pids`), not a timeout.
//! - **What is durable** is read from `commits` after each step: the model executes that batch in that lane, at the
//!   moment that the server had read, and must come to the same transactions. So the model follows the order of commits,
//!   whatever was answered and to whom.
//! - **What is answered** must be what the model answered then, or, if the answer came of a later try, what it answers
//!   to the same once more: nothing but replays.
//! - Two executions, not more: whom a commit wakes is then never a race.

mod database;
mod faults;
mod proxy;
mod server;
mod stage;
#[cfg(test)]
mod wrong_tests;

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use wallet_domain::{Command, Lanes, StoreError, StoreErrorKind, Verifier};
use wallet_postgres::{PgConfig, PgLedger, migrate};

use crate::model::{Verdict, plain_outcomes, same};
use crate::world::{GROUPS_PERCENT, World, works};
use database::{Database, leads_to};
use server::{Server, Work};
use stage::{Answer, Place};

/// How long nothing may move before the run fails: it decides nothing else.
const STILLNESS_MAX: Duration = Duration::from_mins(1);
/// How long to look away while an execution is on its way.
const GLANCE: Duration = Duration::from_millis(1);

/// How many lanes the database of a seed has.
pub(crate) fn lanes(seed: u64) -> Lanes {
    Lanes::new(fastrand::Rng::with_seed(!seed).i64(1..=3)).expect("few")
}

/// Runs the steps of a world on a database of its own.
pub(crate) async fn run(world: &mut World, url: &str, lanes: Lanes, steps: u64) -> Verdict {
    let database = Database::create(url).await?;
    let mut run = Run::start(world, database, lanes).await?;
    let verdict = run.play(steps).await;
    let Run { database, servers, observer, .. } = run;
    drop((servers, observer, database));
    verdict
}

struct Run<'w> {
    world: &'w mut World,
    database: Database,
    /// A ledger with a way of its own to the database, which nothing disturbs.
    observer: PgLedger,
    servers: [Server; 2],
    changed: Arc<Notify>,
    /// The number of each lane's latest commit that the model knows.
    numbers: BTreeMap<i16, i64>,
}

impl<'w> Run<'w> {
    async fn start(world: &'w mut World, database: Database, lanes: Lanes) -> Verdict<Self> {
        let config = PgConfig { lanes, ..server::config(database.place.url()) };
        migrate(&config).await.map_err(|error| error.to_string())?;
        let observer = PgLedger::connect(config, world.clock.clone()).await.map_err(|error| error.to_string())?;
        let changed = Arc::new(Notify::new());
        let patience = [world.chance(60), world.chance(60)];
        world.trace.note(format_args!("{} lanes, patience {patience:?}", lanes.count()));
        let server =
            |index: usize| Server::start(index, &database, world.clock.clone(), changed.clone(), patience[index]);
        let servers = [server(0).await?, server(1).await?];
        Ok(Self { world, database, observer, servers, changed, numbers: BTreeMap::new() })
    }

    async fn play(&mut self, steps: u64) -> Verdict {
        self.world.open(&self.observer).await?;
        self.take_steps(1..=steps).await?;
        self.finish().await
    }

    async fn take_steps(&mut self, steps: RangeInclusive<u64>) -> Verdict {
        for step in steps {
            self.world.trace.begin_step(step);
            self.world.tally.steps += 1;
            match self.world.random.u8(0..100) {
                0..6 => self.world.shift_clock(),
                6..14 => {
                    let reader = self.any_server();
                    self.world.read(&*self.servers[reader].ledger).await?;
                }
                14..17 => self.register().await?,
                17..22 => self.disturb().await?,
                _ => {
                    let server = self.any_server();
                    self.step(server).await?;
                }
            }
        }
        Ok(())
    }

    fn any_server(&mut self) -> usize {
        self.world.random.usize(0..2)
    }

    /// Opens wallets and assets while nothing is on its way: what a batch did not find, nobody has locked, so the order
    /// of commits would not tell what it saw.
    async fn register(&mut self) -> Verdict {
        if self.servers.iter().any(|server| server.work.is_some()) {
            return Ok(());
        }
        self.world.register(&self.observer).await
    }

    /// Lets a server go on; one that waits for the other's locks cannot, so then the other does.
    async fn step(&mut self, server: usize) -> Verdict {
        match self.servers[server].stage.place() {
            Place::Idle => {
                let commands = self.next_batch(1 - server);
                self.begin(server, commands).await
            }
            Place::Gate | Place::Between => self.go_on(server).await,
            Place::Going => self.go_on(1 - server).await,
            Place::Answered => Err("an answer was left lying".to_owned()),
        }
    }

    /// Something new, or what the other server is just executing: all of it, in another order, or in part.
    fn next_batch(&mut self, other: usize) -> Vec<Command> {
        let theirs = self.servers[other].work.as_ref().map(|work| work.commands.clone());
        match theirs {
            Some(mut theirs) if self.world.chance(25) => {
                if self.world.chance(50) {
                    self.world.random.shuffle(&mut theirs);
                    theirs.truncate(self.world.random.usize(1..=theirs.len()));
                }
                theirs
            }
            _ => self.world.next_batch(),
        }
    }

    async fn begin(&mut self, server: usize, commands: Vec<Command>) -> Verdict {
        self.world.note_batch(&format!("server {server} begins"), &commands);
        let has_groups = self.world.chance(GROUPS_PERCENT);
        let groups = if has_groups { self.world.next_groups(commands.len()) } else { Vec::new() };
        let seed = self.world.random.u64(..);
        self.servers[server].execute(commands, groups, seed);
        self.settle(None).await
    }

    async fn go_on(&mut self, server: usize) -> Verdict {
        let cut = self.any_cut(server);
        let place = self.servers[server].stage.place();
        let cut_name = cut.map_or("", |cut| cut.name(place == Place::Between));
        self.world.trace.note(format_args!("server {server} goes on from {place:?} {cut_name}"));
        self.servers[server].let_go(cut);
        self.settle(Some(server)).await?;
        if cut.is_some() { self.inspect().await } else { Ok(()) }
    }

    /// Ends what is on its way, has the callers send again what was lost, and reckons.
    async fn finish(&mut self) -> Verdict {
        self.world.trace.note("the end is near");
        for server in &self.servers {
            server.stage.refuse(0);
        }
        loop {
            let stopped = |server: &Server| matches!(server.stage.place(), Place::Gate | Place::Between);
            if let Some(server) = self.servers.iter().position(stopped) {
                self.servers[server].let_go(None);
                self.settle(Some(server)).await?;
            } else if let Some(commands) = self.world.next_lost() {
                self.begin(0, commands).await?;
            } else {
                let proof = works(self.observer.verify().await)?;
                return self.world.reckon(&self.observer, Some(proof)).await;
            }
        }
    }

    async fn inspect(&mut self) -> Verdict {
        let proof = works(self.observer.verify().await)?;
        self.world.inspect(&self.observer, Some(proof)).await
    }

    /// Waits until everything has come to rest, then learns what has become durable and hears what was answered.
    /// Nothing but what `stepped` was executing can have become durable.
    async fn settle(&mut self, stepped: Option<usize>) -> Verdict {
        self.await_rest().await?;
        self.learn(stepped).await?;
        for Server { stage, work, .. } in &mut self.servers {
            if let Some(work) = work
                && stage.place() == Place::Between
                && work.loaded.is_none()
            {
                work.loaded = Some(self.world.model.fork());
            }
        }
        for server in 0..2 {
            if let Some(answer) = self.servers[server].stage.take_answer() {
                self.hear(server, answer)?;
            } else if self.servers[server].stage.place() == Place::Going {
                self.world.trace.note(format_args!("server {server} waits for the other's locks"));
                self.world.tally.event("executions found waiting for the other server");
            }
        }
        Ok(())
    }

    async fn await_rest(&self) -> Verdict {
        let mut moved = Instant::now();
        while self.servers.iter().any(|server| server.stage.place() == Place::Going) {
            if tokio::time::timeout(GLANCE, self.changed.notified()).await.is_ok() {
                moved = Instant::now();
                continue;
            }
            let waits = self.database.waits().await?;
            let waits_for = |one: usize, other: usize| {
                let [one, other] = [one, other].map(|server| self.servers[server].stage.process());
                one.zip(other).is_some_and(|(one, other)| leads_to(&waits, one, other))
            };
            let at = [0, 1].map(|server| self.servers[server].stage.place());
            if at == [Place::Going; 2] && waits_for(0, 1) && waits_for(1, 0) {
                return Err("a deadlock: each server waits for the other's locks".to_owned());
            }
            // Whoever the other's locks stop stays stopped until that one goes on.
            let rests =
                |one: usize| at[one] != Place::Going || (at[1 - one] == Place::Between && waits_for(one, 1 - one));
            if rests(0) && rests(1) {
                return Ok(());
            }
            if moved.elapsed() > STILLNESS_MAX {
                return Err(format!("nothing moves any more: the servers are at {at:?}, and {waits:?} wait"));
            }
        }
        Ok(())
    }

    async fn learn(&mut self, stepped: Option<usize>) -> Verdict {
        let commits = self.database.commits_after(&self.numbers).await?;
        if commits.len() > 1 {
            return Err(format!("{} commits in one step", commits.len()));
        }
        for commit in commits {
            let writing = stepped.and_then(|index| Some((index, self.servers.get_mut(index)?)));
            let writing = writing.and_then(|(index, server)| Some((index, server.work.as_mut()?, &server.stage)));
            let (server, work, stage) = writing.ok_or("something became durable that nobody was writing")?;
            let number = self.numbers.entry(commit.lane).or_default();
            same("the number of a commit", &commit.number, &(*number + 1))?;
            *number = commit.number;
            self.world
                .trace
                .note(format_args!("server {server} commits number {} of lane {}", commit.number, commit.lane));
            let micros = self.world.clock.reading(server);
            let (recorded, outcomes) = self.world.model.commit(&work.commands, &work.groups, commit.lane, micros);
            let recorded = recorded.iter().map(ToString::to_string);
            same("the transactions of a commit", &commit.ids, &recorded.collect())?;
            work.durable = Some((stage.tries(), outcomes));
        }
        Ok(())
    }

    fn hear(&mut self, server: usize, answer: Answer) -> Verdict {
        let Server { work, stage, is_patient, .. } = &mut self.servers[server];
        let Work { commands, groups, decided_on, durable, is_disturbed, .. } =
            work.take().expect("only work is answered");
        self.world.trace.note(format_args!("server {server} answers in try {}", stage.tries()));
        let micros = self.world.clock.reading(server);
        match answer {
            Ok(outcomes) => {
                let (asked, found) = ((&*commands, &*groups), plain_outcomes(outcomes.clone()));
                let expected = match durable {
                    Some((in_try, outcomes)) if in_try == stage.tries() => outcomes,
                    Some(_) => {
                        self.world.tally.event("outcomes that a later try found");
                        self.world.model.recall(asked, micros, &found)?
                    }
                    None => self.world.model.recall(asked, micros, &found)?,
                };
                let expected = match decided_on {
                    Some(read) => self.world.model.without_a_trace(&read, asked, micros, (&found, expected)),
                    None => expected,
                };
                self.world.told_outcomes(&commands, outcomes, &expected)
            }
            Err(error) => {
                if durable.is_some() {
                    self.world.tally.event("durable though the answer was an error");
                }
                check_error(&error, *is_patient, is_disturbed, durable.is_some())?;
                self.world.told_error(&commands, error.kind);
                Ok(())
            }
        }
    }
}

/// What an error says must be true, and there must be a reason for it.
fn check_error(error: &StoreError, is_patient: bool, is_disturbed: bool, is_durable: bool) -> Verdict {
    if is_patient {
        return Err(format!("an error reached a caller though there was time to try again: {error}"));
    }
    match error.kind {
        // Someone else has taken a key: without another try that is all there is to say.
        StoreErrorKind::Refused if !is_durable => Ok(()),
        _ if !is_disturbed => Err(format!("an error without a fault: {error}")),
        StoreErrorKind::Unknown => Ok(()),
        StoreErrorKind::Unavailable if !is_durable => Ok(()),
        StoreErrorKind::Unavailable | StoreErrorKind::Refused => {
            Err(format!("the answer says that nothing is durable, and all of it is: {error}"))
        }
        StoreErrorKind::Busy | StoreErrorKind::Corrupt => Err(format!("no fault of ours can have made this: {error}")),
    }
}
