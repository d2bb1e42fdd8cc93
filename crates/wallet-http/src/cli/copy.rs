//! `wallet copy`: copies a whole ledger into another store, continues an interrupted copy, and proves that both are the
//! same.

use clap::Args;
use wallet_domain::copy::{Copied, CopyError, Course, Sameness};

use super::progress::ProgressLine;
use super::{Failure, say};
use crate::config::Settings;
use crate::store::{self, NoCopy, StoreUrl};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wallet copy --from sqlite:data/wallet.db --to postgres://wallet@db/wallet
  wallet copy --from postgres://wallet@db/wallet --to sqlite:data/copy.db
  WALLET_COPY_TO=postgres://wallet:secret@db/wallet wallet copy --from sqlite:data/wallet.db

Ids, keys, times, sequences, balances, hashes and API keys are kept: old keys replay on the copy, and a head of the source
holds there. The target must be empty; an embedded one is made, a database must be there. Stop the source's servers first.
If it is interrupted, run the same again: it goes on behind the last chunk. Nobody can serve a copy that is not whole.

It exits 0 only if both stores were read again, compared record by record and found the same, and every invariant holds
on the copy.")]
pub(super) struct Options {
    /// The store that is copied: sqlite:PATH or postgres://USER@HOST/DATABASE
    #[arg(long, value_name = "URL", env = "WALLET_COPY_FROM", hide_env_values = true)]
    from: String,
    /// The empty store that it is copied into
    #[arg(long, value_name = "URL", env = "WALLET_COPY_TO", hide_env_values = true)]
    to: String,
}

pub(super) async fn run(options: &Options, settings: &Settings) -> Result<(), Failure> {
    let (from, to) = (StoreUrl::parse(&options.from)?, StoreUrl::parse(&options.to)?);
    let line = ProgressLine::new();
    let copied = store::copy(&from, &to, settings, &line).await;
    line.end();
    match copied {
        Ok(copied) => {
            report(&copied);
            say(&format!("{to} is {from}: it can be served"));
            Ok(())
        }
        Err(error) => {
            if let NoCopy::Copy(CopyError::NotInOrder(findings)) = &error {
                for finding in findings {
                    say(&finding.to_string());
                }
            }
            Err(Failure::Failed(format!("{from} is not copied into {to}: {error}")))
        }
    }
}

fn report(copied: &Copied) {
    let Sameness { assets, wallets, lanes, commits, transactions, refusals, entries, claims, keys, heads: _, digest } =
        &copied.sameness;
    for total in assets {
        say(&format!("{}: {} wallets hold {}, all sum to {}", total.asset, total.wallets, total.held, total.sum));
    }
    say(&format!(
        "{wallets} wallets, {transactions} transactions ({refusals} refused), {entries} entries, {commits} commits in \
         {lanes} lanes, {keys} API keys"
    ));
    if *claims > 0 {
        say(&format!("{claims} holds and reversed transactions"));
    }
    match copied.course {
        Course::Whole => {}
        Course::Resumed => say("it went on where it had ended"),
        Course::Compared => say("it was copied before: nothing was written"),
    }
    if copied.source_moved {
        say("the source moved meanwhile, and was caught up with");
    }
    say(&format!("both sides were read again and are the same: sha256 {digest}"));
    if copied.course != Course::Compared {
        say("every invariant holds on the copy, and the source's heads");
    }
}
