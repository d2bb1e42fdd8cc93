//! A ledger that is distributed over the nodes of a Citus cluster, and what may befall those: they crash, one or all of them,
//! with the server or without, and shards move from one to another while they are written.
//!
//! The cluster is there before, and others may use it: a node is not stopped, but one of its backends is killed. To
//! PostgreSQL that is a crash: every connection is lost, and it recovers from its log.

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use fastrand::Rng;
use harness::database::{self, Database, nodes_of};
use tempfile::TempDir;

use crate::load::{Load, answered_since};
use crate::scene::{IMPATIENT, SLACK, Scene};
use crate::service::{CommandLine, Service};
use crate::{PATIENCE, Verdict};

/// Kills the backend that it runs in.
const CRASH: &str = "COPY (SELECT 1) TO PROGRAM 'kill -9 $PPID'";
/// Ends commits that are still prepared on a node, as the coordinator does by itself about once a minute.
const RECOVER: &str = "SELECT recover_prepared_transactions()";
/// How many answers there are beside a move.
const BESIDE_A_MOVE: u64 = 50;

/// A server on a distributed ledger.
pub(crate) struct NodeScene {
    service: Service,
    database: Database,
    deadline: Duration,
    _folder: TempDir,
}

impl NodeScene {
    /// Makes a distributed ledger on the cluster with that coordinator, and starts a server on it.
    pub(crate) fn start(wallet: &Path, coordinator: &str) -> Verdict<Self> {
        let folder = tempfile::tempdir().map_err(|error| format!("a folder: {error}"))?;
        let database = Database::create_on(coordinator)?;
        let settings = IMPATIENT.map(|(name, value)| (name, value.to_owned())).to_vec();
        let (program, database_url) = (wallet.to_owned(), database.url());
        let line = CommandLine { program, folder: folder.path().to_owned(), database_url, settings };
        let service = Service::start(line, &[])?;
        Ok(Self { service, database, deadline: Duration::from_secs(3) + SLACK, _folder: folder })
    }

    /// The URLs of the database on every node, the coordinator's first.
    fn nodes(&self) -> Verdict<Vec<String>> {
        Ok(nodes_of(&self.database.url())?)
    }

    /// Crashes these nodes and waits until they are back.
    fn crash(&self, nodes: &[String]) -> Verdict<Duration> {
        let began = Instant::now();
        for node in nodes {
            // It cannot be answered.
            let _ = database::execute(node, CRASH);
        }
        for node in nodes {
            while database::execute(node, "SELECT 1").is_err() {
                if began.elapsed() > PATIENCE {
                    return Err(format!("the node does not come back: {node}"));
                }
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        // A node may have answered before it noticed the loss, and crash after that.
        while let Err(failure) = database::execute(&self.database.url(), RECOVER) {
            if began.elapsed() > PATIENCE {
                return Err(failure.into());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(began.elapsed())
    }

    fn crash_some(&mut self, load: &Load, random: &mut Rng) -> Verdict<String> {
        let mut nodes = self.nodes()?;
        let workers = nodes.len() - 1;
        let (what, struck) = match random.u32(0..3) {
            0 => ("a worker", vec![nodes.swap_remove(random.usize(1..=workers))]),
            1 => ("the coordinator", vec![nodes.swap_remove(0)]),
            _ => ("every node", nodes),
        };
        let kills_server = random.u32(0..3) == 0;
        if kills_server {
            self.service.kill();
            load.down();
        }
        let back = self.crash(&struck)?;
        if kills_server {
            self.service.launch()?;
            self.service.wait_until_ready()?;
            load.up();
        } else {
            self.service.wait_until_recovered()?;
            if !self.service.is_running() {
                return Err("the server has ended".to_owned());
            }
        }
        let server = if kills_server { " and the server" } else { "" };
        Ok(format!("{what}{server} crashed, back after {:.2} s", back.as_secs_f64()))
    }

    /// Moves a shard, with all that lies beside it, to another worker.
    fn move_shard(&self, load: &Load, random: &mut Rng) -> Verdict<String> {
        let url = self.database.url();
        let workers = "SELECT nodename || ',' || nodeport FROM pg_dist_node
                        WHERE isactive AND shouldhaveshards AND noderole = 'primary' ORDER BY nodeid";
        let workers = database::try_ask(&url, workers)?;
        let shards = "SELECT shardid || ',' || nodename || ',' || nodeport FROM citus_shards
                       WHERE table_name = 'wallets'::regclass ORDER BY shardid";
        let shards = database::try_ask(&url, shards)?;
        let shard = shards[random.usize(..shards.len())].split_once(',');
        let (shard, from) = shard.ok_or("a shard has a place")?;
        let others: Vec<&String> = workers.iter().filter(|worker| *worker != from).collect();
        let Some(to) = others.get(random.usize(..others.len().max(1))) else {
            return Ok("there is no other worker to move a shard to".to_owned());
        };
        let place =
            |node: &str| node.split_once(',').map(|(name, port)| format!("'{name}', {port}")).unwrap_or_default();
        let before = load.counts();
        let began = Instant::now();
        let moving = format!("SELECT citus_move_shard_placement({shard}, {}, {})", place(from), place(to));
        database::execute(&url, &moving)?;
        let took = began.elapsed();
        load.wait_until("answers after a move", answered_since(&before, BESIDE_A_MOVE))?;
        Ok(format!("shard {shard} moved from {from} to {to} in {:.2} s", took.as_secs_f64()))
    }
}

impl Scene for NodeScene {
    fn address(&self) -> SocketAddr {
        self.service.address
    }

    fn deadline(&self) -> Duration {
        self.deadline
    }

    fn strike(&mut self, load: &Load, random: &mut Rng) -> Verdict<String> {
        let struck = if random.u32(0..4) == 0 { self.move_shard(load, random) } else { self.crash_some(load, random) };
        struck.map_err(|error| format!("{error}\nthe server's latest lines:\n{}", self.service.latest_lines()))
    }

    fn verify(&mut self) -> Verdict {
        self.service.verify()
    }

    fn wrong_lines(&mut self) -> Vec<String> {
        self.service.wrong_lines()
    }
}
