//! Two servers on one database, asked the same at the same time, and asked for the same wallets in opposite orders.
//!
//! Nothing is broken here: what is to be shown is that each key is carried out once, that both servers answer alike, and
//! that no conflict of theirs, a deadlock least of all, is ever a caller's matter.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Barrier};
use std::time::Instant;

use fastrand::Rng;
use harness::http::{Client, Lost};
use wallet_domain::Flow;

use crate::journal::Journal;
use crate::mix::{ASSETS, PLAYERS};
use crate::request::{Command, More, Request, Told, Words};
use crate::rounds::{hold_findings, open_books};
use crate::service::{CommandLine, Service};
use crate::settle::{get, settle};
use crate::{Extent, PATIENCE, Verdict};

/// So many clients ask each server, each with a partner at the other.
const COUPLES: usize = 2;
/// More commands than share a queue, so that both lanes of a server work on a batch.
const BATCH: usize = 320;
/// Keys and opposing transfers of a round.
const KEYS: u64 = 500;

/// What two servers were asked, and what that led to inside.
#[derive(Debug, Default, Clone)]
pub struct PairTally {
    /// Single commands that were sent to both servers at once.
    pub keys: u64,
    /// Commands in batches that named the same wallets in opposite orders.
    pub opposing: u64,
    /// Errors that callers were told and that leave a command open, by code.
    pub errors: BTreeMap<String, u64>,
    /// How often PostgreSQL had to end a deadlock.
    pub deadlocks: u64,
    /// What the servers did about conflicts, by their own count.
    pub retries: BTreeMap<String, u64>,
}

impl fmt::Display for PairTally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { keys, opposing, errors, deadlocks, retries } = self;
        write!(
            f,
            "{keys} keys asked of both servers at once, {opposing} opposing transfers; told to come again {errors:?}; \
             retries inside {retries:?}; {deadlocks} deadlocks in PostgreSQL's log"
        )
    }
}

/// A request for either server, to be sent at the same moment.
type Both = [Arc<Request>; 2];

pub(crate) fn play(
    wallet: &Path,
    database_url: String,
    count_deadlocks: &dyn Fn() -> u64,
    extent: Extent,
    show: &dyn Fn(&str),
) -> Verdict<PairTally> {
    let deadlocks = count_deadlocks();
    let folder = tempfile::tempdir().map_err(|error| format!("a folder: {error}"))?;
    let line = CommandLine {
        program: wallet.to_owned(),
        folder: folder.path().to_owned(),
        database_url,
        settings: Vec::new(),
    };
    let servers = [Service::start(line.clone(), &[])?, Service::start(line, &[])?];
    let addresses = servers.each_ref().map(|server| server.address);
    let mut journal = Journal::default();
    open_books(addresses[0], &mut journal)?;
    let mut random = Rng::with_seed(extent.seed);
    let mut tally = PairTally::default();
    let until = extent.seconds.map(|seconds| Instant::now() + std::time::Duration::from_secs(seconds));
    for round in 1..=extent.rounds {
        if until.is_some_and(|until| Instant::now() >= until) {
            show(&format!("the time is over after {} rounds of {}", round - 1, extent.rounds));
            break;
        }
        let began = Instant::now();
        journal.begin_round();
        let (keys, batches) = (same_keys(&mut random, round), opposing(&mut random, round));
        tally.keys += keys.iter().map(|it| it.len() as u64).sum::<u64>();
        tally.opposing += batches.iter().flatten().map(|[first, _]| 2 * first.commands.len() as u64).sum::<u64>();
        for couples in [keys, batches] {
            ask_both(addresses, couples, &mut journal, &mut tally.errors)?;
        }
        settle(addresses[1], &mut journal)?;
        let mut findings = journal.conclude();
        for server in &servers {
            findings.extend(server.wrong_lines().into_iter().map(|line| format!("a server's log: {line}")));
        }
        hold_findings(findings)?;
        servers[0].verify()?;
        show(&format!("round {round} of {}: held, {:.1} s", extent.rounds, began.elapsed().as_secs_f64()));
    }
    tally.deadlocks = count_deadlocks() - deadlocks;
    for address in addresses {
        count_retries(address, &mut tally.retries)?;
    }
    Ok(tally)
}

/// Single commands, each for both servers, dealt out to the couples.
fn same_keys(random: &mut Rng, round: u64) -> Vec<Vec<Both>> {
    let mut couples = vec![Vec::new(); COUPLES];
    for number in 0..KEYS {
        let command = any_command(random, &format!("s{round}-{number}"), true);
        let request = Arc::new(Request::single(command, Words::V1));
        couples[usize::try_from(number).unwrap_or_default() % COUPLES].push([request.clone(), request]);
    }
    couples
}

/// Batches over all players: one server has them in one order, the other in the opposite one. Of the first couple both
/// have the same commands, of the second each its own.
fn opposing(random: &mut Rng, round: u64) -> Vec<Vec<Both>> {
    // A batch with a mint in it stays in one lane; without one it takes both.
    let with_mints = round.is_multiple_of(2);
    let couples = (0..COUPLES).map(|couple| {
        let forth: Vec<Command> =
            (0..BATCH).map(|number| any_command(random, &format!("o{round}-{couple}-{number}"), with_mints)).collect();
        let back = forth.iter().rev().map(|command| match couple {
            0 => command.clone(),
            _ => Command { key: format!("{}-back", command.key), ..command.clone() },
        });
        let back = Request::batch(back.collect());
        vec![[Arc::new(Request::batch(forth)), Arc::new(back)]]
    });
    couples.collect()
}

fn any_command(random: &mut Rng, key: &str, with_mints: bool) -> Command {
    let flow = match random.u8(0..16) {
        0 if with_mints => Flow::Mint,
        0..5 => Flow::TopUp,
        5..8 => Flow::Bonus,
        _ => Flow::Spend,
    };
    let player = format!("player_{}", random.u64(0..PLAYERS));
    let owner = if flow == Flow::Mint { "system:treasury".to_owned() } else { player };
    // Half of it of the asset whose treasury is nearly dry: then all of its stripes have to be locked.
    let asset = ASSETS[random.usize(0..ASSETS.len())];
    Command { owner, key: key.to_owned(), flow, asset, amount: random.i64(1..=20), more: More::Nothing }
}

/// What one client was told of each of its requests, and the errors before that.
type Answers = Verdict<(Vec<Vec<Told>>, Vec<&'static str>)>;

/// Lets every couple ask both servers, request by request at the same moment.
fn ask_both(
    addresses: [SocketAddr; 2],
    couples: Vec<Vec<Both>>,
    journal: &mut Journal,
    errors: &mut BTreeMap<String, u64>,
) -> Verdict {
    let threads = couples.into_iter().map(|requests| {
        let barrier = Arc::new(Barrier::new(2));
        [0, 1].map(|side| {
            let of_side: Vec<Arc<Request>> = requests.iter().map(|both| both[side].clone()).collect();
            let (address, barrier) = (addresses[side], barrier.clone());
            let sent = of_side.clone();
            (of_side, std::thread::spawn(move || ask_one(address, &sent, &barrier)))
        })
    });
    let threads: Vec<_> = threads.collect();
    for (requests, thread) in threads.into_iter().flatten() {
        let (told, of_thread) = thread.join().map_err(|_| "a client panicked".to_owned())??;
        for (request, told) in requests.iter().zip(told) {
            journal.note(request, told);
        }
        for code in of_thread {
            *errors.entry(code.to_owned()).or_default() += 1;
        }
    }
    Ok(())
}

fn ask_one(address: SocketAddr, requests: &[Arc<Request>], barrier: &Barrier) -> Answers {
    let mut client = Client::new(address, PATIENCE);
    let (mut all, mut errors) = (Vec::new(), Vec::new());
    let mut failed = None;
    for request in requests {
        // Whoever has failed still comes, or the partner would wait for ever.
        barrier.wait();
        match ask(&mut client, request, &mut errors) {
            Ok(told) => all.push(told),
            Err(lost) => failed = Some(format!("{request:?} was {lost:?}")),
        }
    }
    match failed {
        None => Ok((all, errors)),
        Some(failed) => Err(failed),
    }
}

/// Sends a request, and again while it is told to come again; nothing is broken, so every time it is answered.
fn ask(client: &mut Client, request: &Request, errors: &mut Vec<&'static str>) -> Result<Vec<Told>, Lost> {
    let began = Instant::now();
    loop {
        let told = request.read(&client.send(&request.bytes)?);
        let passing = told.iter().filter_map(|told| if let Told::Error(code) = told { Some(*code) } else { None });
        let before = errors.len();
        errors.extend(passing);
        if errors.len() == before || began.elapsed() > PATIENCE {
            return Ok(told);
        }
    }
}

/// Adds what a server says of its retries.
fn count_retries(address: SocketAddr, retries: &mut BTreeMap<String, u64>) -> Verdict {
    let metrics = get(&mut Client::new(address, PATIENCE), "/metrics")?;
    for line in metrics.text().lines().filter_map(|line| line.strip_prefix("wallet_store_retries_total{remedy=\"")) {
        if let Some((remedy, count)) = line.split_once("\"} ") {
            *retries.entry(remedy.to_owned()).or_default() += count.parse::<u64>().unwrap_or_default();
        }
    }
    Ok(())
}
