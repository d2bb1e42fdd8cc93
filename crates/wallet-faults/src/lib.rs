//! Real servers under load, broken on purpose: processes killed, connections cut around COMMIT, disks filled, clocks set.
//!
//! ```text
//! clients -> wallet (a process) -> a proxy, at times -> SQLite, or a PostgreSQL of the suite's own with fsync on
//!    |          kill -9                cut, stall, trickle    full disk      immediate stop, kill -9
//!    +-- each notes what it sent and what it was told
//! ```
//! - **A round** is load, a strike under it, and load again. The service must come back without help; only a process
//!   that was killed is started again, with the same command line.
//! - **After each round** every command that a client was not told the end of is sent again under its key, then all of
//!   the round once more. What was told must be true, to the byte, and booked exactly once; `wallet verify` must hold,
//!   also against the heads of the round before.
//! - **The seed** decides what clients ask for, when a strike comes and how; threads, processes and disks decide the rest.
//!
//! # Where to read on
//! `rounds` for a round, `scene` for the strikes, `replicas` for those on a primary and its standby, `nodes` for those
//! on a Citus cluster, `journal` for what
//! must be true of what was told, `settle` for the comparison with the ledger, `follower` for what the feed must tell,
//! `pair` for two servers on one database, `hooks` for a webhook. `docs/faults.md` says what all this does not cover.

mod clock;
mod follower;
mod hooks;
mod inside;
mod journal;
#[cfg(test)]
mod journal_tests;
mod load;
mod mix;
mod nodes;
mod pair;
mod receipts;
mod replicas;
mod request;
mod rounds;
mod scene;
mod service;
mod settle;
#[cfg(test)]
mod wrong_tests;

use std::fmt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clock::ClockScene;
use harness::PATIENCE;
use harness::cluster::{Cluster, Purpose};
use harness::database::Database;
pub use hooks::{HookTally, receive_if_asked};
use nodes::NodeScene;
pub use pair::PairTally;
use replicas::ReplicaScene;
use rounds::Rounds;
pub use rounds::Tally;
use scene::RealScene;

/// What must hold did not: in a sentence.
pub(crate) type Verdict<T = ()> = Result<T, String>;

/// The store that a server has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Store {
    /// The embedded store, in a temporary folder.
    Sqlite,
    /// PostgreSQL, in a cluster of the suite's own.
    Postgres,
}

impl Store {
    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

macro_rules! kinds {
    ($($kind:ident $name:literal $stores:tt $what:literal;)*) => {
        /// What is broken.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Kind {
            $(#[doc = $what] $kind,)*
        }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind),*];

            /// The name on the command line.
            pub fn name(self) -> &'static str {
                match self { $(Self::$kind => $name),* }
            }

            /// The stores that it can befall.
            pub fn stores(self) -> &'static [Store] {
                use Store::*;
                match self { $(Self::$kind => &$stores),* }
            }
        }
    };
}

kinds! {
    Server "server" [Sqlite, Postgres] "The server is killed.";
    PostgresStop "postgres-stop" [Postgres] "PostgreSQL is stopped at once (`immediate`).";
    PostgresKill "postgres-kill" [Postgres] "The postmaster is killed.";
    Both "both" [Postgres] "Server and postmaster are killed.";
    CutBefore "cut-before" [Postgres] "Connections are cut before COMMIT reaches PostgreSQL.";
    CutDuring "cut-during" [Postgres] "Connections are cut as soon as COMMIT has been passed on.";
    CutAfter "cut-after" [Postgres] "Connections are cut when PostgreSQL has answered COMMIT and the server has not heard it.";
    Stall "stall" [Postgres] "Nothing gets through to PostgreSQL and back for some seconds.";
    Trickle "trickle" [Postgres] "A few bytes at a time get through.";
    Pool "pool" [Postgres] "All connections of the pool are held, and no other can be made.";
    FileLimit "file-limit" [Sqlite] "The server's files may not grow: to it a full disk, without a privilege.";
    Disk "disk" [Sqlite] "A small file system is full; only root can mount it.";
    Clock "clock" [Sqlite, Postgres] "The clock is set forth and back.";
    Failover "failover" [Postgres] "The primary is killed, and its synchronous standby promoted.";
    Frozen "frozen" [Postgres] "The primary says nothing any more, its standby is promoted, and the old one wakes up.";
    ReplayAfterCrash "replay-after-crash" [Postgres] "The standby is gone, the primary crashes and shows what only it has, and is lost.";
    StandbyGone "standby-gone" [Postgres] "The standby that every commit waits for is gone for a while.";
    Nodes "nodes" [Postgres] "Nodes of a Citus cluster crash, at times with the server, or a shard is moved.";
    Webhooks "webhooks" [Sqlite, Postgres] "Server, receiver and database are killed while a webhook is sent everything.";
    Pair "pair" [Postgres] "Nothing is broken: two servers share a database, and are asked the same.";
}

impl Kind {
    fn is_of_the_proxy(self) -> bool {
        match self {
            Self::CutBefore | Self::CutDuring | Self::CutAfter | Self::Stall | Self::Trickle | Self::Pool => true,
            Self::Server
            | Self::PostgresStop
            | Self::PostgresKill
            | Self::Both
            | Self::FileLimit
            | Self::Disk
            | Self::Clock
            | Self::Failover
            | Self::Frozen
            | Self::ReplayAfterCrash
            | Self::StandbyGone
            | Self::Nodes
            | Self::Webhooks
            | Self::Pair => false,
        }
    }

    /// Whether it needs a primary and a standby of its own.
    fn is_of_replicas(self) -> bool {
        matches!(self, Self::Failover | Self::Frozen | Self::ReplayAfterCrash | Self::StandbyGone)
    }
}

/// How much is broken.
#[derive(Debug, Clone, Copy)]
pub struct Extent {
    /// How many rounds there are.
    pub rounds: u64,
    /// Decides what is asked for, and when and how the strikes come.
    pub seed: u64,
    /// How many clients there are at a time.
    pub clients: u64,
    /// No round begins later than so many seconds after the first.
    pub seconds: Option<u64>,
}

/// Rounds that did not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What did not, and where.
    pub what: String,
    /// The command that does the same again, as far as a seed can.
    pub again: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\ntry it again with: {}", self.what, self.again)
    }
}

impl std::error::Error for Failure {}

/// Breaks things one kind at a time; PostgreSQL is started when it is first needed.
pub struct Suite {
    /// The `wallet` program.
    wallet: PathBuf,
    /// The coordinator of a Citus cluster, by its URL.
    coordinator: Option<String>,
    cluster: Option<Cluster>,
    databases: u32,
}

impl Suite {
    /// A suite that breaks this `wallet`, and has started nothing yet.
    pub fn new(wallet: PathBuf, coordinator: Option<String>) -> Self {
        Self { wallet, coordinator, cluster: None, databases: 0 }
    }

    /// Plays the rounds of one kind on one store, on a new server and a new database.
    pub fn run(&mut self, kind: Kind, store: Store, extent: Extent, show: &dyn Fn(&str)) -> Result<Tally, Failure> {
        self.play(kind, store, extent, show).map_err(|what| failure(kind, store, extent, &what))
    }

    /// Asks two servers on one database the same at the same time: in each round 500 keys, and batches that name the
    /// same wallets in opposite orders.
    pub fn run_pair(&mut self, extent: Extent, show: &dyn Fn(&str)) -> Result<PairTally, Failure> {
        let (wallet, name) = (self.wallet.clone(), self.next_database());
        let played = if let Some(coordinator) = &self.coordinator {
            // The logs of its nodes are not at hand.
            let database = Database::create_on(coordinator).map_err(String::from);
            database.and_then(|database| pair::play(&wallet, database.url(), &|| 0, extent, show))
        } else {
            self.cluster().and_then(|cluster| {
                cluster.create_database(&name)?;
                let url = format!("{}?sslmode=disable", cluster.url(&name));
                pair::play(&wallet, url, &|| cluster.deadlocks(), extent, show)
            })
        };
        played.map_err(|what| failure(Kind::Pair, Store::Postgres, extent, &what))
    }

    /// Kills server, receiver and database while a webhook is sent everything; a round is a strike.
    pub fn run_hooks(&mut self, store: Store, extent: Extent, show: &dyn Fn(&str)) -> Result<HookTally, Failure> {
        let (wallet, database) = (self.wallet.clone(), self.next_database());
        let cluster = if store == Store::Postgres { self.cluster().map(Some) } else { Ok(None) };
        let played = cluster.and_then(|cluster| hooks::play(&wallet, store, cluster, &database, extent, show));
        played.map_err(|what| failure(Kind::Webhooks, store, extent, &what))
    }

    fn play(&mut self, kind: Kind, store: Store, extent: Extent, show: &dyn Fn(&str)) -> Verdict<Tally> {
        let (wallet, database) = (self.wallet.clone(), self.next_database());
        let has_cluster = store == Store::Postgres && kind != Kind::Nodes && !kind.is_of_replicas();
        let cluster = if has_cluster { Some(self.cluster()?) } else { None };
        let Extent { rounds: count, seed, clients, seconds } = extent;
        let until = seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
        let rounds = Rounds { count, seed, clients, until, show };
        if kind == Kind::Clock {
            return rounds.play(&mut ClockScene::start(&wallet, store, cluster.as_deref(), &database)?);
        }
        if kind == Kind::Nodes {
            let coordinator = self.coordinator.as_ref().ok_or("--cluster names no Citus cluster")?;
            return rounds.play(&mut NodeScene::start(&wallet, coordinator)?);
        }
        if kind.is_of_replicas() {
            return rounds.play(&mut ReplicaScene::start(kind, &wallet)?);
        }
        rounds.play(&mut RealScene::start(kind, &wallet, store, cluster, &database)?)
    }

    fn next_database(&mut self) -> String {
        self.databases += 1;
        format!("faults_{}", self.databases)
    }

    fn cluster(&mut self) -> Verdict<&mut Cluster> {
        match &mut self.cluster {
            Some(cluster) => Ok(cluster),
            none => Ok(none.insert(Cluster::start(Purpose::Faults)?)),
        }
    }
}

fn failure(kind: Kind, store: Store, extent: Extent, what: &str) -> Failure {
    let (kind, store, Extent { rounds, seed, clients, .. }) = (kind.name(), store.name(), extent);
    Failure {
        what: format!("{kind} on {store}, seed {seed}: {what}"),
        again: format!(
            "cargo xtask faults --kind {kind} --store {store} --seed {seed} --rounds {rounds} --clients {clients}"
        ),
    }
}
