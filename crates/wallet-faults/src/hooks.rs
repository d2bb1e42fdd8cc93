//! A webhook of everything, while server, receiver and database are killed: nothing may be missed, each owner's events
//! come in order, and what comes twice was on its way when something was killed.
//!
//! The receiver is a process of its own ([`receive_if_asked`]), which writes each delivery down before it answers.
//! `receipts` judges what it has written.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use fastrand::Rng;
use harness::cluster::{Cluster, free_port};
use harness::http::Client;
use harness::process::Process;
use harness::receiver;
use serde::Deserialize;

use crate::journal::Journal;
use crate::load::{Load, LoadPlan};
use crate::receipts::{EventIds, Receipts, Strike, Target, now_us, write_down};
use crate::rounds::{hold_findings, open_books};
use crate::service::{CommandLine, Service};
use crate::settle::get;
use crate::{Extent, PATIENCE, Store, Verdict};

/// Says which port and which file a receiver process has, with a blank between.
const RECEIVER: &str = "WALLET_FAULTS_RECEIVER";
/// After so many rounds everything is compared. A place that failed three times waits for two minutes.
const ROUNDS_A_PART: u64 = 25;
const STUCK_MAX: Duration = Duration::from_secs(200);
/// Deliveries before a strike.
const BEFORE: std::ops::Range<usize> = 5..60;

/// What is killed at once; the first half without a database.
const TARGETS: [Target; 6] = [
    Target { name: "server", has_server: true, has_receiver: false, has_database: false },
    Target { name: "receiver", has_server: false, has_receiver: true, has_database: false },
    Target { name: "server and receiver", has_server: true, has_receiver: true, has_database: false },
    Target { name: "database", has_server: false, has_receiver: false, has_database: true },
    Target { name: "database and receiver", has_server: false, has_receiver: true, has_database: true },
    Target { name: "server and database", has_server: true, has_receiver: false, has_database: true },
];

/// What was delivered through how many strikes.
#[derive(Debug, Default, Clone)]
pub struct HookTally {
    /// Strikes that were survived.
    pub rounds: u64,
    /// What was struck, how often.
    pub strikes: BTreeMap<&'static str, u64>,
    /// Events of the feed; each was delivered or parked.
    pub events: u64,
    /// Deliveries that the receiver has written down.
    pub deliveries: u64,
    /// How many of these were not the event's first.
    pub again: u64,
    /// Deliveries that were given up.
    pub parked: u64,
}

impl fmt::Display for HookTally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rounds, strikes, events, deliveries, again, parked } = self;
        write!(
            f,
            "{rounds} strikes {strikes:?}: {events} events, {deliveries} deliveries, of which {again} again, {parked} parked"
        )
    }
}

/// Becomes a receiver, for good, if the environment asks for one: a suite starts its own program for that.
pub fn receive_if_asked() {
    let Ok(asked) = std::env::var(RECEIVER) else { return };
    let (port, file) = asked.split_once(' ').expect("a port and a file");
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], port.parse().expect("a port"))));
    let file = PathBuf::from(file);
    receiver::serve(&listener.expect("the port is free"), move |delivered| {
        if write_down(&file, &delivered.id).is_ok() { 204 } else { 500 }
    });
}

/// The receiver as a process.
struct Receiver {
    port: u16,
    file: PathBuf,
    process: Option<Process>,
}

impl Receiver {
    fn start(folder: &Path) -> Verdict<Self> {
        let mut receiver = Self { port: free_port()?, file: folder.join("receipts"), process: None };
        receiver.launch()?;
        Ok(receiver)
    }

    fn launch(&mut self) -> Verdict {
        let program = std::env::current_exe().map_err(|error| format!("this program has no path: {error}"))?;
        let mut command = Command::new(program);
        // If it is a test, that of this name.
        command.args(["a_receiver_of_webhooks", "--exact"]).stdin(Stdio::null());
        command.env(RECEIVER, format!("{} {}", self.port, self.file.display()));
        self.process = Some(Process::spawn(&mut command, Stdio::null())?);
        let address = SocketAddr::from(([127, 0, 0, 1], self.port));
        let began = Instant::now();
        while std::net::TcpStream::connect(address).is_err() {
            if began.elapsed() > PATIENCE {
                return Err("the receiver does not start".to_owned());
            }
            sleep(Duration::from_millis(5));
        }
        Ok(())
    }

    fn kill(&mut self) {
        drop(self.process.take());
    }
}

/// Server, receiver and database, and what was done to them.
struct Stage<'a> {
    service: Service,
    receiver: Receiver,
    cluster: Option<&'a mut Cluster>,
    webhook: String,
    strikes: Vec<Strike>,
    receipts: Receipts,
    events: EventIds,
    cursor: String,
    random: Rng,
}

pub(crate) fn play(
    wallet: &Path,
    store: Store,
    cluster: Option<&mut Cluster>,
    database: &str,
    extent: Extent,
    show: &dyn Fn(&str),
) -> Verdict<HookTally> {
    let folder = tempfile::tempdir().map_err(|error| format!("a folder: {error}"))?;
    let mut stage = Stage::set(wallet, store, cluster, database, (folder.path(), extent.seed))?;
    let mut tally = HookTally::default();
    let until = extent.seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let is_over = |rounds: u64| rounds >= extent.rounds || until.is_some_and(|until| Instant::now() >= until);
    while !is_over(tally.rounds) {
        let plan = LoadPlan {
            address: stage.service.address,
            clients: extent.clients,
            random: stage.random.fork(),
            prefix: format!("r{}", tally.rounds),
            deadline: Duration::from_secs(15),
            with_holds: true,
        };
        let load = Load::start(plan);
        let part_ends = tally.rounds + ROUNDS_A_PART;
        while tally.rounds < part_ends && !is_over(tally.rounds) {
            let began = Instant::now();
            let what = stage.strike(&load).map_err(|why| format!("round {}: {why}", tally.rounds + 1))?;
            tally.rounds += 1;
            *tally.strikes.entry(what).or_default() += 1;
            let took = began.elapsed().as_secs_f64();
            show(&format!("round {} of {}: {what} killed; {took:.1} s", tally.rounds, extent.rounds));
        }
        let (_, _, findings) = load.finish();
        hold_findings(findings)?;
        stage.account(&mut tally).map_err(|why| format!("after round {}: {why}", tally.rounds))?;
        show(&format!("{tally}; all of it accounted for"));
    }
    Ok(tally)
}

impl<'a> Stage<'a> {
    fn set(
        wallet: &Path,
        store: Store,
        cluster: Option<&'a mut Cluster>,
        database: &str,
        (folder, seed): (&Path, u64),
    ) -> Verdict<Self> {
        let database_url = match (store, &cluster) {
            (Store::Sqlite, _) => "sqlite:wallet.db".to_owned(),
            (Store::Postgres, None) => return Err("PostgreSQL is missing".to_owned()),
            (Store::Postgres, Some(cluster)) => {
                cluster.create_database(database)?;
                format!("{}?sslmode=disable", cluster.url(database))
            }
        };
        let settings = vec![
            ("WALLET__WEBHOOKS__ALLOW_HTTP", "127.0.0.1".to_owned()),
            ("WALLET__WEBHOOKS__ALLOW_NETWORKS", "127.0.0.0/8".to_owned()),
        ];
        let line = CommandLine { program: wallet.to_owned(), folder: folder.to_owned(), database_url, settings };
        let service = Service::start(line, &[])?;
        let receiver = Receiver::start(folder)?;
        let url = format!("http://127.0.0.1:{}/", receiver.port);
        let create = ["webhooks", "create", "--url", &url, "--types", "*", "--from", "beginning", "--format", "json"];
        let told = service.line().run(&create)?;
        let New { webhook } = serde_json::from_str(&told).map_err(|why| format!("{told}: {why}"))?;
        let mut journal = Journal::default();
        open_books(service.address, &mut journal)?;
        let receipts = Receipts::of(&receiver.file);
        Ok(Self {
            service,
            receiver,
            cluster,
            webhook: webhook.id,
            strikes: Vec::new(),
            receipts,
            events: EventIds::default(),
            cursor: "0.0".to_owned(),
            random: Rng::with_seed(seed),
        })
    }

    /// Waits until deliveries flow, kills something, and has it back.
    fn strike(&mut self, load: &Load) -> Verdict<&'static str> {
        let enough = self.receipts.read()? + self.random.usize(BEFORE);
        let began = Instant::now();
        while self.receipts.read()? < enough {
            if began.elapsed() > PATIENCE {
                return Err(format!("nothing is delivered any more:\n{}", self.service.latest_lines()));
            }
            sleep(Duration::from_millis(2));
        }
        let kinds = if self.cluster.is_some() { TARGETS.len() } else { TARGETS.len() / 2 };
        let target = TARGETS[self.random.usize(..kinds)];
        let began_us = now_us();
        self.kill(target, load)?;
        self.strikes.push(Strike { target, began_us, ended_us: now_us() });
        Ok(target.name)
    }

    fn kill(&mut self, target: Target, load: &Load) -> Verdict {
        if target.has_receiver {
            self.receiver.kill();
        }
        if target.has_server {
            self.service.kill();
            load.down();
        }
        if target.has_database {
            let cluster = self.cluster.as_deref_mut().ok_or("there is no database to kill")?;
            cluster.kill()?;
            cluster.launch()?;
        }
        if target.has_server {
            self.service.launch()?;
            self.service.wait_until_ready()?;
            load.up();
        }
        if target.has_receiver {
            // It may be away for a moment.
            sleep(Duration::from_millis(self.random.u64(..60)));
            self.receiver.launch()?;
        }
        self.service.wait_until_recovered().map(|_| ())
    }

    /// Waits until all of the feed is delivered or parked, and judges every receipt.
    fn account(&mut self, tally: &mut HookTally) -> Verdict {
        self.read_feed()?;
        let mut moved = (usize::MAX, Instant::now());
        loop {
            self.receipts.read()?;
            let missing = self.receipts.missing(&self.events);
            let Some(first) = missing.first() else { break };
            if missing.len() < moved.0 {
                moved = (missing.len(), Instant::now());
            }
            if moved.1.elapsed() > STUCK_MAX {
                let lines = self.service.latest_lines();
                return Err(format!("{} events are not delivered, such as {first}\n{lines}", missing.len()));
            }
            sleep(Duration::from_millis(50));
        }
        tally.again = self.receipts.judge(&self.events, &self.strikes)?;
        tally.deliveries = self.receipts.count();
        tally.events = self.events.count();
        tally.parked = self.wait_until_saved()?;
        hold_findings(self.service.wrong_lines())?;
        self.service.verify()
    }

    /// Reads on to the feed's end, which nobody moves any more.
    fn read_feed(&mut self) -> Verdict {
        let mut client = Client::new(self.service.address, PATIENCE);
        loop {
            let answer = get(&mut client, &format!("/v1/events?limit=200&wait_s=1&after={}", self.cursor))?;
            let page: Page = serde_json::from_str(answer.text()).map_err(|why| format!("{why}: {}", answer.text()))?;
            if page.data.is_empty() {
                return Ok(());
            }
            for Event { id, data } in page.data {
                let owner = data.transaction.map(|it| it.owner).or(data.change.and_then(|it| it.owner));
                self.events.push(id, owner.unwrap_or_default());
            }
            self.cursor = page.next_cursor;
        }
    }

    /// Waits until the store knows what the receiver knows: delivered and parked are all that there is. Returns how many
    /// are parked.
    fn wait_until_saved(&mut self) -> Verdict<u64> {
        let began = Instant::now();
        loop {
            let told = self.service.line().run(&["webhooks", "show", &self.webhook, "--format", "json"])?;
            let shown: Shown = serde_json::from_str(&told).map_err(|why| format!("{told}: {why}"))?;
            let Progress { delivered, parked } = shown.progress;
            if delivered + parked == self.events.count() {
                return Ok(parked);
            }
            if began.elapsed() > PATIENCE {
                let events = self.events.count();
                return Err(format!("{delivered} are delivered and {parked} parked of {events} events: {told}"));
            }
            sleep(Duration::from_millis(100));
        }
    }
}

#[derive(Deserialize)]
struct New {
    webhook: Named,
}

#[derive(Deserialize)]
struct Named {
    id: String,
}

#[derive(Deserialize)]
struct Shown {
    progress: Progress,
}

#[derive(Deserialize)]
struct Progress {
    delivered: u64,
    parked: u64,
}

#[derive(Deserialize)]
struct Page {
    data: Vec<Event>,
    next_cursor: String,
}

#[derive(Deserialize)]
struct Event {
    id: String,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    transaction: Option<Owned>,
    change: Option<MaybeOwned>,
}

#[derive(Deserialize)]
struct Owned {
    owner: String,
}

#[derive(Deserialize)]
struct MaybeOwned {
    owner: Option<String>,
}
