//! `wallet seed`: applies a seed file and says, row by row, what that changed.

use std::path::PathBuf;

use clap::Args;

use super::{Failure, say, user};
use crate::config::{InvalidSettings, Settings};
use crate::seed::{DEMO, RowStatus, Seed};
use crate::store::{Store, StoreUrl};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wallet seed                        the demo: three assets, user_001 and user_002 with their opening balances
  wallet seed season-2.toml          a file of your own; seed/demo.toml in the sources shows what one holds

Applying a file twice changes nothing: every row has an idempotency key made from the file's name and the row.")]
pub(super) struct Options {
    /// The seed file [default: the built-in demo]
    file: Option<PathBuf>,
}

pub(super) async fn run(options: &Options, settings: &Settings, url: &StoreUrl) -> Result<(), Failure> {
    let seed = options.read()?.by(user());
    let store = Store::open(url, settings).await?;
    let report = seed
        .apply(store.registry.as_ref(), store.ledger.as_ref())
        .await
        .map_err(|error| Failure::Failed(format!("seed {}: {error}", seed.name())))?;
    for row in report.rows.iter().filter(|row| row.status == RowStatus::Added) {
        say(&format!("{:<6} {}", row.kind, row.what));
    }
    say(&format!("seed {}: {report}", seed.name()));
    Ok(())
}

impl Options {
    fn read(&self) -> Result<Seed, InvalidSettings> {
        let (name, text) = match &self.file {
            None => ("seed/demo.toml".to_owned(), DEMO.to_owned()),
            Some(file) => {
                let name = file.display().to_string();
                let text = std::fs::read_to_string(file)
                    .map_err(|error| InvalidSettings::new(format!("{name} cannot be read: {error}")))?;
                (name, text)
            }
        };
        Seed::parse(&name, &text).map_err(InvalidSettings::new)
    }
}
