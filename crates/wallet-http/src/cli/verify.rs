//! `wallet verify`: proves the invariants, shows the assets, names what is broken.

use std::time::Instant;

use wallet_domain::{AssetProof, Verification};

use super::{Failure, say};
use crate::config::Settings;
use crate::store::{Store, StoreUrl};

pub(super) async fn run(settings: &Settings, url: &StoreUrl) -> Result<(), Failure> {
    let store = Store::open(url, settings).await?;
    let began = Instant::now();
    let verification =
        store.verifier.verify().await.map_err(|error| Failure::Failed(format!("{url} cannot be verified: {error}")))?;
    say(&table(&verification.assets));
    say(&format!("\n{} transactions, verified in {:.1} s", verification.transactions, began.elapsed().as_secs_f64()));
    conclude(&verification)
}

fn conclude(verification: &Verification) -> Result<(), Failure> {
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

/// Names to the left, figures to the right, each column as wide as its widest cell.
fn table(assets: &[AssetProof]) -> String {
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
    let rows: Vec<[String; 5]> = std::iter::once(head).chain(rows).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or_default();
    let widths: [usize; 5] = std::array::from_fn(width);
    let lines: Vec<String> = rows
        .iter()
        .map(|[asset, figures @ ..]| {
            let first = format!("{asset:<0$}", widths[0]);
            figures.iter().zip(&widths[1..]).fold(first, |line, (figure, width)| format!("{line}  {figure:>width$}"))
        })
        .collect();
    lines.join("\n")
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
        assert_eq!(table(&[proof("DIAMONDS", 50_015, true), proof("GOLD_COINS", 1_000_750, false)]), expected);
    }
}
