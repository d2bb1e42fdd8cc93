//! `wallet verify`: proves the invariants and the heads that `wallet head` once printed; prints the assets and every
//! finding.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use clap::Args;
use wallet_domain::{AssetProof, Verification};

use super::progress::ProgressLine;
use super::table::table;
use super::{Failure, head, say};
use crate::config::Settings;
use crate::store::{Store, StoreUrl};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wallet verify                                  the ledger agrees with itself
  wallet verify --head heads-2026-11-24.json     and nothing up to what `wallet head` printed then was changed or removed

It reads in short chunks beside a running server, and shows how far it is on standard error.")]
pub(super) struct Options {
    /// What `wallet head` printed earlier, kept elsewhere; may be repeated
    #[arg(long, value_name = "FILE")]
    head: Vec<PathBuf>,
}

pub(super) async fn run(options: &Options, settings: &Settings, url: &StoreUrl) -> Result<(), Failure> {
    let mut known = Vec::new();
    for file in &options.head {
        known.extend(head::read(file)?);
    }
    let store = Store::open_to_verify(url, settings).await?;
    let began = Instant::now();
    let line = Arc::new(ProgressLine::new());
    let verified = store.verifier.verify_against(&known, line.clone()).await;
    line.end();
    let verification = verified.map_err(|error| Failure::Failed(format!("{url} cannot be verified: {error}")))?;
    say(&asset_table(&verification.assets));
    say(&format!("\n{} transactions, verified in {:.1} s", verification.transactions, began.elapsed().as_secs_f64()));
    if !known.is_empty() {
        say(&format!("{} noted heads were looked for", known.len()));
    }
    if url.is_protected() {
        say("the file cannot be written, so it keeps no note of this verification");
    }
    conclude(&verification)
}

/// Prints the findings, and fails if there are any.
pub(super) fn conclude(verification: &Verification) -> Result<(), Failure> {
    for finding in &verification.findings {
        say(&finding.to_string());
    }
    match verification.findings.len() {
        0 => {
            say("every invariant holds");
            Ok(())
        }
        1 => {
            say("1 finding: the ledger is NOT in order");
            Err(Failure::Told)
        }
        count => {
            say(&format!("{count} findings: the ledger is NOT in order"));
            Err(Failure::Told)
        }
    }
}

fn asset_table(assets: &[AssetProof]) -> String {
    let head = ["asset", "supply", "wallets", "entries", "in balance"].map(str::to_owned);
    let rows = assets.iter().map(|proof| {
        let in_balance = if proof.in_balance { "yes" } else { "NO" };
        [
            proof.asset.to_string(),
            proof.supply.to_string(),
            proof.wallets.to_string(),
            proof.entries.to_string(),
            in_balance.to_owned(),
        ]
    });
    table(&std::iter::once(head).chain(rows).collect::<Vec<_>>(), 1)
}

#[cfg(test)]
mod tests {
    use wallet_domain::AssetCode;

    use super::*;

    #[test]
    fn the_table_is_aligned_and_shouts_when_an_asset_is_out_of_balance() {
        let proof = |code: &str, supply, in_balance| AssetProof {
            asset: AssetCode::new(code).expect("valid"),
            supply,
            wallets: 5,
            entries: 12,
            in_balance,
        };
        let expected = "\
asset        supply  wallets  entries  in balance
DIAMONDS      50015        5       12         yes
GOLD_COINS  1000750        5       12          NO";
        assert_eq!(asset_table(&[proof("DIAMONDS", 50_015, true), proof("GOLD_COINS", 1_000_750, false)]), expected);
    }
}
