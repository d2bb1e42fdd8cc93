//! The engine that a database is on, found when a ledger is opened: plain PostgreSQL, or Citus, which keeps a ledger that was
//! distributed on several nodes (decision 0069).
//!
//! - Plain PostgreSQL is asked one question at a start. Nothing else of this concerns it.
//! - A ledger's engine does not change while it is served: `wallet distribute` refuses a database that a server uses.
//! - A worker is refused: whatever begins on one misses what only the coordinator has.
//! - Where a distributed ledger needs other words, a statement has a second file, and its [`Dialect`] chooses one.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::time::timeout;
use tokio_postgres::{Client, Row};
use wallet_domain::{ShardKey, StoreErrorKind, WalletId};

use crate::config::Target;
use crate::error::{Failure, Remedy, Step};
use crate::hosts::{self, Newest};
use crate::rows;
use crate::sql::{FIND_DISTRIBUTION, FLIGHTS, LIST_SHARD_KEYS, LIST_SHARDS, Statement};
use crate::tx::Values;

/// What is wrong with the URL of a worker.
const WORKER: &str = "this is a worker of a Citus cluster: give the URL of the cluster's coordinator";

/// The engine that a database is on.
#[derive(Debug, Clone)]
pub(crate) enum Engine {
    /// One PostgreSQL has all of the ledger, with or without Citus beside it.
    Plain,
    /// The ledger was distributed over the nodes of a Citus cluster, and this is its coordinator.
    Distributed(Arc<Layout>),
}

/// The words that an engine wants of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Those of PostgreSQL.
    Plain,
    /// Those that a ledger on several nodes can be asked by.
    Distributed,
    /// Those of PostgreSQL, with the names that the tables of one shard have on the node that keeps it.
    Shard(&'static Tables),
}

/// The statements of batches in the names of one shard's tables.
#[derive(Debug, PartialEq, Eq)]
pub struct Tables {
    shard: i64,
    /// By the statement's name.
    texts: HashMap<&'static str, String>,
}

impl Tables {
    /// Those of a shard. They last as long as the process, as texts of statements do; a shard's names never change.
    fn of(shard: &Shard) -> &'static Self {
        static MADE: Mutex<BTreeMap<(i64, Vec<String>), &'static Tables>> = Mutex::new(BTreeMap::new());
        let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        let names = shard.names.iter().map(|(_, name)| name.clone()).collect();
        made.entry((shard.id, names)).or_insert_with(|| {
            let texts = FLIGHTS.iter().map(|statement| (statement.name, named(statement.sql, &shard.names))).collect();
            Box::leak(Box::new(Self { shard: shard.id, texts }))
        })
    }

    /// The shard, by its id.
    pub(crate) fn shard(&self) -> i64 {
        self.shard
    }

    /// The text of a statement in the shard's names. A statement that may need other shards has the text of a distributed ledger.
    pub(crate) fn text(&'static self, statement: &Statement) -> &'static str {
        self.texts.get(statement.name).map_or_else(|| statement.text(Dialect::Distributed), String::as_str)
    }
}

/// The statement, in which the names of tables are replaced by the names that they have in the shard.
fn named(sql: &str, names: &[(String, String)]) -> String {
    let is_of_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let mut text = String::with_capacity(sql.len() + 64);
    let mut rest = sql;
    while let Some(letter) = rest.chars().next() {
        let word = &rest[..rest.find(|letter| !is_of_word(letter)).unwrap_or(rest.len())];
        let part = if word.is_empty() { &rest[..letter.len_utf8()] } else { word };
        let name = names.iter().find(|(table, _)| table == word);
        text.push_str(name.map_or(part, |(_, name)| name));
        rest = &rest[part.len()..];
    }
    text
}

/// Where a distributed ledger's rows are, as the coordinator said when it was asked.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    /// Every shard, in the order of their hashes.
    shards: Vec<Shard>,
    /// The place in `shards` of each shard key.
    places: Vec<usize>,
}

/// One shard: the rows of some shard keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shard {
    /// Its id, of Citus.
    pub(crate) id: i64,
    /// The node that keeps it.
    pub(crate) host: String,
    /// That node's port.
    pub(crate) port: u16,
    /// The ledger's tables, each with the name that it has in the shard.
    names: Vec<(String, String)>,
}

impl Engine {
    /// Asks a host of the URL.
    pub(crate) async fn of(target: &Target) -> Result<Self, Failure> {
        let made = hosts::connect(target, &Newest::default()).await?;
        let found = Self::find(target, &made.client).await?;
        // Nothing of it is left when the pool begins.
        let _ = timeout(target.patience, made.end()).await;
        Ok(found)
    }

    /// Asks on a connection, which takes as long as making one may.
    pub(crate) async fn find(target: &Target, client: &Client) -> Result<Self, Failure> {
        let found = timeout(target.patience, Self::ask(client)).await;
        found.unwrap_or_else(|_| Err(Failure::of_silence(&Step::Connect)))
    }

    async fn ask(client: &Client) -> Result<Self, Failure> {
        const HAS_CITUS: &str = "SELECT to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL";
        let answer = hosts::ask_for(client, HAS_CITUS).await.map_err(|error| Failure::of(&Step::Connect, error))?;
        if answer.first().is_none_or(|has| has != "t") {
            return Ok(Self::Plain);
        }
        let found = ask(client, FIND_DISTRIBUTION, &[]).await?;
        let row = found.first().ok_or_else(|| Failure::corrupt("an answer without a row"))?;
        if !rows::get::<bool>(row, "is_coordinator")? {
            return Err(Failure::new(Remedy::GiveUp, StoreErrorKind::Refused, WORKER));
        }
        if !rows::get::<bool>(row, "is_distributed")? {
            return Ok(Self::Plain);
        }
        Ok(Self::Distributed(Arc::new(Layout::ask(client).await?)))
    }

    /// Ids of wallets in the order in which they are given: all of them, or on a distributed ledger those of each shard, in the
    /// order in which shards are locked.
    pub(crate) fn by_shard(&self, mut ids: Vec<i64>) -> Vec<Vec<i64>> {
        let Self::Distributed(layout) = self else { return vec![ids] };
        let place = |id: &i64| layout.place_of(WalletId::from_value(*id).shard_key());
        ids.sort_by_key(place);
        ids.chunk_by(|one, other| place(one) == place(other)).map(<[i64]>::to_vec).collect()
    }

    /// Says at a start where a distributed ledger is.
    pub(crate) fn tell(&self) {
        if let Self::Distributed(layout) = self {
            let nodes: BTreeSet<String> = layout.shards.iter().map(|it| format!("{}:{}", it.host, it.port)).collect();
            tracing::info!(shards = layout.count(), ?nodes, "the ledger is distributed");
        }
    }

    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            Self::Plain => Dialect::Plain,
            Self::Distributed(_) => Dialect::Distributed,
        }
    }
}

impl Layout {
    /// Every shard, in the order of their hashes.
    pub(crate) fn shards(&self) -> &[Shard] {
        &self.shards
    }

    /// The shard that keeps the rows of a shard key.
    pub(crate) fn keeper_of(&self, key: i16) -> &Shard {
        let place = usize::try_from(key).ok().and_then(|key| self.places.get(key)).copied();
        &self.shards[place.unwrap_or_default()]
    }

    /// Asks the coordinator.
    pub(crate) async fn ask(client: &Client) -> Result<Self, Failure> {
        let count = i32::try_from(ShardKey::COUNT).expect("it is small");
        let (shards, keys) = (ask(client, LIST_SHARDS, &[]).await?, ask(client, LIST_SHARD_KEYS, &[&count]).await?);
        let shards = shards.iter().map(Shard::of).collect::<Result<Vec<_>, _>>()?;
        let places: HashMap<i64, usize> = shards.iter().enumerate().map(|(place, shard)| (shard.id, place)).collect();
        let place = |row| {
            let id: i64 = rows::get(row, "shard")?;
            places.get(&id).copied().ok_or_else(|| Failure::corrupt(format!("no node keeps the shard {id}")))
        };
        Ok(Self { places: keys.iter().map(place).collect::<Result<_, _>>()?, shards })
    }

    /// How many shards there are.
    pub(crate) fn count(&self) -> usize {
        self.shards.len()
    }

    /// The shard of each shard key, by its place in their order.
    pub(crate) fn shard_of(&self) -> Vec<i64> {
        self.places.iter().map(|place| i64::try_from(*place).expect("shards are few")).collect()
    }

    /// The place in the order of shards of a row's shard.
    pub(crate) fn place_of(&self, shard_key: i16) -> usize {
        usize::try_from(shard_key).ok().and_then(|key| self.places.get(key)).copied().unwrap_or_default()
    }
}

impl Shard {
    fn of(row: &Row) -> Result<Self, Failure> {
        let port: i32 = rows::get(row, "port")?;
        Ok(Self {
            id: rows::get(row, "shard")?,
            host: rows::get(row, "host")?,
            port: u16::try_from(port).map_err(|_| Failure::corrupt(format!("a node's port is {port}")))?,
            names: rows::get::<Vec<String>>(row, "tables")?
                .into_iter()
                .zip(rows::get::<Vec<String>>(row, "names")?)
                .collect(),
        })
    }

    /// The words in which it is asked on its node.
    pub(crate) fn dialect(&self) -> Dialect {
        Dialect::Shard(Tables::of(self))
    }
}

async fn ask(client: &Client, statement: Statement, values: Values<'_>) -> Result<Vec<Row>, Failure> {
    client.query(statement.sql, values).await.map_err(|error| Failure::of(&Step::Connect, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_named_wherever_they_stand_as_words() {
        let names = [("lanes", "lanes_102031"), ("assets", "assets_102008")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        let text = named("SELECT l.lanes_x FROM lanes l, public.assets WHERE note = 'é lanes'", &names);
        assert_eq!(text, "SELECT l.lanes_x FROM lanes_102031 l, public.assets_102008 WHERE note = 'é lanes_102031'");
    }
}
