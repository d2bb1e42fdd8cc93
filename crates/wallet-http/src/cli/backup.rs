//! `wallet backup`: copies the embedded store into a file while servers write, and proves the copy before it gets its
//! name.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use wallet_domain::{BackupRecord, Clock, Verification};

use super::progress::ProgressLine;
use super::verify::conclude;
use super::{Failure, say};
use crate::config::Settings;
use crate::store::{self, Backup, Existing, Proving, Store, StoreUrl};
use wallet_domain::SystemClock;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wallet backup /backup/wallet-2026-11-24.db                    also while a server writes: the copy is of one moment
  DATABASE_URL=sqlite:/backup/wallet-2026-11-24.db wallet serve   a backup is a store like any other
  pg_dump --file wallet.dump ... && wallet backup --note        one made by other means, for the gauge of its age

The copy is proven as `wallet verify` does it, and gets its name only then: under that name there is a whole backup or
none. A store that is not in order is copied with --no-verify.

A store on PostgreSQL is backed up by PostgreSQL's own programs: docs/operations.md, \"Backup and restore\".")]
pub(super) struct Options {
    /// Where to; what is there already stays
    #[arg(required_unless_present = "note")]
    file: Option<PathBuf>,
    /// Replace what is there
    #[arg(long)]
    force: bool,
    /// Take the copy as it is, without proving it
    #[arg(long)]
    no_verify: bool,
    /// Copy nothing: note in the store that a backup was made just now by other means, such as pg_dump
    #[arg(long, conflicts_with_all = ["file", "force", "no_verify"])]
    note: bool,
}

pub(super) async fn run(options: &Options, settings: &Settings, url: &StoreUrl) -> Result<(), Failure> {
    let Some(file) = &options.file else {
        note(settings, url, None).await.map_err(Failure::Failed)?;
        say(&format!("noted in {url} that a backup was made"));
        return Ok(());
    };
    let line = Arc::new(ProgressLine::new());
    let backup = Backup {
        file,
        existing: if options.force { Existing::Replace } else { Existing::Refuse },
        proving: if options.no_verify { Proving::Leave } else { Proving::Prove },
    };
    let made = store::back_up(url, settings, &backup, line.clone()).await;
    line.end();
    let made = made.map_err(|error| Failure::Failed(format!("{url} is not backed up: {error}")))?;
    let size = fs::metadata(file).map_or_else(|_| "size unknown".into(), |file| format!("{} bytes", file.len()));
    let name = format!("{} ({size})", file.display());
    let findings = made.as_ref().map(|verification| verification.findings.len());
    match made {
        None => say(&format!("{url} is backed up in {name}; the copy was not verified")),
        Some(Verification { findings, transactions, .. }) if findings.is_empty() => {
            say(&format!("{url} is backed up in {name}: {transactions} transactions, every invariant holds"));
        }
        Some(verification) => {
            conclude(&verification).ok();
            let sentence = format!("{url} is not backed up: the copy is not in order; --no-verify takes it as it is");
            return Err(Failure::Failed(sentence));
        }
    }
    // The backup is there even if the note of it cannot be written.
    if let Err(error) = note(settings, url, findings).await {
        say(&format!("the backup could not be noted, so no gauge knows of it: {error}"));
    }
    Ok(())
}

/// Notes a backup in its store, with the number of findings in the proof of the copy.
async fn note(settings: &Settings, url: &StoreUrl, findings: Option<usize>) -> Result<(), String> {
    let store = Store::open(url, settings).await.map_err(|error| error.to_string())?;
    let findings = findings.map(|count| i64::try_from(count).unwrap_or(i64::MAX));
    let record = BackupRecord { finished_at: SystemClock.now(), findings };
    store.verifier.record_backup(record).await.map_err(|error| format!("{url}: {error}"))
}
