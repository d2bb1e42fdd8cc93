//! `wallet distribute`: spreads the tables of a ledger over the workers of a Citus cluster, whose coordinator has had all of
//! it before (decision 0069).
//!
//! - [`plan`](Distribution::plan) changes nothing: it looks whether all is as it has to be, and says what would be done.
//! - [`carry_out`](Distribution::carry_out) is one database transaction: the ledger is distributed, or it is as it was.
//! - The lanes of the shards are added afterwards, as by any start on a distributed ledger.

use tokio_postgres::Row;
use wallet_domain::{Boxed, Head, Lanes, StoreError, StoreErrorKind};

use crate::config::{PgConfig, Session, Target};
use crate::engine::Engine;
use crate::error::{Failure, Step};
use crate::pool::{Linked, connect_for_maintenance};
use crate::sql::{CHECK_NODES, LIST_HEADS, LIST_SESSIONS, LIST_SIZES};
use crate::{migrate, rows, session, tx, verify};

/// The tables whose rows lie in shards, by the column that says in which. The first one's shards are everybody's.
const DISTRIBUTED: [(&str, &str); 8] = [
    ("wallets", "shard_key"),
    ("transactions", "shard_key"),
    ("ledger_entries", "shard_key"),
    ("claims", "shard_key"),
    ("payments", "shard_key"),
    ("lanes", "stripe_key"),
    ("commits", "stripe_key"),
    ("crossings", "stripe_key"),
];

/// The tables that every node has, as the shards refer to them.
const EVERYWHERE: [&str; 2] = ["assets", "flows"];

/// What is wrong if there is no Citus.
const NO_CITUS: &str = "the database is on PostgreSQL without Citus: make it the coordinator of a Citus cluster first, with \
                        CREATE EXTENSION citus in this database on every node and citus_add_node for every worker";

/// A ledger that is to be distributed, and what would be done with it.
pub struct Distribution {
    client: Linked,
    /// How many shards it is to have.
    pub shards: i16,
    /// The workers that are to keep them, as `host:port`.
    pub nodes: Vec<String>,
    /// Every table that moves.
    pub tables: Vec<MovingTable>,
    /// Who else uses the database, in a sentence: then it is not distributed.
    pub in_use: Option<String>,
    /// The latest commit of every lane, for the proof afterwards.
    pub heads: Vec<Head>,
}

/// A table that is to move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovingTable {
    /// Its name.
    pub name: String,
    /// The column that says in which shard a row lies; none if every node has all of it.
    pub column: Option<&'static str>,
    /// How many rows the database believes it has.
    pub rows: i64,
    /// Its bytes with its indexes.
    pub bytes: i64,
}

/// Told the name of each table that has moved.
pub type Moved<'a> = &'a (dyn Fn(&str) + Sync);

impl Distribution {
    /// Looks whether a ledger can be distributed into that many shards.
    ///
    /// # Errors
    /// Refused with a sentence if it cannot: no Citus, a worker's URL, no worker or one that is not ready, a ledger that is
    /// distributed, a server that uses it, too many shards, another schema.
    pub fn plan(config: &PgConfig, shards: i64) -> Boxed<'_, Result<Self, StoreError>> {
        Box::pin(Self::look(config, shards))
    }

    async fn look(config: &PgConfig, shards: i64) -> Result<Self, StoreError> {
        let shards = Lanes::new(shards).map_err(|_| {
            refused(format!(
                "--shards must be from 1 to {}: a shard is a lane, and a ledger has no more lanes",
                Lanes::COUNT_MAX
            ))
        })?;
        let target = Target::new(config, Session::Maintenance)?;
        session::check_pooler(&target).await?;
        let client = connect_for_maintenance(config).await?;
        if let Engine::Distributed(layout) = Engine::find(&target, &client).await.map_err(Failure::into_store_error)? {
            return Err(refused(format!("the ledger is distributed already, over {} shards", layout.count())));
        }
        migrate::within(config, migrate::check_schema(&client)).await?;
        let looked = async {
            let has_citus = client.query_one("SELECT to_regclass('pg_catalog.pg_dist_node') IS NOT NULL", &[]).await;
            if !has_citus.map_err(failed)?.get::<_, bool>(0) {
                return Ok(Err(refused(NO_CITUS)));
            }
            let nodes = tx::read(&client, CHECK_NODES, &[]).await?;
            let names = nodes.iter().map(|row| rows::get(row, "node")).collect::<Result<Vec<String>, _>>()?;
            if let Some(why) = wrong_nodes(&nodes)? {
                return Ok(Err(refused(why)));
            }
            let in_use = users(&client).await?;
            let heads = tx::read(&client, LIST_HEADS, &[]).await?;
            let heads = heads.iter().map(verify::head).collect::<Result<Vec<_>, _>>()?;
            let moving: Vec<&str> = EVERYWHERE.into_iter().chain(DISTRIBUTED.map(|(name, _)| name)).collect();
            let sizes = tx::read(&client, LIST_SIZES, &[&moving]).await?;
            Ok(Ok((names, in_use, heads, sizes.iter().map(moving_table).collect::<Result<Vec<_>, _>>()?)))
        };
        let (nodes, in_use, heads, tables) = looked.await.map_err(Failure::into_store_error)??;
        Ok(Self { client, shards: shards.count(), nodes, tables, in_use, heads })
    }

    /// Distributes the ledger. Afterwards it is opened like any other.
    ///
    /// # Errors
    /// Then it is as it was.
    pub fn carry_out(mut self, moved: Moved<'_>) -> Boxed<'_, Result<(), StoreError>> {
        Box::pin(async move {
            match users(&self.client).await.map_err(Failure::into_store_error)? {
                Some(in_use) => Err(refused(in_use)),
                None => self.distribute(moved).await.map_err(Failure::into_store_error),
            }
        })
    }

    async fn distribute(&mut self, moved: Moved<'_>) -> Result<(), Failure> {
        let shards = self.shards;
        let transaction = self.client.begin().await?;
        let settings =
            format!("SET LOCAL citus.shard_count = {shards}; {}", include_str!("../sql/distribution/prepare.sql"));
        transaction.batch_execute(&settings).await.map_err(failed)?;
        for name in EVERYWHERE {
            transaction.execute("SELECT create_reference_table($1::text::regclass)", &[&name]).await.map_err(failed)?;
            moved(name);
        }
        for (name, column) in DISTRIBUTED {
            let first = DISTRIBUTED[0].0;
            let beside = if name == first { "none" } else { first };
            let distribute = "SELECT create_distributed_table($1::text::regclass, $2::text, colocate_with => $3::text)";
            transaction.execute(distribute, &[&name, &column, &beside]).await.map_err(failed)?;
            moved(name);
        }
        transaction.commit().await.map_err(failed)?;
        self.give_back_space().await
    }

    /// Empties what the coordinator's own tables still hold and nobody sees any more. The triggers that refuse it are for
    /// what is booked; that lies in the shards now.
    async fn give_back_space(&mut self) -> Result<(), Failure> {
        let transaction = self.client.begin().await?;
        let off = "SET LOCAL session_replication_role = replica; SET LOCAL client_min_messages = warning";
        transaction.batch_execute(off).await.map_err(failed)?;
        for (name, _) in DISTRIBUTED {
            let empty = "SELECT truncate_local_data_after_distributing_table($1::text::regclass)";
            transaction.execute(empty, &[&name]).await.map_err(failed)?;
        }
        transaction.commit().await.map_err(failed)?;
        // A server sets these for its own sessions, which the coordinator's sessions on the workers do not follow. Citus
        // tells them of a database's settings.
        let named = self.client.query_one("SELECT quote_ident(current_database())", &[]).await.map_err(failed)?;
        for setting in ["jit", "enable_seqscan"] {
            let off = format!("ALTER DATABASE {} SET {setting} = off", named.get::<_, &str>(0));
            self.client.batch_execute(&off).await.map_err(failed)?;
        }
        Ok(())
    }
}

/// Why the workers cannot keep shards.
fn wrong_nodes(nodes: &[Row]) -> Result<Option<String>, Failure> {
    if nodes.is_empty() {
        return Ok(Some("the cluster has no worker that keeps shards: add one with citus_add_node".to_owned()));
    }
    for row in nodes {
        if let Some(why) = rows::get::<Option<&str>>(row, "why")? {
            return Ok(Some(format!("the worker {} {why}", rows::get::<&str>(row, "node")?)));
        }
    }
    Ok(None)
}

/// Who uses the database.
async fn users(client: &Linked) -> Result<Option<String>, Failure> {
    let sessions = tx::read(client, LIST_SESSIONS, &[]).await?;
    let Some(row) = sessions.first() else { return Ok(None) };
    let (count, names): (i64, &str) = (rows::get(row, "sessions")?, rows::get(row, "names")?);
    Ok((count > 0).then(|| {
        format!("{count} other sessions use the database ({names}): stop the servers and whatever else uses it, and try again")
    }))
}

fn moving_table(row: &Row) -> Result<MovingTable, Failure> {
    let name: String = rows::get(row, "name")?;
    let column = DISTRIBUTED.iter().find(|(distributed, _)| *distributed == name).map(|(_, column)| *column);
    Ok(MovingTable { column, rows: rows::get(row, "rows")?, bytes: rows::get(row, "bytes")?, name })
}

fn refused(why: impl Into<String>) -> StoreError {
    StoreError::new(StoreErrorKind::Refused, why.into())
}

fn failed(error: tokio_postgres::Error) -> Failure {
    Failure::of(&Step::Read("distribute"), error)
}
