//! `wallet verify`: proves the invariants, shows how far it is and the assets, names what is broken; and proves that what
//! `wallet head` once printed still stands.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use clap::Args;
use wallet_domain::proof::{Progress, Watch};
use wallet_domain::{AssetProof, Verification};

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
    let store = Store::open(url, settings).await?;
    let began = Instant::now();
    let line = Arc::new(ProgressLine::new());
    let verified = store.verifier.verify_against(&known, line.clone()).await;
    line.end();
    let verification = verified.map_err(|error| Failure::Failed(format!("{url} cannot be verified: {error}")))?;
    say(&table(&verification.assets));
    say(&format!("\n{} transactions, verified in {:.1} s", verification.transactions, began.elapsed().as_secs_f64()));
    if !known.is_empty() {
        say(&format!("{} noted heads were looked for", known.len()));
    }
    conclude(&verification)
}

/// A line on standard error that says how far the proof is: rewritten on a terminal, now and then a new one elsewhere.
/// A proof that takes no time shows none.
struct ProgressLine {
    is_terminal: bool,
    state: Mutex<Shown>,
}

struct Shown {
    phase: &'static str,
    phase_began: Instant,
    /// When a line is due next.
    due: Instant,
    is_open: bool,
}

const FIRST_LINE_AFTER: Duration = Duration::from_secs(1);
const TERMINAL_PAUSE: Duration = Duration::from_millis(200);
const PLAIN_PAUSE: Duration = Duration::from_secs(5);

impl ProgressLine {
    fn new() -> Self {
        let now = Instant::now();
        let shown = Shown { phase: "", phase_began: now, due: now + FIRST_LINE_AFTER, is_open: false };
        Self { is_terminal: std::io::stderr().is_terminal(), state: Mutex::new(shown) }
    }

    /// Leaves the line, so that what comes next begins on one of its own.
    fn end(&self) {
        let mut shown = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::take(&mut shown.is_open) {
            let _ = writeln!(std::io::stderr());
        }
    }
}

impl Watch for ProgressLine {
    fn reached(&self, progress: Progress) {
        let mut shown = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if shown.phase != progress.phase {
            (shown.phase, shown.phase_began) = (progress.phase, now);
        }
        if now < shown.due {
            return;
        }
        let text = progress_text(progress, now - shown.phase_began);
        // Whoever reads standard error may stop reading.
        let _ = if self.is_terminal {
            write!(std::io::stderr(), "\r\x1b[K{text}")
        } else {
            writeln!(std::io::stderr(), "{text}")
        };
        shown.is_open = self.is_terminal;
        shown.due = now + if self.is_terminal { TERMINAL_PAUSE } else { PLAIN_PAUSE };
    }
}

fn progress_text(progress: Progress, elapsed: Duration) -> String {
    let Progress { phase, done, total } = progress;
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let per_s = done as f64 / elapsed.as_secs_f64().max(0.001);
    match total.filter(|total| *total > 0) {
        Some(total) => format!("{phase}: {done} of {total} ({} %), {per_s:.0}/s", (100 * done / total).min(100)),
        None => format!("{phase}: {done}, {per_s:.0}/s"),
    }
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
    fn progress_tells_the_phase_the_share_and_the_rate() {
        let text = |done, total| progress_text(Progress { phase: "entries", done, total }, Duration::from_secs(2));
        assert_eq!(text(50, Some(200)), "entries: 50 of 200 (25 %), 25/s");
        assert_eq!(text(300, Some(200)), "entries: 300 of 200 (100 %), 150/s", "others write meanwhile");
        assert_eq!(text(50, None), "entries: 50, 25/s");
    }

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
