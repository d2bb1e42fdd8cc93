//! A worker that follows the events and keeps its own balances, for a leaderboard, say, with a Wallet server at
//! <http://localhost:3000>: `cargo run -p wallet-client --example worker`.
//!
//! It keeps the balances and its cursor in one file, written together. The file is written anew for each
//! event, which is good for thousands of wallets. For more, keep the balances in a database, and the cursor in the same transaction.

#![allow(clippy::print_stdout, reason = "it talks to a person")]

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use wallet_client::{Client, Event, Events, ListEventsQuery};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = std::env::var("WALLET_URL").unwrap_or_else(|_| "http://localhost:3000".to_owned());
    let wallet = Client::new(&url, std::env::var("WALLET_KEY").ok().as_deref())?;
    let mut worker = Worker::start(&wallet, Path::new("balances.json"))?;
    loop {
        let event = worker.take_next().await?;
        println!("{} {}", event.id, event.r#type);
    }
}

/// What the worker knows.
#[derive(Default, Serialize, Deserialize)]
struct State {
    /// The cursor of the last event that is in the balances.
    after: Option<String>,
    /// By owner and asset.
    balances: BTreeMap<String, BTreeMap<String, i64>>,
}

struct Worker {
    path: PathBuf,
    state: State,
    events: Events,
}

impl Worker {
    /// Goes on where the file says that it ended.
    fn start(wallet: &Client, path: &Path) -> Result<Self, Box<dyn Error>> {
        let state: State = match fs::read(path) {
            Ok(text) => serde_json::from_slice(&text)?,
            Err(error) if error.kind() == ErrorKind::NotFound => State::default(),
            Err(error) => return Err(error.into()),
        };
        let query = ListEventsQuery { after: state.after.clone(), ..ListEventsQuery::default() };
        Ok(Self { path: path.to_owned(), state, events: wallet.follow_events(&query) })
    }

    /// Waits for an event and puts it into the balances: it has every player's wallet as it was right after it.
    async fn take_next(&mut self) -> Result<Event, Box<dyn Error>> {
        let event = self.events.next().await?;
        for after in &event.data.wallets {
            let owner = self.state.balances.entry(after.owner.clone()).or_default();
            owner.insert(after.asset.clone(), after.balance);
        }
        self.state.after = Some(event.cursor.clone());
        // Written beside the file and moved there, so that a crash leaves the old one or the new one.
        let new = self.path.with_extension("new");
        fs::write(&new, serde_json::to_vec(&self.state)?)?;
        fs::rename(&new, &self.path)?;
        Ok(event)
    }
}

#[cfg(test)]
mod tests;
