//! `wallet distribute`: spreads a ledger over the workers of a Citus cluster, and proves it afterwards.

use std::sync::Arc;

use clap::Args;

use super::progress::ProgressLine;
use super::table::table;
use super::verify::conclude;
use super::{Failure, note, say};
use crate::config::Settings;
use crate::store::{self, Distribution, MovingTable, Store, StoreUrl};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wallet --database-url postgres://wallet@coordinator/wallet distribute --shards 32 --dry-run
  wallet --database-url postgres://wallet@coordinator/wallet distribute --shards 32

The database is the coordinator of a Citus cluster that has its workers. The user must be a superuser, as the triggers that
refuse changes go with the tables. Stop every server first, and make a backup: there is no way back but a copy.

It is one database transaction: if it fails or is interrupted, the ledger is as it was. Each shard gets a lane of its own.
Afterwards every invariant is proven, and that each lane still has the commits that it had before. How many shards, how long
it takes, what is weaker there and how to go back: docs/operations/scale.md.")]
pub(super) struct Options {
    /// Into how many shards: at least as many as there will ever be workers, up to 64
    #[arg(long, value_name = "NUMBER")]
    shards: i64,
    /// Print what would be done, and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub(super) async fn run(options: &Options, settings: &Settings, url: &StoreUrl) -> Result<(), Failure> {
    let plan = Box::pin(store::plan_distribution(url, settings, options.shards)).await?;
    say(&described(&plan, url));
    if options.dry_run {
        if let Some(in_use) = &plan.in_use {
            say(in_use);
        }
        say("nothing was changed");
        return Ok(());
    }
    let heads = plan.heads.clone();
    let done = plan.carry_out(&|table| note(&format!("{table}: moved"))).await;
    done.map_err(|error| Failure::Failed(format!("{url} is not distributed, and is as it was: {error}")))?;
    say(&format!("{url} is distributed"));
    // This adds the lanes of the shards.
    let store = Store::open(url, settings).await?;
    say(&format!("it has {} lanes", store.ledger.lanes().count()));
    let line = Arc::new(ProgressLine::new());
    let verified = store.verifier.verify_against(&heads, line.clone()).await;
    line.end();
    let verification = verified.map_err(|error| {
        Failure::Failed(format!("{url} is distributed and could not be verified: {error}; run `wallet verify`"))
    })?;
    say(&format!("{} transactions, {} heads of before", verification.transactions, heads.len()));
    conclude(&verification)
}

/// What would be done.
fn described(plan: &Distribution, url: &StoreUrl) -> String {
    let head = ["table", "becomes", "rows, about", "MiB"].map(str::to_owned);
    let rows = plan.tables.iter().map(|MovingTable { name, column, rows, bytes }| {
        let becomes = match column {
            Some(column) => format!("{} shards by {column}", plan.shards),
            None => "a copy on every node".to_owned(),
        };
        [name.clone(), becomes, rows.to_string(), bytes.div_euclid(1 << 20).to_string()]
    });
    let table = table(&std::iter::once(head).chain(rows).collect::<Vec<_>>(), 2);
    let (count, nodes) = (plan.nodes.len(), plan.nodes.join(", "));
    format!(
        "{url} becomes {} shards on {count} workers: {nodes}\n\n{table}\n\nall else stays on the coordinator",
        plan.shards
    )
}
