//! After a round: what became of everything that was sent, and whether it is what clients were told.

use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use harness::http::{Client, Response};
use serde::Deserialize;
use wallet_domain::Flow;

use crate::journal::{Holding, Journal};
use crate::request::{Command, More, Name, Request, Told, Words, code_of};
use crate::{PATIENCE, Verdict};

/// How many commands one request repeats.
const CHUNK: usize = 250;
/// The pause before something is asked again that was not to be had yet.
const PAUSE: Duration = Duration::from_millis(50);

/// What a round left behind.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Settled {
    /// Commands of which nothing final had been told.
    pub(crate) open: u64,
    /// How many of those were found booked or refused before they were sent again.
    pub(crate) found: u64,
    /// Commands that were sent again and answered as before.
    pub(crate) replayed: u64,
}

/// Sends every open command of the round again under its key, then all of them once more, and compares what is there
/// with what was told. The journal takes the findings.
pub(crate) fn settle(address: SocketAddr, journal: &mut Journal) -> Verdict<Settled> {
    let mut client = Client::new(address, PATIENCE);
    let open = journal.open();
    let found = find(&mut client, &open)?;
    journal.note_found(&found);
    for request in journal.open_requests() {
        let there = request.commands.iter().filter(|command| found.contains_key(&command.name())).count();
        if request.is_atomic() && there != 0 && there != request.commands.len() {
            journal.find(format!("{there} of a batch that stands or falls together are there: {:?}", request.commands));
        }
        let told = insist(&mut client, &request)?;
        for (command, told) in request.commands.iter().zip(&told) {
            let Some(id) = found.get(&command.name()) else { continue };
            let is_told = match told {
                Told::Outcome(outcome) => outcome.replayed && outcome.posted.as_ref().is_none_or(|posted| posted == id),
                _ => false,
            };
            if !is_told {
                journal.find(format!("{command:?} was there as {id} and was then answered {told:?}"));
            }
        }
        journal.note(&request, told);
    }
    for (name, id) in find(&mut client, journal.tried())? {
        journal.find(format!("{name:?} was only tried, and is there as {id}"));
    }
    let round = journal.round();
    repeat(&mut client, journal, &round)?;
    compare_entries(&mut client, journal)?;
    compare_wallets(&mut client, journal)?;
    Ok(Settled { open: open.len() as u64, found: found.len() as u64, replayed: round.len() as u64 })
}

/// Sends commands again, each of which has its outcome: none may be decided anew.
pub(crate) fn repeat(client: &mut Client, journal: &mut Journal, commands: &[Command]) -> Verdict {
    let (plain, orders): (Vec<Command>, Vec<Command>) =
        commands.iter().cloned().partition(|command| command.more == More::Nothing && command.flow != Flow::Hold);
    let orders = orders.into_iter().map(|command| Request::single(command, Words::V1));
    for request in plain.chunks(CHUNK).map(|chunk| Request::batch(chunk.to_vec())).chain(orders) {
        let request = Arc::new(request);
        let told = insist(client, &request)?;
        for (command, told) in request.commands.iter().zip(&told) {
            match told {
                Told::Outcome(outcome) if outcome.replayed => {}
                told => journal.find(format!("{command:?} has an outcome and was then answered {told:?}")),
            }
        }
        journal.note(&request, told);
    }
    Ok(())
}

/// Repeats all that was ever told.
pub(crate) fn repeat_all(address: SocketAddr, journal: &mut Journal) -> Verdict<u64> {
    let all = journal.all();
    repeat(&mut Client::new(address, PATIENCE), journal, &all)?;
    Ok(all.len() as u64)
}

/// Which of the commands are recorded, and as which transaction.
fn find(client: &mut Client, commands: &[Command]) -> Verdict<HashMap<Name, String>> {
    #[derive(Deserialize)]
    struct Found {
        id: String,
    }
    let mut found = HashMap::new();
    for command in commands {
        let path = format!("/v1/transactions?owner={}&idempotency_key={}", command.owner, command.key);
        let answer = get(client, &path)?;
        match answer.status {
            200 => {
                let Found { id } = parse(&answer)?;
                found.insert(command.name(), id);
            }
            404 if code_of(answer.text()).as_deref() == Some("transaction_not_found") => {}
            status => return Err(format!("{path} is answered {status} {}", answer.text())),
        }
    }
    Ok(found)
}

/// Sends a request until every command of it has its outcome.
pub(crate) fn insist(client: &mut Client, request: &Request) -> Verdict<Vec<Told>> {
    let began = Instant::now();
    loop {
        let told = client.send(&request.bytes).map(|answer| request.read(&answer));
        match told {
            Ok(told) if !told.iter().any(|told| matches!(told, Told::Nothing | Told::Error(_))) => return Ok(told),
            told if began.elapsed() > PATIENCE => {
                return Err(format!("still no outcome after {} s: {told:?}", PATIENCE.as_secs()));
            }
            _ => sleep(PAUSE),
        }
    }
}

/// Every leg of the round that was told must be in its wallet's history, under its number and of its transaction.
fn compare_entries(client: &mut Client, journal: &mut Journal) -> Verdict {
    #[derive(Deserialize)]
    struct Line {
        transaction_id: String,
        sequence: Option<i64>,
    }
    #[derive(Deserialize)]
    struct Page {
        data: Vec<Line>,
        next_cursor: Option<String>,
    }
    for ((owner, asset), mut expected) in journal.round_legs() {
        let mut cursor = String::new();
        while !(expected.numbered.is_empty() && expected.unnumbered.is_empty()) {
            let path = format!("/v1/wallets/{owner}/{asset}/entries?limit=200{cursor}");
            let page: Page = parse(&get(client, &path)?)?;
            for line in page.data {
                expected.unnumbered.remove(&line.transaction_id);
                let told = line.sequence.and_then(|sequence| expected.numbered.remove(&sequence));
                if told.as_ref().is_some_and(|id| *id != line.transaction_id) {
                    journal.find(format!(
                        "{owner} {asset}: entry {:?} is {}'s, and was told to be {told:?}'s",
                        line.sequence, line.transaction_id
                    ));
                }
            }
            match page.next_cursor {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        for (sequence, id) in expected.numbered {
            journal.find(format!("{owner} {asset}: entry {sequence} was told, of {id}, and is not there"));
        }
        for id in expected.unnumbered {
            journal.find(format!("{owner} {asset}: an entry was told, of {id}, and is not there"));
        }
    }
    Ok(())
}

/// Every wallet must hold what was acknowledged, in as many entries.
fn compare_wallets(client: &mut Client, journal: &mut Journal) -> Verdict {
    #[derive(Deserialize)]
    struct Wallet {
        asset: String,
        balance: i64,
        held: i64,
        sequence: Option<i64>,
    }
    #[derive(Deserialize)]
    struct Wallets {
        wallets: Vec<Wallet>,
    }
    let mut by_owner: BTreeMap<String, BTreeMap<String, Holding>> = BTreeMap::new();
    for ((owner, asset), holding) in journal.holdings() {
        by_owner.entry(owner).or_default().insert(asset, holding);
    }
    for (owner, expected) in by_owner {
        let Wallets { wallets } = parse(&get(client, &format!("/v1/wallets/{owner}"))?)?;
        for Wallet { asset, balance, held, sequence } in wallets {
            let untold = Holding { entries: sequence.map(|_| 0), ..Holding::default() };
            let told = expected.get(&asset).copied().unwrap_or(untold);
            let there = Holding { balance, held, entries: told.entries.and(sequence) };
            if there != told {
                journal.find(format!("wallet {owner} {asset}: {there:?} is there, and {told:?} was acknowledged"));
            }
        }
    }
    Ok(())
}

/// Reads, again and again while the service says that it cannot.
pub(crate) fn get(client: &mut Client, path: &str) -> Verdict<Response> {
    let began = Instant::now();
    loop {
        match client.get(path) {
            Ok(answer) if answer.status != 503 => return Ok(answer),
            answer if began.elapsed() > PATIENCE => return Err(format!("{path} is not answered: {answer:?}")),
            _ => sleep(PAUSE),
        }
    }
}

fn parse<'a, T: Deserialize<'a>>(answer: &'a Response) -> Verdict<T> {
    serde_json::from_str(answer.text()).map_err(|error| format!("{} {}: {error}", answer.status, answer.text()))
}
