//! A follower of the feed, while the service is broken: it asks for what happened behind the last event that it was
//! told, again and again. Nothing may be missed, nothing may be told twice.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::{Duration, Instant};

use harness::http::Client;
use serde::Deserialize;

use crate::{PATIENCE, Verdict};

/// The pause after an answer that was lost.
const PAUSE: Duration = Duration::from_millis(20);

/// What a follower was told.
pub(crate) struct Follower {
    cursor: String,
    position: i64,
    index: i64,
    transactions: BTreeSet<String>,
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
    transaction: Option<Transaction>,
}

#[derive(Deserialize)]
struct Transaction {
    id: String,
}

/// A follower at its work.
pub(crate) struct Following {
    is_over: Arc<AtomicBool>,
    thread: JoinHandle<Verdict<Follower>>,
}

impl Default for Follower {
    fn default() -> Self {
        Self { cursor: "0.0".to_owned(), position: 0, index: 0, transactions: BTreeSet::new() }
    }
}

impl Follower {
    /// Follows the feed of a server that may fail meanwhile.
    pub(crate) fn start(mut self, address: SocketAddr) -> Following {
        let is_over = Arc::new(AtomicBool::new(false));
        let over = is_over.clone();
        let thread = spawn(move || {
            let mut client = Client::new(address, PATIENCE);
            while !over.load(Ordering::SeqCst) {
                match self.ask(&mut client, 1)? {
                    Some(_) => {}
                    None => sleep(PAUSE),
                }
            }
            Ok(self)
        });
        Following { is_over, thread }
    }

    /// Reads on until all of these transactions were told. The server has recovered.
    pub(crate) fn catch_up(&mut self, address: SocketAddr, posted: &[String]) -> Verdict {
        let mut client = Client::new(address, PATIENCE);
        let began = Instant::now();
        loop {
            let told = self.ask(&mut client, 1)?;
            let missing = posted.iter().find(|id| !self.transactions.contains(*id));
            match missing {
                None => return Ok(()),
                Some(id) if told == Some(0) && began.elapsed() > PATIENCE => {
                    return Err(format!("the feed ends with {}.{} and has no {id}", self.position, self.index));
                }
                Some(_) if told.is_none() => sleep(PAUSE),
                Some(_) => {}
            }
        }
    }

    /// Asks once: how many events were told, or none if there was no answer.
    fn ask(&mut self, client: &mut Client, wait_s: u64) -> Verdict<Option<usize>> {
        let path = format!("/v1/events?limit=200&wait_s={wait_s}&after={}", self.cursor);
        let Ok(answer) = client.get(&path) else { return Ok(None) };
        if answer.status >= 500 || answer.status == 429 {
            return Ok(None);
        }
        if answer.status != 200 {
            return Err(format!("{path} was answered {} {}", answer.status, answer.text()));
        }
        let page: Page = serde_json::from_slice(&answer.body).map_err(|why| format!("{path}: {why}"))?;
        for event in &page.data {
            self.note(event)?;
        }
        self.cursor = page.next_cursor;
        Ok(Some(page.data.len()))
    }

    fn note(&mut self, event: &Event) -> Verdict {
        let parts = event
            .id
            .split_once('.')
            .and_then(|(position, index)| Some((position.parse::<i64>().ok()?, index.parse::<i64>().ok()?)));
        let (position, index) = parts.ok_or_else(|| format!("an event has the id {}", event.id))?;
        let follows =
            (position == self.position && index == self.index + 1) || (position == self.position + 1 && index == 0);
        if !follows {
            return Err(format!("event {} was told behind event {}.{}", event.id, self.position, self.index));
        }
        (self.position, self.index) = (position, index);
        match &event.data.transaction {
            Some(transaction) if !self.transactions.insert(transaction.id.clone()) => {
                Err(format!("transaction {} is told by event {} a second time", transaction.id, event.id))
            }
            _ => Ok(()),
        }
    }
}

impl Following {
    /// Ends, and says what was told.
    pub(crate) fn finish(self) -> Verdict<Follower> {
        self.is_over.store(true, Ordering::SeqCst);
        self.thread.join().map_err(|_| "the follower panicked".to_owned())?
    }
}
